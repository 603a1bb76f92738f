"""What is under way when the worker dies: small brokerages, each with one kind of work to do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from include.database.statuses import LinkStatus
from include.database.tables.entries import Link
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.sync.existing.linking import link_certain
from include.sync.run.mode import RunMode
from tests.crash.findings import BY_HAND
from tests.crash.worker import Asked
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.sync.tax_office import charge_all, use_codes


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of work.

    Attributes:
        name: as bookkeepers say it.
        arrange: makes what there is to do, in a connected office with empty books.
        settings: QuickBooks' knobs for as long as it lasts.
        money: balances that must follow from CORE's own totals; account name -> figure of them.
        reconnects: whether a crash may cost the connection, as the login forgets what it answered.
        country: of the company.
    """

    name: str
    arrange: Callable[[Office], Asked]
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)
    money: Mapping[str, Callable[[dict[str, Any]], int]] = dataclasses.field(default_factory=dict)
    reconnects: bool = False
    country: str = "US"


def _first_sync(office: Office) -> Asked:
    """Bills for agents and a referral, and one agent who comes to owe the brokerage."""
    office.core.post("/examples/B")
    deal = office.core.post("/examples/A")["transactions"][0]
    share = office.core.get(f"/transactions/{deal}")["agents"][0]
    owes = [*share["items"], {"name": "Advance", "amount": 900_000}]
    office.core.patch(f"/transactions/{deal}", agents=[{**share, "items": owes}])
    office.core.post("/examples/A")
    return Asked(EXPENSES)


def _update(office: Office) -> Asked:
    deals = [office.core.post(f"/examples/{letter}")["transactions"][0] for letter in "AB"]
    office.run(EXPENSES)
    for deal in deals:
        office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    agent = office.core.get(f"/transactions/{deals[0]}")["agents"][0]["agent"]
    office.core.patch(f"/agents/{agent}", last_name="Adler-Brown")
    return Asked(EXPENSES)


def _voids(office: Office) -> Asked:
    office.use("expenses-via-bills", fell_through="Void")
    deals = [office.core.post(f"/examples/{letter}")["transactions"][0] for letter in "AB"]
    office.run(EXPENSES)
    for deal in deals:
        office.core.patch(f"/transactions/{deal}", status="cancelled")
    return Asked(EXPENSES)


def _other_kind(office: Office) -> Asked:
    """The agent comes to owe: the bills are voided, a vendor credit is entered in their place."""
    office.use("expenses-via-bills", no_longer_in_core="Void")
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(EXPENSES)
    share = office.core.get(f"/transactions/{deal}")["agents"][0]
    owes = [{"name": "Advance", "amount": 900_000}]
    office.core.patch(f"/transactions/{deal}", agents=[{**share, "items": owes}])
    return Asked(EXPENSES)


def _billing(office: Office) -> Asked:
    """An unpaid statement, one paid in part, one paid in two parts."""
    office.core.post("/examples/E")
    for payments in ([4_000], [6_000, 4_000]):
        statement = office.core.post("/examples/E")["statements"][0]
        for cents in payments:
            office.core.post(f"/statements/{statement}/payments", amount=cents)
    return Asked(BILLING)


def _payment_taken_back(office: Office) -> Asked:
    statement = office.core.post("/examples/E")["statements"][0]
    paid = office.core.post(f"/statements/{statement}/payments", amount=4_000)["payments"][-1]["id"]
    office.run(BILLING)
    office.core.delete(f"/statements/{statement}/payments/{paid}")
    office.core.post(f"/statements/{statement}/payments", amount=10_000)
    return Asked(BILLING)


def _undo(office: Office) -> Asked:
    """A run that updated one entry and created others is taken back, as its preview showed."""
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(EXPENSES)
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    office.core.post("/examples/B")
    run = office.run(EXPENSES).run_id
    seen = office.run(EXPENSES, mode=RunMode.UNDO, undo=run)
    assert seen.outcome == "previewed"
    return Asked(EXPENSES, mode=RunMode.UNDO, undo=run)


def _moving_in(office: Office) -> Asked:
    """Invoices that someone else entered for three sales, to be found."""
    deals = [office.core.post("/examples/A")["transactions"][0] for _ in range(3)]
    with office.quickbooks.api() as api:
        hands = OnlineHands(office.quickbooks, api)
        customer, day = hands.add("Customer", BY_HAND), office.today.isoformat()
        for deal in deals:
            hands.enter("Invoice", customer, 1_000_000, f"TR-2026-{deal}", day)
    return Asked(INCOME, mode=RunMode.FIND_EXISTING)


