"""A bookkeeper who does anything, in any order, in either QuickBooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Literal, Protocol

from tests.sync.snapshots import Key, Row, Snapshot

Choose = Callable[[Sequence[Any]], Any]
"""Which of several, as hypothesis decides."""

_BANK = ("Purchase", "SalesReceipt", "Deposit", "Payment", "BillPayment")


class Refused(Exception):
    """QuickBooks doesn't let a person do it, as with inactive customers."""


class Hands(Protocol):
    """What a person can do in one QuickBooks; entities, keys and amounts as in `snapshots`.

    Every method raises `Refused` if QuickBooks refuses.
    """

    voidable: tuple[str, ...]
    """Kinds of entries that can be voided; all others are deleted."""

    def look(self) -> Snapshot:
        """The books as they are."""
        ...

    def pay(self, row: Row, cents: int, to_bank: bool) -> None:
        """Pay a bill, or receive an invoice's payment into the bank or into Undeposited Funds."""
        ...

    def credit(self, row: Row, cents: int) -> None:
        """Enter a credit and apply it to an open invoice or bill."""
        ...

    def print_check(self, row: Row, number: str) -> None:
        """Print a check."""
        ...

    def clear(self, row: Row, how: Literal["C", "R"]) -> None:
        """Reconcile an entry with the bank ("R"), or match it with its feed ("C")."""
        ...

    def deposit(self, row: Row) -> None:
        """Take what is in Undeposited Funds to the bank."""
        ...

    def set_amount(self, row: Row, cents: int) -> None:
        """Change the amount of the first line."""
        ...

    def set_text(self, row: Row, **texts: str) -> None:
        """Change `TxnDate` or `PrivateNote`."""
        ...

    def set_on_line(self, row: Row, nth: int, *, billed: bool) -> None:
        """Set a class on a line, and a customer and billable, too."""
        ...

    def end(self, row: Row, action: str) -> None:
        """Void or delete an entry."""
        ...

    def copy(self, row: Row, number: str) -> None:
        """Copy an entry, tag and all, under another number."""
        ...

    def add(self, kind: str, name: str) -> str:
        """Add a customer or vendor. Returns the ID."""
        ...

    def enter(self, entity: str, party: str, cents: int, number: str, day: str) -> None:
        """Enter an invoice or a bill; the party is an ID."""
        ...

    def rename(self, key: Key, name: str) -> None:
        """Give a customer or vendor another name."""
        ...

    def deactivate(self, key: Key) -> None:
        """Make a customer or vendor inactive."""
        ...

    def merge(self, key: Key, into: str) -> None:
        """Merge a customer or vendor into another."""
        ...


