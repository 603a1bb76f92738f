"""Items of a commission list, each a row: what is taken over, and the sentence for what can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.records.deal import AgentItem, CoBroke, Disbursement, SideGross
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import Payee, PayeeKind
from tests.core_backoffice.deals import COMPANY, DEAL, CommissionList, payee_of, vendor

DEAL_NAME = "Transaction TR-2026-000001, 146 Aldon Drive"
Change = Callable[[list[dict[str, Any]]], object]


def read(rows: object) -> Disbursement:
    return read_disbursement(DEAL, rows, payee_of)


def problem(rows: list[dict[str, Any]]) -> RecordProblem:
    with pytest.raises(RecordProblem) as caught:
        read(rows)
    return caught.value


def payee(number: int) -> Payee:
    return Payee(kind=PayeeKind.VENDOR, id=str(number), name=f"Contact {number}")


def everything() -> CommissionList:
    return (
        CommissionList()
        .gross(10_000_00)
        .ours(9_000_00)
        .co_broke(1_000_00, vendor(9), "listing")
        .split(1, 4_000_00)
        .split(2, 3_000_00)
        .debit("Referral", 100_00, vendor(7))
        .credit("Bonus", 50_00)
        .agent_debit(1, "Desk fee", 20_00, COMPANY)
        .agent_credit(2, "Marketing", 10_00)
    )


def item(rows: list[dict[str, Any]], item_type: str) -> dict[str, Any]:
    return next(row for row in rows if row["item_type"] == item_type)


def test_a_co_broke_share_has_its_name_side_payee_and_switches() -> None:
    rows = (
        CommissionList()
        .gross(400_00)
        .ours(100_00, "listing")
        .add("award_distribution", "buying", 100_00, vendor(9), name="Outside", sync=True)
        .add("award_distribution", "buying", 50_00, vendor(8), create_payment=False)
        .add("award_distribution", "buying", 50_00, vendor(7), name="Outside")
        .add("award_distribution", "listing", 60_00, vendor(6))
        .add("award_distribution", "buying", 40_00, vendor(7), name="Outside")
        .finalized()
    )
    values: dict[str, Any] = {"side": "buying", "name": "Outside"}
    assert read(rows).co_broke == (
        CoBroke(
            name="Co-broke", side="buying", amount_cents=50_00, payee=payee(8), create_payment=False
        ),
        CoBroke(amount_cents=40_00, payee=payee(7), **values),
        CoBroke(amount_cents=50_00, payee=payee(7), **values),
        CoBroke(amount_cents=100_00, payee=payee(9), sync=True, **values),
        CoBroke(name="Co-broke", side="listing", amount_cents=60_00, payee=payee(6)),
    )


def test_a_side_that_earns_no_commission_is_no_co_broke_share() -> None:
    rows = CommissionList().gross(100_00).ours(100_00).co_broke(0, None, "buying")
    shares = rows.add("award_distribution", "buying", 0, vendor(9)).finalized()
    assert [share.payee.id for share in read(shares).co_broke] == ["9"]


def test_an_agents_commission_is_the_sum_of_its_splits() -> None:
    rows = CommissionList().gross(100_00).ours(100_00).split(1, 40_00).split(1, 20_00).finalized()
    [share] = read(rows).agents
    assert share.split_cents == 60_00


def test_an_agent_may_have_a_credit_alone() -> None:
    rows = (
        CommissionList().gross(100_00).ours(100_00).agent_credit(2, "Marketing", 5_00).finalized()
    )
    [share] = read(rows).agents
    assert (share.agent.id, share.split_cents, share.net_cents) == ("2", 0, 5_00)
    assert share.items == (
        AgentItem(name="Marketing", is_credit=True, amount_cents=5_00, payee=share.agent),
    )


@pytest.mark.parametrize("payer", [None, COMPANY])
def test_a_credit_to_an_agent_is_the_brokerages(payer: Any) -> None:
    rows = everything().finalized()
    kind, number = payer or (None, None)
    item(rows, "post_split_credit").update(payer_type=kind, payer_id=number)
    assert read(rows).agents[1].net_cents == 3_010_00


def test_what_the_company_keeps_has_the_companys_id_and_name() -> None:
    rows = everything().finalized()
    item(rows, "post_split_deduction").update(payee_name="Willow & Park Realty")
    [fee] = read(rows).agents[0].items
    assert fee.payee == Payee(kind=PayeeKind.COMPANY, id="8930", name="Willow & Park Realty")


def test_items_of_an_agent_come_in_the_order_of_their_names() -> None:
    rows = (
        CommissionList()
        .gross(100_00)
        .ours(100_00)
        .split(1, 50_00)
        .agent_credit(1, "Award", 1_00)
        .agent_debit(1, "Stager", 3_00, vendor(8))
        .agent_debit(1, "Stager", 2_00, vendor(7))
        .agent_debit(1, "Desk fee", 4_00)
        .agent_debit(1, "Stager", 1_00, vendor(7))
        .finalized()
    )
    [share] = read(rows).agents
    assert [(one.name, one.amount_cents) for one in share.items] == [
        ("Desk fee", 4_00),
        ("Stager", 1_00),
        ("Stager", 2_00),
        ("Stager", 3_00),
        ("Award", 1_00),
    ]


def test_transaction_items_come_by_side_debits_first_and_name() -> None:
    rows = (
        CommissionList()
        .gross(200_00)
        .ours(100_00)
        .ours(100_00, "buying")
        .credit("Award", 1_00)
        .debit("Referral", 3_00, vendor(8))
        .debit("Referral", 2_00, vendor(7))
        .debit("Desk fee", 4_00, COMPANY)
        .debit("Referral", 1_00, vendor(7))
        .credit("Bonus", 5_00, "buying")
        .finalized()
    )
    assert [(one.name, one.amount_cents) for one in read(rows).pre_commission] == [
        ("Bonus", 5_00),
        ("Desk fee", 4_00),
        ("Referral", 1_00),
        ("Referral", 2_00),
        ("Referral", 3_00),
        ("Award", 1_00),
    ]


def test_each_side_has_the_brokerages_share_of_the_gross_commission() -> None:
    rows = (
        CommissionList()
        .gross(400_00)
        .ours(100_00)
        .ours(50_00)
        .ours(150_00, "buying")
        .co_broke(100_00, vendor(9), "buying")
        .split(1, 10_00)
        .finalized()
    )
    assert read(rows).side_gross == (
        SideGross(side="buying", gross_cents=150_00),
        SideGross(side="listing", gross_cents=150_00),
    )


def test_an_agent_who_only_gets_a_credit_is_looked_up_too() -> None:
    """CORE states a net only with a split, so nothing else names the agent."""
    rows = CommissionList().gross(100_00).ours(100_00).split(1, 50_00)
    listed = rows.agent_credit(2, "Marketing", 5_00).finalized()
    listed.remove(
        next(r for r in listed if r["item_type"] == "NET_COMMISSION" and r["payee_id"] == 2)
    )
    assert [(one.agent.name, one.split_cents, one.net_cents) for one in read(listed).agents] == [
        ("User 1", 50_00, 50_00),
        ("User 2", 0, 5_00),
    ]


def test_the_brokerage_needs_no_id() -> None:
    rows = everything().finalized()
    item(rows, "post_split_deduction").update(payee_id=None)
    [fee] = read(rows).agents[0].items
    assert (fee.payee.kind, fee.payee.id) == (PayeeKind.COMPANY, "")


NO_GROSS = "it has a disbursement, but CORE has no gross commission for it."
CHOOSE_AGENT = "Choose the agent in CORE's commission breakdown, then sync again."
CHOOSE_PAYEE = "Choose the payee in CORE's commission breakdown, then sync again."
CHOOSE_PAYER = (
    "Choose the agent it is deducted from in CORE's commission breakdown, then sync again."
)
SPLIT = "the agent's commission after split on the listing side"
DESK = 'the item "Desk fee" (agent debit, listing side)'
MARKETING = 'the item "Marketing" (agent credit, listing side)'
ROWS: list[tuple[str, dict[str, Any], str, str, str, HoldCause]] = [
    ("split", {"payee_id": None}, f"{SPLIT}: it has no agent as payee.", "payee_id", CHOOSE_AGENT, HoldCause.MISSING_AGENT),
    ("split", {"payee_type": None}, f"{SPLIT}: it has no agent as payee.", "payee_id", CHOOSE_AGENT, HoldCause.MISSING_AGENT),
    ("split", {"payee_type": "Contact", "payee_name": "Acme"}, "Acme's commission after split on the listing side: its payee is contact Acme, but it must be an agent.", "payee_id", CHOOSE_AGENT, HoldCause.MISSING_AGENT),
    ("split", {"payee_type": "Contact", "payer_name": "Somebody"}, f"{SPLIT}: its payee is contact 1, but it must be an agent.", "payee_id", CHOOSE_AGENT, HoldCause.MISSING_AGENT),
    ("split", {"payee_type": "Account"}, f"{SPLIT}: its payee is the brokerage, but it must be an agent.", "payee_id", CHOOSE_AGENT, HoldCause.MISSING_AGENT),
    ("pre_split_credit", {"payee_type": "Contact", "payee_id": 7}, 'the item "Bonus" (transaction credit, listing side): the transaction credit goes to Contact 7, but it must go to the brokerage.', "payee_type", "In CORE, change what other payees receive to a debit, then sync again.", HoldCause.BAD_FIELD),
    ("pre_split_deduction", {"payee_id": None}, 'the item "Referral" (transaction debit, listing side): it has no payee.', "payee_id", CHOOSE_PAYEE, HoldCause.MISSING_PAYEE),
    ("pre_split_deduction", {"payee_type": ""}, 'the item "Referral" (transaction debit, listing side): it has no payee.', "payee_id", CHOOSE_PAYEE, HoldCause.MISSING_PAYEE),
    ("post_split_deduction", {"name": ""}, "the agent debit on the listing side: the item has no name.", "name", "Name it in CORE, then sync again.", HoldCause.BAD_FIELD),
    ("post_split_credit", {"name": " "}, "the agent credit on the listing side: the item has no name.", "name", "Name it in CORE, then sync again.", HoldCause.BAD_FIELD),
    ("post_split_deduction", {"payer_id": 99, "payer_name": "Zoe"}, f"{DESK}: it is deducted from agent Zoe, who has no share on this side, so the agent is unclear.", "payer_id", CHOOSE_PAYER, HoldCause.DEDUCTION_WITHOUT_AGENT),
    ("post_split_deduction", {"payer_id": 99, "payee_name": "Zoe"}, f"{DESK}: it is deducted from agent 99, who has no share on this side, so the agent is unclear.", "payer_id", CHOOSE_PAYER, HoldCause.DEDUCTION_WITHOUT_AGENT),
    ("post_split_deduction", {"payer_type": "Account"}, f"{DESK}: it is deducted from an unnamed agent, and 2 agents share the commission on this side, so the agent is unclear.", "payer_id", CHOOSE_PAYER, HoldCause.DEDUCTION_WITHOUT_AGENT),
    ("post_split_deduction", {"payer_type": None, "side": "buying"}, 'the item "Desk fee" (agent debit, buying side): it is deducted from an unnamed agent, and no agents share the commission on this side, so the agent is unclear.', "payer_id", CHOOSE_PAYER, HoldCause.DEDUCTION_WITHOUT_AGENT),
    ("post_split_credit", {"payer_type": "User", "payer_id": 1, "payer_name": "Amy"}, f"{MARKETING}: its payer is agent Amy, but it must be the brokerage.", "payer_type", "In CORE, change it to a debit of the payer, then sync again.", HoldCause.BAD_FIELD),
    ("post_split_credit", {"payer_type": "User", "payer_id": None}, f"{MARKETING}: its payer is an agent without a CORE ID, but it must be the brokerage.", "payer_type", "In CORE, change it to a debit of the payer, then sync again.", HoldCause.BAD_FIELD),
    ("post_split_credit", {"payer_type": "Contact", "payer_id": 7, "payee_name": "Amy"}, f"{MARKETING}: its payer is contact 7, but it must be the brokerage.", "payer_type", "In CORE, change it to a debit of the payer, then sync again.", HoldCause.BAD_FIELD),
]  # fmt: skip


@pytest.mark.parametrize(("item_type", "fields", "says", "field", "what_to_do", "cause"), ROWS)
def test_an_item_that_cannot_be_used_is_named(
    item_type: str, fields: dict[str, Any], says: str, field: str, what_to_do: str, cause: HoldCause
) -> None:
    rows = everything().finalized()
    item(rows, item_type).update(fields)
    found = problem(rows)
    assert found.sentence == f"{DEAL_NAME}, {says}"
    assert (found.record_key, found.field) == ("transaction:1", field)
    assert (found.what_to_do, found.cause) == (what_to_do, cause)


def test_a_disbursement_without_a_gross_commission_is_to_be_created_again() -> None:
    rows = [row for row in everything().finalized() if row["item_type"] != "tgc"]
    found = problem(rows)
    assert found.sentence == f"{DEAL_NAME}: {NO_GROSS}"
    assert found.what_to_do == "Create the disbursement in CORE again, then sync again."
    assert (found.field, found.cause) == ("commissions", HoldCause.NO_GROSS_COMMISSION)


@pytest.mark.parametrize(("payee_type", "cents"), [(None, 100_00), ("User", 0), (None, 1)])
def test_an_outside_share_needs_its_brokerage(payee_type: str | None, cents: int) -> None:
    rows = CommissionList().gross(cents + 50_00).ours(50_00).finalized()
    party = (payee_type, 4) if payee_type else None
    outside = CommissionList().add("award_distribution", "buying", cents, party).rows[0]
    found = problem([*rows, {**outside, "id": 99}])
    assert found.sentence == (
        f"{DEAL_NAME}, the share of the gross commission on the buying side: the co-broke share has no "
        "outside brokerage."
    )
    assert found.what_to_do == (
        "In CORE, add the outside brokerage as a contact on its side of the transaction. Then sync "
        "again."
    )
    assert (found.field, found.cause) == ("payee_id", HoldCause.CO_BROKE_WITHOUT_BROKERAGE)


def test_an_agent_with_shares_on_both_sides_must_be_the_payer_on_one() -> None:
    rows = CommissionList().gross(200_00).ours(100_00).ours(100_00, "buying")
    rows = rows.split(1, 50_00).split(1, 50_00, "buying").agent_debit(1, "Desk fee", 5_00)
    debited = rows.finalized()
    item(debited, "post_split_deduction").update(side=None, payer_name="Amy")
    assert problem(debited).sentence == (
        f'{DEAL_NAME}, the item "Desk fee" (agent debit): it is deducted from agent Amy, who has more '
        "than one share on this side, so the agent is unclear."
    )


def test_every_agent_is_looked_up_once() -> None:
    """Looking somebody up is a call to CORE."""
    asked: list[str] = []

    def look_up(row: Any) -> Payee:
        asked.append(f"{row.payee_type} {row.payee_id}")
        return payee_of(row)

    read_disbursement(DEAL, everything().agent_credit(1, "Award", 1_00).finalized(), look_up)
    assert sorted(one for one in asked if one.startswith("User")) == ["User 1", "User 2"]
