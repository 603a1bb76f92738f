"""The page Existing entries: three lists that share out what was found, with their counts and pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.existing import (
    PAGE,
    ExistingCounts,
    FoundPage,
    Part,
    existing_counts,
    found_of_record,
    found_page,
    is_found,
    iter_found,
)
from include.sync.existing.proposals import other_entry
from include.sync.existing.values import Candidate
from tests.sync.existing.both_sides import entry, income
from tests.sync.existing.rows import row_of
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.sync.run_of import connected


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return connected(sqlite_database)


def add(database: Database, number: int, **fields: Any) -> str:
    """A match of a sale. Returns the document's key."""
    with database.writing() as session:
        row = row_of(income(f"TR-{number:04}"), entry(number), **fields)
        session.add(row)
        return row.document_key


def page(database: Database, part: Part, category: str = "", number: int = 1) -> FoundPage:
    with database.reading() as session:
        return found_page(session, COMPANY, part, category, number)


def names(found: FoundPage) -> list[str]:
    return [one.entry.ref.id for one in found.rows]


def test_each_is_in_one_list(database: Database) -> None:
    add(database, 1)
    add(database, 2, certain=False)
    add(database, 3, certain=False, decision="linked", decided_at=utc_now())
    assert [names(page(database, part)) for part in Part] == [["1"], ["2"], ["3"]]
    assert names(page(database, Part.READY, EXPENSES)) == []


def test_the_counts_are_of_numbers_and_of_money(database: Database) -> None:
    add(database, 1)
    add(database, 2, core_cents=5_00)
    add(database, 3, certain=False, core_cents=7_00)
    add(database, 4, decision="linked")
    add(database, 5, certain=False, decision="linked")
    add(database, 6, decision="booked")
    add(database, 7, decision="post anyway")
    add(database, 8, category=EXPENSES, core_cents=1)
    with database.reading() as session:
        expenses, sales = existing_counts(session, COMPANY)
    assert expenses == ExistingCounts(EXPENSES, ready=1, ready_cents=1)
    assert sales == ExistingCounts(
        INCOME,
        ready=2,
        review=1,
        linked=2,
        post_anyway=1,
        booked=1,
        ready_cents=30_005_00,
        review_cents=7_00,
    )


def test_the_most_alike_come_first_and_the_latest_decision(database: Database) -> None:
    now = utc_now()
    for number, score in ((1, 91), (2, 99), (3, 95)):
        add(database, number, score=score)
        at = now - dt.timedelta(minutes=number)
        add(database, number + 10, decision="booked", decided_at=at, score=score)
    assert names(page(database, Part.READY)) == ["2", "3", "1"]
    assert names(page(database, Part.DECIDED)) == ["11", "12", "13"]


def test_a_page_past_the_end_is_the_last(database: Database) -> None:
    for number in range(PAGE + 1):
        add(database, number)
    first, last = page(database, Part.READY), page(database, Part.READY, number=9)
    assert (len(first.rows), first.total, first.page, first.last_page) == (PAGE, PAGE + 1, 1, 2)
    assert (names(last), last.page) == ([str(PAGE)], 2)
    assert page(database, Part.READY, number=0).page == 1
    assert (FoundPage((), 0, 1).last_page, FoundPage((), PAGE, 1).last_page) == (1, 1)


def test_the_best_and_the_others_were_found(database: Database) -> None:
    others = [other_entry(Candidate(entry(77), 50, (), ())).stored()]
    key = add(database, 1, others=others)
    with database.reading() as session:
        found = [is_found(session, COMPANY, key, one) for one in ("1", "77", "78")]
        assert found == [True, True, False]
        assert not is_found(session, COMPANY, "another document", "1")


def test_a_record_has_its_own_and_a_file_has_all(database: Database) -> None:
    add(database, 1, decision="booked", decided_at=utc_now())
    add(database, 2, score=91)
    add(database, 3, score=99)
    with database.reading() as session:
        (own,) = found_of_record(session, COMPANY, "transaction:TR-0002")
        assert (own.entry.ref.id, own.document.total) == ("2", 30_000_00)
        everything = [one.entry.ref.id for one in iter_found(session, COMPANY)]
    assert everything == ["3", "2", "1"]
