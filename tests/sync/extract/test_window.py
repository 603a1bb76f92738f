"""CORE's list of changes as one hash: the same rows are the same, whatever else was read with them."""

from __future__ import annotations

import datetime as dt

from include.core_backoffice.source import AgentLog, Change, Gone, RecordProblem, Touched
from include.sync.extract.window import NOTHING_LISTED, Listed, digest_of

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def problem(key: str, at: dt.datetime | None) -> RecordProblem:
    return RecordProblem(key, "price", "?", "It can't be read.", "Correct it.").stamped(at)


def test_a_longer_list_that_ends_alike_is_the_same_from_where_the_next_read_begins() -> None:
    read = Listed()
    changes: list[Change] = [
        problem("transaction:1", NOON - 30 * MINUTE),
        problem("transaction:2", NOON),
        AgentLog("45", ("statement:9",), NOON),
        problem("statement:9", NOON),  # in an agent's log, not on CORE's list
        Gone("transaction:3"),
    ]
    assert list(read.noted(changes)) == changes
    listed = [Touched("agent:45", NOON), Touched("transaction:2", NOON)]
    assert read.digest(NOON - 5 * MINUTE) == digest_of(listed, NOON - 5 * MINUTE)


def test_a_new_a_changed_and_a_missing_row_differ() -> None:
    floor = NOON - 5 * MINUTE
    rows = [Touched("transaction:2", NOON), Touched("transaction:3", None)]
    same = digest_of(reversed(rows), floor)
    assert digest_of(rows, floor) == same
    for others in (
        [*rows, Touched("transaction:4", NOON - MINUTE)],
        [Touched("transaction:2", NOON + MINUTE), rows[1]],
        rows[:1],
    ):
        assert digest_of(others, floor) != same


def test_nothing_listed_has_a_hash_of_its_own() -> None:
    assert digest_of([], NOON) == NOTHING_LISTED
    assert digest_of([Touched("transaction:1", NOON - MINUTE)], NOON) == NOTHING_LISTED
