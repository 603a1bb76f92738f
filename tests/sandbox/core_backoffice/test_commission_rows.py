"""The rows of a deal's commissions, added up anew in the test."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from tests.profiles import examples
from tests.sandbox.core_backoffice.reading import Row, add_up, cents, everything

FIELDS = [
    "id",
    "name",
    "item_type",
    "side",
    "payer_id",
    "payer_type",
    "payee_id",
    "payee_type",
    "sliding_base",
    "sliding_base_period",
    "calculated_dollar_amount",
    "minimum_dollar_amount",
    "pay_to",
    "custom_sliding_base_period",
    "sliding_base_amount",
    "applied_plan",
    "maximum_dollar_amount",
    "prorated_according_to",
    "sliding_base_accrued_by",
    "tiers",
    "tags",
    "payee_name",
    "payee_first_name",
    "payee_last_name",
    "payee_company",
    "payer_name",
]
SWITCHES = ["calculated_before_split", "sync", "create_payment"]
PER_AGENT = {
    "award_allocation",
    "sales_volume",
    "split",
    "ADJUSTED_BASIS",
    "COMPANY_SPLIT",
    "NET_COMMISSION",
    "COMPANY_DOLLAR_CONTRIBUTION",
    "applied_plan",
}


def commissions(core: RunningSandbox, id_: int) -> list[Row]:
    rows: list[Row] = core.api(f"/v1/transactions/{id_}/commissions")
    return rows


def finalized(core: RunningSandbox) -> list[Row]:
    bad = {record["id"] for record in core.get("/bad-records")}
    return [
        row
        for row in everything(core, "/v1/transactions")
        if row["commissions_finalized_at"] is not None and row["id"] not in bad
    ]


def total(rows: list[Row], item_type: str, side: str) -> int:
    return sum(
        cents(row["calculated_dollar_amount"])
        for row in rows
        if (row["item_type"], row["side"]) == (item_type, side)
    )


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), transactions=st.integers(1, 70), agents=st.integers(1, 20))
def test_every_deal_adds_up_over_http(seed: int, transactions: int, agents: int) -> None:
    with running_sandbox(
        seed=seed, transactions=transactions, agents=agents, billing_months=1
    ) as core:
        for deal in finalized(core):
            money = add_up(commissions(core, deal["id"]))
            assert money.income == money.distributed
            assert money.awards == money.gross == cents(deal["total_gross_commission"])


def test_derived_totals_are_the_sums_they_claim_to_be(core: RunningSandbox) -> None:
    for deal in finalized(core):
        rows = commissions(core, deal["id"])
        sides = {r["side"] for r in rows if r["item_type"] == "OFFICE_NET"}
        for side in sides:
            here = [row for row in rows if row["side"] == side]
            kept = sum(
                cents(row["calculated_dollar_amount"])
                for row in here
                if row["item_type"] in {"pre_split_deduction", "post_split_deduction"}
                and row["payee_type"] == "Account"
            )
            given = total(rows, "post_split_credit", side)
            assert total(rows, "OFFICE_NET", side) == (
                total(rows, "COMPANY_SPLIT", side) + kept - given
            )
            received = sum(
                cents(row["calculated_dollar_amount"])
                for row in here
                if row["item_type"] in {"pre_split_deduction", "post_split_deduction"}
                and row["payee_type"] == "User"
            )
            assert total(rows, "AGENT_COMMISSIONS", side) == (
                total(rows, "NET_COMMISSION", side) + received
            )


def test_an_agents_net_is_the_split_with_the_agents_own_items(core: RunningSandbox) -> None:
    for deal in finalized(core):
        rows = commissions(core, deal["id"])
        for (agent, side), net in add_up(rows).nets.items():
            mine = [row for row in rows if row["side"] == side]
            split = sum(
                cents(row["calculated_dollar_amount"])
                for row in mine
                if row["item_type"] == "split" and row["payee_id"] == agent
            )
            given = sum(
                cents(row["calculated_dollar_amount"])
                for row in mine
                if row["item_type"] == "post_split_credit" and row["payee_id"] == agent
            )
            debits = sum(
                cents(row["calculated_dollar_amount"])
                for row in mine
                if row["item_type"] == "post_split_deduction" and row["payer_id"] == agent
            )
            assert net == split + given - debits


def test_rows_have_the_fields_of_the_live_api(core: RunningSandbox) -> None:
    for deal in everything(core, "/v1/transactions"):
        for row in commissions(core, deal["id"]):
            assert list(row)[: len(FIELDS)] == FIELDS
            assert set(list(row)[len(FIELDS) :]) <= set(SWITCHES)
            assert row["payee_company"] is not None
            for tier in row["tiers"]:
                assert set(tier) == {"id", "commission_item_id", "low_limit", "value", "uom"}
                assert tier["commission_item_id"] == row["id"]


def test_every_agent_on_a_side_has_the_whole_set_of_rows(core: RunningSandbox) -> None:
    for deal in finalized(core):
        rows = [row for row in commissions(core, deal["id"]) if row["item_type"] in PER_AGENT]
        sets: dict[tuple[int, str], set[str]] = {}
        for row in rows:
            sets.setdefault((row["payee_id"], row["side"]), set()).add(row["item_type"])
            assert row["payee_type"] == "User"
        assert all(found == PER_AGENT for found in sets.values())


def test_ids_are_unique_over_all_deals(core: RunningSandbox) -> None:
    ids = [
        row["id"]
        for deal in everything(core, "/v1/transactions")
        for row in commissions(core, deal["id"])
    ]
    assert len(set(ids)) == len(ids)


def test_before_the_disbursement_there_are_no_agents_and_the_office_keeps_it_all(
    core: RunningSandbox,
) -> None:
    early = [
        row
        for row in everything(core, "/v1/transactions")
        if row["commissions_finalized_at"] is None
    ]
    assert early
    for deal in early:
        rows = commissions(core, deal["id"])
        assert not {row["item_type"] for row in rows} & PER_AGENT
        for row in rows:
            if row["item_type"] == "AGENT_COMMISSIONS":
                assert row["calculated_dollar_amount"] == 0


def test_a_brokerage_not_named_yet_has_nulls_and_empty_texts(core: RunningSandbox) -> None:
    unnamed = [
        row
        for deal in everything(core, "/v1/transactions")
        for row in commissions(core, deal["id"])
        if row["item_type"] == "award_distribution" and row["payee_type"] is None
    ]
    assert unnamed
    for row in unnamed:
        assert (row["payer_id"], row["payer_type"], row["payee_id"]) == (None, None, None)
        assert (row["payee_name"], row["payee_company"], row["payer_name"]) == (None, "", "")


@pytest.mark.parametrize("switches", [True, False])
def test_live_data_have_no_switches(switches: bool) -> None:
    with running_sandbox(
        transactions=60, agents=6, billing_months=1, switches=switches, bad_records=False
    ) as core:
        rows = [row for deal in finalized(core) for row in commissions(core, deal["id"])]
        assert any("sync" in row for row in rows) is switches
        assert any("calculated_before_split" in row for row in rows) is switches


def test_a_disbursement_created_anew_has_the_same_items_with_other_ids(
    own_core: RunningSandbox,
) -> None:
    (id_,) = own_core.post("/examples/A")["transactions"]
    before = commissions(own_core, id_)
    own_core.patch(f"/transactions/{id_}", finalized=False)
    assert own_core.api(f"/v1/transactions/{id_}")["commissions_finalized_at"] is None
    assert not [row for row in commissions(own_core, id_) if row["item_type"] == "split"]
    own_core.patch(f"/transactions/{id_}", finalized=True)
    after = commissions(own_core, id_)
    assert not {row["id"] for row in before} & {row["id"] for row in after}
    told = [(row["item_type"], row["name"], row["calculated_dollar_amount"]) for row in before]
    assert told == [
        (row["item_type"], row["name"], row["calculated_dollar_amount"]) for row in after
    ]
