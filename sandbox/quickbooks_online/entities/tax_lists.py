"""Tax codes, rates and agencies: made by QuickBooks, read by apps, and never written by them here.

In the United States there are the codes TAX and NON only. Elsewhere each code has an ID of its own, and
names the rates of what is sold and of what is bought; a rate says to which agency its tax is owed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks_online.countries import PURCHASES, Code, Country
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.fields import ANY, BOOL, text
from sandbox.quickbooks_online.store import Body, Change, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_META = frozenset({"Id", "Name", "Active", "MetaData.CreateTime", "MetaData.LastUpdatedTime"})
_SINCE = "2016-07-01T00:00:00-07:00"
_FIRST_CODE, _FIRST_RATE = 2, 3
"""Companies start with these IDs; nothing may depend on which."""


def found(company: Company) -> None:
    """Give a company the codes of its country, unless it has them. Call inside a transaction."""
    if company.settings.country == "US":
        if company.get("TaxCode", "NON") is None:
            for pseudo in ("TAX", "NON"):
                _insert(company, "TaxCode", pseudo, _pseudo(pseudo))
        return
    if not company.settings.sales_tax or any(company.store.find(company.realm, "TaxCode")):
        return
    country = company.settings.profile
    for id_, name in enumerate(country.agencies, start=1):
        _insert(company, "TaxAgency", str(id_), _agency(name))
    rates = _rates(company, country)
    for id_, code in enumerate(country.codes, start=_FIRST_CODE):
        _insert(company, "TaxCode", str(id_), _code(company, code, rates), active=code.active)


def rates_of(code: Record, side: str) -> list[str] | None:
    """The IDs of a code's rates for "Sales" or "Purchase"; None where it can't be used there."""
    listed = code.body.get(f"{side}TaxRateList")
    if listed is None:
        return None
    return [str(one["TaxRateRef"]["value"]) for one in listed["TaxRateDetail"]]


def _pseudo(code: str) -> Body:
    return {"Name": code, "Active": True, "Taxable": code == "TAX", "TaxGroup": False}


def _agency(name: str) -> Body:
    return {"DisplayName": name, "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True}


def _rates(company: Company, country: Country) -> dict[str, Body]:
    """Rate name -> the reference to it; those for what is bought have a longer name."""
    agencies = list(country.agencies)
    made: dict[str, Body] = {}
    for rate in country.rates:
        for ending in ("", PURCHASES):
            name = f"{company.settings.named(rate.name)}{ending}"
            id_ = str(_FIRST_RATE + len(made))
            agency = str(agencies.index(rate.agency) + 1)
            _insert(company, "TaxRate", id_, _rate(name, rate.percent, agency))
            made[f"{rate.name}{ending}"] = {"value": id_, "name": name}
    return made


def _rate(name: str, percent: Decimal, agency: str) -> Body:
    return {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": percent,
        "AgencyRef": {"value": agency},
        "SpecialTaxType": "NONE" if percent else "ZERO_RATE",
        "DisplayType": "ReadOnly",
        "EffectiveTaxRate": [{"RateValue": percent, "EffectiveDate": _SINCE}],
    }


def _code(company: Company, code: Code, rates: dict[str, Body]) -> Body:
    name = company.settings.named(code.name)
    body: Body = {
        "Name": name,
        "Description": name if company.settings.language == "fr" else code.description,
        "Active": code.active,
        "Hidden": code.hidden,
        "Taxable": code.taxable,
        "TaxGroup": True,
        "TaxCodeConfigType": "SYSTEM_GENERATED",
    }
    if code.sales is not None:
        body["SalesTaxRateList"] = _rate_list(rates[one] for one in code.sales)
    if code.purchases is not None:
        bought = (rates[f"{one}{PURCHASES}"] for one in code.purchases)
        body["PurchaseTaxRateList"] = _rate_list(bought)
    return body


def _rate_list(rates: Iterable[Body]) -> Body:
    details = [
        {"TaxRateRef": rate, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0} for rate in rates
    ]
    return {"TaxRateDetail": details}


def _insert(company: Company, entity: str, id_: str, body: Body, *, active: bool = True) -> None:
    change = Change(entity, id_, body, company.clock.now(), company.who, "create")
    company.store.insert(company.realm, change, active=active)


def _refused(_company: Company, _body: Body, _before: Record | None) -> Body:
    raise Refusal("500", "Unsupported Operation: this list is read only.")


def _read_only(name: str, **fields: Any) -> Spec:
    common = {"Name": text(100), "Active": BOOL, "Description": text(100)}
    return Spec(
        name=name,
        kind="list",
        read_only=True,
        prepare=_refused,
        queryable=_META,
        fields={**common, **fields},
    )


TAX_CODE = _read_only(
    "TaxCode",
    FullyQualifiedName=ANY,
    CurrencyRef=ANY,
    Taxable=BOOL,
    TaxGroup=BOOL,
    Hidden=BOOL,
    SalesTaxRateList=ANY,
    PurchaseTaxRateList=ANY,
    TaxCodeConfigType=ANY,
)
TAX_RATE = _read_only(
    "TaxRate",
    RateValue=ANY,
    AgencyRef=ANY,
    SpecialTaxType=ANY,
    DisplayType=ANY,
    EffectiveTaxRate=ANY,
    TaxReturnLineRef=ANY,
)
TAX_AGENCY = _read_only(
    "TaxAgency",
    DisplayName=text(100),
    TaxTrackedOnSales=BOOL,
    TaxTrackedOnPurchases=BOOL,
    TaxRegistrationNumber=ANY,
    LastFileDate=ANY,
)
