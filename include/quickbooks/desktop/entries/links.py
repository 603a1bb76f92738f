"""What an entry of QuickBooks Desktop is linked with: payments, credits, deposits, reimbursements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from include.books.entries import Entry, LinkedEntry, LinkedKind
from include.quickbooks.desktop.wire.elements import cents_in, element, yes

_PAYMENT, _CREDIT = LinkedKind.PAYMENT, LinkedKind.CREDIT
_KINDS: Mapping[tuple[str, str], LinkedKind] = {
    ("Invoice", "ReceivePayment"): _PAYMENT,
    ("Invoice", "CreditMemo"): _CREDIT,
    ("CreditMemo", "Invoice"): _CREDIT,
    ("CreditMemo", "Check"): _PAYMENT,
    ("CreditMemo", "CreditCardCharge"): _PAYMENT,
    ("Bill", "BillPaymentCheck"): _PAYMENT,
    ("Bill", "BillPaymentCreditCard"): _PAYMENT,
    ("Bill", "VendorCredit"): _CREDIT,
    ("Bill", "Invoice"): LinkedKind.REIMBURSEMENT,
    ("VendorCredit", "Bill"): _CREDIT,
    ("Check", "CreditMemo"): _PAYMENT,
    ("Check", "ReceivePayment"): _PAYMENT,
    ("Check", "Invoice"): LinkedKind.REIMBURSEMENT,
}
"""The form of an entry and that of a linked one -> what the linked one is to it (TxnType of LinkedTxn
in Intuit's on-screen reference)."""


def linked_entries(form: str, ret: etree._Element) -> Iterator[LinkedEntry]:
    """The entries that one is linked with; each once, with all that is applied between the two."""
    found: dict[tuple[str, LinkedKind], int] = {}
    for link in ret.iterfind("LinkedTxn"):
        kind = _KINDS.get((form, link.findtext("TxnType") or ""), LinkedKind.OTHER)
        key = (link.findtext("TxnID") or "", kind)
        found[key] = found.get(key, 0) + cents_in(link, "Amount")
    for link in ret.iterfind("AppliedToTxnRet"):
        key = (link.findtext("TxnID") or "", _PAYMENT)
        found[key] = found.get(key, 0) + cents_in(link, "Amount")
    for (entry_id, kind), cents in found.items():
        yield LinkedEntry(kind, entry_id, abs(cents))


def undeposited_query() -> etree._Element:
    """Query the accounts in which money received can wait for a bank deposit."""
    return element(
        "AccountQueryRq",
        {
            "ActiveStatus": "All",
            "AccountType": ["OtherCurrentAsset"],
            "IncludeRetElement": ["ListID", "SpecialAccountType"],
        },
    )


def undeposited(rets: Iterable[etree._Element]) -> set[str]:
    """The IDs of those accounts."""
    special = "UndepositedFunds"
    found = (ret for ret in rets if ret.findtext("SpecialAccountType") == special)
    return {ret.findtext("ListID") or "" for ret in found}


def deposits_query(waiting: Iterable[Entry], accounts: Collection[str]) -> etree._Element:
    """Query the deposits that can have brought entries to the bank: no earlier, out of the account."""
    first = min((entry.date for entry in waiting if entry.date), default=None)
    since = {"TxnDateRangeFilter": {"FromTxnDate": first.isoformat()}} if first else {}
    return element(
        "DepositQueryRq",
        {
            "MaxReturned": "200",
            **since,
            "AccountFilter": {"ListID": sorted(accounts)},
            "IncludeLineItems": yes(True),
        },
        iterator="Start",
    )


def with_deposits(entry: Entry, deposits: Iterable[etree._Element]) -> Entry:
    """An entry with the deposits that it is on."""
    found = [
        LinkedEntry(LinkedKind.DEPOSIT, deposit.findtext("TxnID") or "", cents_in(line, "Amount"))
        for deposit in deposits
        for line in deposit.iterfind("DepositLineRet")
        if line.findtext("TxnID") == entry.ref.id
    ]
    return replace(entry, linked=(*entry.linked, *found)) if found else entry
