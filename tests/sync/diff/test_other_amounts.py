"""The amounts that another hand may have booked for the same sale or the same agent."""

from __future__ import annotations

import dataclasses

from include.books.documents import Document
from include.books.parties import Party, PartyKind
from include.sync.diff.other_amounts import other_amounts
from include.workflows.category import Category
from tests.sync.existing.both_sides import bill as bill_of
from tests.sync.existing.both_sides import day, income, payment
from tests.workflows.records import co_broke, credit, deal, fee, share

SALES, EXPENSES = Category.BROKERAGE_INCOME, Category.AGENT_EXPENSES


def sale(cents: int) -> Document:
    return income(cents=cents).document


def paid(cents: int, agent: str = "45") -> Document:
    document = bill_of(cents=cents).document
    party = Party(f"vendor/agent:{agent}", PartyKind.VENDOR, "Jane Doe")
    return dataclasses.replace(document, party=party)


def test_a_sale_may_be_booked_net_whole_with_credits_or_after_co_broke() -> None:
    sold = deal(
        1_000_000,
        co_broke=(co_broke(200_000),),
        pre_commission=(credit("Marketing", 30_000),),
        agents=(share(500_000),),
        brokerage_net_cents=330_000,
    )
    assert dict(other_amounts(SALES, sold, sale(1))) == {
        "brokerage net": 330_000,
        "gross commission": 1_000_000,
        "gross commission with credits": 1_030_000,
        "gross commission after co-broke": 800_000,
    }


def test_its_own_total_and_nothing_are_no_other_amounts() -> None:
    sold = deal(1_000_000, agents=(share(1_000_000),), brokerage_net_cents=0)
    assert other_amounts(SALES, sold, sale(1_000_000)) == ()


def test_an_agent_may_be_booked_before_or_after_fees() -> None:
    sold = deal(1_000_000, agents=(share(500_000, fee("E&O", 4_500)),), brokerage_net_cents=504_500)
    assert dict(other_amounts(EXPENSES, sold, paid(1))) == {
        "commission before fees": 500_000,
        "net commission": 495_500,
    }
    assert other_amounts(EXPENSES, sold, paid(495_500)) == (("commission before fees", 500_000),)


def test_an_agent_of_both_sides_is_booked_in_one() -> None:
    both = (share(100_000), share(200_000, side="buying"))
    sold = deal(1_000_000, agents=both, brokerage_net_cents=700_000)
    assert dict(other_amounts(EXPENSES, sold, paid(1)))["commission before fees"] == 300_000


def test_who_has_no_share_has_no_other_amounts() -> None:
    sold = deal(1_000_000, agents=(share(500_000),), brokerage_net_cents=500_000)
    assert other_amounts(EXPENSES, sold, paid(1, agent="46")) == ()


def test_neither_has_a_payment_or_a_sale_without_figures() -> None:
    sold = deal(1_000_000, agents=(share(500_000),), brokerage_net_cents=500_000)
    assert other_amounts(SALES, sold, payment(income(), day(3)).document) == ()
    assert other_amounts(SALES, deal(None), sale(1)) == ()
