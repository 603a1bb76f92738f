"""A transaction's gross commission by the sides the brokerage represents, for one entry per side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.records.deal import Disbursement, Side
from tests.core_backoffice.checks.test_totals import deals
from tests.core_backoffice.deals import DEAL, CommissionList, payee_of, vendor


def sides(rows: CommissionList) -> list[tuple[Side, int]]:
    read = read_disbursement(DEAL, rows.finalized(), payee_of)
    return [(side.side, side.gross_cents) for side in read.sides()]


def test_a_deal_with_one_side_has_one_entry_with_the_outside_share_in_it() -> None:
    deal = CommissionList().gross(10_000_00).ours(5_000_00, "buying").split(1, 4_000_00, "buying")

    assert sides(deal.co_broke(5_000_00, vendor(9), "listing")) == [("buying", 10_000_00)]


def test_both_sides_come_listing_first() -> None:
    deal = CommissionList().gross(10_000_01).ours(4_000_01, "buying").ours(6_000_00, "listing")

    assert sides(deal) == [("listing", 6_000_00), ("buying", 4_000_01)]


def test_an_outside_share_of_a_side_of_ours_stays_on_it() -> None:
    deal = CommissionList().gross(100_00).ours(60_00, "listing").ours(30_00, "buying")

    assert sides(deal.co_broke(10_00, vendor(9), "buying")) == [
        ("listing", 60_00),
        ("buying", 40_00),
    ]


@pytest.mark.parametrize(
    ("ours", "of_item", "counts_to"),
    [
        (("listing", "buying"), "buying", "buying"),
        (("listing", "buying"), "", "listing"),
        (("buying",), "listing", "buying"),
        (("buying",), "", "buying"),
    ],
)
def test_an_item_counts_to_its_own_side_or_else_to_the_first(
    ours: tuple[Side, ...], of_item: Side, counts_to: Side
) -> None:
    deal = CommissionList().gross(len(ours) * 100_00)
    for side in ours:
        deal.ours(100_00, side)

    assert read_disbursement(DEAL, deal.finalized(), payee_of).side_of(of_item) == counts_to


@given(deals())
def test_the_sides_are_all_of_the_gross_commission(rows: list[dict[str, Any]]) -> None:
    read = read_disbursement(DEAL, rows, payee_of)
    ours = {
        row["side"]
        for row in rows
        if row["item_type"] == "award_distribution" and row["payee_type"] == "Account"
    }

    assert sum(side.gross_cents for side in read.sides()) == read.gross_cents
    assert [side.side for side in read.sides()] == sorted(ours, reverse=True)
    items = [*(share.side for share in read.co_broke), *(i.side for i in read.pre_commission)]
    assert {read.side_of(side) for side in items} <= ours


@given(deals())
def test_a_record_stored_before_sides_were_kept_still_loads(rows: list[dict[str, Any]]) -> None:
    read = read_disbursement(DEAL, rows, payee_of)
    stored = read.to_json()
    assert Disbursement.from_json(stored) == read
    del stored["side_gross"]
    before = Disbursement.from_json(stored)

    assert before.gross_cents == read.gross_cents
    [whole] = before.sides()
    assert (whole.side, whole.gross_cents) == (read.sides()[0].side, read.gross_cents)
