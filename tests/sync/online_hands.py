"""A bookkeeper's hands in QuickBooks Online (`random_hands.Hands`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Literal

import httpx

from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.sync.random_hands import Refused
from tests.sync.snapshots import Key, Row, Snapshot, snapshot


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPStatusError as error:
        if error.response.status_code != httpx.codes.BAD_REQUEST:
            raise
        raise Refused(error.response.text) from error


class OnlineHands:
    """Does in QuickBooks' own pages what it is told."""

    voidable: tuple[str, ...] = ("Invoice", "SalesReceipt", "Purchase", "CreditMemo")

    def __init__(self, quickbooks: RunningSandbox, api: httpx.Client) -> None:
        self._quickbooks = quickbooks
        self._api = api
        self._person = Person(quickbooks)
        self._cleared: dict[str, str] = {}
        self._class = self._person.enter("Class", Name="North Shore")["Id"]
        self._client = self._person.enter("Customer", DisplayName="Billable Client")["Id"]
        self._bank = str(self._person.named("Account", "Checking Account")["value"])
        self._undeposited = str(self._person.named("Account", "Undeposited Funds")["value"])

    def look(self) -> Snapshot:
        """The books as they are."""
        return snapshot(self._api, self._cleared, self._bank, self._undeposited)

    def pay(self, row: Row, cents: int, to_bank: bool) -> None:
        """Pay a bill, or receive an invoice's payment into the bank or into Undeposited Funds."""
        with _refusals():
            if row.key[0] == "Bill":
                self._person.pay_bill(row.key[1], cents)
            else:
                account = "Checking Account" if to_bank else "Undeposited Funds"
                self._person.receive_payment(row.key[1], cents, account)

    def credit(self, row: Row, cents: int) -> None:
        """Enter a credit and apply it to an open invoice or bill."""
        bill = row.key[0] == "Bill"
        kind = "VendorCredit" if bill else "CreditMemo"
        reference = {"VendorRef" if bill else "CustomerRef": {"value": row.party}}
        line = self._cost(cents) if bill else self._sale(cents)
        with _refusals():
            credit = self._person.enter(kind, **reference, Line=[line])
            self._person.apply_credit(kind, credit["Id"], row.key[1], cents)

    def print_check(self, row: Row, number: str) -> None:
        """Print a check."""
        with _refusals():
            self._person.print_check(row.key[1], number)

    def clear(self, row: Row, how: Literal["C", "R"]) -> None:
        """Reconcile an entry with the bank ("R"), or match it with its feed ("C")."""
        self._quickbooks.clear(*row.key, how)
        self._cleared["/".join(row.key)] = how

    def deposit(self, row: Row) -> None:
        """Take what is in Undeposited Funds to the bank."""
        with _refusals():
            self._person.deposit(row.key)

    def set_amount(self, row: Row, cents: int) -> None:
        """Change the amount of the first line."""
        lines = row.own_lines
        lines[0] = {**lines[0], "Amount": Decimal(cents).scaleb(-2)}
        lines[0].get("SalesItemLineDetail", {}).pop("UnitPrice", None)
        lines[0].get("SalesItemLineDetail", {}).pop("Qty", None)
        self._edit(row, Line=lines)

    def set_text(self, row: Row, **texts: str) -> None:
        """Change `TxnDate` or `PrivateNote`."""
        self._edit(row, **texts)

    def set_on_line(self, row: Row, nth: int, *, billed: bool) -> None:
        """Set a class on a line, and a customer and billable, too."""
        lines = row.own_lines
        detail = lines[nth][lines[nth]["DetailType"]]
        detail["ClassRef"] = {"value": self._class}
        if billed:
            detail["CustomerRef"] = {"value": self._client}
            detail["BillableStatus"] = "Billable"
        self._edit(row, Line=lines)

    def set_location(self, row: Row, name: str) -> None:
        """Set an entry's location, which Desktop doesn't have."""
        with _refusals():
            self._person.set_location(*row.key, name)

    def end(self, row: Row, action: str) -> None:
        """Void or delete an entry."""
        with _refusals():
            self._quickbooks.edit(*row.key, action)

    def copy(self, row: Row, number: str) -> None:
        """Copy an entry, tag and all, under another number."""
        with _refusals():
            self._person.enter(row.key[0], **row.as_new(number))

    def add(self, kind: str, name: str) -> str:
        """Add a customer or vendor. Returns the ID."""
        with _refusals():
            return str(self._person.enter(kind, DisplayName=name)["Id"])

    def enter(self, entity: str, party: str, cents: int, number: str, day: str) -> None:
        """Enter an invoice or a bill; the party is an ID."""
        kind = "Customer" if entity == "Invoice" else "Vendor"
        line = self._sale(cents) if entity == "Invoice" else self._cost(cents)
        with _refusals():
            self._person.enter(
                entity,
                **{f"{kind}Ref": {"value": party}},
                DocNumber=number,
                TxnDate=day,
                Line=[line],
            )

    def rename(self, key: Key, name: str) -> None:
        """Give a customer or vendor another name."""
        with _refusals():
            self._person.rename(*key, name)

    def deactivate(self, key: Key) -> None:
        """Make a customer or vendor inactive."""
        with _refusals():
            self._person.deactivate(*key)

    def merge(self, key: Key, into: str) -> None:
        """Merge a customer or vendor into another."""
        with _refusals():
            self._person.merge(*key, into)

    def _edit(self, row: Row, **fields: Any) -> None:
        with _refusals():
            self._person.edit(*row.key, **fields)

    def _sale(self, cents: int) -> dict[str, Any]:
        item = self._person.named("Item", "Gross Commission")
        detail = {"ItemRef": item, "TaxCodeRef": {"value": "NON"}}
        return {
            "Amount": Decimal(cents).scaleb(-2),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": detail,
        }

    def _cost(self, cents: int) -> dict[str, Any]:
        account = self._person.named("Account", "Agent Commissions")
        return {
            "Amount": Decimal(cents).scaleb(-2),
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": {"AccountRef": account},
        }
