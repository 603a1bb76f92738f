"""Where a company is: its currency, its tax codes and rates, and the accounts that owe the tax.

Codes, rates and names are those that QuickBooks Online starts companies of these countries with:
https://quickbooks.intuit.com/learn-support (Canada, UK, Australia: "sales tax codes"). A code has rates
for what is sold and others for what is bought; in Australia it has one of the two.
https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-sales-tax-for-non-us-locales
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

PURCHASES = " (Purchases)"
"""How the name of a rate for what is bought ends."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one tax agency, in percent."""

    name: str
    percent: Decimal
    agency: str


@dataclass(frozen=True, slots=True)
class Code:
    """A tax code as people choose it on a line.

    Attributes:
        sales: the names of its rates for what is sold; None where it can't be used there.
        purchases: the same for what is bought; their rates are entities of their own.
        hidden: whether people don't see it, though apps do.
        taxable: False for what is no supply at all.
    """

    name: str
    sales: tuple[str, ...] | None
    purchases: tuple[str, ...] | None
    description: str = ""
    active: bool = True
    hidden: bool = False
    taxable: bool = True


@dataclass(frozen=True, slots=True)
class Country:
    """What QuickBooks gives a company of a country.

    Attributes:
        code: ISO 3166, two letters.
        currency: its own currency.
        tax: what the tax is called: "GST/HST".
        rate_words: what a line without a code lacks: "a GST/HST rate".
        address: of the company, as CompanyInfo has it.
        account_number: how long an account's number may be.
        agencies: tax agency -> the name of the account that owes it tax.
        unclaimed: agencies whose tax on what is bought can't be claimed back: it is part of the cost.
            https://quickbooks.intuit.com/learn-support/en-ca/help-article/sales-taxes/tracking-pst-bc-manitoba-saskatchewan/L0jAXv0tC_CA_en_CA
        french: names in a company whose language is French.
    """

    code: str
    currency: str
    tax: str
    rate_words: str
    address: Mapping[str, str]
    account_number: int
    agencies: Mapping[str, str] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    codes: tuple[Code, ...] = ()
    french: Mapping[str, str] = field(default_factory=dict)
    unclaimed: frozenset[str] = frozenset()


def _rate(name: str, percent: str, agency: str) -> Rate:
    return Rate(name, Decimal(percent), agency)


def _both(name: str, *rates: str, description: str = "", taxable: bool = True) -> Code:
    return Code(name, rates, rates, description or name, taxable=taxable)


_CRA, _QUEBEC = "Canada Revenue Agency", "Revenu Québec"
_BC, _MANITOBA = "BC Ministry of Finance", "Manitoba Finance"
_SASKATCHEWAN = "Saskatchewan Finance"
_HMRC, _ATO = "HM Revenue & Customs (VAT)", "Australian Taxation Office"

