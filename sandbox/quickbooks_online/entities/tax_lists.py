"""Tax codes, rates and agencies: made by QuickBooks, read by apps, and never written by them here.

In the United States there are the codes TAX and NON only. Elsewhere each code has an ID of its own, and
names the rates of what is sold and of what is bought; a rate says to which agency its tax is owed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks_online.countries import PURCHASES, Code, Country
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.fields import ANY, BOOL, text
from sandbox.quickbooks_online.store import Body, Change, Record
from sandbox.quickbooks_online.tax_amounts import TaxRate

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
    for name in country.agencies:
        _insert(company, "TaxAgency", _next(company, "TaxAgency", 1), _agency(name))
    rates = _rates(company, country)
    for code in country.codes:
        id_ = _next(company, "TaxCode", _FIRST_CODE)
        _insert(company, "TaxCode", id_, _code(company, code, rates), active=code.active)


def rate_ids(code: Record, side: str) -> list[str] | None:
    """The IDs of a code's rates for "Sales" or "Purchase"; None where it can't be used there."""
    details = _details(code, side)
    return None if details is None else [str(one["TaxRateRef"]["value"]) for one in details]


def rates_of(company: Company, code: Record, side: str, day: str) -> tuple[TaxRate, ...] | None:
    """A code's rates for "Sales" or "Purchase" on a day; None where it can't be used there.

    Raises:
        Refusal: 2500, a rate of it is not there.
    """
    details = _details(code, side)
    if details is None:
        return None
    found: list[TaxRate] = []
    for one in details:
        id_ = str(one["TaxRateRef"]["value"])
        before = sum((rate.share for rate in found), Decimal(0))
        of = {"TaxOnTax": before, "TaxOnAmountPlusTax": 1 + before}
        percent = _percent(rate(company, id_).body, day)
        found.append(TaxRate(id_, percent, of.get(one.get("TaxTypeApplicable", ""), Decimal(1))))
    return tuple(found)


def rate(company: Company, id_: str) -> Record:
    """A rate by its ID.

    Raises:
        Refusal: 2500, there is none.
    """
    found = company.get("TaxRate", id_)
    if found is None:
        raise Refusal("2500", f"Invalid Reference Id : TaxRate element id {id_} not found")
    return found


def _details(code: Record, side: str) -> list[Body] | None:
    """The rates of one side as a code has them; of a code without any, "Out of Scope", none on both.

    None where it has rates for the other side only: then it can't be used on this one.
    """
    listed: dict[str, list[Body]] = {
        one: list(code.body.get(f"{one}TaxRateList", {}).get("TaxRateDetail", ()))
        for one in ("Sales", "Purchase")
    }
    return listed[side] if listed[side] or not any(listed.values()) else None


def _percent(body: Body, day: str) -> Decimal:
    """What a rate is on a day: the latest of its percentages that had begun by then."""
    begun = [one for one in body["EffectiveTaxRate"] if str(one["EffectiveDate"])[:10] <= day]
    latest = max(begun, key=lambda one: str(one["EffectiveDate"]), default=body)
    return Decimal(latest["RateValue"])


def _pseudo(code: str) -> Body:
    return {"Name": code, "Active": True, "Taxable": code == "TAX", "TaxGroup": False}


def _agency(name: str) -> Body:
    return {"DisplayName": name, "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True}


def _rates(company: Company, country: Country) -> dict[str, Body]:
    """Rate name -> the reference to it; those for what is bought have a longer name."""
    agencies = list(country.agencies)
    made: dict[str, Body] = {}
    for one in country.rates:
        for ending in ("", PURCHASES):
            name = f"{company.settings.named(one.name)}{ending}"
            id_ = _next(company, "TaxRate", _FIRST_RATE)
            agency = str(agencies.index(one.agency) + 1)
            _insert(company, "TaxRate", id_, _rate(name, one.percent, agency))
            made[f"{one.name}{ending}"] = {"value": id_, "name": name}
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
    bought = [f"{one}{PURCHASES}" for one in code.purchases or ()]
    lists = (("SalesTaxRateList", code.sales or ()), ("PurchaseTaxRateList", bought))
    for name, listed in lists:
        # Recorded answers have a list without rates, older ones no list.
        if listed or company.settings.empty_rate_lists == "shown":
            body[name] = _rate_list(rates[one] for one in listed)
    return body


def _rate_list(rates: Iterable[Body]) -> Body:
    details = [
        {
            "TaxRateRef": rate,
            "TaxTypeApplicable": "TaxOnAmount",
            "TaxOrder": 0,
            "TaxOnTaxOrder": -1,
        }
        for rate in rates
    ]
    return {"TaxRateDetail": details}


def _next(company: Company, entity: str, first: int) -> str:
    return str(company.store.next_number(company.realm, f"{entity} id", first))


def _insert(company: Company, entity: str, id_: str, body: Body, *, active: bool = True) -> None:
    change = Change(entity, id_, body, company.clock.now(), company.who, "create")
    company.store.insert(company.realm, change, active=active)


def _by_hand(company: Company, body: Body, before: Record | None) -> Body:
    """People change and add these in QuickBooks' tax pages; apps never come here."""
    body.setdefault("Active", True)
    if "RateValue" in body:
        _rate_changed(company, body, before)
    return body


def _rate_changed(company: Company, body: Body, before: Record | None) -> None:
    """A rate that changes has its new percentage from today on, and keeps the old one until then."""
    body["RateValue"] = Decimal(body["RateValue"])
    old = [] if before is None else list(before.body["EffectiveTaxRate"])
    if before is not None and body["RateValue"] == before.body["RateValue"]:
        return
    today = company.today()
    for one in old[-1:]:
        ended = dt.date.fromisoformat(today) - dt.timedelta(days=1)
        old[-1] = {**one, "EndDate": f"{ended.isoformat()}T23:59:59-07:00"}
    new = {"RateValue": body["RateValue"], "EffectiveDate": f"{today}T00:00:00-07:00"}
    body["EffectiveTaxRate"] = [*old, new]


def _read_only(name: str, **fields: Any) -> Spec:
    common = {"Name": text(100), "Active": BOOL, "Description": text(100)}
    return Spec(
        name=name,
        kind="list",
        read_only=True,
        prepare=_by_hand,
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
