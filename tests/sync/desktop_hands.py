"""A bookkeeper's hands in a company file (`random_hands.Hands`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from sandbox.quickbooks_desktop.bookkeeping import WHO, Bookkeeper
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qbxml.values import dollars
from sandbox.quickbooks_desktop.refusals import Refusal
from tests.sync.desktop_snapshots import snapshot
from tests.sync.random_hands import Refused
from tests.sync.snapshots import Key, Row, Snapshot

_FIELDS = {"TxnDate": "TxnDate", "PrivateNote": "Memo"}


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise Refused(str(refusal)) from refusal


class DesktopHands:
    """Does at the PC what it is told."""

    voidable: tuple[str, ...] = (
        "Invoice",
        "SalesReceipt",
        "Deposit",
        "CreditMemo",
        "Bill",
        "VendorCredit",
        "Purchase",
    )

    def __init__(self, file: CompanyFile) -> None:
        self._file = file
        self._person = Bookkeeper(file)
        self._class = {"ListID": file.enter("Class", WHO, Name="North Shore").id}
        self._client = {"ListID": file.enter("Customer", WHO, Name="Billable Client").id}

    def look(self) -> Snapshot:
        """The books as they are."""
        return snapshot(self._file)

    def pay(self, row: Row, cents: int, to_bank: bool) -> None:
        """Pay a bill, or receive an invoice's payment into the bank or into Undeposited Funds."""
        with _refusals():
            self._person.pay(row.key[1], cents, "Checking Account" if to_bank else "")

    def credit(self, row: Row, cents: int) -> None:
        """Enter a credit and apply it to an open invoice or bill."""
        with _refusals():
            self._person.credit(row.key[1], cents)

    def print_check(self, row: Row, number: str) -> None:
        """Print a check."""
        with _refusals():
            self._person.print_checks(row.key[1], first=int(number))

    def clear(self, row: Row, how: Literal["C", "R"]) -> None:
        """Reconcile an entry with the bank ("R"), or match it with its feed ("C")."""
        self._person.reconcile(row.key[1], how)

    def deposit(self, row: Row) -> None:
        """Take what is in Undeposited Funds to the bank."""
        with _refusals():
            self._person.deposit(row.key[1])

    def set_amount(self, row: Row, cents: int) -> None:
        """Change the amount of the first line."""
        with _refusals():
            self._person.set_amount(row.key[1], cents)

    def set_text(self, row: Row, **texts: str) -> None:
        """Change `TxnDate` or `PrivateNote`."""
        with _refusals():
            fields = {_FIELDS[name]: text for name, text in texts.items()}
            self._file.edit(row.key[1], WHO, **fields)

    def set_on_line(self, row: Row, nth: int, *, billed: bool) -> None:
        """Set a class on a line, and a customer and billable, too."""
        fields: dict[str, Any] = {"ClassRef": self._class}
        if billed:
            fields |= {"CustomerRef": self._client, "BillableStatus": "Billable"}
        with _refusals():
            self._person.set_on_line(row.key[1], nth, **fields)

    def end(self, row: Row, action: str) -> None:
        """Void or delete an entry."""
        with _refusals():
            (self._file.void if action == "void" else self._file.delete)(row.key[1], WHO)

    def copy(self, row: Row, number: str) -> None:
        """Copy an entry, tag and all, under another number."""
        with _refusals():
            self._person.copy(row.key[1], number)

    def add(self, kind: str, name: str) -> str:
        """Add a customer or vendor. Returns the ID."""
        with _refusals():
            return self._file.enter(kind, WHO, Name=name[:41]).id

    def enter(self, entity: str, party: str, cents: int, number: str, day: str) -> None:
        """Enter an invoice or a bill; the party is an ID."""
        if entity == "Invoice":
            target = {"ItemRef": {"FullName": "Gross Commission"}}
            name, base = "CustomerRef", "InvoiceLineAdd"
        else:
            target = {"AccountRef": {"FullName": "Agent Commissions"}}
            name, base = "VendorRef", "ExpenseLineAdd"
        fields: dict[str, Any] = {
            name: {"ListID": party},
            "RefNumber": number,
            "TxnDate": day,
            base: [{**target, "Amount": dollars(cents)}],
        }
        with _refusals():
            self._file.enter(entity, WHO, **fields)

    def rename(self, key: Key, name: str) -> None:
        """Give a customer or vendor another name."""
        with _refusals():
            self._person.rename(key[1], name)

    def deactivate(self, key: Key) -> None:
        """Make a customer or vendor inactive."""
        with _refusals():
            self._person.set_active(key[1], active=False)

    def merge(self, key: Key, into: str) -> None:
        """Merge a customer or vendor into another."""
        with _refusals():
            self._person.merge(key[1], into)
