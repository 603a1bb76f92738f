"""CORE's books and QuickBooks' agree to the cent, under every template, whatever the deals look like.

What CORE has is worked out from what was agreed on each deal, by the sandbox's own arithmetic; what
QuickBooks has is read from its general ledger. Neither goes through the code that books.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from include.database.setup.companies import active_template
from include.sync.verify.report import RunReport
from sandbox.core_backoffice.disbursement import distribute
from sandbox.core_backoffice.model import Deal, DealItem, Party, Share
from tests.core_backoffice.deals import sandbox_deals, sandbox_statements
from tests.profiles import examples
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.opening import Since, open_office

AGENTS, CONTACTS = range(10_401, 10_407), range(52_001, 52_013)
INCOME_ACCOUNTS = ("Commission Income", "Other Income")
COST = "Agent Commissions"
BILLS = "expenses-via-bills"
PAIRS = [
    ("income-via-invoices", BILLS),
    ("income-via-sales-receipts", "expenses-via-expenses"),
    ("income-via-deposits", "expenses-via-checks"),
]
DEALS = st.lists(sandbox_deals(AGENTS, CONTACTS), min_size=12, max_size=12)

# Records pile up in one office, so a failure is shown as it was found.
batches = settings(
    max_examples=examples(2),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module", params=PAIRS, ids=" and ".join)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """An office that uses one of the income and one of the expense templates."""
    with open_office(tmp_path_factory.mktemp("agreement"), agents=len(AGENTS)) as opened:
        for template in request.param:
            opened.use(template)
        yield opened


@dataclass
class Told:
    """What QuickBooks is to be told of a deal, in cents.

    `kept_quiet` is how much less net the books show than CORE has, because of items whose switches
    keep them out of QuickBooks, or book a fee of the company's own as lower income.
    """

    income: int
    paid: Counter[Party] = field(default_factory=Counter)
    kept_quiet: int = 0

    @property
    def costs(self) -> int:
        return sum(self.paid.values())

    @property
    def owed_to_us(self) -> int:
        """What payees owe the brokerage, as negative costs."""
        return sum(cents for cents in self.paid.values() if cents < 0)


def told_of(deal: Deal) -> Told:
    money = distribute(deal)
    told = Told(money.gross)
    for award in money.awards:
        if not award.share.ours:
            broker = Party(kind="Contact", id=award.share.broker or 0)
            _debit(told, award.amount, broker, award.share)
    for side in money.sides:
        for line in side.items:
            if not line.item.credit:
                _debit(told, line.amount, line.item.payee, line.item)
            elif line.item.sync is False:
                told.kept_quiet += line.amount
            else:
                told.income += line.amount
        for agent in side.agents:
            told.paid[Party(kind="User", id=agent.share.agent)] += agent.net
            for post in agent.items:
                if not post.item.credit and post.item.payee.kind != "Account":
                    told.paid[post.item.payee] += post.amount
    return told


def _debit(told: Told, amount: int, payee: Party, switches: Share | DealItem) -> None:
    """Synced unless it says otherwise; what the company keeps only when it says so."""
    company = payee.kind == "Account"
    synced = not company if switches.sync is None else switches.sync
    if not synced:
        told.kept_quiet -= 0 if company else amount
    elif company or switches.create_payment is False:
        told.income -= amount
        told.kept_quiet += amount if company else 0
    else:
        told.paid[payee] += amount


def without_switches(body: dict[str, Any]) -> dict[str, Any]:
    """The deal as the public API shows it: nobody has set a switch."""
    silent = {"sync": None, "create_payment": None}
    return {
        **body,
        "shares": [{**share, **silent} if "sync" in share else share for share in body["shares"]],
        "items": [{**item, **silent} for item in body["items"]],
    }


def on_hold(report: RunReport) -> set[int]:
    """The transactions on hold."""
    return {int(line.record_key.removeprefix("transaction:")) for line in report.on_hold}


def agree(office: Office, bodies: Sequence[dict[str, Any]]) -> None:
    """Close the deals, press Run in both workflows, and compare the books of both sides."""
    since = Since(office)
    earlier = set(office.core.store.deals)
    ids = {office.core.post("/transactions", **body)["id"] for body in bodies}
    told = {id_: told_of(office.core.store.deals[id_]) for id_ in ids}

    no_income, owing = on_hold(office.run(INCOME)) & ids, on_hold(office.run(EXPENSES)) & ids
    assert no_income == {id_ for id_ in ids if told[id_].income < 0}
    credits_are_entered = active_template(office.database, COMPANY, EXPENSES) == BILLS
    expected = set() if credits_are_entered else {id_ for id_ in ids if told[id_].owed_to_us < 0}
    assert owing == expected

    books = since.changed()
    income = sum(books.get(account, 0) for account in INCOME_ACCOUNTS)
    costs = books.get(COST, 0)
    held_income = sum(told[id_].income for id_ in no_income)
    held_costs = sum(told[id_].owed_to_us for id_ in owing)
    assert income == sum(numbers.income for numbers in told.values()) - held_income
    assert costs == sum(numbers.costs for numbers in told.values()) - held_costs

    core = office.core.get("/totals", exclude=",".join(map(str, earlier)))
    quiet = sum(numbers.kept_quiet for numbers in told.values())
    assert income + held_income - costs - held_costs == core["brokerage_net"] - quiet
    if not any(_has_switches(body) for body in bodies):
        assert quiet == 0
        assert income + held_income == core["income"]
        assert costs + held_costs == sum(
            core[part] for part in ("co_broke", "vendor_payments", "agent_net")
        )

    assert_nothing_else_was_touched(office, books, income - costs)


def assert_nothing_else_was_touched(office: Office, books: dict[str, int], net: int) -> None:
    """Every cent is where the templates put money; running again writes nothing."""
    owned = books.get("Checking Account", 0) + books.get("Accounts Receivable", 0)
    assert owned - books.get("Accounts Payable", 0) == net
    assert office.quickbooks.trial_balance()["balanced"]
    for category in (INCOME, EXPENSES):
        again = office.run(category)
        assert (again.created, again.updated, again.voided) == (0, 0, 0)


def _has_switches(body: dict[str, Any]) -> bool:
    parts = [*body["shares"], *body["items"]]
    return any(
        part.get(switch) is not None for part in parts for switch in ("sync", "create_payment")
    )


@batches
@given(bodies=DEALS)
def test_every_cent_of_a_deal_is_in_the_books(office: Office, bodies: list[dict[str, Any]]) -> None:
    agree(office, [without_switches(body) for body in bodies])


@batches
@given(bodies=DEALS)
def test_switches_keep_out_what_they_say_and_nothing_else(
    office: Office, bodies: list[dict[str, Any]]
) -> None:
    agree(office, bodies)


@settings(parent=batches, max_examples=examples(4))
@given(bodies=st.lists(sandbox_statements(AGENTS), min_size=8, max_size=8))
def test_agents_owe_in_quickbooks_what_they_owe_in_core(
    billing: Office, bodies: list[dict[str, Any]]
) -> None:
    since = Since(billing)
    earlier = set(billing.core.store.statements)
    for body in bodies:
        billing.core.post("/statements", **body)
    report = billing.run(BILLING)
    assert report.on_hold == ()

    core = billing.core.get("/totals", exclude_statements=",".join(map(str, earlier)))["billing"]
    books = since.changed()
    assert sum(books.get(name, 0) for name in ("Agent Billing Income",)) == core["billed"]
    assert books.get("Checking Account", 0) == core["paid"]
    assert books.get("Accounts Receivable", 0) == core["open"]
    assert billing.quickbooks.trial_balance()["balanced"]
    again = billing.run(BILLING)
    assert (again.created, again.updated, again.voided) == (0, 0, 0)


@pytest.fixture(scope="module")
def billing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("billing"), agents=len(AGENTS)) as opened:
        yield opened


@pytest.mark.parametrize("item_type", ["tgc", "split", "NET_COMMISSION", "OFFICE_NET"])
def test_a_disbursement_that_does_not_add_up_posts_nothing(office: Office, item_type: str) -> None:
    since = Since(office)
    deal = office.core.post("/examples/B")["transactions"][0]
    rows = office.core.api(f"/v1/transactions/{deal}/commissions")
    row = next(row for row in rows if row["item_type"] == item_type)
    cent_less = float(f"{row['calculated_dollar_amount'] - 0.01:.2f}")
    office.core.put(f"/raw/commissions/{row['id']}", calculated_dollar_amount=cent_less)

    for category in (INCOME, EXPENSES):
        report = office.run(category, (str(deal),))
        sentence = next(
            line.sentence for line in report.on_hold if line.record_key.endswith(f":{deal}")
        )
        assert "22 Beacon St" in sentence
        assert "is out of balance by" in sentence
        assert report.created == 0
    assert since.created() == []
    assert since.posted() == {}
