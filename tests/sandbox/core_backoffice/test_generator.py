from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from include.books.money import Cents
from sandbox.core_backoffice.app import open_store
from sandbox.core_backoffice.disbursement import distribute
from sandbox.core_backoffice.generator import generate
from sandbox.core_backoffice.generator.calendar import END_OF_TODAY, FIRST_DAY, moment
from sandbox.core_backoffice.model import Deal
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.store import Store
from tests.profiles import examples


def brokerage(
    *, seed: int = 20260101, transactions: int = 300, agents: int = 40, bad_records: bool = True
) -> Store:
    return open_store(
        SandboxSettings(
            seed=seed, transactions=transactions, agents=agents, bad_records=bad_records
        )
    )


def generated(seed: int) -> Store:
    """A brokerage that is no copy of one made before."""
    store = Store(None)
    with store.transaction():
        generate(store, SandboxSettings(seed=seed))
    return store


def distributed(store: Store) -> list[Deal]:
    return [deal for deal in store.deals.values() if deal.has_disbursement]


def test_the_same_seed_makes_the_same_brokerage() -> None:
    one, same, other = (generated(seed) for seed in (20260101, 20260101, 1))
    assert one.deals == same.deals
    assert one.agents == same.agents
    assert one.contacts == same.contacts
    assert one.statements == same.statements
    assert one.raw == same.raw
    assert one.deals != other.deals


def test_the_brokerage_is_as_large_as_asked() -> None:
    store = brokerage(bad_records=False)
    assert (len(store.deals), len(store.agents)) == (300, 40)


def test_every_kind_of_item_occurs() -> None:
    deals = distributed(brokerage())
    items = [item for deal in deals for item in deal.items]
    posts = [post for deal in deals for share in deal.agents for post in share.items]
    assert {item.payee.kind for item in items} == {"Account", "User", "Contact"}
    assert {item.before_split for item in items if item.payee.kind == "Contact"} == {True, False}
    assert {item.before_split for item in items if item.credit} == {True, False}
    assert {item.sync for item in items} == {None, True, False}
    assert {item.create_payment for item in items} == {None, True, False}
    assert {post.payee.kind for post in posts if not post.credit} == {"Account", "User", "Contact"}
    assert any(post.credit for post in posts)
    assert {"Team leader fee", "E&O insurance", "Transaction fee", "Desk fee"} <= {
        post.name for post in posts
    }


def test_every_kind_of_deal_occurs() -> None:
    store = brokerage()
    deals = distributed(store)
    by_agent_and_side = [[(s.agent, s.side) for s in deal.agents] for deal in deals]
    assert any(len({agent for agent, _ in one}) == 1 < len(one) for one in by_agent_and_side)
    assert any(len({agent for agent, _ in one}) == 3 for one in by_agent_and_side)
    assert {len(deal.our_sides) for deal in deals} == {1, 2}
    assert any(len([s for s in deal.shares if not s.ours]) == 2 for deal in deals)
    nets = [line.net for d in deals for side in distribute(d).sides for line in side.agents]
    assert 0 in nets
    assert min(nets) < 0
    assert {deal.status for deal in deals} == {"closed", "pending"}
    others = [deal for deal in store.deals.values() if not deal.has_disbursement]
    assert {"listing", "pending", "cancelled", "closed"} <= {deal.status for deal in others}


def test_outside_brokerages_are_unnamed_only_before_the_disbursement() -> None:
    store = brokerage()
    unnamed = [
        deal
        for deal in store.deals.values()
        if any(not share.ours and share.broker is None for share in deal.shares)
    ]
    assert unnamed
    assert not [deal for deal in unnamed if deal.finalized is not None]


def test_names_and_addresses_are_as_odd_as_real_ones() -> None:
    store = brokerage()
    names = " ".join(agent.name for agent in store.agents.values())
    addresses = [deal.address for deal in store.deals.values()]
    for oddity in ("O'Brien", "Núñez", "Jr.", "III", "Mary-Kate"):
        assert oddity in names
    for oddity in ("#2", "½", ":", '"', "<", "&", "%", "ñ"):
        assert any(oddity in address for address in addresses)
    assert max(map(len, addresses)) > 90
    full_names = [agent.name for agent in store.agents.values()]
    assert len(set(full_names)) == len(full_names)


def test_some_agents_left_lead_teams_or_are_paid_through_a_company() -> None:
    agents = brokerage().agents.values()
    assert {agent.active for agent in agents} == {True, False}
    assert "team leader" in {agent.role for agent in agents}
    assert {bool(agent.company) for agent in agents} == {True, False}
    assert {agent.tags for agent in agents} == {(), ("1099",)}


def test_billing_knows_every_way_of_paying_and_not_paying() -> None:
    statements = brokerage().statements.values()
    frequencies = {item.frequency for one in statements for item in one.items}
    assert frequencies == {"monthly", "quarterly", "half_yearly", "yearly", "one_time"}
    assert {paid.method for one in statements for paid in one.payments} == {
        "card",
        "check",
        "ach",
        "manual",
    }
    assert any(item.credit for one in statements for item in one.items)
    assert any(0 < one.paid < one.total for one in statements)
    assert any(len(one.payments) > 1 for one in statements)
    assert any(one.charge_failed_at for one in statements)
    assert any(not one.payments and one.charge_failed_at is None for one in statements)


def test_everything_happened_before_the_fixed_today() -> None:
    store = brokerage()
    first = moment(FIRST_DAY)
    for deal in store.deals.values():
        assert first <= deal.created_at <= deal.updated_at <= END_OF_TODAY
        assert deal.finalized is None or deal.finalized <= deal.updated_at
        if deal.status == "closed" and deal.closing_date and deal.acceptance_date:
            assert deal.acceptance_date <= deal.closing_date <= END_OF_TODAY
    for one in store.statements.values():
        assert one.created_at <= one.updated_at <= store.agents[one.agent].updated_at
        assert one.updated_at <= END_OF_TODAY


def test_the_spoilt_records_are_three_plain_deals() -> None:
    assert [bad.reason[:20] for bad in brokerage().bad.values()] == [
        "The brokerage's net ",
        "Its agent, user 1094",
        "The agent's commissi",
    ]
    assert not brokerage(bad_records=False).bad


@settings(max_examples=examples(25), deadline=None)
@given(
    seed=st.integers(0, 2**32),
    transactions=st.integers(1, 80),
    agents=st.integers(1, 60),
)
def test_every_deal_of_every_brokerage_adds_up(seed: int, transactions: int, agents: int) -> None:
    store = brokerage(seed=seed, transactions=transactions, agents=agents)
    assert len(store.deals) == transactions
    for deal in store.deals.values():
        money = distribute(deal)
        right: Cents = (
            money.co_broke + money.vendor_payments + money.agent_net + money.brokerage_net
        )
        assert money.gross + money.credits == right
        pairs = [(share.agent, share.side) for share in deal.agents]
        assert len(set(pairs)) == len(pairs)
