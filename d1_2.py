exec(open('/tmp/w/me/d1_1.py').read().split("sub('include/sync/diff")[0])
sub('include/sync/decide/differences.py',
('''from include.books.money import format_money
''','''from include.books.money import Cents, format_money
from include.books.sales_tax import Rates, expected_tax, is_rounding
'''),
('''    posted = Counter((line.amount, line.tax.id if line.tax else "") for line in document.lines)
    coded = zip(entry.lines, entry.line_codes, strict=True)
    now = Counter((cents, code) for (_, cents), code in coded)
    amounts = [sorted(cents for cents, _ in one.elements() if cents) for one in (posted, now)]
    if amounts[0] == amounts[1] and any(cents for cents, _ in posted - now):
        names = {line.tax.id: line.tax.name for line in document.lines if line.tax}
        codes = dict.fromkeys(names[code] for cents, code in posted - now if cents and code)
        yield Difference(f"lines no longer have the tax code {' and '.join(codes)}")
''','''    now = Counter((cents, code) for (_, cents), code in zip(entry.lines, entry.line_codes, strict=True))
    posted = Counter((line.amount, line.tax) for line in document.lines if line.amount)
    lost = [
        code.name
        for (cents, code), number in posted.items()
        if code and now[cents, code.id] < number and any(now[cents, one] for one in entry.tax_codes)
    ]
    if lost:
        names = " and ".join(dict.fromkeys(lost))
        yield Difference(f"lines no longer have the tax code {names}")
'''))
sub('include/sync/quickbooks_state/quickbooks_edits.py',
('''        paid_name=f"{paid.kind} {paid.number}" if paid is not None else "",
    )
''','''        paid_name=f"{paid.kind} {paid.number}" if paid is not None else "",
        tax=link.tax_cents,
        rates=lines_and_rates(document, tax_codes_of(session, company_id, document)),
    )
'''),
('''    if not was_edited and (entry.total == link.total_cents or link.edited_as is not None):
        return False
    link.version = entry.ref.version
    found = differences_of(session, company_id, entry, link)
    if not found:
        link.edited_as = None
        return False
''','''    as_posted = (entry.net, entry.tax) == (link.total_cents, link.tax_cents)
    if not was_edited and (as_posted or link.edited_as is not None):
        return False
    link.version = entry.ref.version
    found = differences_of(session, company_id, entry, link)
    if not found:
        link.edited_as, link.tax_cents = None, entry.tax
        return False
'''),
('''        total_cents=entry.total,
''','''        total_cents=entry.net,
'''),
('''from include.books.entries import Entry, EntryStatus
''','''from include.books.entries import Entry, EntryStatus
'''),
('''from include.books.wording import numbered
''','''from include.books.sales_tax import lines_and_rates
from include.books.wording import numbered
'''),
('''from include.database.statuses import LinkStatus, RecordStatus
''','''from include.database.from_quickbooks.catalogue import tax_codes_of
from include.database.statuses import LinkStatus, RecordStatus
'''),
)
sub('include/database/from_quickbooks/catalogue.py',
('''    entries = [
        ListEntry(
            kind=ListKind(row.kind),
            id=row.entry_id,
            name=row.name,
            type=row.type,
            active=row.active,
            account_id=row.account_id,
            currency=row.currency,
            sales_rates=_rates(row.sales_rates),
            purchase_rates=_rates(row.purchase_rates),
        )
        for row in rows
    ]
    return Catalogue(entries), min((row.read_at for row in rows), default=None)
''','''    return Catalogue(map(_entry, rows)), min((row.read_at for row in rows), default=None)


def tax_codes_of(session: Session, company_id: str, document: Document) -> Catalogue:
    """The tax codes of a document's lines as last read; nothing is read for one without any."""
    ids = {line.tax.id for line in document.lines if line.tax is not None}
    if not ids:
        return Catalogue(())
    rows = session.scalars(
        select(CatalogueEntry).where(
            CatalogueEntry.company_id == company_id,
            CatalogueEntry.kind == ListKind.TAX_CODE,
            CatalogueEntry.entry_id.in_(ids),
        )
    )
    return Catalogue(map(_entry, rows))


def _entry(row: CatalogueEntry) -> ListEntry:
    return ListEntry(
        kind=ListKind(row.kind),
        id=row.entry_id,
        name=row.name,
        type=row.type,
        active=row.active,
        account_id=row.account_id,
        currency=row.currency,
        sales_rates=_rates(row.sales_rates),
        purchase_rates=_rates(row.purchase_rates),
    )
'''),
('''from include.database.tables.entries import CatalogueEntry
''','''from include.books.documents import Document
from include.database.tables.entries import CatalogueEntry
'''))
# as sent
sub('include/sync/quickbooks_state/as_sent.py',
('''sum(cents for _, cents in entry.lines) != entry.total:''','''sum(cents for _, cents in entry.lines) != entry.net:'''))
sub('include/sync/quickbooks_state/recover_unanswered.py',
('''        entry.total == document.total
''','''        entry.net == document.total
'''))
sub('include/sync/quickbooks_state/responses.py',
('''    link.total_cents = operation.total_cents
''','''    link.total_cents = operation.total_cents
    link.tax_cents = _tax(session, context.company_id, document, posted, link)
'''),
('''def _record_rejected(''','''def _tax(session: Session, company_id: str, document: Document, posted: Posted, link: Link) -> Cents:
    """The tax that QuickBooks added; what was expected, where its figure can't be right or isn't known.

    So an entry with a wrong figure differs until it has the right one.
    """
    if not document.is_taxed or link.status == LinkStatus.VOIDED:
        return 0
    rates = lines_and_rates(document, tax_codes_of(session, company_id, document))
    if posted.entry is not None and is_rounding(posted.entry.tax, rates):
        return posted.entry.tax
    return expected_tax(rates)


def _record_rejected('''),
('''    link.edited_as, link.accepted = None, ""
    link.updated_at = now
    return link
''','''    link.edited_as, link.accepted = None, ""
    link.updated_at = now
    return link
'''),
('''from include.books.documents import fingerprint
''','''from include.books.documents import Document, fingerprint
'''),
('''from include.clock import utc_now
''','''from include.books.money import Cents
from include.books.sales_tax import expected_tax, is_rounding, lines_and_rates
from include.clock import utc_now
'''),
('''from include.database.lease import WriterLease
''','''from include.database.from_quickbooks.catalogue import tax_codes_of
from include.database.lease import WriterLease
'''),
)
s=open('include/sync/quickbooks_state/responses.py').read()
# status is set after total: move tax after status
s=s.replace('''    link.tax_cents = _tax(session, context.company_id, document, posted, link)
''','',1)
s=s.replace('''    link.edited_as, link.accepted = None, ""
    link.updated_at = now
    return link
''','''    link.tax_cents = _tax(session, context.company_id, document, posted, link)
    link.edited_as, link.accepted = None, ""
    link.updated_at = now
    return link
''',1)
open('include/sync/quickbooks_state/responses.py','w').write(s)
sub('include/sync/verify/kept_differences.py',
('''    found = [*differences_of(session''','''    if entry.ref.version == link.version and not unexpected_tax(entry, link.tax_cents, ()):
        pass
    found = [*differences_of(session'''))
