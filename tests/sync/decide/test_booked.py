"""What is marked as booked leaves the plan, as long as its figures are those that were marked."""

from __future__ import annotations

import dataclasses

import pytest

from include.books.causes import HoldCause
from include.books.documents import Document
from include.sync.decide.booked import leave_booked
from include.sync.decide.decisions import AS_NOW, Booked, Decisions, figures_of, whole_record
from include.sync.decide.record_plan import RecordPlan
from include.workflows.template import Posting
from tests.sync.decide.values import RECORD, bill, plan

BILL = bill(cents=784_000)


def plan_of(*documents: Document) -> RecordPlan:
    return plan(posting=Posting(documents=documents))


def decided(figures: str, cents: int = 784_000, key: str = BILL.key) -> Decisions:
    return Decisions(booked={RECORD: {key: Booked(key, figures, cents, "finn")}})


@pytest.mark.parametrize("figures", ["", AS_NOW, figures_of(BILL)])
def test_what_is_as_it_was_marked_isnt_posted(figures: str) -> None:
    made = plan_of(BILL)
    leave_booked([made], decided(figures))
    assert (made.posting.documents, made.holds) == ((), [])
    assert "marked as booked by finn" in made.skipped[0]
    noted = {} if figures == figures_of(BILL) else {BILL.key: (figures_of(BILL), 784_000)}
    assert made.figures == noted


@pytest.mark.parametrize(
    ("figures", "cents"),
    [("", 700_000), (figures_of(dataclasses.replace(BILL, lines=BILL.lines * 2)), 784_000)],
)
def test_what_changed_since_is_on_hold(figures: str, cents: int) -> None:
    made = plan_of(BILL)
    leave_booked([made], decided(figures, cents))
    assert made.posting.documents == ()
    assert [hold.cause for hold in made.holds] == [HoldCause.BOOKED_DIFFERS]


def test_what_core_no_longer_has_is_told() -> None:
    made = plan_of()
    leave_booked([made], decided(figures_of(BILL)))
    assert "CORE no longer has that amount" in made.holds[0].sentence


def test_a_mark_of_the_whole_record_is_one_of_each_document() -> None:
    other = dataclasses.replace(BILL, key=f"{BILL.key}-2")
    made = plan_of(BILL, other)
    leave_booked([made], decided(AS_NOW, 0, whole_record("agent_expenses", RECORD)))
    assert made.posting.documents == ()
    assert sorted(made.figures) == sorted([BILL.key, other.key])
