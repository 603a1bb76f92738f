"""What a document does to the books: the accounts that it debits and credits, always in balance.

Sources: Intuit's help pages on what each form posts: an invoice debits accounts receivable and credits its
products' income accounts; a bill debits its lines' accounts and credits accounts payable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from include.books.catalogue import AccountType, Catalogue, ListKind
from include.books.documents import Document, DocumentKind, Line
from include.books.money import Cents

UNDEPOSITED = "Undeposited Funds"
"""Where QuickBooks puts money for which no account was chosen."""
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


def journal(document: Document, catalogue: Catalogue) -> list[Posting]:
    """A document's postings, one an account: first its own, then those of its lines. They sum to zero."""
    return _Accounts(catalogue).postings(document)


def net_effect(
    changes: Iterable[tuple[Document | None, Document | None]], catalogue: Catalogue
) -> list[Posting]:
    """What changes do to each account, by name: each counts with the difference it makes.

    Args:
        changes: each document as it was, and as it will be; None where there is none.
        catalogue: the company's lists.
    """
    accounts = _Accounts(catalogue)
    totals: dict[str, Cents] = defaultdict(int)
    entries: dict[str, int] = defaultdict(int)
    for before, after in changes:
        effect: dict[str, Cents] = defaultdict(int)
        for sign, document in ((1, after), (-1, before)):
            for posting in accounts.postings(document) if document else ():
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

    def postings(self, document: Document) -> list[Posting]:
        sign = 1 if document.kind in _DEBITED else -1
        postings: dict[str, Cents] = defaultdict(int)
        postings[self._own(document)] += sign * document.total
        for line in document.lines:
            postings[self._of_line(document, line)] -= sign * line.amount
        return [Posting(account, cents) for account, cents in postings.items() if cents]

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