def _linked(office: Office) -> Asked:
    """What was found is linked, one of it corrected in CORE: the sync updates that one alone."""
    asked = _moving_in(office)
    office.run(INCOME, mode=asked.mode)
    linked = link_certain(office.database, COMPANY, INCOME, "finance ops")
    assert linked == len(office.entries("Invoice"))
    first = next(iter(office.core.store.deals))
    office.core.patch(f"/transactions/{first}", gross=1_200_000)
    office.core.post("/examples/A")
    return Asked(INCOME)


def _products(office: Office) -> Asked:
    """Lines whose products and classes QuickBooks does not have yet."""
    office.use(
        "income-via-invoices",
        create_missing_products=True,
        class_field="Office",
        create_missing_classes=True,
        item_rules=[{"name": "Referral fee", "create_payment": False}],
    )
    for town in ("Salem", "Lynn"):
        deal = office.core.post("/examples/C")["transactions"][0]
        office.core.patch(f"/transactions/{deal}", attributes={"office": town})
    return Asked(INCOME)


def _entered_again(office: Office) -> Asked:
    """Entries that somebody deleted in QuickBooks, and that a person wants back."""
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(EXPENSES)
    for entry in office.entries("Bill"):
        office.quickbooks.edit("Bill", entry["id"], "delete")
    office.run(EXPENSES)
    return Asked(EXPENSES, (str(deal),), RunMode.RECREATE)


def _deposits(office: Office) -> Asked:
    """What QuickBooks cannot void is deleted there."""
    office.use("income-via-deposits", fell_through="Void")
    deal = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    office.run(INCOME)
    office.core.patch(f"/transactions/{deal}", status="cancelled")
    office.core.post("/examples/A")
    return Asked(INCOME)


def _taxed(office: Office) -> Asked:
    """In Canada: bills with tax, one of them corrected, of payees of whom all charge tax."""
    use_codes(office, "CA")
    deal = office.core.post("/examples/A")["transactions"][0]
    charge_all(office)
    office.run(EXPENSES)
    office.core.patch(f"/transactions/{deal}", gross=1_100_000)
    office.core.post("/examples/B")
    charge_all(office)
    return Asked(EXPENSES)


def _tokens_expired(office: Office) -> Asked:
    office.core.post("/examples/A")
    _replace_tokens(office, minutes=0)
    return Asked(INCOME)


def _tokens_refused(office: Office) -> Asked:
    """The token looks good for an hour, but QuickBooks does not take it any more."""
    office.core.post("/examples/A")
    _replace_tokens(office, minutes=60, access_token="withdrawn")
    return Asked(INCOME)


def _replace_tokens(office: Office, *, minutes: int, access_token: str = "") -> None:
    with office.vault().locked() as lock:
        known = lock.tokens
        assert known is not None
        expires = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
        lock.save(
            Tokens(
                access_token or known.access_token,
                known.refresh_token,
                expires,
                known.refresh_expires_at,
            )
        )


def live_links(office: Office) -> list[Link]:
    """What the database says stands in QuickBooks."""
    return [link for link in office.links().values() if link.status == LinkStatus.IN_QUICKBOOKS]


def _paid_out(totals: dict[str, Any]) -> int:
    return int(totals["co_broke"] + totals["vendor_payments"] + totals["agent_net"])


def _with_tax(totals: dict[str, Any]) -> int:
    return _paid_out(totals) * 113 // 100


_OWED = {"Accounts Payable": _paid_out}
_BILLED = {
    "Accounts Receivable": lambda totals: int(totals["billing"]["open"]),
    "Checking Account": lambda totals: int(totals["billing"]["paid"]),
}
_EARNED = {"Accounts Receivable": lambda totals: int(totals["income"])}
# For a day Intuit answers a refresh token that was replaced with the one that replaced it.
_REMEMBERS = {"rotation_grace_seconds": 86_400}

SCENARIOS = {
    one.name: one
    for one in (
        Scenario("first sync", _first_sync, money=_OWED),
        Scenario("update", _update, money=_OWED),
        Scenario("voids", _voids, money=_OWED),
        Scenario("another kind of entry", _other_kind, money=_OWED),
        Scenario("billing with payments", _billing, money=_BILLED),
        Scenario("payment taken back", _payment_taken_back, money=_BILLED),
        Scenario("undo", _undo),
        Scenario("finding existing entries", _moving_in),
        Scenario("linked entries", _linked, money=_EARNED),
        Scenario("missing products", _products),
        Scenario("entered again", _entered_again, money=_OWED),
        Scenario("deposits", _deposits),
        Scenario("taxed", _taxed, money={"Accounts Payable": _with_tax}, country="CA"),
        Scenario("tokens expired", _tokens_expired, _REMEMBERS, _EARNED),
        Scenario("tokens refused", _tokens_refused, _REMEMBERS, _EARNED),
        Scenario("tokens lost", _tokens_expired, {}, _EARNED, reconnects=True),
    )
}
