"""The steps of a move: one is next, with the command that does it or what it found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from include.database.reads.companies import ConnectedCompany
from include.database.reads.move import MoveStep, MoveView
from include.database.statuses import MoveState
from include.database.stored.moves import Home, ProofRow
from include.web.moving.steps import ShownStep, steps_of

OAK = ConnectedCompany(
    id="oak",
    name="Oak Realty",
    edition="QuickBooks Online",
    subscription="Plus",
    realm_id="9130",
    core_connection="core",
    quickbooks_connection="quickbooks",
    timezone="America/Chicago",
    disconnected_at=None,
    created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
)
OLD = Home(
    edition="QuickBooks Desktop",
    realm_id="the file",
    quickbooks_connection="",
    name="Oak Realty",
    plan="",
    country="US",
    currency="USD",
    facts={},
)
NEW = OLD.model_copy(update={"edition": "QuickBooks Online", "name": "Oak 2027", "plan": "Plus"})
VIEW = MoveView(
    state=MoveState.PREPARING,
    before=OLD,
    after=NEW,
    next=MoveStep.SWITCH,
    entries={"map": 7, "tag": 1},
    names={"name": 3},
    to_review=(0, 0),
    moved=0,
    proof=(),
    from_records=False,
    accepted_by="",
    accepted_because="",
    switched_at=None,
)
JUNE = ProofRow(month=dt.date(2026, 6, 1), account="Commissions", old_cents=100, new_cents=90)


def of(view: MoveView | None, step: MoveStep) -> ShownStep:
    [one] = [one for one in steps_of(OAK, view) if one.step is step]
    return one


def test_a_move_that_is_not_begun_starts_with_a_command_of_this_company() -> None:
    first, *others = steps_of(OAK, None)
    assert first.is_now
    assert first.commands == (
        "corebooks move start --company oak",
        "corebooks move start --company oak --without-old",
    )
    assert not any(one.is_now or one.is_done or one.commands for one in others)
    assert of(None, MoveStep.CONNECT).details[0].startswith("When the new company has your books")


def test_one_step_is_next_and_those_before_it_are_done() -> None:
    view = replace(VIEW, next=MoveStep.MATCH)
    assert [one.is_done for one in steps_of(OAK, view)] == [True, True, *[False] * 4]
    assert of(view, MoveStep.MATCH).commands == ("corebooks move match --company oak",)
    assert of(view, MoveStep.CONNECT).details == ["Oak 2027, QuickBooks Online Plus."]
    opened = of(replace(VIEW, after=None, next=MoveStep.CONNECT), MoveStep.CONNECT)
    assert "Export Company File to QuickBooks Online" in opened.details[0]


def test_what_was_found_is_counted_by_how() -> None:
    assert of(VIEW, MoveStep.MATCH).details == [
        "7 entries found by Intuit's own map.",
        "1 entry found by the CoreBooks tag in the memo.",
        "3 names found by name.",
    ]
    view = replace(VIEW, next=MoveStep.REVIEW, to_review=(2, 1))
    assert of(view, MoveStep.REVIEW).details == ["2 entries and 1 name to decide, below."]


def test_sums_that_differ_are_told_until_someone_accepts_them() -> None:
    view = replace(VIEW, proof=(JUNE,), next=MoveStep.PROOF)
    assert of(view, MoveStep.PROOF).details[0].startswith("1 sum differs. Correct them")
    accepted = replace(
        view, next=MoveStep.SWITCH, accepted_by="ada", accepted_because="Rounded by Intuit"
    )
    assert of(accepted, MoveStep.PROOF).details == [
        "1 sum differs. Accepted by ada: Rounded by Intuit"
    ]
    equal = JUNE.model_copy(update={"new_cents": 100})
    assert of(replace(VIEW, proof=(equal,)), MoveStep.PROOF).details == ["Both sides are equal."]


def test_after_the_switch_every_step_is_done() -> None:
    view = replace(VIEW, state=MoveState.SWITCHED, next=MoveStep.NOTHING, moved=8)
    assert all(one.is_done for one in steps_of(OAK, view))
    assert of(view, MoveStep.SWITCH).details[0].startswith("8 entries went along.")
    absent = replace(view, entries={"map": 7, "absent": 1})
    assert (
        "7 entries went along. 1 entry isn't in the new company and is on hold."
        in (of(absent, MoveStep.SWITCH).details[0])
    )
    back = replace(view, state=MoveState.GOING_BACK, next=MoveStep.BACK)
    assert "is going back" in of(back, MoveStep.SWITCH).details[0]


def test_what_could_not_be_read_is_said() -> None:
    view = replace(VIEW, from_records=True)
    assert "can't be read" in of(view, MoveStep.READ).details[0]
