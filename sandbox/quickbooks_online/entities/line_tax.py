"""Tax by the codes of lines: what QuickBooks adds to a document outside the United States.

Amounts of lines are without tax; the document's total is with it. The rates of what is sold count on
sales forms, those of what is bought on bills, checks and credits, and on a deposit's line those that its
TaxApplicableOn names. With TaxInclusive, too, apps send and get amounts without tax, beside
TaxInclusiveAmt; people type amounts with it.
https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-sales-tax-for-non-us-locales
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.company import APP
from sandbox.quickbooks_online.entities import tax_defaults, tax_lists
from sandbox.quickbooks_online.entities.tax_defaults import code_of, holder_of
from sandbox.quickbooks_online.errors import Refusal, inactive, missing, rule
from sandbox.quickbooks_online.store import Body
from sandbox.quickbooks_online.tax_amounts import (
    Taxed,
    TaxOfRate,
    TaxRate,
    by_rate,
    inclusive_of,
    net_of,
)

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

EXCLUDED, INCLUSIVE, NOT_APPLICABLE = "TaxExcluded", "TaxInclusive", "NotApplicable"
_MODES = (EXCLUDED, INCLUSIVE, NOT_APPLICABLE)
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class _Coded:
    """A line that needs a code: itself, its detail, and the rates of the code."""

    line: Body
    detail: Body
    rates: tuple[TaxRate, ...] = ()

    @property
    def taxed(self) -> Taxed:
        return Taxed(self.line["Amount"], self.rates)


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
    given, sent = body.pop("GlobalTaxCalculation", None), body.pop("TxnTaxDetail", None)
    coded = [_Coded(line, line[holder]) for line in lines if (holder := holder_of(line))]
    if company.settings.country == "US" or not company.settings.sales_tax:
        _without_tax(company, coded)
        return _NOTHING
    tax_defaults.fill_in(company, body, [one.detail for one in coded], side)
    body["GlobalTaxCalculation"] = mode = _mode(company, given, coded)
    if mode == NOT_APPLICABLE:
        for one in coded:
            one.detail.pop("TaxCodeRef", None)
            one.detail.pop("TaxInclusiveAmt", None)
        body["TxnTaxDetail"] = {"TotalTax": _NOTHING}
        return _NOTHING
    day = body["TxnDate"]
    rated = [replace(one, rates=_rates_of_line(company, one.detail, side, day)) for one in coded]
    found = _amounts(company, rated, inclusive=mode == INCLUSIVE)
    total, body["TxnTaxDetail"] = _noted(company, found, sent)
    return total


def _without_tax(company: Company, coded: Sequence[_Coded]) -> None:
    """Where lines have no codes: in the US they mean something else, elsewhere sales tax is off."""
    for one in coded:
        one.detail.pop("TaxInclusiveAmt", None)
        if company.settings.country == "US":
            continue
        if one.detail.pop("TaxCodeRef", None) and company.settings.tax_off_codes == "refuse":
            raise rule("Turn on sales tax before you use a tax code.")


def _mode(company: Company, given: Any, coded: Sequence[_Coded]) -> str:
    """How amounts relate to tax: people see it chosen on the form, apps have to send it."""
    if given is None:
        any_code = any(code_of(one.detail) for one in coded)
        if company.who != APP or (any_code and company.settings.tax_mode_missing == "excluded"):
            return EXCLUDED if any_code else NOT_APPLICABLE
        raise _no_rate(company)
    if given not in _MODES:
        raise Refusal(
            "2170",
            f"Property Name:GlobalTaxCalculation value {given} is not one of the enumeration",
        )
    return str(given)


def _no_rate(company: Company) -> Refusal:
    if company.settings.no_code_words == "lines":
        return rule(
            "One or more transaction lines do not have a tax code associated with it. "
            "Please assign a tax code for those lines."
        )
    words = company.settings.profile.rate_words
    return rule(f"Make sure all your transactions have {words} before you save.")


def _rates_of_line(company: Company, detail: Body, side: str, day: str) -> tuple[TaxRate, ...]:
    """The rates of a line's code, which is left as answers show it."""
    id_ = code_of(detail)
    if not id_:
        raise _no_rate(company)
    code = company.get("TaxCode", id_)
    if code is None:
        raise Refusal("2500", f"Invalid Reference Id : TaxCode element id {id_} not found")
    if not code.active:
        raise inactive()
    rates = tax_lists.rates_of(company, code, side or _side_of(detail), day)
    if rates is None:
        raise rule(f"The tax code {code.body['Name']} can't be used on this transaction.")
    detail["TaxCodeRef"] = {"value": code.id}
    return rates


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


