"""Agents' shares: splits, nets, debits and credits, on one side or both."""

from __future__ import annotations

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import COMPANY, CanonicalItem, ItemKind, PersonRef
from include.core_backoffice.records.deal import AgentShare
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.canonical.samples import (
    ACME,
    JANE,
    LABEL,
    LEE,
    credit,
    deal,
    debit,
    item,
    money,
    net,
    problem,
    split,
)


def shares(*items: CanonicalItem) -> tuple[AgentShare, ...]:
    return money(deal(*items, brokerage_net_is_rest=True)).agents


def outline(*items: CanonicalItem) -> list[tuple[str, str, int, int]]:
    """Agent, side, commission after split, and net."""
    return [
        (share.agent.name, share.side, share.split_cents, share.net_cents)
        for share in shares(*items)
    ]


def hold(*items: CanonicalItem) -> str:
    return problem(deal(*items, brokerage_net_is_rest=True)).sentence


# --- nets ---


def test_a_net_must_be_what_the_split_and_its_items_come_to() -> None:
    assert outline(split(8_000_00), debit(395_00), credit(25_00), net(7_630_00)) == [
        ("Jane Doe", "", 8_000_00, 7_630_00)
    ]


def test_a_net_that_is_a_cent_off_names_the_agent_and_both_amounts() -> None:
    found = problem(deal(split(8_000_00, side="listing"), net(8_000_01, side="listing")))
    assert isinstance(found, OutOfBalance)
    assert (found.stated, found.expected, found.field) == (8_000_01, 8_000_00, "agent_net")
    assert found.sentence == (
        f"{LABEL} is out of balance by $0.01: Jane Doe's net on the listing side is $8,000.01, but the "
        "commission after split with credits and debits totals $8,000.00. Nothing was posted."
    )


def test_a_split_follows_from_the_net_where_only_that_is_stated() -> None:
    assert outline(net(7_630_00), debit(395_00), credit(25_00)) == [
        ("Jane Doe", "", 8_000_00, 7_630_00)
    ]


def test_a_net_below_zero_is_what_the_agent_owes() -> None:
    assert outline(net(-95_00), debit(395_00)) == [("Jane Doe", "", 300_00, -95_00)]
    assert outline(split(300_00), debit(395_00), net(-95_00)) == [("Jane Doe", "", 300_00, -95_00)]


def test_a_split_below_zero_can_not_follow_from_a_net() -> None:
    found = problem(deal(net(-95_00), brokerage_net_is_rest=True))
    assert found.cause is HoldCause.NEGATIVE_AMOUNT
    assert found.sentence == (
        f"{LABEL}: Jane Doe's commission after split is -$95.00, but it can't be negative."
    )
    assert found.what_to_do.startswith("If the agent returns commission (a clawback), enter that")


def test_a_side_is_named_only_where_there_is_one() -> None:
    found = problem(deal(net(-95_00, side="buying"), brokerage_net_is_rest=True))
    assert "Jane Doe's commission after split on the buying side is -$95.00" in found.sentence


def test_a_net_in_all_is_checked_against_both_sides_together() -> None:
    sides = (split(3_000_00, side="listing"), split(2_000_00, side="buying"))
    assert outline(*sides, net(5_000_00)) == [
        ("Jane Doe", "buying", 2_000_00, 2_000_00),
        ("Jane Doe", "listing", 3_000_00, 3_000_00),
    ]
    assert "Jane Doe's net is $5,000.01, but" in hold(*sides, net(5_000_01))


def test_nets_by_side_are_checked_against_a_split_in_all() -> None:
    sides = (net(3_000_00, side="listing"), net(2_000_00, side="buying"))
    assert outline(split(5_000_00), *sides) == [("Jane Doe", "", 5_000_00, 5_000_00)]
    assert "Jane Doe's net is $5,000.00, but" in hold(split(5_000_01), *sides)


def test_a_net_of_a_side_without_a_split_is_a_share_of_its_own() -> None:
    assert outline(split(3_000_00, side="listing"), net(2_000_00, side="buying")) == [
        ("Jane Doe", "buying", 2_000_00, 2_000_00),
        ("Jane Doe", "listing", 3_000_00, 3_000_00),
    ]


def test_each_agents_net_is_checked_alone() -> None:
    assert "Lee Lawson's net is $999.00" in hold(
        split(2_000_00), net(2_000_00), split(1_000_00, LEE), net(999_00, LEE)
    )


# --- splits ---


def test_an_agents_splits_of_one_side_are_added_up() -> None:
    assert outline(split(1_000_00), split(500_00)) == [("Jane Doe", "", 1_500_00, 1_500_00)]


