"""Tax by the codes of lines: what QuickBooks adds to a document outside the United States.

Amounts of lines are without tax; the document's total is with it. The rates of what is sold count on
sales forms, those of what is bought on bills, checks and credits, and on a deposit's line those that its
TaxApplicableOn names.
https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-sales-tax-for-non-us-locales
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.company import APP
from sandbox.quickbooks_online.entities.tax_lists import rates_of
from sandbox.quickbooks_online.errors import Refusal, inactive, missing, rule
from sandbox.quickbooks_online.store import Body, Record
from sandbox.quickbooks_online.tax_amounts import Taxed, TaxOfRate, TaxRate, by_rate

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

PAYABLE = "GlobalTaxPayable"
"""The sub-type of the accounts that owe tax, one for each agency, in the order of the agencies."""
EXCLUDED, INCLUSIVE, NOT_APPLICABLE = "TaxExcluded", "TaxInclusive", "NotApplicable"
_MODES = (EXCLUDED, INCLUSIVE, NOT_APPLICABLE)
_HOLDERS = (
    "SalesItemLineDetail",
    "AccountBasedExpenseLineDetail",
    "ItemBasedExpenseLineDetail",
    "DepositLineDetail",
)
"""Details whose lines need a code; a discount or a line of words needs none."""
_NOTHING = Decimal("0.00")


def added(company: Company, body: Body, lines: list[Body], side: str = "") -> Decimal:
    """The tax on a document, noted in its TxnTaxDetail and its lines' codes; zero in the US.

    Args:
        company: the company.
        body: the document.
        lines: its lines, checked.
        side: "Sales" or "Purchase"; empty where each line says so itself.

    Raises:
        Refusal: 6000 no code on a line, no GlobalTaxCalculation, or a code that this side can't have;
            2500 no such code, 610 an inactive one, 2020 a deposit's line without TaxApplicableOn.
    """
    given = body.pop("GlobalTaxCalculation", None)
    if company.settings.country == "US":
        return _NOTHING
    coded = [(line, line[holder]) for line in lines if (holder := _holder(line))]
    if not company.settings.sales_tax:
        _without_tax(company, coded)
        return _NOTHING
    body["GlobalTaxCalculation"] = mode = _mode(company, given, coded)
    if mode == NOT_APPLICABLE:
        for _, detail in coded:
            detail.pop("TaxCodeRef", None)
        body["TxnTaxDetail"] = {"TotalTax": _NOTHING}
        return _NOTHING
    taxed = [_taxed(company, line, detail, side) for line, detail in coded]
    found = by_rate(taxed, each_line=company.settings.tax_rounding == "line")
    total = sum((one.tax for one in found), _NOTHING)
    body["TxnTaxDetail"] = {"TotalTax": total}
    if found:
        body["TxnTaxDetail"]["TaxLine"] = [_tax_line(one) for one in found]
    return total


def postings(company: Company, body: Body, sign: int) -> list[Posting]:
    """What a document makes the company owe to its tax agencies, or claim back from them.

    Args:
        company: the company.
        body: the document.
        sign: 1 where tax is owed, -1 where it is claimed back or given back.
    """
    result = []
    for line in body.get("TxnTaxDetail", {}).get("TaxLine", ()):
        rate = line["TaxLineDetail"].get("TaxRateRef")
        amount = money.cents(line["Amount"])
        if rate is not None and amount:
            result.append(Posting(_account(company, str(rate["value"])), -sign * amount))
    return result


def _holder(line: Body) -> str:
    type_ = line.get("DetailType")
    return str(type_) if type_ in _HOLDERS and not line.get("LinkedTxn") else ""


def _without_tax(company: Company, coded: Sequence[tuple[Body, Body]]) -> None:
    """Where a company has sales tax off, its lines have no codes."""
    for _, detail in coded:
        if detail.pop("TaxCodeRef", None) and company.settings.tax_off_codes == "refuse":
            raise rule("Turn on sales tax before you use a tax code.")


def _mode(company: Company, given: Any, coded: Sequence[tuple[Body, Body]]) -> str:
    """How amounts relate to tax: people see it chosen on the form, apps have to send it."""
    if given is None:
        any_code = any(_given(detail) for _, detail in coded)
        if company.who != APP or (any_code and company.settings.tax_mode_missing == "excluded"):
            return EXCLUDED if any_code else NOT_APPLICABLE
        raise _no_rate(company)
    if given not in _MODES:
        raise Refusal(
            "2170",
            f"Property Name:GlobalTaxCalculation value {given} is not one of the enumeration",
        )
    return str(given)


def _given(detail: Body) -> str:
    sent = detail.get("TaxCodeRef")
    return str(sent.get("value") or "") if isinstance(sent, dict) else ""


def _no_rate(company: Company) -> Refusal:
    words = company.settings.profile.rate_words
    return rule(f"Make sure all your transactions have {words} before you save.")


def _taxed(company: Company, line: Body, detail: Body, side: str) -> Taxed:
    """A line with its rates, and its code as answers show it."""
    id_ = _given(detail)
    if not id_:
        raise _no_rate(company)
    code = company.get("TaxCode", id_)
    if code is None:
        raise Refusal("2500", f"Invalid Reference Id : TaxCode element id {id_} not found")
    if not code.active:
        raise inactive()
    rates = rates_of(code, side or _side_of(detail))
    if rates is None:
        raise rule(f"The tax code {code.body['Name']} can't be used on this transaction.")
    detail["TaxCodeRef"] = {"value": code.id}
    return Taxed(line["Amount"], tuple(_rates(company, rates)))


def _side_of(detail: Body) -> str:
    """Whose rates a deposit's line bears."""
    side = detail.get("TaxApplicableOn")
    if not side:
        raise missing("Line.DepositLineDetail.TaxApplicableOn")
    if side not in ("Sales", "Purchase"):
        raise Refusal(
            "2170", f"Property Name:TaxApplicableOn value {side} is not one of the enumeration"
        )
    return str(side)


def _rates(company: Company, ids: Sequence[str]) -> Iterator[TaxRate]:
    for id_ in ids:
        yield TaxRate(id_, Decimal(_rate(company, id_).body["RateValue"]))


def _rate(company: Company, id_: str) -> Record:
    found = company.get("TaxRate", id_)
    if found is None:
        raise Refusal("2500", f"Invalid Reference Id : TaxRate element id {id_} not found")
    return found


def _tax_line(one: TaxOfRate) -> Body:
    return {
        "Amount": one.tax,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": one.rate.id},
            "PercentBased": True,
            "TaxPercent": one.rate.percent,
            "NetAmountTaxable": one.base,
        },
    }


def _account(company: Company, rate_id: str) -> str:
    """The account of the agency that a rate's tax is owed to."""
    agency = int(_rate(company, rate_id).body["AgencyRef"]["value"])
    found = company.store.find(company.realm, "Account")
    owing = [one.id for one in found if one.body.get("AccountSubType") == PAYABLE]
    return owing[agency - 1]
