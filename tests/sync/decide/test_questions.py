"""What QuickBooks must be asked before a run can decide, and what it answered."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.documents import DocumentKind
from include.sync.decide.questions import Answers, NotAskedYet, Questions, TrackedBy
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import bill

BILL = DocumentKind.BILL
ONE, OTHER = (BILL, "1"), (BILL, "2")
MAR_1, MAR_9, MAR_10 = (dt.date(2026, 3, day) for day in (1, 9, 10))


def test_at_first_nothing_is_asked_and_nothing_known() -> None:
    assert Questions() == Questions(frozenset(), frozenset(), frozenset(), {}, frozenset())
    assert Answers() == Answers({}, {}, {}, {}, {}, {}, {})


@pytest.mark.parametrize(
    "questions",
    [
        Questions(entries=frozenset({ONE})),
        Questions(cleared=frozenset({ONE})),
        Questions(numbers=frozenset({ONE})),
        Questions(dated={BILL: (MAR_1, MAR_9)}),
        Questions(records=frozenset({"transaction:1"})),
    ],
)
def test_any_question_is_one(questions: Questions) -> None:
    assert not questions.is_empty
    assert Questions().is_empty


def asked(answers: Answers, **wanted: object) -> Questions:
    with pytest.raises(NotAskedYet) as question:
        answers.require(**wanted)  # type: ignore[arg-type]  # (by name)
    assert str(question.value) == "QuickBooks must be asked first"
    return question.value.questions


def test_only_what_is_not_known_yet_is_asked() -> None:
    answers = Answers(entries_now={ONE: None}, numbered={ONE: ()})
    answers.require()
    answers.require(entries=[ONE], numbers=[ONE])
    assert asked(answers, entries=[ONE, OTHER]) == Questions(entries=frozenset({OTHER}))
    assert asked(answers, numbers=[ONE, OTHER]) == Questions(numbers=frozenset({OTHER}))


@pytest.mark.parametrize(
    ("first", "last", "is_known"),
    [
        (MAR_1, MAR_9, True),
        (MAR_9, MAR_9, True),
        (MAR_1 - dt.timedelta(days=1), MAR_9, False),
        (MAR_1, MAR_10, False),
    ],
)
def test_days_are_asked_for_unless_they_were_all_read(
    first: dt.date, last: dt.date, *, is_known: bool
) -> None:
    answers = Answers(by_date={BILL: (MAR_1, MAR_9, ())})
    if is_known:
        answers.require(dated={BILL: (first, last)})
        return
    assert asked(answers, dated={BILL: (first, last)}).dated == {BILL: (first, last)}
    check = {DocumentKind.CHECK: (first, last)}
    assert asked(answers, dated=check).dated == check


def test_records_and_cleared_entries_are_asked_for_once() -> None:
    answers = Answers(statuses={ONE: "reconciled"}, in_core={"transaction:1": False})
    answers.require_cleared([ONE])
    answers.require_records(["transaction:1"])
    with pytest.raises(NotAskedYet) as question:
        answers.require_cleared([ONE, OTHER])
    assert question.value.questions == Questions(cleared=frozenset({OTHER}))
    with pytest.raises(NotAskedYet) as question:
        answers.require_records(["transaction:1", "transaction:2"])
    assert question.value.questions == Questions(records=frozenset({"transaction:2"}))
    assert (answers.cleared(*ONE), answers.cleared(*OTHER)) == ("reconciled", "")


@pytest.mark.parametrize(
    ("record_gone", "in_core", "is_gone"),
    [
        (True, {}, True),
        (False, {}, False),
        (False, {"t": False}, True),
        (False, {"t": True}, False),
    ],
)
def test_a_record_is_gone_once_core_says_so(
    record_gone: bool, in_core: dict[str, bool], *, is_gone: bool
) -> None:
    tracked = TrackedBy("key", "t", "TR-1", record_gone)
    assert Answers(in_core=in_core).is_gone(tracked) is is_gone


def test_everything_that_was_found_is_looked_at() -> None:
    first, second = now(bill(1)), now(bill(2))
    answers = Answers(numbered={ONE: (first,)}, by_date={BILL: (MAR_1, MAR_9, (second,))})
    assert list(answers.found()) == [first, second]
    assert Answers(entries_now={ONE: first}).entry(*ONE) == first
    assert Answers(entries_now={ONE: first}).entry(*OTHER) is None
