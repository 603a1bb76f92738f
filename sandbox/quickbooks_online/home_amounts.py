"""What foreign documents post in the home currency, and what is owed and held in the foreign one.

Every posting is an amount of the document times its ExchangeRate. What a payment settles leaves the
receivables or payables at the rate of the invoice or bill, and money from Undeposited Funds at the rate at which it came
there; the difference is an exchange gain or loss.
https://developer.intuit.com/app/developer/qbo/docs/workflows/manage-multiple-currencies
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import lines, money
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS, TRANSACTIONS
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.store import Body, Record

GAIN_OR_LOSS = "ExchangeGainOrLoss"
"""The sub-type of the account for what settling at another rate gains or loses."""
_CREDITS = frozenset({"CreditMemo", "VendorCredit"})


def postings(company: Company, spec: Spec, body: Body) -> list[Posting]:
    """What a document posts, in cents of the home currency."""
    if spec.post is None:
        return []
    own = list(spec.post(company, body))
    if not is_foreign(company, body):
        return own
    rate = Decimal(body["ExchangeRate"])
    home = [dataclasses.replace(one, amount=_at(one.amount, rate)) for one in own]
    # Rounding stays with the last line, so that what is owed or paid is the document's total.
    rest = sum(one.amount for one in home)
    home[-1] = dataclasses.replace(home[-1], amount=home[-1].amount - rest)
    return _settled(company, spec.name, body, home)


def is_foreign(company: Company, body: Body) -> bool:
    """Whether an account's, a party's or a document's amounts are in another than the home currency."""
    currency = body.get("CurrencyRef", {}).get("value", company.settings.home)
    return bool(currency != company.settings.home)


def party_balances(company: Company, entity: str, parties: list[Record]) -> dict[str, int]:
    """Of foreign customers or vendors, what they owe or are owed in their own currency, in cents."""
    foreign = {one.id for one in parties if is_foreign(company, one.body)}
    type_ = "Accounts Receivable" if entity == "Customer" else "Accounts Payable"
    sign = 1 if entity == "Customer" else -1
    accounts = {
        one.id
        for one in company.store.find(company.realm, "Account")
        if one.body["AccountType"] == type_
    }

    def of(one: Posting) -> str | None:
        is_owed = one.party_entity == entity and one.account in accounts
        return one.party if is_owed and one.party in foreign else None

    sums = _sums(company, of) if foreign else {}
    return {id_: sign * sums.get(id_, 0) for id_ in foreign}


def account_balances(company: Company, accounts: list[Body]) -> dict[str, int]:
    """Of foreign accounts as answers show them, what they hold in their own currency; debits positive."""
    foreign = {str(one["Id"]) for one in accounts if is_foreign(company, one)}
    sums = _sums(company, lambda one: one.account if one.account in foreign else None)
    return {id_: sums.get(id_, 0) for id_ in foreign}


def _sums(company: Company, of: Callable[[Posting], str | None]) -> dict[str, int]:
    """The postings of all live foreign documents in their own currency, by what each counts for."""
    found: dict[str, int] = {}
    for kind in TRANSACTIONS:
        post = SPECS[kind].post
        for record in company.store.find(company.realm, kind, "status = 'live'"):
            if post is None or not is_foreign(company, record.body):
                continue
            for one in post(company, record.body):
                if (key := of(one)) is not None:
                    found[key] = found.get(key, 0) + one.amount
    return found


def _settled(company: Company, entity: str, body: Body, home: list[Posting]) -> list[Posting]:
    """The postings with what is settled at the rate at which it was booked."""
    account = _settles(company, entity, body)
    place = next((nth for nth, one in enumerate(home) if one.account == account), None)
    if place is None:
        return home
    rate, gained = Decimal(body["ExchangeRate"]), 0
    for _, line, link in lines.links_of(body["Line"]):
        target = company.get(link["TxnType"], str(link["TxnId"]))
        if target is None or link["TxnType"] in _CREDITS:
            continue
        amount = money.cents(line["Amount"])
        booked = Decimal(target.body.get("ExchangeRate", 1))
        gained += _at(amount, booked) - _at(amount, rate)
    if not gained:
        return home
    one = home[place]
    sign = 1 if one.amount > 0 else -1
    home[place] = dataclasses.replace(one, amount=one.amount + sign * gained)
    gain = company.account("Other Expense", GAIN_OR_LOSS)["value"]
    return [*home, Posting(gain, -sign * gained, memo=one.memo)]


def _settles(company: Company, entity: str, body: Body) -> str:
    """The account whose open amounts a document settles; empty for none."""
    if entity == "Deposit":
        return str(company.account("Other Current Asset", "UndepositedFunds")["value"])
    name = {"Payment": "ARAccountRef", "BillPayment": "APAccountRef"}.get(entity, "")
    return str(body[name]["value"]) if name else ""


def _at(cents: int, rate: Decimal) -> int:
    """Cents of a foreign currency in the home currency; half a cent goes away from zero."""
    return int((cents * rate).quantize(Decimal(1), ROUND_HALF_UP))
