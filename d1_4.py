exec(open('/tmp/w/me/d1_1.py').read().split("sub('include/sync/diff")[0])
sub('include/books/journal.py',
('''def journal(document: Document, catalogue: Catalogue) -> list[Posting]:
    """A document's postings, one an account: first its own, then those of its lines. They sum to zero."""
    return _Accounts(catalogue).postings(document)
''','''def journal(document: Document, catalogue: Catalogue, tax: Cents | None = None) -> list[Posting]:
    """A document's postings, one an account: first its own, then those of its lines. They sum to zero.

    Args:
        document: what posts.
        catalogue: the company's lists.
        tax: what QuickBooks added by the lines' tax codes, in cents; by default what the rates come to.
    """
    return _Accounts(catalogue).postings(document, tax)
'''),
('''    def postings(self, document: Document) -> list[Posting]:
        sign = 1 if document.kind in _DEBITED else -1
        postings: dict[str, Cents] = defaultdict(int)
        postings[self._own(document)] += sign * document.total
        for line in document.lines:
            postings[self._of_line(document, line)] -= sign * line.amount
''','''    def postings(self, document: Document, tax: Cents | None = None) -> list[Posting]:
        sign = 1 if document.kind in _DEBITED else -1
        added = tax_of(document, self._catalogue) if tax is None else tax
        postings: dict[str, Cents] = defaultdict(int)
        postings[self._own(document)] += sign * (document.total + added)
        for line in document.lines:
            postings[self._of_line(document, line)] -= sign * line.amount
        postings[SALES_TAX] -= sign * added
'''),
('''        if rest := entry.total - shown:
''','''        postings[SALES_TAX] -= sign * entry.tax
        if rest := entry.net - shown:
'''),
('''"""Where QuickBooks puts money for which no account was chosen."""
''','''"""Where QuickBooks puts money for which no account was chosen."""
SALES_TAX = "Sales tax"
"""What the tax agency gets, and what it gives back: QuickBooks keeps accounts of its own for it."""
'''),
('''from include.books.money import Cents
''','''from include.books.money import Cents
from include.books.sales_tax import tax_of
'''),
)
sub('include/sync/verify/month_figures.py',
('''    posted = journal(entry.document, catalogue)
''','''    posted = journal(entry.document, catalogue, entry.tax_cents)
'''))
sub('include/sync/verify/entries_now.py',
('''            now=in_quickbooks.get((entry.kind, entry.quickbooks_id)),
''','''            now=in_quickbooks.get((entry.kind, entry.quickbooks_id)),
            tax_cents=entry.tax_cents,
'''))
sub('include/database/reads/tracked_entries.py',
('''        total_cents: its total.
''','''        total_cents: its total, without the tax that QuickBooks added by tax codes.
'''),
('''        kept: whether someone chose to keep the QuickBooks version.
''','''        kept: whether someone chose to keep the QuickBooks version.
        tax_cents: the tax that QuickBooks added.
'''),
('''    kept: bool

''','''    kept: bool
    tax_cents: Cents = 0

'''),
('''        kept=bool(row.accepted),
''','''        kept=bool(row.accepted),
        tax_cents=row.tax_cents,
'''))
sub('include/database/reads/billing_log.py',
('''        return invoices[0].total_cents - paid
''','''        return invoices[0].total_cents + invoices[0].tax_cents - paid
'''))
sub('include/sync/verify/tie_out.py',
('''        now: as QuickBooks has it; None if it was deleted.
''','''        now: as QuickBooks has it; None if it was deleted.
        tax_cents: what QuickBooks added by tax codes when it was posted.
'''),
('''    now: Entry | None


@dataclass(slots=True)
class Sum''','''    now: Entry | None
    tax_cents: Cents = 0


@dataclass(slots=True)
class Sum'''),
('''        accounts[account] += sign * line.amount
    return''','''        accounts[account] += sign * line.amount
    accounts[_tax_account(entry.document.kind)] += sign * entry.tax_cents
    return'''),
('''        return {name: _sign(now.kind) * now.total} if now.total else {}
''','''        return {name: _sign(now.kind) * now.total} if now.total else {}
'''),
('''        accounts[account] += _sign(now.kind) * cents
    return''','''        accounts[account] += _sign(now.kind) * cents
    accounts[_tax_account(now.kind)] += _sign(now.kind) * now.tax
    return'''),
('''def _sign(kind''','''def _tax_account(kind: DocumentKind) -> str:
    """What the tax of entries of a kind counts for: QuickBooks keeps accounts of its own for it."""
    return f"{SALES_TAX} on {side_of(kind) or TaxSide.SALES}"


def _sign(kind'''),
('''    if entry.now.total != entry.document.total:
        return f"{what} is {total} in CORE but {format_money(entry.now.total)} in QuickBooks."
''','''    if entry.now.net != entry.document.total:
        return f"{what} is {total} in CORE but {format_money(entry.now.net)} in QuickBooks."
    if entry.now.tax != entry.tax_cents:
        return (
            f"{what} ({total}) has {format_money(entry.now.tax)} of tax in QuickBooks; it was posted "
            f"with {format_money(entry.tax_cents)}."
        )
'''),
('''from include.books.money import Cents, format_money
''','''from include.books.journal import SALES_TAX
from include.books.money import Cents, format_money
from include.books.sales_tax import TaxSide, side_of
'''),
)
sub('include/sync/verify/tie_out_findings.py',
('''        Link.total_cents,
        Link.edited_as,
''','''        Link.total_cents,
        Link.tax_cents,
        Link.edited_as,
'''),
('''                    for key, entry_id, version, total, edited in rows
                    if edited
                    or not _is_as_posted(in_quickbooks.get((kind, entry_id)), version, total)
''','''                    for key, entry_id, version, total, tax, edited in rows
                    if edited
                    or not _is_as_posted(in_quickbooks.get((kind, entry_id)), version, total, tax)
'''),
('''def _is_as_posted(entry: Entry | None, version: str, total: Cents) -> bool:
''','''def _is_as_posted(entry: Entry | None, version: str, total: Cents, tax: Cents) -> bool:
'''),
('''        and (entry.ref.version, entry.total) == (version, total)
''','''        and (entry.ref.version, entry.net, entry.tax) == (version, total, tax)
'''))
sub('include/database/months/moves.py',
('''        "total_cents",
        "date",''','''        "total_cents",
        "tax_cents",
        "date",'''),
('''    if link.date != old["date"]:
''','''    if link.tax_cents != old.get("tax_cents", 0):
        return f"{entry} now has {format_money(link.tax_cents)} of tax."
    if link.date != old["date"]:
'''),
)
sub('include/sync/run/posting_log.py',
('''            ("payment method", _name(before.payment_method), _name(after.payment_method)),
''','''            ("payment method", _name(before.payment_method), _name(after.payment_method)),
            ("tax code", _codes(before), _codes(after)),
'''))
s=open('include/sync/run/posting_log.py').read()
s+='''

def _codes(document: Document) -> str:
    """The tax codes of a document's lines, by name."""
    return ", ".join(dict.fromkeys(line.tax.name for line in document.lines if line.tax))
'''
open('include/sync/run/posting_log.py','w').write(s)
# paid by others
sub('include/sync/decide/paid_by_others.py',
('''def count_payments_of_others(rules: Rules, plans: Sequence[RecordPlan], answers: Answers) -> None:''',
'''def count_payments_of_others(
    rules: Rules, plans: Sequence[RecordPlan], answers: Answers, catalogue: Catalogue
) -> None:'''),
('''        answers: with the invoices' balances.

    Raises:''','''        answers: with the invoices' balances.
        catalogue: the company's lists, with the rates of tax codes.

    Raises:'''),
('''        for payment_id in _unknown_payments(plan, answers)
''','''        for payment_id in _unknown_payments(plan, answers, catalogue)
'''),
('''        _Balances(plan, answers, beside_credits=rules.may(Act.CREATE_BESIDE)).apply()
''','''        beside = rules.may(Act.CREATE_BESIDE)
        _Balances(plan, answers, catalogue, beside_credits=beside).apply()
'''),
('''def _raised(plan: RecordPlan, key: str, entry: Entry) -> Cents:
    """What an update of the invoice in this plan adds to its total, or takes off it."""
    return sum(
        change.document.total - entry.total
        for change''','''def _raised(plan: RecordPlan, key: str, entry: Entry, catalogue: Catalogue) -> Cents:
    """What an update of the invoice in this plan adds to its total with tax, or takes off it."""
    return sum(
        change.document.total + tax_of(change.document, catalogue) - entry.total
        for change'''),
('''def _unknown_payments(plan: RecordPlan, answers: Answers) -> Iterator[str]:''','''def _unknown_payments(
    plan: RecordPlan, answers: Answers, catalogue: Catalogue
) -> Iterator[str]:'''),
('''        still_open = entry.balance + _raised(plan, invoice.document_key, entry)
''','''        still_open = entry.balance + _raised(plan, invoice.document_key, entry, catalogue)
'''),
('''    def __init__(self, plan: RecordPlan, answers: Answers, *, beside_credits: bool) -> None:
        self._plan = plan
''','''    def __init__(
        self, plan: RecordPlan, answers: Answers, catalogue: Catalogue, *, beside_credits: bool
    ) -> None:
        self._plan = plan
        self._catalogue = catalogue
'''),
('''            first = entry.balance + self._released(key) + _raised(self._plan, key, entry)
''','''            raised = _raised(self._plan, key, entry, self._catalogue)
            first = entry.balance + self._released(key) + raised
'''),
('''from include.books.causes import HoldCause
''','''from include.books.catalogue import Catalogue
from include.books.causes import HoldCause
'''),
('''from include.books.money import Cents, format_money
''','''from include.books.money import Cents, format_money
from include.books.sales_tax import tax_of
'''),
)
sub('include/sync/decide/planning.py',
('''    count_payments_of_others(rules, plans, answers)
''','''    count_payments_of_others(rules, plans, answers, books.catalogue)
'''))
