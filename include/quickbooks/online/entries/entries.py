"""From QuickBooks Online's JSON to entries and lists."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from include.books.catalogue import ListEntry, ListKind, plain
from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryExtras, EntryRef, EntryStatus
from include.books.money import Cents
from include.plain_text import plain as plain_text
from include.quickbooks.exchange_rate import at_its_rate
from include.quickbooks.online.entries.documents import VOIDED
from include.quickbooks.online.entries.entry_parts import (
    ReadLine,
    cents_of,
    linked_entries,
    read_lines,
    ref_id,
    total_tax,
)
from include.quickbooks.online.entries.home import UNITED_STATES, Home
from include.quickbooks.online.entries.inactive_names import active_name
from include.quickbooks.online.entries.objects import foreign_currency

_OPEN = {DocumentKind.PAYMENT: "UnappliedAmt"}
_NUMBER = {DocumentKind.PAYMENT: "PaymentRefNum"}
_PARTY = {
    DocumentKind.INVOICE: "CustomerRef",
    DocumentKind.PAYMENT: "CustomerRef",
    DocumentKind.SALES_RECEIPT: "CustomerRef",
    DocumentKind.CREDIT_MEMO: "CustomerRef",
    DocumentKind.BILL: "VendorRef",
    DocumentKind.VENDOR_CREDIT: "VendorRef",
    DocumentKind.CHECK: "EntityRef",
    DocumentKind.EXPENSE: "EntityRef",
    DocumentKind.REFUND: "EntityRef",
}
_NO_PRODUCTS = frozenset({"Category", "Group", "Bundle"})
_ONE_WORD_FIRST = re.compile(r"[^\W\d_]+(?: - |$)")
_MONEY = ("DepositToAccountRef", "AccountRef")
_TYPES = {ListKind.ACCOUNT: "AccountType", ListKind.PRODUCT: "Type"}


def entry(kind: DocumentKind, body: Mapping[str, Any], home: Home = UNITED_STATES) -> Entry:
    """A document as QuickBooks has it, in a company of this home; deleted ones have only their ID.

    Raises:
        AmountError: an amount isn't a number, which QuickBooks never sends.
    """
    return at_its_rate(_in_own_currency(kind, body, home), body.get("ExchangeRate"))


def _in_own_currency(kind: DocumentKind, body: Mapping[str, Any], home: Home) -> Entry:
    """The document with the amounts that QuickBooks shows, which are in the document's currency."""
    ref = EntryRef(str(body.get("Id", "")), str(body.get("SyncToken", "")))
    if body.get("status") == "Deleted":
        return Entry(kind, ref, "", None, "", 0, 0, (), "", EntryStatus.DELETED)
    total = cents_of(body.get("TotalAmt"))
    lines, linked = tuple(read_lines(body, home)), linked_entries(body)
    note = str(body.get("PrivateNote") or "")
    return Entry(
        kind=kind,
        ref=ref,
        number=plain_text(str(body.get(_NUMBER.get(kind, "DocNumber")) or "")),
        date=_date(body.get("TxnDate")),
        party_id=_party(kind, body),
        party_name=_party_name(kind, body),
        total=total,
        balance=cents_of(body.get(_OPEN.get(kind, "Balance"))),
        lines=tuple((line.description, line.cents) for line in lines),
        memo=note,
        status=EntryStatus.VOIDED if _is_voided(body, total, note, home) else EntryStatus.LIVE,
        links=tuple(link.id for link in linked),
        targets=tuple(line.target for line in lines),
        account_id=next((ref_id(body.get(name)) for name in _MONEY if body.get(name)), ""),
        linked=linked,
        extras=tuple(line.extras for line in lines),
        whole=EntryExtras(ref_id(body.get("ClassRef")), ref_id(body.get("DepartmentRef"))),
        printed=kind is DocumentKind.CHECK and body.get("PrintStatus") == "PrintComplete",
        currency=foreign_currency(body, home),
        changed_by=ref_id((body.get("MetaData") or {}).get("LastModifiedByRef")),
        tax=0 if home.is_us else total_tax(body),
        tax_codes=_tax_codes(lines),
        tax_mode="" if home.is_us else str(body.get("GlobalTaxCalculation") or ""),
        due_date=_date(body.get("DueDate")),
    )


