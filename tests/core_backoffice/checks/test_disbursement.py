from __future__ import annotations

import re
from typing import Any

import pytest

from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.records.deal import Disbursement
from include.core_backoffice.records.errors import OutOfBalance, RecordProblem
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.deals import COMPANY, DEAL, CommissionList, agent, payee_of, vendor


def read(rows: object, gross: int | None = None) -> Disbursement:
    return read_disbursement(DEAL, rows, payee_of, stated_gross=gross)


def example_a() -> CommissionList:
    return (
        CommissionList()
        .gross(10_000_00)
        .ours(10_000_00)
        .split(1, 8_000_00)
        .agent_debit(1, "Team leader fee", 160_00, agent(2))
    )


def example_b(**switches: Any) -> CommissionList:
    return (
        CommissionList()
        .gross(10_000_00)
        .ours(10_000_00)
        .debit("Referral", 1_000_00, vendor(7), calculated_before_split=True, **switches)
        .split(1, 7_200_00)
    )


def test_a_team_leader_is_paid_from_the_agents_share() -> None:
    deal = read(example_a().finalized(), gross=10_000_00)

    assert deal.gross_cents == 10_000_00
    [share] = deal.agents
    assert (share.split_cents, share.net_cents) == (8_000_00, 7_840_00)
    [fee] = share.items
    assert (fee.name, fee.payee.key, fee.signed_cents) == ("Team leader fee", "agent:2", -160_00)
    assert deal.agents_cents == 8_000_00
    assert deal.brokerage_net_cents == 2_000_00


@pytest.mark.parametrize(
    ("sync", "create_payment"),
    [(True, True), (True, False), (False, False), (None, None)],
    ids=["B: paid on its own", "C: a line of the income", "D: nowhere", "left to the rule"],
)
def test_b_c_d_a_referral_comes_off_before_the_split(
    *, sync: bool | None, create_payment: bool | None
) -> None:
    switches = {"sync": sync, "create_payment": create_payment}
    deal = read(example_b(**switches).finalized())

    [referral] = deal.pre_commission
    assert (referral.name, referral.signed_cents) == ("Referral", -1_000_00)
    assert referral.payee.key == "vendor:7"
    assert (referral.sync, referral.create_payment) == (sync, create_payment)
    assert referral.before_split is True
    assert deal.vendor_cents == 1_000_00
    assert deal.agents_cents == 7_200_00
    assert deal.brokerage_net_cents == 1_800_00


def test_live_rows_without_switches_leave_them_to_the_workflow() -> None:
    [referral] = read(example_b().finalized()).pre_commission

    assert (referral.sync, referral.create_payment) == (None, None)


def test_every_kind_of_item_in_one_deal_with_both_sides() -> None:
    deal = read(
        CommissionList()
        .gross(20_000_00)
        .ours(10_000_00, "listing")
        .ours(7_500_00, "buying")
        .co_broke(2_500_00, vendor(9), "buying")
        .debit("Referral", 500_00, agent(3), "listing")
        .debit("Franchise fee", 100_00, COMPANY, "listing")
        .credit("Bonus", 250_00, "buying")
        .split(1, 6_000_00, "listing")
        .split(1, 3_000_00, "buying")
        .split(2, 2_000_00, "buying")
        .agent_debit(1, "E&O insurance", 75_00, COMPANY, "listing")
        .agent_debit(2, "Stager", 120_00, vendor(8), "buying")
        .agent_credit(2, "Marketing", 40_00, "buying")
        .finalized()
    )

    assert deal.income_cents == 20_250_00
    assert deal.co_broke_cents == 2_500_00
    assert deal.vendor_cents == 120_00
    assert deal.agents_cents == 6_000_00 - 75_00 + 3_000_00 + 2_000_00 - 120_00 + 40_00 + 500_00
    assert deal.brokerage_net_cents == deal.income_cents - 2_500_00 - 120_00 - deal.agents_cents
    assert [(share.agent.id, share.side) for share in deal.agents] == [
        ("1", "buying"),
        ("1", "listing"),
        ("2", "buying"),
    ]


def test_an_agent_may_owe_the_brokerage() -> None:
    rows = CommissionList().gross(100_00).ours(100_00).split(1, 80_00)
    deal = read(rows.agent_debit(1, "Desk fees", 500_00).finalized())

    assert deal.agents[0].net_cents == -420_00
    assert deal.brokerage_net_cents == 520_00


def test_a_disbursement_created_again_in_another_order_is_the_same() -> None:
    rows = example_a().agent_debit(1, "E&O insurance", 75_00).finalized()
    anew = [{**row, "id": 9_000 + place} for place, row in enumerate(reversed(rows))]

    assert read(anew) == read(rows)


def test_with_one_agent_on_the_side_a_fee_without_an_agent_is_his() -> None:
    """Live answers name the company as the payer of a post-commission fee."""
    rows = example_a().agent_debit(1, "E&O insurance", 75_00).finalized()
    for row in rows:
        if row["item_type"] == "post_split_deduction":
            row["payer_type"], row["payer_id"] = "Account", 8930

    [share] = read(rows).agents
    assert share.net_cents == 8_000_00 - 160_00 - 75_00


