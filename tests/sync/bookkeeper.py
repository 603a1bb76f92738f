"""A bookkeeper at work in QuickBooks Online, through its own API: what others do in the books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import httpx

from tests.sync.office import Office


class Bookkeeper:
    """Pays, prints, classes and enters by hand. Amounts are cents."""

    def __init__(self, api: httpx.Client, office: Office) -> None:
        self._api = api
        self._office = office

    def find(self, entity: str, name: str) -> str:
        """The ID of an account, product, class, customer or vendor by name."""
        field = "DisplayName" if entity in ("Vendor", "Customer") else "Name"
        query = f"select * from {entity} where {field} = '{name}'"
        rows = self._api.get("query", params={"query": query}).json()["QueryResponse"]
        return str(rows[entity][0]["Id"])

    def read(self, entity: str, entry_id: str) -> dict[str, Any]:
        """An entry as it is now."""
        answer: dict[str, Any] = self._api.get(f"{entity.lower()}/{entry_id}").json()[entity]
        return answer

    def enter(self, entity: str, **body: Any) -> dict[str, Any]:
        """Enter something by hand."""
        answer = self._api.post(entity.lower(), json=body)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()[entity]
        return made

    def change(self, entity: str, entry_id: str, **fields: Any) -> None:
        """Change fields of an entry."""
        self._office.quickbooks.edit(entity, entry_id, "update", **fields)

    def pay_bill(self, bill: dict[str, Any], cents: int | None = None) -> dict[str, Any]:
        """Pay a bill from the checking account, or part of it."""
        amount = dollars(bill["total"] if cents is None else cents)
        linked = {"TxnId": bill["id"], "TxnType": "Bill"}
        return self.enter(
            "BillPayment",
            VendorRef=self.read("Bill", bill["id"])["VendorRef"],
            TotalAmt=amount,
            PayType="Check",
            CheckPayment={"BankAccountRef": {"value": self.find("Account", "Checking Account")}},
            Line=[{"Amount": amount, "LinkedTxn": [linked]}],
        )

    def receive(self, invoice: dict[str, Any], cents: int | None = None) -> dict[str, Any]:
        """Receive a payment of an invoice, or of part of it."""
        amount = dollars(invoice["total"] if cents is None else cents)
        linked = {"TxnId": invoice["id"], "TxnType": "Invoice"}
        return self.enter(
            "Payment",
            CustomerRef=self.read("Invoice", invoice["id"])["CustomerRef"],
            TotalAmt=amount,
            DepositToAccountRef={"value": self.find("Account", "Checking Account")},
            Line=[{"Amount": amount, "LinkedTxn": [linked]}],
        )

    def invoice(self, customer: str, cents: int, number: str, day: dt.date) -> dict[str, Any]:
        """Enter an invoice by hand, and its customer if there is none."""
        query = f"select * from Customer where DisplayName = '{customer}'"
        rows = self._api.get("query", params={"query": query}).json()["QueryResponse"]
        known = rows.get("Customer") or [self.enter("Customer", DisplayName=customer)]
        item = {"value": self.find("Item", "Gross Commission")}
        line = {
            "Amount": dollars(cents),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": item, "TaxCodeRef": {"value": "NON"}},
        }
        return self.enter(
            "Invoice",
            CustomerRef={"value": known[0]["Id"]},
            DocNumber=number,
            TxnDate=day.isoformat(),
            Line=[line],
        )

    def print_check(self, check: dict[str, Any], number: str) -> None:
        """Print a check on paper with this number."""
        self.change("Purchase", check["id"], PrintStatus="PrintComplete", DocNumber=number)


def dollars(cents: int) -> float:
    """An amount as QuickBooks' API takes it."""
    return float(Decimal(cents) / 100)


@contextmanager
def bookkeeper(office: Office) -> Iterator[Bookkeeper]:
    """Someone who works in the office's QuickBooks."""
    with office.quickbooks.api() as api:
        yield Bookkeeper(api, office)
