"""Tax codes that lines get without being given one: of their product, account, or customer.

QuickBooks' forms propose them to people. Whether it takes them for an app's lines isn't documented, and
most recorded requests without codes were refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sandbox.quickbooks_online.company import APP
from sandbox.quickbooks_online.store import Body

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_HOLDERS = (
    "SalesItemLineDetail",
    "AccountBasedExpenseLineDetail",
    "ItemBasedExpenseLineDetail",
    "DepositLineDetail",
)
"""Details whose lines need a code; a discount or a line of words needs none."""


def holder_of(line: Body) -> str:
    """The detail of a line that needs a code; empty for a line that needs none."""
    type_ = line.get("DetailType")
    return str(type_) if type_ in _HOLDERS and not line.get("LinkedTxn") else ""


def code_of(detail: Body) -> str:
    """The ID of the code on a line; empty where it has none."""
    sent = detail.get("TaxCodeRef")
    return str(sent.get("value") or "") if isinstance(sent, dict) else ""


def fill_in(company: Company, body: Body, details: Iterable[Body], side: str) -> None:
    """Give lines without a code the one that is proposed for them, if there is any.

    Args:
        company: the company.
        body: the document.
        details: of its lines that need codes.
        side: "Sales" or "Purchase"; empty for a deposit, whose lines are of sales then.
    """
    if company.who == APP and company.settings.tax_code_missing == "refuse":
        return
    for detail in details:
        proposed = "" if code_of(detail) else _proposed(company, body, detail, side or "Sales")
        if proposed:
            detail["TaxCodeRef"] = {"value": proposed}
            if not side:
                detail.setdefault("TaxApplicableOn", "Sales")


def _proposed(company: Company, body: Body, detail: Body, side: str) -> str:
    sources = (
        ("Customer", body.get("CustomerRef"), "DefaultTaxCodeRef"),
        ("Item", detail.get("ItemRef"), f"{side}TaxCodeRef"),
        ("Account", detail.get("AccountRef"), "TaxCodeRef"),
    )
    for entity, ref, name in sources:
        found = company.get(entity, str(ref["value"])) if isinstance(ref, dict) else None
        code = None if found is None else found.body.get(name)
        if isinstance(code, dict) and code.get("value"):
            return str(code["value"])
    return ""
