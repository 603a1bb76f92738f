"""Everything in QuickBooks at one moment, in the words of QuickBooks Online and read through its API.

For QuickBooks Desktop, `desktop_snapshots` puts it into the same words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx

Key = tuple[str, str]
"""An entity and its ID: ("Bill", "12")."""

TRANSACTIONS = (
    "Invoice",
    "SalesReceipt",
    "Deposit",
    "Payment",
    "CreditMemo",
    "RefundReceipt",
    "Bill",
    "VendorCredit",
    "Purchase",
    "BillPayment",
)
PARTIES = ("Customer", "Vendor")
_TAG = re.compile(r"\[(CB-[0-9A-F]{16})\]")
_NOTE = re.compile(r"note-\d+")
_DETAILS = ("SalesItemLineDetail", "AccountBasedExpenseLineDetail", "DepositLineDetail")
_ALIASES = {"BillPaymentCheck": "BillPayment", "BillPaymentCreditCard": "BillPayment"}


@dataclass(frozen=True)
class Row:
    """One entry as QuickBooks shows it; amounts are cents."""

    key: Key
    body: dict[str, Any]

    @property
    def total(self) -> int:
        """What it comes to."""
        return int(Decimal(str(self.body.get("TotalAmt", 0))) * 100)

    @property
    def open(self) -> int:
        """What is open of it."""
        return int(Decimal(str(self.body.get("Balance", 0))) * 100)

    @property
    def memo(self) -> str:
        """Its memo."""
        return str(self.body.get("PrivateNote", ""))

    @property
    def is_voided(self) -> bool:
        """Whether it was voided."""
        return self.memo.startswith("Voided") and not self.total

    @property
    def tags(self) -> list[str]:
        """The CoreBooks tags in its memo."""
        return _TAG.findall(self.memo)

    @property
    def notes(self) -> set[str]:
        """What a person noted in its memo."""
        return set(_NOTE.findall(self.memo))

    @property
    def party(self) -> str:
        """The ID of its customer or vendor; a deposit's are on its lines."""
        for name in ("CustomerRef", "VendorRef", "EntityRef"):
            if name in self.body:
                return str(self.body[name].get("value", ""))
        parties = {
            str(line["DepositLineDetail"].get("Entity", {}).get("value", ""))
            for line in self.body.get("Line", ())
            if "DepositLineDetail" in line
        }
        return "" if "" in parties else ",".join(sorted(parties))

    @property
    def is_printed(self) -> bool:
        """Whether it is a check that was printed."""
        return self.body.get("PrintStatus") == "PrintComplete"

    @property
    def linked(self) -> list[Key]:
        """What it is paid by, applied to, or deposited in."""
        return [
            (_ALIASES.get(link["TxnType"], link["TxnType"]), str(link["TxnId"]))
            for link in self.body.get("LinkedTxn", ())
        ]

    @property
    def applied(self) -> list[tuple[Key, Decimal]]:
        """What it pays, and how much of each."""
        return [
            ((link["TxnType"], str(link["TxnId"])), Decimal(str(line["Amount"])))
            for line in self.body.get("Line", ())
            for link in line.get("LinkedTxn", ())
        ]

    def lines(self) -> Iterator[tuple[str, tuple[str, str, str]]]:
        """Each line's account or product, and the class, customer and billable flag set on it."""
        for line in self.body.get("Line", ()):
            for name in _DETAILS:
                if name in line:
                    detail = line[name]
                    target = detail.get("ItemRef") or detail.get("AccountRef") or {}
                    billable = str(detail.get("BillableStatus", ""))
                    yield (
                        str(target.get("value", "")),
                        (
                            str(detail.get("ClassRef", {}).get("value", "")),
                            str(detail.get("CustomerRef", {}).get("value", "")),
                            "" if billable == "NotBillable" else billable,
                        ),
                    )

    @property
    def own_lines(self) -> list[dict[str, Any]]:
        """Its lines without those that QuickBooks adds."""
        return [line for line in self.body["Line"] if line["DetailType"] != "SubTotalLineDetail"]

    def as_new(self, number: str) -> dict[str, Any]:
        """What a copy of it is entered with."""
        own = (
            "Id",
            "SyncToken",
            "MetaData",
            "domain",
            "sparse",
            "Balance",
            "LinkedTxn",
            "TotalAmt",
        )
        lines = [
            {name: value for name, value in line.items() if name != "Id"} for line in self.own_lines
        ]
        kept = {name: value for name, value in self.body.items() if name not in own}
        return {**kept, "DocNumber": number, "Line": lines}

    def what_a_person_entered(self) -> dict[str, Any]:
        """Its body without what follows from other entries."""
        derived = ("SyncToken", "MetaData", "Balance", "LinkedTxn", "RemainingCredit")
        return {name: value for name, value in self.body.items() if name not in derived}


@dataclass(frozen=True)
class Snapshot:
    """All entries, customers and vendors; `bank` and `undeposited` are IDs of accounts.

    `deletes` are the kinds that a run deletes because QuickBooks can't void them.
    """

    entries: Mapping[Key, Row]
    parties: Mapping[Key, dict[str, Any]]
    cleared: Mapping[str, str] = field(default_factory=dict)
    bank: str = ""
    undeposited: str = ""
    deletes: tuple[str, ...] = ("Deposit",)

    def live(self, *entities: str) -> list[Row]:
        """The entries that aren't voided, of some kinds or of all."""
        return [
            row
            for row in self.entries.values()
            if not row.is_voided and (not entities or row.key[0] in entities)
        ]

    def settled(self, row: Row) -> str:
        """How a person settled an entry of ours: cleared, printed or paid; empty if nobody did."""
        if "/".join(row.key) in self.cleared:
            return "cleared"
        if row.key[0] == "Purchase" and row.is_printed:
            return "printed"
        for other in row.linked:
            by = self.entries.get(other)
            if by is not None and not by.tags and not by.is_voided:
                return "paid"
        return ""


def snapshot(
    api: httpx.Client, cleared: Mapping[str, str], bank: str, undeposited: str
) -> Snapshot:
    """Read everything, in one request."""
    items = [
        {"bId": entity, "Query": f"select * from {entity} maxresults 1000"}
        for entity in TRANSACTIONS
    ] + [
        {"bId": entity, "Query": f"select * from {entity} where Active in (true, false)"}
        for entity in PARTIES
    ]
    answer = api.post("batch", json={"BatchItemRequest": items})
    assert answer.status_code == 200, answer.text
    found: dict[str, list[dict[str, Any]]] = {}
    for item in json.loads(answer.text, parse_float=Decimal)["BatchItemResponse"]:
        found[item["bId"]] = item["QueryResponse"].get(item["bId"], [])
    rows = (
        Row((entity, str(body["Id"])), body) for entity in TRANSACTIONS for body in found[entity]
    )
    return Snapshot(
        {row.key: row for row in rows},
        {(kind, str(body["Id"])): body for kind in PARTIES for body in found[kind]},
        dict(cleared),
        bank,
        undeposited,
    )
