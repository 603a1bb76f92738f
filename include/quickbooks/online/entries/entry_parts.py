"""The parts of QuickBooks Online's JSON of an entry: its lines, and what it is linked with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.books.entries import LineExtras, LinkedEntry, LinkedKind
from include.books.money import Cents, to_cents
from include.quickbooks.online.entries.home import Home

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
    """A line with an amount: `target` and `tax_code` are the IDs of its account or product, and code."""

    description: str
    cents: Cents
    target: str = ""
    extras: LineExtras = field(default_factory=LineExtras)
    tax_code: str = ""


def read_lines(body: Mapping[str, Any], home: Home) -> Iterator[ReadLine]:
    """The lines of an entry that carry money.

    In the United States, sales tax that QuickBooks added is one of them; elsewhere the lines have codes.
    """
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
            "" if home.is_us else ref_id(detail.get("TaxCodeRef")),
        )
    if home.is_us and (tax := total_tax(body)):
        yield ReadLine("Sales tax", tax)


def total_tax(body: Mapping[str, Any]) -> Cents:
    """The tax that QuickBooks added to an entry, which its total includes."""
    return cents_of((body.get("TxnTaxDetail") or {}).get("TotalTax"))


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