class RandomHands:
    """Does one thing at a time; each act does nothing where there is nothing to do it to.

    `copies` counts the copies that were made of each CoreBooks tag: those are the person's doing.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._numbers = count(1)
        self.copies: dict[str, int] = {}

    def look(self) -> Snapshot:
        """The books as they are."""
        return self._hands.look()

    def _one(self, choose: Choose, *entities: str, ours: bool = True) -> Row | None:
        rows = [row for row in self.look().live(*entities) if bool(row.tags) is ours]
        found: Row | None = choose(rows) if rows else None
        return found

    def do(self, act: Act, choose: Choose) -> str:
        """Do it, unless QuickBooks refuses; tells what was done."""
        try:
            return act(self, choose) or f"{act.__name__}: nothing to do it to"
        except Refused as refused:
            return f"{act.__name__}: {refused}"

    # Money

    def pay(self, choose: Choose) -> str:
        """Pay a bill or receive an invoice's payment: all of it, or a part."""
        rows = [row for row in self.look().live("Invoice", "Bill") if row.open > 0]
        if not rows:
            return ""
        row = choose(rows)
        cents = choose([row.open, max(1, row.open // 3)])
        self._hands.pay(row, cents, to_bank=row.key[0] == "Bill" or choose([True, False]))
        return f"pays {cents} of {row.key}"

    def credit(self, choose: Choose) -> str:
        """Enter a credit and apply it to an open invoice or bill."""
        rows = [row for row in self.look().live("Invoice", "Bill") if row.open > 100]
        if not rows:
            return ""
        row = choose(rows)
        cents = choose([row.open, row.open // 4])
        self._hands.credit(row, cents)
        return f"credits {cents} to {row.key}"

    def take_back(self, choose: Choose) -> str:
        """Delete a payment of one's own."""
        row = self._one(choose, "Payment", "BillPayment", ours=False)
        if row is None:
            return ""
        self._hands.end(row, "delete")
        return f"takes {row.key} back"

    def print_check(self, choose: Choose) -> str:
        """Print a check."""
        row = self._one(choose, "Purchase")
        if row is None or row.body.get("PaymentType") != "Check":
            return ""
        self._hands.print_check(row, f"10{next(self._numbers)}")
        return f"prints {row.key}"

    def reconcile(self, choose: Choose) -> str:
        """Reconcile an entry with the bank, or match it with its feed."""
        row = self._one(choose, *_BANK)
        if row is None or self.look().bank not in str(row.body):
            return ""
        self._hands.clear(row, choose(["C", "R"]))
        return f"reconciles {row.key}"

    def deposit(self, choose: Choose) -> str:
        """Take what is in Undeposited Funds to the bank."""
        books = self.look()
        rows = [
            row
            for row in books.live("SalesReceipt", "Payment")
            if row.body.get("DepositToAccountRef", {}).get("value") == books.undeposited
            and row.total > 0
            and not any(entity == "Deposit" for entity, _ in row.linked)
        ]
        if not rows:
            return ""
        row = choose(rows)
        self._hands.deposit(row)
        return f"deposits {row.key}"

    # Entries of CoreBooks

    def edit_amount(self, choose: Choose) -> str:
        """Change an amount."""
        row = self._one(choose, "Invoice", "Bill", "SalesReceipt", "Purchase", "Deposit")
        if row is None:
            return ""
        self._hands.set_amount(row, choose([1_234, 990_000]))
        return f"edits the amount of {row.key}"

    def edit_date(self, choose: Choose) -> str:
        """Change a date."""
        row = self._one(choose, "Invoice", "Bill", "SalesReceipt", "Purchase", "Payment")
        if row is None:
            return ""
        self._hands.set_text(row, TxnDate="2026-02-03")
        return f"edits the date of {row.key}"

    def note(self, choose: Choose) -> str:
        """Write something into a memo, before or after the tag."""
        row = self._one(choose)
        if row is None:
            return ""
        word = f"note-{next(self._numbers)}"
        memo = choose([f"{row.memo} {word}", f"{word} {row.memo}"])
        self._hands.set_text(row, PrivateNote=memo)
        return f"notes {word} on {row.key}"

    def class_lines(self, choose: Choose) -> str:
        """Set a class on a line, and a customer and billable on one of a bill or check."""
        row = self._one(choose, "Invoice", "SalesReceipt", "Bill", "Purchase")
        if row is None:
            return ""
        nth = choose(range(len(row.own_lines)))
        billed = row.key[0] in ("Bill", "Purchase") and choose([True, False])
        self._hands.set_on_line(row, nth, billed=billed)
        return f"classes a line of {row.key}"

    def end(self, choose: Choose) -> str:
        """Void or delete an entry."""
        row = self._one(choose)
        if row is None:
            return ""
        action = choose(["delete", "void"]) if row.key[0] in self._hands.voidable else "delete"
        self._hands.end(row, action)
        return f"{action}s {row.key}"

    def copy(self, choose: Choose) -> str:
        """Copy an entry, tag and all."""
        row = self._one(choose, "Invoice", "Bill", "Purchase")
        if row is None:
            return ""
        number = f"C{next(self._numbers)}"
        self._hands.copy(row, number)
        self.copies[row.tags[0]] = self.copies.get(row.tags[0], 0) + 1
        return f"copies {row.key} as {number}"

    # By hand

    def enter(self, entity: str, party: str, cents: int, number: str, day: str) -> None:
        """Enter an invoice or a bill by hand, with its customer or vendor if there is none."""
        kind = "Customer" if entity == "Invoice" else "Vendor"
        known = {
            str(body["DisplayName"]): key[1]
            for key, body in self.look().parties.items()
            if key[0] == kind and body["Active"]
        }
        try:
            id_ = known.get(party) or self._hands.add(kind, party)
            self._hands.enter(entity, id_, cents, number, day)
        except Refused:
            return

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
        self._hands.rename(key, name)
        return f"renames {key} to {name}"

    def deactivate(self, choose: Choose) -> str:
        """Make a customer or vendor inactive."""
        key = self._posted_to(choose)
        if key is None:
            return ""
        self._hands.deactivate(key)
        return f"makes {key} inactive"

    def merge(self, choose: Choose) -> str:
        """Merge a customer or vendor into a new one."""
        key = self._posted_to(choose)
        if not key:
            return ""
        winner = self._hands.add(key[0], f"Winner {next(self._numbers)}")
        self._hands.merge(key, winner)
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
