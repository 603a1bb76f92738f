"""Every total that CORE states, a cent too much or missing, each a row: both figures and what to do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.records.deal import Disbursement
from include.core_backoffice.records.errors import OutOfBalance, RecordProblem
from tests.core_backoffice.deals import DEAL, CommissionList, agent, payee_of, vendor

DELETE = "Delete the disbursement in CORE and create it again"


def both_sides() -> list[dict[str, Any]]:
    return (
        CommissionList()
        .gross(20_000_00)
        .ours(10_000_00, "listing")
        .ours(7_500_00, "buying")
        .co_broke(2_500_00, vendor(9), "buying")
        .debit("Referral", 500_00, agent(3), "listing")
        .credit("Bonus", 250_00, "buying")
        .split(1, 6_000_00, "listing")
        .split(2, 5_000_00, "buying")
        .agent_debit(1, "Stager", 100_00, vendor(8), "listing")
        .finalized()
    )


def read(rows: list[dict[str, Any]], gross: int | None = None) -> Disbursement:
    return read_disbursement(DEAL, rows, payee_of, stated_gross=gross)


def of(rows: list[dict[str, Any]], item_type: str, side: str | None = None) -> dict[str, Any]:
    return next(r for r in rows if r["item_type"] == item_type and side in (None, r["side"]))


def add_cent(row: dict[str, Any]) -> None:
    row["calculated_dollar_amount"] = Decimal(row["calculated_dollar_amount"]) + Decimal("0.01")


def problem(rows: list[dict[str, Any]], gross: int | None = None) -> OutOfBalance:
    with pytest.raises(OutOfBalance) as caught:
        read(rows, gross)
    return caught.value


CENT_MORE = [
    ("tgc", None, "the gross commission is $20,000.01, but the sides' shares of it total $20,000.00", "award_distribution"),
    ("award_distribution", "buying", "the gross commission is $20,000.00, but the sides' shares of it total $20,000.01", "award_distribution"),
    ("NET_COMMISSION", "listing", "User 1's net commission on the listing side is $5,900.01, but the commission after split and its credits and debits total $5,900.00", "NET_COMMISSION"),
    ("split", "buying", "User 2's net commission on the buying side is $5,000.00, but the commission after split and its credits and debits total $5,000.01", "NET_COMMISSION"),
    ("GROSS_INCOME", "listing", "the gross income on the listing side is $10,000.01, but its shares of the gross commission total $10,000.00", "GROSS_INCOME"),
    ("COMPANY_SPLIT", "listing", "the company split on the listing side is $3,500.01, but the side's commission, transaction items, and agents' splits total $3,500.00", "COMPANY_SPLIT"),
    ("AGENT_COMMISSIONS", "listing", "the agents' commissions on the listing side is $6,400.01, but the amounts paid to its agents total $6,400.00", "AGENT_COMMISSIONS"),
    ("OFFICE_NET", "buying", "the brokerage net on the buying side is $2,750.01, but the items behind it total $2,750.00", "OFFICE_NET"),
]  # fmt: skip


@pytest.mark.parametrize(("item_type", "side", "says", "field"), CENT_MORE)
def test_a_cent_too_much_is_named_with_both_figures(
    item_type: str, side: str | None, says: str, field: str
) -> None:
    rows = both_sides()
    add_cent(of(rows, item_type, side))
    found = problem(rows)
    assert found.sentence == (
        f"Transaction TR-2026-000001, 146 Aldon Drive is out of balance by $0.01: {says}. Nothing was "
        "posted."
    )
    assert found.what_to_do == f"{DELETE}, or correct the amounts. Then sync again."
    assert (found.record_key, found.field) == ("transaction:1", field)
    assert abs(found.stated - found.expected) == 1


def test_the_transactions_own_gross_is_compared() -> None:
    found = problem(both_sides(), gross=20_100_00)
    assert (
        "by $100.00: the transaction's total gross commission is $20,100.00, but its commission items "
        "total $20,000.00." in found.sentence
    )
    assert found.field == "total_gross_commission"
    assert read(both_sides(), gross=20_000_00) == read(both_sides())
    assert "total gross commission is $0.00" in problem(both_sides(), gross=0).sentence


def test_the_outside_brokerages_gross_income_is_its_own() -> None:
    rows = both_sides()
    stated = dict(of(rows, "award_distribution", "buying"))
    stated.update(id=900, item_type="GROSS_INCOME", payee_type="Contact", payee_id=9)
    stated["calculated_dollar_amount"] = 2_500
    assert read([*rows, stated]) == read(rows)
    add_cent(stated)
    assert (
        "the gross income on the buying side is $2,500.01, but" in problem([*rows, stated]).sentence
    )


def test_a_debit_on_a_side_that_is_not_the_brokerages_is_out_of_balance() -> None:
    """No total is stated for that side: only the whole shows that $100.00 are paid from nothing."""
    rows = (
        CommissionList()
        .gross(10_000_00)
        .ours(5_000_00, "listing")
        .co_broke(5_000_00, vendor(9), "buying")
        .split(1, 4_000_00, "listing")
        .debit("Referral", 100_00, vendor(7), "buying")
        .finalized()
    )
    found = problem(rows)
    assert (
        "by $100.00: the gross commission with transaction credits is $10,000.00, but co-broke, vendor "
        "payments, agents' nets, and the brokerage net total $10,100.00." in found.sentence
    )
    assert found.field == "commissions"


MISSING = [
    ("NET_COMMISSION", "net commission for User 1 on the listing side"),
    ("OFFICE_NET", "net for the brokerage on the listing side"),
]


@pytest.mark.parametrize(("item_type", "what"), MISSING)
def test_a_total_without_which_nothing_can_be_checked_is_asked_for(
    item_type: str, what: str
) -> None:
    rows = both_sides()
    rows.remove(of(rows, item_type, "listing"))
    with pytest.raises(RecordProblem) as caught:
        read(rows)
    found = caught.value
    assert found.sentence == (
        "Transaction TR-2026-000001, 146 Aldon Drive: CORE has no "
        f"{what}, so its totals can't be checked."
    )
    assert found.what_to_do == f"{DELETE}, then sync again."
    assert (found.record_key, found.field) == ("transaction:1", item_type)
    assert found.cause == HoldCause.MISSING_TOTAL


@pytest.mark.parametrize("item_type", ["GROSS_INCOME", "COMPANY_SPLIT", "AGENT_COMMISSIONS"])
def test_a_total_that_core_need_not_state_may_be_missing(item_type: str) -> None:
    rows = [row for row in both_sides() if row["item_type"] != item_type]
    assert read(rows) == read(both_sides())


def test_an_agent_without_a_split_needs_no_net_of_its_own() -> None:
    """One has no commission, but a credit: CORE states a net only with a split."""
    rows = (
        CommissionList()
        .gross(100_00)
        .ours(100_00)
        .split(1, 50_00)
        .agent_credit(2, "Marketing", 5_00)
        .finalized()
    )
    rows.remove(next(r for r in rows if r["item_type"] == "NET_COMMISSION" and r["payee_id"] == 2))
    assert [share.net_cents for share in read(rows).agents] == [50_00, 5_00]


def test_an_item_of_the_whole_transaction_makes_the_totals_those_of_the_whole() -> None:
    rows = both_sides()
    of(rows, "pre_split_credit")["side"] = None
    assert read(rows).brokerage_net_cents == 20_250_00 - 2_500_00 - 500_00 - 100_00 - 10_900_00
    add_cent(of(rows, "OFFICE_NET", "buying"))
    assert (
        "the brokerage net is $6,250.01, but the items behind it total $6,250.00"
        in problem(rows).sentence
    )
