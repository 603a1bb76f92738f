"""What the company sells: invoices, sales receipts, credit memos, refund receipts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import lines as lines_
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.entities import currency, line_tax, sales_tax, tax_postings
from sandbox.quickbooks_online.entities.common import (
    DATES,
    TAXED,
    account_of_type,
    deposit_account,
    txn,
)
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import missing, rule
from sandbox.quickbooks_online.fields import ANY, BOOL, DATE, IGNORED, Fields, ref, text
from sandbox.quickbooks_online.line_fields import SALES
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_FIELDS: Fields = txn(
    {
        **TAXED,
        "CustomerRef": ref("Customer"),
        "ClassRef": ref("Class"),
        "SalesTermRef": ref("Term"),
        "DueDate": DATE,
        "ARAccountRef": ref("Account"),
        "DepositToAccountRef": ref("Account"),
        "PaymentMethodRef": ref("PaymentMethod"),
        "PaymentRefNum": text(21),
        "PaymentType": ANY,
        "CustomerMemo": ANY,
        "BillEmail": ANY,
        "BillEmailCc": ANY,
        "BillEmailBcc": ANY,
        "BillAddr": ANY,
        "ShipAddr": ANY,
        "ShipFromAddr": ANY,
        "ShipDate": DATE,
        "ShipMethodRef": ANY,
        "TrackingNum": text(31),
        "EmailStatus": text(20),
        "PrintStatus": text(20),
        "DeliveryInfo": ANY,
        "AllowIPNPayment": BOOL,
        "AllowOnlinePayment": BOOL,
        "AllowOnlineACHPayment": BOOL,
        "AllowOnlineCreditCardPayment": BOOL,
        "ApplyTaxAfterDiscount": BOOL,
        "FreeFormAddress": BOOL,
        "InvoiceLink": IGNORED,
        "Deposit": IGNORED,
        "RemainingCredit": IGNORED,
        "RecurDataRef": ANY,
        "TaxExemptionRef": ANY,
        "CreditCardPayment": ANY,
        "InvoiceRef": ANY,
    }
)
_QUERYABLE = DATES | {"CustomerRef", "TotalAmt", "Balance", "DueDate", "PaymentRefNum", "BillEmail"}


def _sale(company: Company, body: Body, before: Record | None) -> Body:
    lines_.dated(company, body)
    sold = lines_.checked(company, body, before, SALES)
    for line in sold:
        if line.get("DetailType") == "SalesItemLineDetail":
            lines_.price_times_quantity(line, "SalesItemLineDetail")
            _product(company, line)
            if company.settings.class_tracking == "sale":
                line["SalesItemLineDetail"].pop("ClassRef", None)
    tax = line_tax.added(company, body, sold, "Sales") + sales_tax.taxed(company, body, sold)
    _discounts(company, sold)
    amount = lines_.not_negative(lines_.total(sold) - 2 * _discount_total(sold))
    subtotal = {
        "Amount": amount + _discount_total(sold),
        "DetailType": "SubTotalLineDetail",
        "SubTotalLineDetail": {},
    }
    body["Line"] = [*sold, subtotal]
    body["TotalAmt"] = lines_.not_negative(amount + tax)
    currency.of_document(company, body)
    body.setdefault("PrintStatus", "NotSet")
    body.setdefault("EmailStatus", "NotSet")
    return body


def _product(company: Company, line: Body) -> None:
    detail = line["SalesItemLineDetail"]
    if "ItemRef" not in detail:
        item = company.referred(("Item",), "1")
        detail["ItemRef"] = {"value": item.id, "name": company.name_of(item)}
    item = company.referred(("Item",), detail["ItemRef"]["value"])
    income = item.body.get("IncomeAccountRef")
    if income is None:
        raise rule(f"The product {company.name_of(item)} has no income account.")
    detail["ItemAccountRef"] = income
    sales_tax.code(company, detail)


def _discounts(company: Company, sold: list[Body]) -> None:
    subtotal = lines_.total([one for one in sold if one["DetailType"] != "DiscountLineDetail"])
    for line in sold:
        if line["DetailType"] != "DiscountLineDetail":
            continue
        detail = line["DiscountLineDetail"]
        if detail.get("PercentBased"):
            percent = Decimal(detail.get("DiscountPercent", 0))
            line["Amount"] = money.amount(subtotal * percent / 100, "Amount")
        elif "Amount" not in line:
            raise missing("Line.Amount")
        if "DiscountAccountRef" not in detail:
            detail["DiscountAccountRef"] = company.account("Income", "DiscountsRefundsGiven")


def _discount_total(sold: list[Body]) -> Decimal:
    return lines_.total([one for one in sold if one["DetailType"] == "DiscountLineDetail"])


def _invoice(company: Company, body: Body, before: Record | None) -> Body:
    _sale(company, body, before)
    lines_.due(company, body)
    _receivable(company, body)
    return body


def _credit_memo(company: Company, body: Body, before: Record | None) -> Body:
    _sale(company, body, before)
    _receivable(company, body)
    return body


def _receivable(company: Company, body: Body) -> None:
    if "ARAccountRef" in body:
        account_of_type(company, body["ARAccountRef"], "Accounts Receivable")
    else:
        body["ARAccountRef"] = currency.account_in(company, "Accounts Receivable", body)


def _receipt(company: Company, body: Body, before: Record | None) -> Body:
    _sale(company, body, before)
    body["DepositToAccountRef"] = deposit_account(company, body)
    body["Balance"] = Decimal("0.00")
    return body


def _refund(company: Company, body: Body, before: Record | None) -> Body:
    if "DepositToAccountRef" not in body:
        raise missing("DepositToAccountRef")
    return _receipt(company, body, before)


def _postings(company: Company, body: Body, money_account: str, sign: int) -> list[Posting]:
    customer = body.get("CustomerRef", {}).get("value")
    department = body.get("DepartmentRef", {}).get("value")
    entity = None if customer is None else "Customer"
    result = [
        Posting(
            money_account,
            sign * money.cents(body["TotalAmt"]),
            entity,
            customer,
            department=department,
            memo=body.get("PrivateNote"),
        )
    ]
    for line in body["Line"]:
        posted = _income(line)
        if posted is None:
            continue
        account, amount, class_ = posted
        result.append(
            Posting(
                account,
                -sign * amount,
                entity,
                customer,
                class_ or body.get("ClassRef", {}).get("value"),
                department,
                line.get("Description"),
            )
        )
    return [
        *result,
        *sales_tax.postings(company, body, sign),
        *tax_postings.postings(company, body, sign),
    ]


def _income(line: Body) -> tuple[str, int, str | None] | None:
    """Account, cents and class of a line's income; a discount's are negative."""
    if line["DetailType"] == "SalesItemLineDetail":
        detail = line["SalesItemLineDetail"]
        account = detail["ItemAccountRef"]["value"]
        return account, money.cents(line["Amount"]), detail.get("ClassRef", {}).get("value")
    if line["DetailType"] == "DiscountLineDetail":
        detail = line["DiscountLineDetail"]
        account = detail["DiscountAccountRef"]["value"]
        return account, -money.cents(line["Amount"]), detail.get("ClassRef", {}).get("value")
    return None


def _post_invoice(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["ARAccountRef"]["value"], 1)


def _post_credit_memo(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["ARAccountRef"]["value"], -1)


def _post_receipt(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["DepositToAccountRef"]["value"], 1)


def _post_refund(company: Company, body: Body) -> list[Posting]:
    return _postings(company, body, body["DepositToAccountRef"]["value"], -1)


INVOICE = Spec(
    name="Invoice",
    kind="transaction",
    feature="sales",
    fields=_FIELDS,
    required=("CustomerRef", "Line"),
    prepare=_invoice,
    post=_post_invoice,
    queryable=_QUERYABLE,
    numbering="sales",
    voidable="operation",
)
SALES_RECEIPT = Spec(
    name="SalesReceipt",
    kind="transaction",
    feature="sales",
    fields=_FIELDS,
    required=("Line",),
    prepare=_receipt,
    post=_post_receipt,
    queryable=_QUERYABLE | {"DepositToAccountRef"},
    numbering="sales",
    voidable="include",
)
CREDIT_MEMO = Spec(
    name="CreditMemo",
    kind="transaction",
    feature="sales",
    fields=_FIELDS,
    required=("CustomerRef", "Line"),
    prepare=_credit_memo,
    post=_post_credit_memo,
    queryable=_QUERYABLE,
    numbering="sales",
    voidable_by_hand=True,
)
REFUND_RECEIPT = Spec(
    name="RefundReceipt",
    kind="transaction",
    feature="sales",
    fields=_FIELDS,
    required=("Line",),
    prepare=_refund,
    post=_post_refund,
    queryable=_QUERYABLE | {"DepositToAccountRef"},
    numbering="sales",
    voidable_by_hand=True,
)
