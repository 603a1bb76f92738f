from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sandbox.core_backoffice.disbursement import distribute
from sandbox.core_backoffice.model import (
    COMPANY,
    AgentItem,
    AgentShare,
    Deal,
    DealItem,
    Party,
    Share,
    Side,
)

JANE, LEE = Party(kind="User", id=1), Party(kind="User", id=2)
ACME = Party(kind="Contact", id=7)


def deal(
    *,
    gross: int = 10_000_00,
    shares: tuple[Share, ...] = (Share(side="listing"),),
    items: tuple[DealItem, ...] = (),
    agents: tuple[AgentShare, ...] = (AgentShare(agent=1, side="listing"),),
) -> Deal:
    return Deal(
        id=1,
        custom_id="TR-1",
        address="1 Elm St",
        gross=gross,
        shares=shares,
        items=items,
        agents=agents,
    )


def test_a_team_leader_is_paid_by_the_agent() -> None:
    fee = AgentItem(name="Team leader fee", percent=Decimal(2), payee=LEE)
    money = distribute(deal(agents=(AgentShare(agent=1, side="listing", items=(fee,)),)))
    assert money.received() == {JANE: 7_840_00, LEE: 160_00}
    assert money.brokerage_net == 2_000_00


def test_an_item_before_the_split_lowers_the_base() -> None:
    referral = DealItem(name="Referral", side="listing", amount=1_000_00, payee=ACME)
    money = distribute(deal(items=(referral,)))
    assert money.sides[0].base == 9_000_00
    assert money.received() == {ACME: 1_000_00, JANE: 7_200_00}
    assert money.brokerage_net == 1_800_00


def test_an_item_after_the_split_is_paid_by_the_brokerage() -> None:
    referral = DealItem(
        name="Referral", side="listing", amount=1_000_00, payee=ACME, before_split=False
    )
    money = distribute(deal(items=(referral,)))
    assert money.sides[0].base == 10_000_00
    assert money.received() == {ACME: 1_000_00, JANE: 8_000_00}
    assert money.brokerage_net == 1_000_00


def test_a_credit_before_the_split_is_split_too() -> None:
    credit = DealItem(name="Builder bonus", side="listing", amount=1_000_00, credit=True)
    money = distribute(deal(items=(credit,)))
    assert (money.credits, money.agent_net, money.brokerage_net) == (1_000_00, 8_800_00, 2_200_00)


def test_fees_are_kept_and_credits_to_the_agent_are_paid_by_the_company() -> None:
    items = (
        AgentItem(name="E&O insurance", amount=75_50),
        AgentItem(name="Marketing reimbursement", amount=100_00, credit=True),
    )
    money = distribute(deal(agents=(AgentShare(agent=1, side="listing", items=items),)))
    assert money.agent_net == 8_024_50
    assert money.brokerage_net == 1_975_50


def test_the_outside_brokerage_leaves_first() -> None:
    shares = (Share(side="listing", weight=3), Share(side="buying", weight=2, ours=False, broker=7))
    money = distribute(deal(shares=shares))
    assert (money.co_broke, money.agent_net, money.brokerage_net) == (4_000_00, 4_800_00, 1_200_00)
    assert money.received()[ACME] == 4_000_00


def test_the_same_agent_on_both_sides_has_two_shares() -> None:
    shares = (Share(side="listing"), Share(side="buying"))
    sides: tuple[Side, Side] = ("listing", "buying")
    money = distribute(
        deal(shares=shares, agents=tuple(AgentShare(agent=1, side=side) for side in sides))
    )
    assert [len(side.agents) for side in money.sides] == [1, 1]
    assert money.received() == {JANE: 8_000_00}


def test_an_agent_can_owe_the_brokerage() -> None:
    fee = AgentItem(name="Lockbox", amount=9_000_00)
    money = distribute(deal(agents=(AgentShare(agent=1, side="listing", items=(fee,)),)))
    assert (money.agent_net, money.brokerage_net) == (-1_000_00, 11_000_00)


def test_a_side_without_agents_is_the_brokerages() -> None:
    assert distribute(deal(agents=())).brokerage_net == 10_000_00


parties = st.sampled_from([COMPANY, JANE, LEE, ACME])
sides = st.sampled_from(["listing", "buying"])
percents = st.decimals(0, 100, places=3)
amounts = st.integers(0, 500_000)
agent_items = st.one_of(
    st.builds(AgentItem, name=st.just("Fee"), amount=amounts, credit=st.booleans(), payee=parties),
    st.builds(AgentItem, name=st.just("Share"), percent=percents, payee=parties),
)
agent_shares = st.builds(
    AgentShare,
    agent=st.integers(1, 3),
    side=sides,
    weight=st.integers(0, 7),
    percent=percents,
    items=st.lists(agent_items, max_size=3).map(tuple),
)
deal_items = st.builds(
    DealItem,
    name=st.just("Item"),
    side=sides,
    amount=st.one_of(st.none(), amounts),
    percent=percents,
    credit=st.booleans(),
    payee=parties,
    before_split=st.booleans(),
)
outside_shares = st.builds(
    Share, side=sides, weight=st.integers(0, 300), ours=st.just(value=False), broker=st.just(7)
)


@given(
    gross=st.integers(0, 10**9),
    outside=st.lists(outside_shares, max_size=2),
    items=st.lists(deal_items, max_size=4),
    agents=st.lists(agent_shares, max_size=5),
)
def test_every_deal_adds_up_to_the_cent(
    gross: int, outside: list[Share], items: list[DealItem], agents: list[AgentShare]
) -> None:
    ours = (Share(side="listing", weight=250), Share(side="buying", weight=225))
    money = distribute(
        deal(gross=gross, shares=(*ours, *outside), items=tuple(items), agents=tuple(agents))
    )
    distributed = money.co_broke + money.vendor_payments + money.agent_net + money.brokerage_net
    assert gross + money.credits == distributed
    assert sum(money.received().values()) == distributed - money.brokerage_net


def test_what_debits_leave_nothing_of_is_not_split() -> None:
    deal = Deal(
        id=1,
        custom_id="TR-1",
        address="1 Main St",
        gross=100_00,
        shares=(Share(side="listing"),),
        items=(DealItem(name="Franchise fee", side="listing", amount=150_00),),
        agents=(AgentShare(agent=1, side="listing"),),
    )
    money = distribute(deal)

    assert (money.agent_net, money.brokerage_net) == (0, 100_00)
