"""What a document does to the books: the accounts that it debits and credits, always in balance.

Sources: Intuit's help pages on what each form posts: an invoice debits accounts receivable and credits its
products' income accounts; a bill debits its lines' accounts and credits accounts payable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from include.books.catalogue import AccountType, Catalogue, ListKind
from include.books.country_words import in_words
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryStatus
from include.books.money import Cents
from include.books.sales_tax import tax_of

UNDEPOSITED = "Undeposited Funds"
"""Where QuickBooks puts money for which no account was chosen."""
SALES_TAX = "Sales tax"
"""What the tax agency gets, and what it gives back: QuickBooks keeps accounts of its own for it.

Stored and signed off under this name; pages show it as `shown_account` has it."""
_DEBITED = frozenset(
    {
        DocumentKind.INVOICE,
        DocumentKind.SALES_RECEIPT,
        DocumentKind.DEPOSIT,
        DocumentKind.PAYMENT,
        DocumentKind.VENDOR_CREDIT,
    }
)
"""Kinds whose own account, the one that isn't on a line, is debited; the others' is credited."""
_OWED_TO_US = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO})
_OWED_BY_US = frozenset({DocumentKind.BILL, DocumentKind.VENDOR_CREDIT})
_SETTLES = frozenset({DocumentKind.PAYMENT, DocumentKind.REFUND})
_SELLS = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})
"""Kinds whose lines name products."""


def shown_account(name: str) -> str:
    """The name of an account as pages show it: what tax counts for is called as in the company's country."""
    is_tax = name == SALES_TAX or name.startswith(f"{SALES_TAX} on ")
    return in_words(name) if is_tax else name


@dataclass(frozen=True, slots=True)
class Posting:
    """What is posted to one account.

    Attributes:
        account: its name.
        cents: debits positive, credits negative.
        entries: how many entries post to it.
    """

    account: str
    cents: Cents
    entries: int = 1

    @property
    def debit(self) -> Cents:
        """The debit in cents; 0 for a credit."""
        return max(self.cents, 0)

    @property
    def credit(self) -> Cents:
        """The credit in cents; 0 for a debit."""
        return max(-self.cents, 0)


@dataclass(frozen=True, slots=True)
class Effect:
    """A document as it was, and as it will be; None where there is none.

    Attributes:
        tax_before, tax: what QuickBooks adds to each, in cents; None: what the rates come to.
    """

    before: Document | None
    after: Document | None
    tax_before: Cents | None = None
    tax: Cents | None = None


def journal(document: Document, catalogue: Catalogue, tax: Cents | None = None) -> list[Posting]:
    """A document's postings, one an account: first its own, then those of its lines. They sum to zero.

    Args:
        document: what posts.
        catalogue: the company's lists.
        tax: what QuickBooks added by the lines' tax codes, in cents; by default what the rates come to.
    """
    return _Accounts(catalogue).postings(document, tax)


def journal_of_entry(entry: Entry, catalogue: Catalogue, posted: Document) -> list[Posting]:
    """What an entry does to the books as QuickBooks has it now; nothing if it was voided or deleted.

    Args:
        entry: as it was read.
        catalogue: the company's lists.
        posted: what CoreBooks posted for it: what QuickBooks doesn't show, or what left the lists, goes by
            the names that it has there.
    """
    if entry.status is not EntryStatus.LIVE:
        return []
    return _Accounts(catalogue).postings_of_entry(entry, posted)


def net_effect(
    changes: Iterable[tuple[Document | None, Document | None]],
    catalogue: Catalogue,
    taxes: Mapping[str, Cents] | None = None,
) -> list[Posting]:
    """What changes do to each account, by name: each counts with the difference it makes.

    Args:
        changes: each document as it was, and as it will be; None where there is none.
        catalogue: the company's lists.
        taxes: by the key of a posted document, the tax that QuickBooks added; that of others is worked out.
    """
    known = taxes or {}
    return net_effect_of(
        (
            Effect(
                before,
                after,
                known.get(before.key) if before else None,
                known.get(after.key) if after else None,
            )
            for before, after in changes
        ),
        catalogue,
    )


