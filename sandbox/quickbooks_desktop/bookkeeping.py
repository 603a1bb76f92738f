"""What a bookkeeper does in QuickBooks all day: pays, credits, deposits, prints, merges, renames."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal

from sandbox.quickbooks_desktop import links
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import dollars
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.rules.payments import owed, settle_with_credits
from sandbox.quickbooks_desktop.store import Record

WHO = "Pat Doe"


class Bookkeeper:
    """Somebody at the PC; amounts are cents, and everything is done as of today.

    Args:
        file: the company file that is open.
        bank: the account that bills are paid from and deposits go to.
    """

    def __init__(self, file: CompanyFile, bank: str = "Checking Account") -> None:
        self.file = file
        self._bank = {"FullName": bank}

    def pay(self, id_: str, cents: int | None = None, into: str = "") -> Record:
        """Enter the payment of an invoice or of a bill; of all that is open, or of a part of it.

        Args:
            id_: of the invoice or bill.
            cents: how much; None for all that is open.
            into: the account that an invoice's payment comes into; empty for Undeposited Funds.
        """
        record = self._record(id_)
        with self.file.reading() as books:
            amount = dollars(owed(books, record) if cents is None else cents)
        applied = [{"TxnID": id_, "PaymentAmount": amount}]
        if record.kind == "Bill":
            payee = {"PayeeEntityRef": record.body["VendorRef"], "BankAccountRef": self._bank}
            return self.file.enter("BillPaymentCheck", WHO, AppliedToTxnAdd=applied, **payee)
        received = {"CustomerRef": record.body["CustomerRef"], "TotalAmount": amount}
        if into:
            received["DepositToAccountRef"] = {"FullName": into}
        return self.file.enter("ReceivePayment", WHO, AppliedToTxnAdd=applied, **received)

    def credit(self, id_: str, cents: int) -> Record:
        """Enter a credit with the account or item of an invoice or bill, and apply it to it."""
        record = self._record(id_)
        bill = record.kind == "Bill"
        line = record.body["ExpenseLineRet" if bill else "InvoiceLineRet"][0]
        target = "AccountRef" if bill else "ItemRef"
        party = "VendorRef" if bill else "CustomerRef"
        lines = {
            "ExpenseLineAdd" if bill else "CreditMemoLineAdd": [
                {target: line[target], "Amount": dollars(cents)}
            ]
        }
        kind = "VendorCredit" if bill else "CreditMemo"
        entered = self.file.enter(kind, WHO, **{party: record.body[party]}, **lines)
        applied = {"CreditTxnID": entered.id, "AppliedAmount": dollars(cents)}
        with self.file.changing(WHO) as books:
            settle_with_credits(books, record.kind, id_, [applied])
        return self._record(entered.id)

    def deposit(self, *ids: str) -> Record:
        """Bring payments or sales receipts that wait in Undeposited Funds to the bank."""
        lines = [{"PaymentTxnID": id_} for id_ in ids]
        return self.file.enter("Deposit", WHO, DepositToAccountRef=self._bank, DepositLineAdd=lines)

    def print_checks(self, *ids: str, first: int = 1042) -> None:
        """Print checks: they get the numbers on the paper, one after another."""
        for number, id_ in enumerate(ids, start=first):
            self.file.edit(id_, WHO, IsToBePrinted="false", RefNumber=str(number))

    def reconcile(self, id_: str, how: Literal["C", "R"] = "R") -> None:
        """Reconcile an entry with the bank's statement, or (C) match it with the bank's feed."""
        self.file.clear(id_, how)

    def copy(self, id_: str, number: str) -> Record:
        """Make a duplicate of an invoice, bill or check under another number, with memo and lines."""
        record = self._record(id_)
        heads = (
            "CustomerRef",
            "VendorRef",
            "AccountRef",
            "PayeeEntityRef",
            "TxnDate",
            "DueDate",
            "Memo",
        )
        fields: Body = {name: record.body[name] for name in heads if name in record.body}
        for base in SPECS[record.kind].lines:
            lines = record.body.get(f"{base}Ret", [])
            if lines:
                fields[f"{base}Add"] = [_as_new(line) for line in lines]
        return self.file.enter(record.kind, WHO, RefNumber=number, **fields)

    def set_amount(self, id_: str, cents: int, nth: int = 0) -> Record:
        """Change the amount of a line of an entry."""
        return self.set_on_line(id_, nth, Amount=dollars(cents))

    def rename(self, id_: str, name: str) -> Record:
        """Give a customer, vendor or list entry another name."""
        return self.file.edit(id_, WHO, Name=name)

    def set_active(self, id_: str, *, active: bool) -> Record:
        """Make a list entry inactive or active again; its name stays its own."""
        return self.file.edit(id_, WHO, IsActive="true" if active else "false")

    def set_on_line(self, id_: str, nth: int = 0, **fields: Any) -> Record:
        """Set something on a line of an entry: ClassRef, CustomerRef, BillableStatus."""
        record = self._record(id_)
        base = next(base for base in SPECS[record.kind].lines if f"{base}Ret" in record.body)
        lines: list[Body] = [{"TxnLineID": line["TxnLineID"]} for line in record.body[f"{base}Ret"]]
        lines[nth] |= fields
        return self.file.edit(id_, WHO, **{f"{base}Mod": lines})

    def bill_on(self, id_: str, item: str, nth: int = 0) -> Record:
        """Bill a billable line of a bill or check to its customer. Returns the invoice."""
        record = self._record(id_)
        line = record.body["ExpenseLineRet"][nth]
        lines = [{"ItemRef": {"FullName": item}, "Amount": line["Amount"]}]
        customer = line["CustomerRef"]
        invoice = self.file.enter("Invoice", WHO, CustomerRef=customer, InvoiceLineAdd=lines)
        self.set_on_line(id_, nth, BillableStatus="HasBeenBilled")
        if self.file.settings.billed_lines_linked:
            with self.file.changing(WHO) as books:
                links.replace(books, invoice.id, [links.Link(invoice.id, id_, 0)])
        return invoice

    def merge(self, id_: str, into: str) -> None:
        """Merge a customer, vendor or list entry into another, which takes over all of its entries."""
        with self.file.changing(WHO) as books:
            kept, gone = books.reference(books.get(into)), books.get(id_)
            for record in books.store.find(tuple(SPECS)):
                if record.id != id_ and f'"{id_}"' in json.dumps(record.body):
                    _move(books, record, id_, kept)
            books.ledger.rename_party(id_, into)
            books.store.keep(replace(books.touched(gone), status="deleted"), WHO, "merged")

    def _record(self, id_: str) -> Record:
        with self.file.reading() as books:
            return books.get(id_)


def _as_new(line: Body) -> Body:
    """A line as it is entered again: a rate follows from its amount."""
    return {name: value for name, value in line.items() if name not in ("TxnLineID", "Rate")}


def _move(books: Books, record: Record, id_: str, kept: Body) -> None:
    """A record of which every reference to one list entry is to another."""
    body = _moved(record.body, id_, kept)
    party = kept["ListID"] if record.party == id_ else record.party
    moved = replace(record, body=body, party=party)
    if books.settings.merge_changes_entries:
        moved = books.touched(moved)
    books.store.keep(moved, WHO, "merged")


def _moved(value: Any, id_: str, kept: Body) -> Any:
    if isinstance(value, list):
        return [_moved(one, id_, kept) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("ListID") == id_:
        return kept
    return {name: _moved(inner, id_, kept) for name, inner in value.items()}
