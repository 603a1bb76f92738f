"""The parts of QuickBooks Online's JSON of an entry: its lines, and what it is linked with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.books.entries import LineExtras, LinkedEntry, LinkedKind
from include.books.money import Cents, to_cents

_WORDS_ONLY = frozenset({"SubTotalLineDetail", "DescriptionOnly"})
_LINKED = {
    "Invoice": LinkedKind.PAYMENT,
    "Bill": LinkedKind.PAYMENT,
    "Payment": LinkedKind.PAYMENT,
    "BillPayment": LinkedKind.PAYMENT,
    "BillPaymentCheck": LinkedKind.PAYMENT,
    "BillPaymentCreditCard": LinkedKind.PAYMENT,
    "CreditMemo": LinkedKind.CREDIT,
    "VendorCredit": LinkedKind.CREDIT,
    "Deposit": LinkedKind.DEPOSIT,
    "ReimburseCharge": LinkedKind.REIMBURSEMENT,
}
_BILLABLE = {"Billable": True, "HasBeenBilled": True, "NotBillable": False}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with an amount: `target` is the ID of its account or product."""

    description: str
    cents: Cents
    target: str = ""
    extras: LineExtras = field(default_factory=LineExtras)


def read_lines(body: Mapping[str, Any]) -> Iterator[ReadLine]:
    """The lines of an entry that carry money; sales tax that QuickBooks added is one of them."""
    for line in body.get("Line") or ():
        kind = line.get("DetailType")
        if kind in _WORDS_ONLY or line.get("Amount") is None:
            continue
        detail = line.get(str(kind)) or {}
        sign = -1 if kind == "DiscountLineDetail" else 1
        yield ReadLine(
            str(line.get("Description") or ""),
            sign * cents_of(line["Amount"]),
            ref_id(detail.get("ItemRef")) or ref_id(detail.get("AccountRef")),
            LineExtras(
                str(line.get("Id") or ""),
                ref_id(detail.get("ClassRef")),
                ref_id(detail.get("CustomerRef")),
                _BILLABLE.get(str(detail.get("BillableStatus"))),
            ),
        )
    tax = cents_of((body.get("TxnTaxDetail") or {}).get("TotalTax"))
    if tax:
        yield ReadLine("Sales tax", tax)


def linked_entries(body: Mapping[str, Any]) -> tuple[LinkedEntry, ...]:
    """Everything an entry is linked with, each once; with the amount where a line says it."""
    by_id: dict[str, LinkedEntry] = {}
    for link, cents in _links(body):
        kind = _LINKED.get(str(link.get("TxnType") or ""), LinkedKind.OTHER)
        entry_id = str(link.get("TxnId") or "")
        before = by_id.get(entry_id)
        if before is None or before.cents is None:
            by_id[entry_id] = LinkedEntry(kind, entry_id, cents)
        elif cents is not None:
            by_id[entry_id] = LinkedEntry(kind, entry_id, before.cents + cents)
    return tuple(by_id.values())


def _links(body: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Cents | None]]:
    for link in body.get("LinkedTxn") or ():
        yield link, None
    for line in body.get("Line") or ():
        listed = line.get("LinkedTxn") or ()
        # A line's amount is that of its link, where it has only one.
        known = len(listed) == 1 and line.get("Amount") is not None
        for link in listed:
            yield link, cents_of(line["Amount"]) if known else None


def ref_id(value: Any) -> str:
    """The ID of a reference; empty where there is none."""
    return str(value.get("value") or "") if isinstance(value, Mapping) else ""


def cents_of(value: Any) -> Cents:
    """An amount in cents; zero where there is none.

    Raises:
        AmountError: it isn't a number, which QuickBooks never sends.
    """
    return to_cents(value) if value not in (None, "") else 0
