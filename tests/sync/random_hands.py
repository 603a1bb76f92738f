"""A bookkeeper who does anything, in any order, in QuickBooks Online."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

import httpx

from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.sync.snapshots import Key, Row, Snapshot, snapshot

Choose = Callable[[Sequence[Any]], Any]
"""Which of several, as hypothesis decides."""

_BANK = ("Purchase", "SalesReceipt", "Deposit", "Payment", "BillPayment")
_VOIDABLE = ("Invoice", "SalesReceipt", "Purchase", "CreditMemo")


class RandomHands:
    """Does one thing at a time; each act does nothing where there is nothing to do it to.

    `copies` counts the copies that were made of each CoreBooks tag: those are the person's doing.
    """

    def __init__(self, quickbooks: RunningSandbox, api: httpx.Client) -> None:
        self._quickbooks = quickbooks
        self._api = api
        self._person = Person(quickbooks)
        self._numbers = count(1)
        self._cleared: dict[str, str] = {}
        self._class = self._person.enter("Class", Name="North Shore")["Id"]
        self._client = self._person.enter("Customer", DisplayName="Billable Client")["Id"]
        self._bank = str(self._person.named("Account", "Checking Account")["value"])
        self.copies: dict[str, int] = {}

    def look(self) -> Snapshot:
        """The books as they are."""
        return snapshot(self._api, self._cleared)

    def _one(self, choose: Choose, *entities: str, ours: bool = True) -> Row | None:
        rows = [row for row in self.look().live(*entities) if bool(row.tags) is ours]
        found: Row | None = choose(rows) if rows else None
        return found

    def do(self, act: Act, choose: Choose) -> str:
        """Do it, unless QuickBooks refuses, as it does for inactive customers; tells what was done."""
        try:
            return act(self, choose) or f"{act.__name__}: nothing to do it to"
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.BAD_REQUEST:
                raise
            return f"{act.__name__}: {error.response.text}"

    # Money

    def pay(self, choose: Choose) -> str:
        """Pay a bill or receive an invoice's payment: all of it, or a part."""
        rows = [row for row in self.look().live("Invoice", "Bill") if row.open > 0]
        if not rows:
            return ""
        row = choose(rows)
        cents = choose([row.open, max(1, row.open // 3)])
        if row.key[0] == "Bill":
            self._person.pay_bill(row.key[1], cents)
        else:
            bank = choose(["Checking Account", "Undeposited Funds"])
            self._person.receive_payment(row.key[1], cents, bank)
        return f"pays {cents} of {row.key}"

    def credit(self, choose: Choose) -> str:
        """Enter a credit and apply it to an open invoice or bill."""
        rows = [row for row in self.look().live("Invoice", "Bill") if row.open > 100]
        if not rows:
            return ""
        row = choose(rows)
        cents = choose([row.open, row.open // 4])
        bill = row.key[0] == "Bill"
        reference = {"VendorRef" if bill else "CustomerRef": {"value": row.party}}
        line = self._cost(cents) if bill else self._sale(cents)
        credit = self._person.enter(
            "VendorCredit" if bill else "CreditMemo", **reference, Line=[line]
        )
        self._person.apply_credit(
            "VendorCredit" if bill else "CreditMemo", credit["Id"], row.key[1], cents
        )
        return f"credits {cents} to {row.key}"

    def take_back(self, choose: Choose) -> str:
        """Delete a payment of one's own."""
        row = self._one(choose, "Payment", "BillPayment", ours=False)
        if row is None:
            return ""
        self._person.delete(*row.key)
        return f"takes {row.key} back"

    def print_check(self, choose: Choose) -> str:
        """Print a check."""
        row = self._one(choose, "Purchase")
        if row is None or row.body.get("PaymentType") != "Check":
            return ""
        self._person.print_check(row.key[1], f"10{next(self._numbers)}")
        return f"prints {row.key}"

    def reconcile(self, choose: Choose) -> str:
        """Reconcile an entry with the bank, or match it with its feed."""
        row = self._one(choose, *_BANK)
        if row is None or self._bank not in str(row.body):
            return ""
        how = choose(["C", "R"])
        self._quickbooks.clear(*row.key, how)
        self._cleared["/".join(row.key)] = how
        return f"reconciles {row.key}"

    def deposit(self, choose: Choose) -> str:
        """Take what is in Undeposited Funds to the bank."""
        held = self._person.named("Account", "Undeposited Funds")["value"]
        rows = [
            row
            for row in self.look().live("SalesReceipt", "Payment")
            if row.body.get("DepositToAccountRef", {}).get("value") == held
            and row.total > 0
            and not any(entity == "Deposit" for entity, _ in row.linked)
        ]
        if not rows:
            return ""
        row = choose(rows)
        self._person.deposit(row.key)
        return f"deposits {row.key}"

    # Entries of CoreBooks

    def edit_amount(self, choose: Choose) -> str:
        """Change an amount."""
        row = self._one(choose, "Invoice", "Bill", "SalesReceipt", "Purchase", "Deposit")
        if row is None:
            return ""
        lines = [line for line in row.body["Line"] if line["DetailType"] != "SubTotalLineDetail"]
        lines[0] = {**lines[0], "Amount": choose([Decimal("12.34"), Decimal(9900)])}
        lines[0].get("SalesItemLineDetail", {}).pop("UnitPrice", None)
        lines[0].get("SalesItemLineDetail", {}).pop("Qty", None)
        return self._change(row, f"edits the amount of {row.key}", Line=lines)

    def edit_date(self, choose: Choose) -> str:
        """Change a date."""
        row = self._one(choose, "Invoice", "Bill", "SalesReceipt", "Purchase", "Payment")
        if row is None:
            return ""
        return self._change(row, f"edits the date of {row.key}", TxnDate="2026-02-03")

    def note(self, choose: Choose) -> str:
        """Write something into a memo, before or after the tag."""
        row = self._one(choose)
        if row is None:
            return ""
        word = f"note-{next(self._numbers)}"
        memo = choose([f"{row.memo} {word}", f"{word} {row.memo}"])
        return self._change(row, f"notes {word} on {row.key}", PrivateNote=memo)

    def class_lines(self, choose: Choose) -> str:
        """Set a class on a line, and a customer and billable on one of a bill or check."""
        row = self._one(choose, "Invoice", "SalesReceipt", "Bill", "Purchase")
        if row is None:
            return ""
        lines = [line for line in row.body["Line"] if line["DetailType"] != "SubTotalLineDetail"]
        line = choose(lines)
        detail = line[line["DetailType"]]
        detail["ClassRef"] = {"value": self._class}
        if row.key[0] in ("Bill", "Purchase") and choose([True, False]):
            detail["CustomerRef"] = {"value": self._client}
            detail["BillableStatus"] = "Billable"
        return self._change(row, f"classes a line of {row.key}", Line=lines)

    def end(self, choose: Choose) -> str:
        """Void or delete an entry."""
        row = self._one(choose)
        if row is None:
            return ""
        action = choose(["delete", "void"]) if row.key[0] in _VOIDABLE else "delete"
        self._quickbooks.edit(*row.key, action)
        return f"{action}s {row.key}"

    def copy(self, choose: Choose) -> str:
        """Copy an entry, tag and all."""
        row = self._one(choose, "Invoice", "Bill")
        if row is None:
            return ""
        number = f"C{next(self._numbers)}"
        self._person.enter(row.key[0], **row.as_new(number))
        self.copies[row.tags[0]] = self.copies.get(row.tags[0], 0) + 1
        return f"copies {row.key} as {number}"

    def _change(self, row: Row, what: str, **fields: Any) -> str:
        self._person.edit(*row.key, **fields)
        return what

    # By hand

    def enter(self, entity: str, party: str, cents: int, number: str, day: str) -> None:
        """Enter an invoice or a bill by hand, with its customer or vendor if there is none."""
        kind = "Customer" if entity == "Invoice" else "Vendor"
        known = {
            str(body["DisplayName"]): key[1]
            for key, body in self.look().parties.items()
            if key[0] == kind and body["Active"]
        }
        id_ = known.get(party) or self._person.enter(kind, DisplayName=party)["Id"]
        line = self._sale(cents) if entity == "Invoice" else self._cost(cents)
        self._person.enter(
            entity,
            **{f"{kind}Ref": {"value": id_}},
            DocNumber=number,
            TxnDate=day,
            Line=[line],
        )

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

    # Customers and vendors

    def _posted_to(self, choose: Choose) -> Key | None:
        books = self.look()
        used = {row.party for row in books.live() if row.tags}
        keys = [key for key, body in books.parties.items() if key[1] in used and body["Active"]]
        found: Key | None = choose(keys) if keys else None
        return found

    def rename(self, choose: Choose) -> str:
        """Give a customer or vendor another name."""
        key = self._posted_to(choose)
        if key is None:
            return ""
        name = f"Renamed {next(self._numbers)}"
        self._person.rename(*key, name)
        return f"renames {key} to {name}"

    def deactivate(self, choose: Choose) -> str:
        """Make a customer or vendor inactive."""
        key = self._posted_to(choose)
        if key is None:
            return ""
        self._person.deactivate(*key)
        return f"makes {key} inactive"

    def merge(self, choose: Choose) -> str:
        """Merge a customer or vendor into a new one."""
        key = self._posted_to(choose)
        if not key:
            return ""
        winner = self._person.enter(key[0], DisplayName=f"Winner {next(self._numbers)}")["Id"]
        self._person.merge(*key, winner)
        return f"merges {key} into {winner}"


Act = Callable[[RandomHands, Choose], str]
"""What a person does; returns it in words, empty if there was nothing to do it to."""

ACTS: tuple[Act, ...] = (
    RandomHands.pay,
    RandomHands.credit,
    RandomHands.take_back,
    RandomHands.print_check,
    RandomHands.reconcile,
    RandomHands.deposit,
    RandomHands.edit_amount,
    RandomHands.edit_date,
    RandomHands.note,
    RandomHands.class_lines,
    RandomHands.end,
    RandomHands.copy,
    RandomHands.rename,
    RandomHands.deactivate,
    RandomHands.merge,
)