def test_with_two_agents_on_the_side_it_is_unclear_whose_fee_it_is() -> None:
    rows = (
        CommissionList()
        .gross(100_00)
        .ours(100_00)
        .split(1, 40_00)
        .split(2, 40_00)
        .agent_debit(1, "E&O insurance", 5_00)
        .finalized()
    )
    rows[4].update(payer_type="Account", payer_id=8930)

    with pytest.raises(
        RecordProblem, match=r'the item "E&O insurance".*so the agent is unclear'
    ) as caught:
        read(rows)
    assert caught.value.field == "payer_id"


def test_repeated_rows_count_once() -> None:
    rows = example_a().finalized()

    assert read([*rows, *rows]) == read(rows)


def test_an_item_of_the_whole_deal_is_checked_over_both_sides() -> None:
    rows = (
        CommissionList()
        .gross(100_00)
        .ours(60_00, "listing")
        .ours(40_00, "buying")
        .split(1, 30_00, "listing")
        .split(2, 20_00, "buying")
        .debit("Referral", 10_00, vendor(7), "listing")
        .finalized()
    )
    rows[5]["side"] = None

    assert read(rows).brokerage_net_cents == 40_00


def _row(rows: list[dict[str, Any]], item_type: str) -> dict[str, Any]:
    return next(row for row in rows if row["item_type"] == item_type)


@pytest.mark.parametrize(
    ("item_type", "field", "value", "says"),
    [
        ("tgc", "calculated_dollar_amount", "10,000", "but it must be a number of dollars"),
        ("tgc", "calculated_dollar_amount", None, "is blank"),
        ("tgc", "currency", "EUR", "it is in EUR, but only US dollars"),
        ("split", "calculated_dollar_amount", -8000, "it can't be negative"),
        ("split", "payee_id", None, "it has no agent as payee"),
        ("split", "payee_type", "Robot", "it must be the company, an agent or a contact"),
        ("split", "side", "middle", "it must be listing or buying"),
        ("post_split_deduction", "calculated_dollar_amount", -160, "it can't be negative"),
        ("post_split_deduction", "payee_type", None, "it has no payee"),
        ("post_split_deduction", "payer_id", 99, "agent 99, who has no share"),
        ("post_split_deduction", "name", "", "the item has no name"),
        ("post_split_deduction", "item_type", "tip", "doesn't support items of type 'tip'"),
        ("pre_split_deduction", "sync", "yes", "but it must be yes or no"),
        ("pre_split_deduction", "payee_id", None, "it has no payee"),
        ("pre_split_deduction", "item_type", "pre_split_credit", "it must go to the brokerage"),
        ("OFFICE_NET", "id", None, "the record number is blank"),
        ("OFFICE_NET", "item_type", "sales_volume", "has no net for the brokerage"),
        ("NET_COMMISSION", "item_type", "sales_volume", "has no net commission for User 1"),
    ],
)
def test_a_bad_row_names_the_deal_the_field_and_what_to_do(
    item_type: str, field: str, value: object, says: str
) -> None:
    rows = example_a().debit("Referral", 100_00, vendor(7)).finalized()
    _row(rows, item_type)[field] = value

    with pytest.raises(RecordProblem) as caught:
        read(rows)
    problem = caught.value
    assert problem.record_key == "transaction:1"
    assert "TR-2026-000001, 146 Aldon Drive" in problem.sentence
    assert says in problem.sentence
    assert problem.what_to_do
    assert problem.sentence.endswith(".")
    # The API's own names are in parentheses only, for support.
    assert not re.search(r"[a-z]_[a-z]|[A-Z]_[A-Z]", re.sub(r"\(.*?\)", "", problem.sentence))


def test_an_outside_share_must_name_its_brokerage() -> None:
    rows = CommissionList().gross(100_00).ours(50_00).co_broke(50_00, None).finalized()

    with pytest.raises(RecordProblem, match="has no outside brokerage"):
        read(rows)


def test_no_gross_commission_is_a_problem() -> None:
    with pytest.raises(RecordProblem, match="has no gross commission"):
        read([])


@pytest.mark.parametrize("answer", [{"data": []}, "text", [1]])
def test_an_answer_that_is_no_list_is_a_problem(answer: object) -> None:
    with pytest.raises(RecordProblem, match="other than a list of items"):
        read(answer)


def test_two_items_with_one_id_are_a_problem() -> None:
    rows = example_a().finalized()
    rows[3]["id"] = rows[2]["id"]

    with pytest.raises(RecordProblem, match="two different items with the ID 3"):
        read(rows)


def test_a_total_that_is_out_of_balance_is_named_with_both_figures() -> None:
    rows = example_a().finalized()
    _row(rows, "OFFICE_NET")["calculated_dollar_amount"] = 2_050

    with pytest.raises(OutOfBalance) as caught:
        read(rows)
    assert str(caught.value).startswith(
        "Transaction TR-2026-000001, 146 Aldon Drive is out of balance by $50.00: the brokerage net "
        "on the listing side is $2,050.00, but the items behind it total $2,000.00. "
        "Nothing was posted."
    )
    assert (caught.value.stated, caught.value.expected) == (2_050_00, 2_000_00)
    assert caught.value.cause == "out of balance"


def test_the_transactions_own_gross_must_agree() -> None:
    with pytest.raises(OutOfBalance, match=r"total gross commission is \$9,999\.99"):
        read(example_a().finalized(), gross=9_999_99)


def test_the_company_is_a_payee_of_its_own_kind() -> None:
    rows = example_a().agent_debit(1, "E&O insurance", 75_00).finalized()
    [share] = read(rows).agents

    assert {item.payee.kind for item in share.items} == {PayeeKind.COMPANY, PayeeKind.AGENT}
