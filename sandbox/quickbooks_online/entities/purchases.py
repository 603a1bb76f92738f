"""What the company buys: bills, vendor credits, and money spent at once (checks, expenses)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import lines as lines_
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.entities import currency, line_tax, tax_postings
from sandbox.quickbooks_online.entities.common import DATES, TAXED, account_of_type, txn
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import missing, rule
from sandbox.quickbooks_online.fields import ANY, BOOL, DATE, IGNORED, Fields, enum, ref, text
from sandbox.quickbooks_online.line_fields import COSTS
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_VENDOR_FIELDS: Fields = txn(
    {
        **TAXED,
        "VendorRef": ref("Vendor"),
        "APAccountRef": ref("Account"),
        "SalesTermRef": ref("Term"),
        "DueDate": DATE,
        "VendorAddr": ANY,
        "RecurDataRef": ANY,
    }
)
_PURCHASE_FIELDS: Fields = txn(
    {
        **TAXED,
        "AccountRef": ref("Account"),
        "EntityRef": ref("Vendor", "Customer", "Employee"),
        "PaymentType": enum("Cash", "Check", "CreditCard"),
        "PaymentMethodRef": ref("PaymentMethod"),
        "PaymentRefNum": text(21),
        "Credit": BOOL,
        "PrintStatus": enum("NotSet", "NeedToPrint", "PrintComplete"),
        "RemitToAddr": ANY,
        "PurchaseEx": IGNORED,
        "CheckPayment": ANY,
    }
)
_NAMED = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}
_PAID_FROM = {
    "Cash": ("Bank", "Other Current Asset"),
    "Check": ("Bank",),
    "CreditCard": ("Credit Card",),
}


def _costs(company: Company, body: Body, before: Record | None) -> None:
    lines_.dated(company, body)
    bought = lines_.checked(company, body, before, COSTS)
    for line in bought:
        if line["DetailType"] == "AccountBasedExpenseLineDetail":
            if "AccountRef" not in line["AccountBasedExpenseLineDetail"]:
                raise missing("Line.AccountBasedExpenseLineDetail.AccountRef")
            line["AccountBasedExpenseLineDetail"].setdefault("BillableStatus", "NotBillable")
        elif line["DetailType"] == "ItemBasedExpenseLineDetail":
            lines_.price_times_quantity(line, "ItemBasedExpenseLineDetail")
    body["Line"] = bought
    tax = line_tax.added(company, body, bought, "Purchase")
    body["TotalAmt"] = lines_.not_negative(lines_.total(bought) + tax)
    currency.of_document(company, body)


def _payable(company: Company, body: Body, before: Record | None) -> Body:
    _costs(company, body, before)
    if "APAccountRef" in body:
        account_of_type(company, body["APAccountRef"], "Accounts Payable")
    else:
        body["APAccountRef"] = currency.account_in(company, "Accounts Payable", body)
    return body


def _bill(company: Company, body: Body, before: Record | None) -> Body:
    _payable(company, body, before)
    lines_.due(company, body)
    return body


def _purchase(company: Company, body: Body, before: Record | None) -> Body:
    _costs(company, body, before)
    type_ = body["PaymentType"]
    account_of_type(company, body["AccountRef"], *_PAID_FROM[type_])
    _named_for_balances(company, body)
    if body.get("Credit") and type_ != "CreditCard":
        raise rule("Only a credit card purchase can be a credit.")
    body["Credit"] = bool(body.get("Credit", False))
    body.setdefault("PrintStatus", "NotSet")
    return body


def _named_for_balances(company: Company, body: Body) -> None:
    """What customers owe, or vendors are owed, changes only for one of them by name."""
    booked = (_cost_account(company, line) for line in body["Line"])
    accounts = {one[0] for one in booked if one is not None}
    for account in accounts:
        type_ = company.referred(("Account",), account).body["AccountType"]
        needed = _NAMED.get(type_)
        if needed is not None and body.get("EntityRef", {}).get("type") != needed:
            raise rule(
                f"When you use {type_}, you must choose a {needed.lower()} in the Name field."
            )


def _cost_account(company: Company, line: Body) -> tuple[str, str | None] | None:
    """Account and class that a line is booked to; None for a line of words only."""
    if line["DetailType"] == "AccountBasedExpenseLineDetail":
        detail = line["AccountBasedExpenseLineDetail"]
        account = detail["AccountRef"]["value"]
    elif line["DetailType"] == "ItemBasedExpenseLineDetail":
        detail = line["ItemBasedExpenseLineDetail"]
        if "ItemRef" not in detail:
            raise missing("Line.ItemBasedExpenseLineDetail.ItemRef")
        item = company.referred(("Item",), detail["ItemRef"]["value"]).body
        bought = item.get("ExpenseAccountRef") or item.get("IncomeAccountRef")
        if bought is None:
            raise rule("The product has no expense account.")
        account = bought["value"]
    else:
        return None
    return account, detail.get("ClassRef", {}).get("value")


def _postings(company: Company, body: Body, owed: Body, sign: int) -> list[Posting]:
    """Costs and what is owed or paid for them; `sign` 1 for bills and money spent."""
    party = body.get("VendorRef") or body.get("EntityRef") or {}
    entity = party.get("type", "Vendor") if party else None
    department = body.get("DepartmentRef", {}).get("value")
    result = [
        Posting(
            owed["value"],
            -sign * money.cents(body["TotalAmt"]),
            entity,
            party.get("value"),
            department=department,
            memo=body.get("PrivateNote"),
        )
    ]
    unclaimed = tax_postings.unclaimed(company, body)
    for line in body["Line"]:
        booked = _cost_account(company, line)
        if booked is not None:
            account, class_ = booked
            amount = sign * (money.cents(line["Amount"]) + unclaimed.get(line["Id"], 0))
            result.append(
                Posting(
                    account,
                    amount,
                    entity,
                    party.get("value"),
                    class_,
                    department,
                    line.get("Description"),
                )
            )
    return [*result, *tax_postings.postings(company, body, -sign, bought=True)]


def _post_bill(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["APAccountRef"], 1)


def _post_vendor_credit(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["APAccountRef"], -1)


def _post_purchase(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["AccountRef"], -1 if body["Credit"] else 1)


BILL = Spec(
    name="Bill",
    kind="transaction",
    feature="bills",
    fields=_VENDOR_FIELDS,
    required=("VendorRef", "Line"),
    prepare=_bill,
    post=_post_bill,
    queryable=DATES | {"VendorRef", "TotalAmt", "Balance", "DueDate", "APAccountRef"},
    numbering="purchase",
    resent=("VendorRef",),
    void_breaks=True,
)
VENDOR_CREDIT = Spec(
    name="VendorCredit",
    kind="transaction",
    feature="bills",
    fields=_VENDOR_FIELDS,
    required=("VendorRef", "Line"),
    prepare=_payable,
    post=_post_vendor_credit,
    queryable=DATES | {"VendorRef", "TotalAmt", "Balance"},
    numbering="purchase",
)
PURCHASE = Spec(
    name="Purchase",
    kind="transaction",
    fields=_PURCHASE_FIELDS,
    required=("AccountRef", "PaymentType", "Line"),
    prepare=_purchase,
    post=_post_purchase,
    queryable=DATES | {"PaymentType", "EntityRef", "TotalAmt", "PrintStatus", "PaymentMethodRef"},
    voidable_by_hand=True,
    numbering="purchase",
    resent=("PaymentType",),
)
