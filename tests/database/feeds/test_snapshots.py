"""How much may go by one file before a person is asked: what a file of changes deletes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from include.database.feeds.deciding import read_anyway
from include.database.feeds.reading import ReadOutcome, read_arrival, waiting
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import FeedRecord
from tests.core_backoffice.contract.brokerage import deal
from tests.core_backoffice.contract.stored_world import UploadedChanges, stored_world


@pytest.fixture
def world() -> Iterator[UploadedChanges]:
    with stored_world(UploadedChanges) as opened:
        opened.put(*(deal(number) for number in range(100, 150)))
        yield opened


def deleting(world: UploadedChanges, numbers: range) -> ReadOutcome:
    """What becomes of a file that deletes transactions."""
    world.bring({"deals": [{"id": str(number), "deleted": "yes"} for number in numbers]})
    (arrival,) = waiting(world.database)
    return read_arrival(world.database, world.seal, arrival)


def there(world: UploadedChanges) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).where(FeedRecord.gone.is_(False))) or 0


def test_a_few_are_deleted_as_the_file_says(world: UploadedChanges) -> None:
    outcome = deleting(world, range(100, 110))
    assert (outcome.status, outcome.counts["gone"]) == (ArrivalStatus.READ, 10)
    assert there(world) == 40


def test_many_wait_for_a_person_and_nothing_is_deleted(world: UploadedChanges) -> None:
    outcome = deleting(world, range(100, 111))
    assert outcome.status is ArrivalStatus.WAITING
    assert outcome.sentence.startswith("It deletes 11 of 50 records, more than 5%.")
    assert outcome.what_to_do.startswith("If they were all deleted, select “Read it anyway”.")
    assert there(world) == 50


def test_a_person_can_say_that_it_is_right(world: UploadedChanges) -> None:
    deleting(world, range(100, 150))
    with world.database.writing() as session:
        read_anyway(session, 2, "finance ops")
    assert read_arrival(world.database, world.seal, 2).counts["gone"] == 50
    assert there(world) == 0


def test_what_is_gone_already_counts_for_nothing(world: UploadedChanges) -> None:
    deleting(world, range(100, 110))
    outcome = deleting(world, range(99, 110))
    assert (outcome.status, outcome.counts["gone"]) == (ArrivalStatus.READ, 0)