def test_a_split_of_zero_is_a_share() -> None:
    assert outline(split(0), debit(395_00)) == [("Jane Doe", "", 0, -395_00)]


def test_agents_are_1099_payees() -> None:
    (share,) = shares(split(1_000_00))
    assert (share.agent.kind, share.agent.is_1099) == (PayeeKind.AGENT, True)


@pytest.mark.parametrize(
    ("agent", "why"),
    [
        (None, "it has no agent."),
        (PersonRef(kind=PayeeKind.AGENT), "it has no agent."),
        (ACME, "its payee is vendor Acme Realty, but it must be an agent."),
        (COMPANY, "its payee is the brokerage, but it must be an agent."),
    ],
)
def test_a_split_must_have_an_agent(agent: PersonRef | None, why: str) -> None:
    found = problem(deal(split(1_000_00, agent)))
    assert found.cause is HoldCause.MISSING_AGENT
    assert found.sentence.endswith(f": {why}")


# --- debits and credits ---


def test_a_debit_goes_to_the_company_an_agent_or_a_vendor() -> None:
    (share,) = shares(
        split(1_000_00),
        debit(10_00, name="E&O"),
        debit(20_00, name="Team leader fee", payee=LEE),
        debit(30_00, name="Home warranty", payee=ACME),
    )
    assert [(one.name, one.payee.kind) for one in share.items] == [
        ("E&O", PayeeKind.COMPANY),
        ("Home warranty", PayeeKind.VENDOR),
        ("Team leader fee", PayeeKind.AGENT),
    ]


def test_an_items_side_may_be_blank_where_the_agent_has_one_share() -> None:
    assert outline(split(1_000_00, side="listing"), debit(10_00)) == [
        ("Jane Doe", "listing", 1_000_00, 990_00)
    ]
    assert outline(split(1_000_00), debit(10_00, side="listing"), credit(5_00, side="buying")) == [
        ("Jane Doe", "", 1_000_00, 995_00)
    ]


def test_items_go_to_the_share_on_their_side() -> None:
    assert outline(
        split(1_000_00, side="listing"),
        split(2_000_00, side="buying"),
        debit(10_00, side="buying"),
        credit(5_00, side="listing"),
    ) == [
        ("Jane Doe", "buying", 2_000_00, 1_990_00),
        ("Jane Doe", "listing", 1_000_00, 1_005_00),
    ]


def test_a_debit_without_an_agent_is_the_only_agents() -> None:
    assert outline(split(1_000_00), debit(10_00, None)) == [("Jane Doe", "", 1_000_00, 990_00)]


@pytest.mark.parametrize(
    ("items", "who"),
    [
        (
            (split(1, side="listing"), split(1, side="buying"), debit(1)),
            "Jane Doe, who has more than one share",
        ),
        ((split(1, LEE), debit(1)), "Jane Doe, who has no share"),
        ((split(1, side="listing"), debit(1, side="buying")), "Jane Doe, who has no share"),
        ((split(1), split(1, LEE), debit(1, None)), "an unnamed agent, and 2 agents share"),
        ((debit(1, None),), "an unnamed agent, and no agents share"),
    ],
)
def test_a_debit_of_an_unclear_share_is_held(items: tuple[CanonicalItem, ...], who: str) -> None:
    found = problem(deal(*items, brokerage_net_is_rest=True))
    assert found.cause is HoldCause.DEDUCTION_WITHOUT_AGENT
    assert f"it is deducted from {who}" in found.sentence
    assert found.what_to_do == (
        "Enter the agent and the side of the item in CORE and export again, or map their columns on "
        "Imports."
    )


def test_an_agent_may_have_only_a_credit() -> None:
    assert outline(credit(25_00), split(100_00, LEE)) == [
        ("Jane Doe", "", 0, 25_00),
        ("Lee Lawson", "", 100_00, 100_00),
    ]


def test_a_credit_of_an_unclear_share_is_held() -> None:
    found = hold(split(1, side="listing"), split(1, side="buying"), credit(1))
    assert "it is added to Jane Doe, who has more than one share" in found


def test_a_credit_goes_to_its_own_agent() -> None:
    own = item(ItemKind.AGENT_CREDIT, 5_00, "Marketing", agent=JANE, payee=JANE)
    (share,) = shares(split(100_00), own)
    assert share.items[0].payee == share.agent
    other = item(ItemKind.AGENT_CREDIT, 5_00, "Marketing", agent=JANE, payee=LEE)
    assert hold(split(100_00), other).endswith(
        "the agent credit goes to Lee Lawson, but it must go to Jane Doe."
    )
