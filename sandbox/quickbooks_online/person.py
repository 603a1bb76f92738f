"""A bookkeeper at work in QuickBooks' own pages, for tests: nothing here is a call of the API."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online.testing import RunningSandbox

Body = dict[str, Any]

_DETAILS = ("AccountBasedExpenseLineDetail", "SalesItemLineDetail", "DepositLineDetail")


@dataclass(frozen=True, slots=True)
class Person:
    """Does by hand what bookkeepers do. Amounts are cents; None is all that is open.

    Methods return the entity as it is then; a refusal of QuickBooks raises httpx.HTTPStatusError.
    """

    sandbox: RunningSandbox

    def read(self, entity: str, id_: str) -> Body:
        """One entity as it is."""
        found: Body = self._get(f"object/{entity}/{id_}")
        return found

    def all(self, entity: str) -> list[Body]:
        """Every entity of a kind, inactive ones included."""
        found: list[Body] = self._get(f"list/{entity}")
        return found

    def named(self, entity: str, name: str) -> Body:
        """A reference to the list entry or party with a name."""
        for one in self.all(entity):
            if name in (one.get("DisplayName"), one.get("Name")):
                return {"value": one["Id"], "name": name}
        raise LookupError(f"There is no {entity} {name}.")

    def pay_bill(
        self, bill_id: str, cents: int | None = None, account: str = "Checking Account"
    ) -> Body:
        """Pay a bill, or a part of it, by check."""
        bill = self.read("Bill", bill_id)
        amount = bill["Balance"] if cents is None else _dollars(cents)
        return self.enter(
            "BillPayment",
            VendorRef=bill["VendorRef"],
            PayType="Check",
            CheckPayment={"BankAccountRef": self.named("Account", account)},
            TotalAmt=amount,
            Line=[_settles("Bill", bill_id, amount)],
        )

    def receive_payment(
        self, invoice_id: str, cents: int | None = None, account: str = "Undeposited Funds"
    ) -> Body:
        """Receive the payment of an invoice; what is more than open stays with the customer."""
        invoice = self.read("Invoice", invoice_id)
        amount = invoice["Balance"] if cents is None else _dollars(cents)
        return self.enter(
            "Payment",
            CustomerRef=invoice["CustomerRef"],
            DepositToAccountRef=self.named("Account", account),
            TotalAmt=amount,
            Line=[_settles("Invoice", invoice_id, amount)],
        )

    def apply_credit(
        self, credit: str, credit_id: str, target_id: str, cents: int | None = None
    ) -> Body:
        """Use a CreditMemo for an invoice, or a VendorCredit for a bill."""
        of_customer = credit == "CreditMemo"
        target = "Invoice" if of_customer else "Bill"
        given, open_ = self.read(credit, credit_id), self.read(target, target_id)
        most = min(given["Balance"], open_["Balance"])
        amount = most if cents is None else _dollars(cents)
        lines = [_settles(target, target_id, amount), _settles(credit, credit_id, amount)]
        if of_customer:
            ref = open_["CustomerRef"]
            return self.enter("Payment", CustomerRef=ref, TotalAmt=_dollars(0), Line=lines)
        return self.enter(
            "BillPayment",
            VendorRef=open_["VendorRef"],
            PayType="Check",
            CheckPayment={"BankAccountRef": self.named("Account", "Checking Account")},
            TotalAmt=_dollars(0),
            Line=lines,
        )

    def deposit(self, *entries: tuple[str, str], account: str = "Checking Account") -> Body:
        """Take payments and sales receipts (entity, ID) from Undeposited Funds to the bank."""
        lines = [
            _settles(entity, id_, self.read(entity, id_)["TotalAmt"]) for entity, id_ in entries
        ]
        bank = self.named("Account", account)
        return self.enter("Deposit", DepositToAccountRef=bank, Line=lines)

    def print_check(self, purchase_id: str, number: str) -> Body:
        """Print a check: it gets the number on the paper."""
        return self.edit("Purchase", purchase_id, PrintStatus="PrintComplete", DocNumber=number)

    def reconcile(self, entity: str, id_: str) -> None:
        """Reconcile an entry with the bank's statement."""
        self.sandbox.clear(entity, id_)

    def merge(self, entity: str, loser: str, winner: str) -> int:
        """Merge a Customer or Vendor into another; how many entries moved."""
        sent = {"entity": entity, "loser": loser, "winner": winner}
        answer: Body = self.sandbox.ask("POST", "merge", sent)
        return int(answer["moved"])

    def rename(self, entity: str, id_: str, name: str) -> Body:
        """Give a customer, vendor or list entry another name."""
        field = "DisplayName" if entity in ("Customer", "Vendor", "Employee") else "Name"
        return self.edit(entity, id_, **{field: name})

    def deactivate(self, entity: str, id_: str) -> Body:
        """Make a customer, vendor or list entry inactive."""
        return self._acted(entity, id_, "deactivate")

    def set_line(
        self,
        entity: str,
        id_: str,
        line: int = 0,
        *,
        class_name: str = "",
        customer: str = "",
        billable: bool | None = None,
        tax_code: str = "",
    ) -> Body:
        """Set the class, customer (by ID), tax code or whether it is billable on one line, from 0."""
        body = self.read(entity, id_)
        changed = [dict(one) for one in body["Line"]]
        own = [one for one in changed if one.get("DetailType") != "SubTotalLineDetail"][line]
        holder = next(name for name in _DETAILS if name in own)
        detail = dict(own[holder])
        if class_name:
            detail["ClassRef"] = self.named("Class", class_name)
        if customer:
            detail["CustomerRef"] = {"value": customer}
        if tax_code:
            detail["TaxCodeRef"] = self.named("TaxCode", tax_code)
        if billable is not None:
            detail["BillableStatus"] = "Billable" if billable else "NotBillable"
        own[holder] = detail
        return self.edit(entity, id_, Line=changed)

    def set_location(self, entity: str, id_: str, name: str) -> Body:
        """Set an entry's location."""
        return self.edit(entity, id_, DepartmentRef=self.named("Department", name))

    def add_to_memo(self, entity: str, id_: str, text: str) -> Body:
        """Write more into the memo of an entry."""
        note = self.read(entity, id_).get("PrivateNote", "")
        return self.edit(entity, id_, PrivateNote=f"{note} {text}".strip())

    def edit(self, entity: str, id_: str, **fields: Any) -> Body:
        """Change an entity's properties; the others stay."""
        return self._acted(entity, id_, "update", **fields)

    def void(self, entity: str, id_: str) -> Body:
        """Void an entry."""
        return self._acted(entity, id_, "void")

    def delete(self, entity: str, id_: str) -> Body:
        """Delete an entry for good."""
        return self._acted(entity, id_, "delete")

    def enter(self, entity: str, **fields: Any) -> Body:
        """Enter something new."""
        return self._acted(entity, "", "create", **fields)

    def _acted(self, entity: str, id_: str, action: str, **fields: Any) -> Body:
        found: Body = self.sandbox.edit(entity, id_, action, **fields)[entity]
        return found

    def _get(self, path: str) -> Any:
        return self.sandbox.ask("GET", path)


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _settles(entity: str, id_: str, amount: Decimal) -> Body:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": id_, "TxnType": entity}]}
