"""Currencies: of the company, of its customers, vendors and accounts, and of a document.

A document is in one currency, and everybody and every account of balances in it is, too. Its amounts are in
that currency; ExchangeRate is how many units of the home currency one of them is, and HomeTotalAmt its total at
that rate. What it posts is in the home currency (`home_amounts`).
https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-multiple-currencies
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sandbox.quickbooks_online.countries import CURRENCY_NAMES, usual_rate
from sandbox.quickbooks_online.errors import Refusal, missing, rule
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

_PARTIES = {"CustomerRef": "Customer", "VendorRef": "Vendor"}
_BALANCES = ("Bank", "Credit Card", "Accounts Receivable", "Accounts Payable")
"""Types of accounts that have a currency of their own; all others are in the home currency."""
_CENT = Decimal("0.01")
_LINES = ("DepositLineDetail", "AccountBasedExpenseLineDetail")
_ACCOUNTS = ("AccountRef", "DepositToAccountRef", "ARAccountRef", "APAccountRef")


def of_list_entry(company: Company, body: Body, before: Record | None, what: str) -> None:
    """Fill in the currency of a customer, vendor or account.

    Raises:
        Refusal: 2010 unreadable; 6000 changed, or foreign without multicurrency.
    """
    kept = None if before is None else before.body.get("CurrencyRef")
    currency = body.get("CurrencyRef") or kept or {"value": company.settings.home}
    if not isinstance(currency, dict) or not currency.get("value"):
        raise Refusal("2010", "Property Name:CurrencyRef must be a reference with a value")
    code = str(currency["value"]).upper()
    if kept is not None and code != kept["value"]:
        raise rule(f"The currency of {what} can't be changed.")
    if code != company.settings.home and not company.settings.multicurrency:
        raise rule("Turn on multicurrency before you use a foreign currency.")
    body["CurrencyRef"] = reference(code)


def of_document(company: Company, body: Body) -> None:
    """Fill in a document's currency, and check that all who are in it have the same.

    Raises:
        Refusal: 6000, the customer, the vendor or an account is in another currency.
    """
    given, rate = body.get("CurrencyRef"), body.pop("ExchangeRate", None)
    settings, home = company.settings, company.settings.home
    if settings.multicurrency and settings.currency_required and not given:
        raise missing("CurrencyRef")
    code = str(given.get("value") or home) if isinstance(given, dict) else home
    if not company.settings.multicurrency:
        code = home
    body["CurrencyRef"] = reference(code)
    if not company.settings.multicurrency:
        return
    body["ExchangeRate"] = _rate(company, code, rate)
    for entity, id_ in _involved(body):
        found = company.get(entity, id_)
        if found is None or (entity == "Account" and found.body["AccountType"] not in _BALANCES):
            continue
        if found.body.get("CurrencyRef", {}).get("value", home) != code:
            raise rule(
                "The currency of the transaction is invalid for customer / vendor / account."
            )
    if "TotalAmt" in body and "VendorRef" not in body and "PaymentType" not in body:
        body["HomeTotalAmt"] = at_home(body["TotalAmt"], body)


def at_home(amount: Decimal, body: Body) -> Decimal:
    """An amount of a document in the home currency, at the document's rate."""
    return (amount * Decimal(body["ExchangeRate"])).quantize(_CENT, ROUND_HALF_UP)


def account_in(company: Company, type_: str, body: Body) -> Body:
    """A reference to the company's first active account of a type that is in a document's currency.

    Where there is none, it is the account of the home currency.
    """
    given, home = body.get("CurrencyRef"), company.settings.home
    code = str(given.get("value") or home) if isinstance(given, dict) else home
    for record in company.store.find(company.realm, "Account", "active = 1"):
        own = record.body.get("CurrencyRef", {}).get("value", home)
        if record.body["AccountType"] == type_ and own == code:
            return {"value": record.id, "name": company.name_of(record)}
    return company.account(type_)


def _rate(company: Company, code: str, sent: Decimal | None) -> Decimal:
    """Home units for one of the document's currency; zero stands for "not given"."""
    if code != company.settings.home:
        return sent or company.settings.exchange_rate or usual_rate(code, company.settings.home)
    if sent not in (None, 0, 1):
        raise rule(f"The exchange rate of the home currency {code} is 1.")
    return Decimal(1)


def reference(code: str) -> Body:
    """A currency as answers show it."""
    return {"value": code, "name": CURRENCY_NAMES.get(code, code)}


def _involved(body: Body) -> list[tuple[str, str]]:
    parties = [
        (entity, str(body[name]["value"])) for name, entity in _PARTIES.items() if name in body
    ]
    if "EntityRef" in body:
        parties.append((body["EntityRef"].get("type", "Vendor"), str(body["EntityRef"]["value"])))
    accounts = [("Account", str(body[name]["value"])) for name in _ACCOUNTS if name in body]
    return parties + accounts + _in_lines(body)


def _in_lines(body: Body) -> list[tuple[str, str]]:
    """The accounts of lines, and from whom a deposit's money is."""
    found = []
    for line in body.get("Line", ()):
        detail: Body = next((line[name] for name in _LINES if name in line), {})
        if "AccountRef" in detail:
            found.append(("Account", str(detail["AccountRef"]["value"])))
        payer = detail.get("Entity")
        if isinstance(payer, dict) and payer.get("type") in _PARTIES.values():
            found.append((payer["type"], str(payer["value"])))
    return found