_UNITED_STATES = Country(
    "US",
    "USD",
    "sales tax",
    "a sales tax rate",
    {
        "Line1": "410 Willow Street",
        "City": "Sacramento",
        "CountrySubDivisionCode": "CA",
        "PostalCode": "95814",
        "Country": "USA",
    },
    20,
    {"State Department of Revenue": "State Department of Revenue Payable"},
)
_CANADA = Country(
    "CA",
    "CAD",
    "GST/HST",
    "a GST/HST rate",
    {
        "Line1": "410 Willow Street",
        "City": "Ottawa",
        "CountrySubDivisionCode": "ON",
        "PostalCode": "K1P 1J1",
        "Country": "CAN",
    },
    20,
    {
        _CRA: "GST/HST Payable",
        _QUEBEC: "QST Payable",
        _BC: "PST Payable BC",
        _MANITOBA: "PST Payable MB",
        _SASKATCHEWAN: "PST Payable SK",
    },
    (
        _rate("GST/HST ZR", "0", _CRA),
        _rate("GST/HST EX", "0", _CRA),
        _rate("GST", "5", _CRA),
        _rate("HST (ON)", "13", _CRA),
        _rate("HST (NB)", "15", _CRA),
        _rate("HST (NS)", "14", _CRA),
        _rate("HST (NS) 2010", "15", _CRA),
        _rate("QST", "9.975", _QUEBEC),
        _rate("PST (BC)", "7", _BC),
        _rate("PST (MB)", "7", _MANITOBA),
        _rate("PST (SK)", "6", _SASKATCHEWAN),
    ),
    (
        _both("Exempt", "GST/HST EX"),
        _both("Zero-rated", "GST/HST ZR"),
        Code("Out of Scope", (), (), "Out of Scope", taxable=False),
        _both("GST", "GST"),
        _both("HST ON", "HST (ON)"),
        _both("HST NB 2016", "HST (NB)"),
        _both("HST NS 2025", "HST (NS)"),
        Code("HST NS", ("HST (NS) 2010",), ("HST (NS) 2010",), "HST NS", active=False),
        _both("GST/QST QC - 9.975", "GST", "QST"),
        _both("QST QC - 9.975", "QST"),
        _both("GST/PST BC", "GST", "PST (BC)"),
        _both("GST/PST MB", "GST", "PST (MB)"),
        _both("GST/PST SK", "GST", "PST (SK)"),
        Code("Adjustment", ("GST/HST ZR",), ("GST/HST ZR",), "Adjustments of returns", hidden=True),
    ),
    {
        "Exempt": "Exonéré",
        "Zero-rated": "Détaxé",
        "Out of Scope": "Hors champ",
        "GST": "TPS",
        "HST ON": "TVH ON",
        "HST NB 2016": "TVH NB 2016",
        "HST NS 2025": "TVH NÉ 2025",
        "HST NS": "TVH NÉ",
        "GST/QST QC - 9.975": "TPS/TVQ QC - 9,975",
        "QST QC - 9.975": "TVQ QC - 9,975",
        "GST/PST BC": "TPS/TVP CB",
        "GST/PST MB": "TPS/TVP MB",
        "GST/PST SK": "TPS/TVP SK",
        "Adjustment": "Rajustement",
        "QST": "TVQ 9,975",
        "GST/HST Payable": "TPS/TVH à payer",
        "QST Payable": "TVQ à payer",
    },
    frozenset({_BC, _MANITOBA, _SASKATCHEWAN}),
)
_UNITED_KINGDOM = Country(
    "GB",
    "GBP",
    "VAT",
    "a VAT rate",
    {
        "Line1": "41 Willow Street",
        "City": "Leeds",
        "CountrySubDivisionCode": "West Yorkshire",
        "PostalCode": "LS1 4DY",
        "Country": "GBR",
    },
    7,
    {_HMRC: "VAT Control"},
    (
        _rate("20.0% S", "20", _HMRC),
        _rate("5.0% R", "5", _HMRC),
        _rate("0.0% Z", "0", _HMRC),
        _rate("Exempt", "0", _HMRC),
        _rate("17.5% S", "17.5", _HMRC),
    ),
    (
        _both("20.0% S", "20.0% S", description="VAT Standard"),
        _both("5.0% R", "5.0% R", description="VAT Reduced"),
        _both("0.0% Z", "0.0% Z", description="VAT Zero"),
        _both("Exempt", "Exempt", description="VAT Exempt"),
        Code("No VAT", (), (), "No VAT", taxable=False),
        Code("17.5% S", ("17.5% S",), ("17.5% S",), "VAT Standard until 2011", active=False),
        Code("CIS", ("0.0% Z",), ("0.0% Z",), "Domestic reverse charge", hidden=True),
    ),
)
_AUSTRALIA = Country(
    "AU",
    "AUD",
    "GST",
    "a GST rate",
    {
        "Line1": "41 Willow Street",
        "City": "Geelong",
        "CountrySubDivisionCode": "VIC",
        "PostalCode": "3220",
        "Country": "AUS",
    },
    20,
    {_ATO: "GST Liabilities Payable"},
    (
        _rate("GST", "10", _ATO),
        _rate("GST Free", "0", _ATO),
        _rate("Input tax", "0", _ATO),
    ),
    (
        Code("GST", ("GST",), None, "GST on sales"),
        Code("GST free", ("GST Free",), None, "GST free sales"),
        Code("GST on purchases", None, ("GST",), "GST on purchases"),
        Code("GST free purchases", None, ("GST Free",), "GST free purchases"),
        Code("Input tax", None, ("Input tax",), "Purchases for input taxed sales", active=False),
        Code("Out of Scope", (), (), "Out of Scope", taxable=False),
        Code("ADJ-S", ("GST Free",), None, "Adjustments of sales", hidden=True),
    ),
)
COUNTRIES: Mapping[str, Country] = {
    one.code: one for one in (_UNITED_STATES, _CANADA, _UNITED_KINGDOM, _AUSTRALIA)
}
CURRENCY_NAMES = {
    "USD": "United States Dollar",
    "CAD": "Canadian Dollar",
    "GBP": "British Pound Sterling",
    "AUD": "Australian Dollar",
    "EUR": "Euro",
}

_IN_US_DOLLARS = {
    "USD": Decimal(1),
    "CAD": Decimal("0.72"),
    "GBP": Decimal("1.31"),
    "AUD": Decimal("0.66"),
    "EUR": Decimal("1.16"),
}


def usual_rate(code: str, home: str) -> Decimal:
    """Units of a home currency for one of another, about as of late; 1 where it isn't known."""
    of, in_ = _IN_US_DOLLARS.get(code), _IN_US_DOLLARS.get(home)
    return Decimal(1) if of is None or in_ is None else round(of / in_, 6)