def _tax_codes(lines: Sequence[ReadLine]) -> tuple[str, ...]:
    """The IDs of the lines' tax codes; none at all where no line has one."""
    codes = tuple(line.tax_code for line in lines)
    return codes if any(codes) else ()


def purchase_kind(body: Mapping[str, Any]) -> DocumentKind:
    """Which kind a purchase is: QuickBooks keeps checks, expenses and refunds as one."""
    entity = body.get("EntityRef") or {}
    if str(entity.get("type") or "").casefold() == "customer":
        return DocumentKind.REFUND
    return DocumentKind.CHECK if body.get("PaymentType") == "Check" else DocumentKind.EXPENSE


def _party(kind: DocumentKind, body: Mapping[str, Any]) -> str:
    return ref_id(_party_ref(kind, body))


def _party_ref(kind: DocumentKind, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The customer or vendor; a deposit has it on its lines."""
    if kind is not DocumentKind.DEPOSIT:
        return body.get(_PARTY[kind]) or {}
    details = [line.get("DepositLineDetail") or {} for line in body.get("Line") or ()]
    return next((detail["Entity"] for detail in details if detail.get("Entity")), {})


def is_usable(kind: ListKind, body: Mapping[str, Any]) -> bool:
    """Whether a line of a document can have this entry.

    Categories only group products, a bundle ("Group") takes no amount of its own, and a product
    without an income account can't be sold.
    """
    if kind is not ListKind.PRODUCT:
        return True
    return body.get("Type") not in _NO_PRODUCTS and bool(ref_id(body.get("IncomeAccountRef")))


def _party_name(kind: DocumentKind, body: Mapping[str, Any]) -> str:
    return plain_text(str(_party_ref(kind, body).get("name") or ""))


def list_entries(
    kind: ListKind, bodies: Iterable[Mapping[str, Any]], home: Home = UNITED_STATES
) -> Iterator[ListEntry]:
    """Accounts, products or classes as QuickBooks shows them.

    An entry goes by its own name where no other has it; where sub-accounts of different accounts
    share it, by the whole path, `Commissions:Referral`. An inactive one goes by the name it had.
    """
    listed = list(bodies)
    shared = Counter(plain(_name(body)) for body in listed if body.get("Active") is not False)
    for body in listed:
        active = body.get("Active") is not False
        name = _name(body) if active else active_name(_name(body), home)
        if active and shared[plain(name)] > 1:
            name = plain_text(str(body.get("FullyQualifiedName") or name))
        yield ListEntry(
            kind,
            str(body.get("Id", "")),
            name,
            type=str(body.get(_TYPES.get(kind, ""), "")),
            active=active,
            account_id=ref_id(body.get("IncomeAccountRef")),
            currency=foreign_currency(body, home),
            path=plain_text(str(body.get("FullyQualifiedName") or "")) if active else "",
        )


def _is_voided(body: Mapping[str, Any], total: Cents, note: str, home: Home) -> bool:
    """Purchases voided on QuickBooks' pages have a status; other entries only their memo.

    In a company that may be in French, where the word of the memo isn't known (`inactive_names`), any word before the
    memo counts, if no line has an amount.
    """
    if body.get("status") == VOIDED or (total == 0 and note.startswith(VOIDED)):
        return True
    if total or not home.may_be_french or not _ONE_WORD_FIRST.match(note):
        return False
    return not any(line.cents for line in read_lines(body, home))


def _name(body: Mapping[str, Any]) -> str:
    return plain_text(str(body.get("Name") or body.get("FullyQualifiedName") or ""))


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
