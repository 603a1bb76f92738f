"""Automated Sales Tax: what QuickBooks adds to a sale by itself.

In a company that has it on, a line without TaxCodeRef counts as taxable, as one with TAX; only NON
is not. https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-sales-tax-for-us-locales
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.store import Body

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

PAYABLE = "GlobalTaxPayable"
"""The sub-type of the account that owes the tax."""
_TAX, _NON = "TAX", "NON"


def code(company: Company, detail: Body) -> None:
    """Fill in and check a line's tax code.

    Raises:
        Refusal: 6100, it is neither TAX nor NON.
    """
    if company.settings.country != "US":
        return
    sent = detail.get("TaxCodeRef")
    given = str(sent.get("value") or "") if isinstance(sent, dict) else ""
    if not company.settings.sales_tax:
        detail["TaxCodeRef"] = {"value": given or _NON}
        return
    if given not in ("", _TAX, _NON):
        raise Refusal(
            "6100", f"Invalid tax code : {given}. Use TAX or NON with automated sales tax."
        )
    detail["TaxCodeRef"] = {"value": given or _TAX}


def taxed(company: Company, body: Body, sold: list[Body]) -> Decimal:
    """The tax on a sale, noted in its TxnTaxDetail; zero where the company has none."""
    if not company.settings.sales_tax or company.settings.country != "US":
        return Decimal("0.00")
    exempt = _is_exempt(company, body.get("CustomerRef"), "Customer")
    base = Decimal("0.00") if exempt else sum(_taxable(company, sold), Decimal("0.00"))
    percent = company.settings.sales_tax_percent
    tax = money.amount(base * percent / 100, "TotalTax")
    body["TxnTaxDetail"] = {"TotalTax": tax}
    if tax:
        body["TxnTaxDetail"]["TaxLine"] = [
            {
                "Amount": tax,
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "PercentBased": True,
                    "TaxPercent": percent,
                    "NetAmountTaxable": base,
                },
            }
        ]
    return tax


def postings(company: Company, body: Body, sign: int) -> list[Posting]:
    """What a sale owes to the tax agency; `sign` 1 for sales, -1 for credits and refunds."""
    tax = money.cents(body.get("TxnTaxDetail", {}).get("TotalTax", Decimal(0)))
    if not tax or company.settings.country != "US":
        return []
    return [Posting(company.account("Other Current Liability", PAYABLE)["value"], -sign * tax)]


def _taxable(company: Company, sold: list[Body]) -> list[Decimal]:
    always = company.settings.sales_tax_always
    return [
        line["Amount"]
        for line in sold
        if line.get("DetailType") == "SalesItemLineDetail"
        and (always or line["SalesItemLineDetail"]["TaxCodeRef"]["value"] == _TAX)
        and (always or not _is_exempt(company, line["SalesItemLineDetail"]["ItemRef"], "Item"))
    ]


def _is_exempt(company: Company, ref: Body | None, entity: str) -> bool:
    """Whether somebody said of the customer or product that it is not taxable."""
    found = None if ref is None else company.get(entity, str(ref["value"]))
    return found is not None and found.body.get("Taxable") is False