def _amounts(company: Company, coded: list[_Coded], *, inclusive: bool) -> list[TaxOfRate]:
    """The tax of each rate; the amounts of lines that include it are made to be without it."""
    each_line = company.settings.tax_rounding == "line"
    if not inclusive:
        for one in coded:
            one.detail.pop("TaxInclusiveAmt", None)
        return by_rate([one.taxed for one in coded], each_line=each_line)
    by_hand = company.who != APP
    exact = by_hand or company.settings.tax_inclusive == "gross"
    for one in coded:
        if by_hand and "TaxInclusiveAmt" not in one.detail:
            one.detail["TaxInclusiveAmt"] = one.line["Amount"]
            one.line["Amount"] = net_of(one.line["Amount"], one.rates)
        elif not exact or "TaxInclusiveAmt" not in one.detail:
            one.detail["TaxInclusiveAmt"] = inclusive_of(one.line["Amount"], one.rates)
    found = by_rate([one.taxed for one in coded], each_line=each_line)
    if not exact:
        return found
    wanted = sum((one.detail["TaxInclusiveAmt"] - one.line["Amount"] for one in coded), _NOTHING)
    return _with_remainder(found, wanted)


def _with_remainder(found: list[TaxOfRate], wanted: Decimal) -> list[TaxOfRate]:
    """The same tax, the last rate's changed so that all come to what is wanted."""
    rest = wanted - sum((one.tax for one in found), _NOTHING)
    last = next((one for one in reversed(found) if one.rate.percent), None)
    return [replace(one, tax=one.tax + rest) if one is last else one for one in found]


def _noted(company: Company, found: Sequence[TaxOfRate], sent: Any) -> tuple[Decimal, Body]:
    """The tax in all, and the TxnTaxDetail that says so; amounts that an app sent may stand."""
    lines = [_tax_line(one) for one in found]
    if company.settings.tax_override == "kept":
        for line in _sent_lines(sent):
            _override(lines, line)
    total = sum((line["Amount"] for line in lines), _NOTHING)
    detail: Body = {"TotalTax": total}
    if lines:
        detail["TaxLine"] = lines
    return total, detail


def _sent_lines(sent: Any) -> list[Body]:
    """The lines of a TxnTaxDetail that was sent.

    Raises:
        Refusal: 2010 or 2020, they can't be read.
    """
    if sent is None:
        return []
    listed = (sent.get("TaxLine") or []) if isinstance(sent, dict) else sent
    if not isinstance(listed, list):
        raise Refusal("2010", "Property Name:TxnTaxDetail must be an object with a list of TaxLine")
    for line in listed:
        if not isinstance(line, dict) or not isinstance(line.get("TaxLineDetail"), dict):
            raise missing("TxnTaxDetail.TaxLine.DetailType")
    return listed


def _override(lines: Sequence[Body], sent: Body) -> None:
    detail = sent["TaxLineDetail"]
    ref = detail.get("TaxRateRef")
    wanted = ref.get("value") if isinstance(ref, dict) else None
    for line in lines:
        own = line["TaxLineDetail"]
        if own["TaxRateRef"]["value"] == str(wanted) and "Amount" in sent:
            amount = money.amount(sent["Amount"], "TxnTaxDetail.TaxLine.Amount")
            if amount != line["Amount"]:
                own["OverrideDeltaAmount"] = amount - line["Amount"]
                line["Amount"] = amount


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
