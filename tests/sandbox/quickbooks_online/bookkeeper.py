"""What a bookkeeper enters, as requests of the API."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import httpx

from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.testing import RunningSandbox

Entity = dict[str, Any]


class Refused(AssertionError):
    """QuickBooks answered with a fault."""

    def __init__(self, answer: httpx.Response) -> None:
        error = answer.json()["Fault"]["Error"][0]
        self.code: str = error["code"]
        self.detail: str = error["Detail"]
        self.status = answer.status_code
        super().__init__(f"{self.code} {error['Message']}: {self.detail}")


class Bookkeeper:
    """Enters documents; amounts are dollars, balances cents."""

    def __init__(self, sandbox: RunningSandbox, client: httpx.Client) -> None:
        self.sandbox = sandbox
        self.client = client

    def post(self, path: str, sent: Any, **options: Any) -> Any:
        answer = self.client.post(
            path,
            content=json_text.dumps(sent),
            headers={"Content-Type": "application/json"},
            params=options,
        )
        return self._body(answer)

    def save(self, entity: str, body: Entity, **options: Any) -> Entity:
        found: Entity = self.post(entity.lower(), body, **options)[entity]
        return found

    def read(self, entity: str, id_: str) -> Entity:
        found: Entity = self._body(self.client.get(f"{entity.lower()}/{id_}"))[entity]
        return found

    def query(self, text: str) -> Entity:
        found: Entity = self._body(self.client.get("query", params={"query": text}))
        response: Entity = found["QueryResponse"]
        return response

    def batch(self, *items: Mapping[str, Any], **options: Any) -> list[Entity]:
        found: list[Entity] = self.post("batch", {"BatchItemRequest": list(items)}, **options)[
            "BatchItemResponse"
        ]
        return found

    def changed(self, entity: Entity, kind: str, **fields: Any) -> Entity:
        """A sparse update."""
        known = {"Id": entity["Id"], "SyncToken": entity["SyncToken"], "sparse": True}
        return self.save(kind, {**known, **fields})

    def void(self, kind: str, entity: Entity) -> Entity:
        known = {"Id": entity["Id"], "SyncToken": entity["SyncToken"]}
        if kind == "Invoice":
            return self.save(kind, known, operation="void")
        return self.save(kind, {**known, "sparse": True}, operation="update", include="void")

    def delete(self, kind: str, entity: Entity) -> Entity:
        known = {"Id": entity["Id"], "SyncToken": entity["SyncToken"]}
        return self.save(kind, known, operation="delete")

    @cached_property
    def accounts(self) -> dict[str, str]:
        """Account name -> id."""
        found = self.query("SELECT * FROM Account MAXRESULTS 1000")["Account"]
        return {account["Name"]: account["Id"] for account in found}

    @cached_property
    def items(self) -> dict[str, str]:
        """Product name -> id."""
        found = self.query("SELECT * FROM Item MAXRESULTS 1000")["Item"]
        return {item["Name"]: item["Id"] for item in found}

    def customer(self, name: str) -> Entity:
        return {"value": self.save("Customer", {"DisplayName": name})["Id"]}

    def vendor(self, name: str) -> Entity:
        return {"value": self.save("Vendor", {"DisplayName": name})["Id"]}

    def sale(self, amount: Any, item: str = "Gross Commission") -> Entity:
        """A line of a sales form."""
        return {
            "Amount": amount,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": {"value": self.items[item]}},
        }

    def cost(self, amount: Any, account: str = "Agent Commissions") -> Entity:
        """A line of a bill, check or expense."""
        return {
            "Amount": amount,
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": {"AccountRef": {"value": self.accounts[account]}},
        }

    def account(self, name: str) -> Entity:
        return {"value": self.accounts[name]}

    def invoice(self, customer: Entity, *lines: Entity, **fields: Any) -> Entity:
        return self.save("Invoice", {"CustomerRef": customer, "Line": list(lines), **fields})

    def bill(self, vendor: Entity, *lines: Entity, **fields: Any) -> Entity:
        return self.save("Bill", {"VendorRef": vendor, "Line": list(lines), **fields})

    def payment(
        self, customer: Entity, total: Any, *paid: tuple[Entity, Any], **more: Any
    ) -> Entity:
        """A payment; `paid` are invoices with the amounts applied to them."""
        lines = [settles("Invoice", invoice, amount) for invoice, amount in paid]
        return self.save(
            "Payment", {"CustomerRef": customer, "TotalAmt": total, "Line": lines, **more}
        )

    def balances(self) -> dict[str, int]:
        """Account name -> cents, of accounts with a balance."""
        return {name: cents for name, cents in self.sandbox.balances().items() if cents}

    @staticmethod
    def _body(answer: httpx.Response) -> Any:
        body = json_text.loads(answer.text)
        if answer.is_error or "Fault" in body:
            raise Refused(answer)
        return body


def settles(kind: str, entity: Entity, amount: Any) -> Entity:
    """A line of a payment or deposit."""
    return {"Amount": amount, "LinkedTxn": [{"TxnId": entity["Id"], "TxnType": kind}]}