def net_effect_of(effects: Iterable[Effect], catalogue: Catalogue) -> list[Posting]:
    """The same of changes that know their tax before and after."""
    accounts = _Accounts(catalogue)
    totals: dict[str, Cents] = defaultdict(int)
    entries: dict[str, int] = defaultdict(int)
    for one in effects:
        effect: dict[str, Cents] = defaultdict(int)
        for sign, document, tax in ((1, one.after, one.tax), (-1, one.before, one.tax_before)):
            for posting in accounts.postings(document, tax) if document else ():
                effect[posting.account] += sign * posting.cents
        for account, cents in effect.items():
            if cents:
                totals[account] += cents
                entries[account] += 1
    return [Posting(account, totals[account], entries[account]) for account in sorted(totals)]


class _Accounts:
    """The names of a company's accounts, and which of them a document's lines and its own side are."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._receivable = self._only(AccountType.RECEIVABLE)
        self._payable = self._only(AccountType.PAYABLE)

    def postings(self, document: Document, tax: Cents | None = None) -> list[Posting]:
        sign = 1 if document.kind in _DEBITED else -1
        added = tax_of(document, self._catalogue) if tax is None else tax
        postings: dict[str, Cents] = defaultdict(int)
        postings[self._own(document)] += sign * (document.total + added)
        for line in document.lines:
            postings[self._of_line(document, line)] -= sign * line.amount
        postings[SALES_TAX] -= sign * added
        return [Posting(account, cents) for account, cents in postings.items() if cents]

    def postings_of_entry(self, entry: Entry, posted: Document) -> list[Posting]:
        sign = 1 if entry.kind in _DEBITED else -1
        postings: dict[str, Cents] = defaultdict(int)
        postings[self._own_of_entry(entry, posted)] += sign * entry.total
        named = {line.target.id: line for line in posted.lines}
        shown = 0
        for _, cents, target in entry.posted_lines:
            if target and entry.kind not in _SETTLES:
                postings[self._of_target(entry, target, named)] -= sign * cents
                shown += cents
        # What a payment settles, and lines whose account QuickBooks doesn't show.
        postings[SALES_TAX] -= sign * entry.tax
        if rest := entry.net - shown:
            line = next(iter(posted.lines), None)
            account = self._of_line(posted, line) if line else self._receivable
            postings[account] -= sign * rest
        return [Posting(account, cents) for account, cents in postings.items() if cents]

    def _own_of_entry(self, entry: Entry, posted: Document) -> str:
        account = self._catalogue.by_id(ListKind.ACCOUNT, entry.account_id)
        if account is None or entry.kind in _OWED_TO_US | _OWED_BY_US:
            return self._own(posted)
        return account.name

    def _of_target(self, entry: Entry, target: str, named: Mapping[str, Line]) -> str:
        if entry.kind in _SELLS:
            product = self._catalogue.by_id(ListKind.PRODUCT, target)
            target_account = product.account_id if product else ""
        else:
            target_account = target
        account = self._catalogue.by_id(ListKind.ACCOUNT, target_account)
        if account is not None:
            return account.name
        return named[target].target.name if target in named else target

    def _own(self, document: Document) -> str:
        if document.kind in _OWED_TO_US:
            return self._receivable
        if document.kind in _OWED_BY_US:
            return self._payable
        return document.account.name if document.account else UNDEPOSITED

    def _of_line(self, document: Document, line: Line) -> str:
        if document.kind in _SETTLES:
            return self._receivable
        account_id = line.target.id
        if line.target.kind == ListKind.PRODUCT:
            product = self._catalogue.by_id(ListKind.PRODUCT, line.target.id)
            account_id = product.account_id if product else ""
        account = self._catalogue.by_id(ListKind.ACCOUNT, account_id)
        return account.name if account else line.target.name

    def _only(self, kind: AccountType) -> str:
        """The account of this type; where there are several, QuickBooks takes one, so it has no name here."""
        names = [
            entry.name
            for entry in self._catalogue.entries
            if entry.kind is ListKind.ACCOUNT and entry.active and entry.type == kind
        ]
        return names[0] if len(names) == 1 else kind.value
