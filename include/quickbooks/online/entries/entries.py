"""From QuickBooks Online's JSON to entries and lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from include.books.catalogue import ListEntry, ListKind, plain
from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.money import Cents, to_cents
from include.quickbooks.online.entries.documents import VOIDED

_WORDS_ONLY = frozenset({"SubTotalLineDetail", "DescriptionOnly"})
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
_MONEY = ("DepositToAccountRef", "AccountRef")
_TYPES = {ListKind.ACCOUNT: "AccountType", ListKind.PRODUCT: "Type"}


def entry(kind: DocumentKind, body: Mapping[str, Any]) -> Entry:
    """A document as QuickBooks shows it; deleted ones have only their ID.

    Raises:
        AmountError: an amount isn't a number, which QuickBooks never sends.
    """
    ref = EntryRef(str(body.get("Id", "")), str(body.get("SyncToken", "")))
    if body.get("status") == "Deleted":
        return Entry(kind, ref, "", None, "", 0, 0, (), "", EntryStatus.DELETED)
    total = _cents(body.get("TotalAmt"))
    lines = tuple(_lines(body))
    note = str(body.get("PrivateNote") or "")
    return Entry(
        kind=kind,
        ref=ref,
        number=str(body.get(_NUMBER.get(kind, "DocNumber")) or ""),
        date=_date(body.get("TxnDate")),
        party_id=_party(kind, body),
        party_name=_party_name(kind, body),
        total=total,
        balance=_cents(body.get(_OPEN.get(kind, "Balance"))),
        lines=tuple((description, cents) for description, cents, _ in lines),
        memo=note,
        status=EntryStatus.VOIDED if _is_voided(total, note) else EntryStatus.LIVE,
        links=tuple(dict.fromkeys(_links(body))),
        targets=tuple(target for _, _, target in lines),
        account_id=next((_ref(body.get(name)) for name in _MONEY if body.get(name)), ""),
    )


def purchase_kind(body: Mapping[str, Any]) -> DocumentKind:
    """Which kind a purchase is: QuickBooks keeps checks, expenses and refunds as one."""
    entity = body.get("EntityRef") or {}
    if str(entity.get("type") or "").casefold() == "customer":
        return DocumentKind.REFUND
    return DocumentKind.CHECK if body.get("PaymentType") == "Check" else DocumentKind.EXPENSE


def _party(kind: DocumentKind, body: Mapping[str, Any]) -> str:
    if kind is not DocumentKind.DEPOSIT:
        return _ref(body.get(_PARTY[kind]))
    details = [line.get("DepositLineDetail") or {} for line in body.get("Line") or ()]
    return next((_ref(detail["Entity"]) for detail in details if detail.get("Entity")), "")


def _party_name(kind: DocumentKind, body: Mapping[str, Any]) -> str:
    ref = body.get(_PARTY.get(kind, "")) or {}
    return str(ref.get("name") or "")


def list_entries(kind: ListKind, bodies: Iterable[Mapping[str, Any]]) -> Iterator[ListEntry]:
    """Accounts, products or classes as QuickBooks shows them.

    An entry goes by its own name where no other has it; where sub-accounts of different accounts
    share it, by the whole path, `Commissions:Referral`.
    """
    listed = list(bodies)
    shared = Counter(plain(_name(body)) for body in listed if body.get("Active") is not False)
    for body in listed:
        name = _name(body)
        if shared[plain(name)] > 1:
            name = str(body.get("FullyQualifiedName") or name)
        yield ListEntry(
            kind,
            str(body.get("Id", "")),
            name,
            type=str(body.get(_TYPES.get(kind, ""), "")),
            active=body.get("Active") is not False,
            account_id=_ref(body.get("IncomeAccountRef")),
        )


def _lines(body: Mapping[str, Any]) -> Iterator[tuple[str, Cents, str]]:
    """Description, cents, and the ID of the account or product, of each line that carries money."""
    for line in body.get("Line") or ():
        kind = line.get("DetailType")
        if kind in _WORDS_ONLY or line.get("Amount") is None:
            continue
        cents = _cents(line["Amount"])
        detail = line.get(str(kind)) or {}
        target = _ref(detail.get("ItemRef")) or _ref(detail.get("AccountRef"))
        sign = -1 if kind == "DiscountLineDetail" else 1
        yield str(line.get("Description") or ""), sign * cents, target
    tax = _cents((body.get("TxnTaxDetail") or {}).get("TotalTax"))
    if tax:
        yield "Sales tax", tax, ""


def _links(body: Mapping[str, Any]) -> Iterator[str]:
    lines = body.get("Line") or ()
    for holder in (body, *lines):
        for link in holder.get("LinkedTxn") or ():
            yield str(link.get("TxnId", ""))


def _is_voided(total: Cents, note: str) -> bool:
    return total == 0 and note.startswith(VOIDED)


def _name(body: Mapping[str, Any]) -> str:
    return str(body.get("Name") or body.get("FullyQualifiedName") or "")


def _ref(value: Any) -> str:
    return str(value.get("value") or "") if isinstance(value, Mapping) else ""


def _cents(value: Any) -> Cents:
    return to_cents(value) if value not in (None, "") else 0


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
