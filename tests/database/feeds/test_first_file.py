"""The first long file of a new profile: if more than 1% of all its rows are wrong, none of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from include.database.feeds import first_file
from include.database.feeds.deciding import read_anyway
from include.database.feeds.reading import ReadOutcome, read_arrival, waiting
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import FeedRecord
from tests.core_backoffice.contract.brokerage import deal
from tests.core_backoffice.contract.stored_world import UploadWorld, stored_world
from tests.core_backoffice.contract.tables import rows_of

DEALS = [deal(number) for number in range(100, 150)]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[UploadWorld]:
    """A source whose profile was activated on the first ten rows of each sheet."""
    monkeypatch.setattr(first_file, "CHECKED_ROWS", 10)
    with stored_world(UploadWorld) as opened:
        yield opened


def read(world: UploadWorld, spoiled: int) -> ReadOutcome:
    """What becomes of a file whose last transactions don't add up."""
    keys = [f"transaction:{one.id}" for one in DEALS[len(DEALS) - spoiled :]]
    world.bring(rows_of(DEALS, keys))
    (arrival,) = waiting(world.database)
    return read_arrival(world.database, world.seal, arrival)


def kept(world: UploadWorld) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(FeedRecord)) or 0


def test_a_file_that_adds_up_to_its_end_is_read(world: UploadWorld) -> None:
    assert read(world, spoiled=0).status is ArrivalStatus.READ
    assert kept(world) == len(DEALS)


def test_a_file_that_goes_wrong_further_down_waits_and_nothing_is_kept(world: UploadWorld) -> None:
    outcome = read(world, spoiled=5)
    assert outcome.status is ArrivalStatus.WAITING
    assert "would be on hold" in outcome.sentence
    assert "more than 1%." in outcome.sentence
    assert outcome.what_to_do.startswith("If its rows are right, select “Read it anyway”.")
    assert kept(world) == 0


def test_a_person_can_have_it_read_with_its_wrong_rows_on_hold(world: UploadWorld) -> None:
    read(world, spoiled=5)
    with world.database.writing() as session:
        read_anyway(session, 1, "finance ops")
    outcome = read_arrival(world.database, world.seal, 1)
    assert (outcome.status, outcome.counts["held_records"]) == (ArrivalStatus.READ, 5)


def test_once_the_profile_has_read_a_file_the_next_is_judged_row_by_row(world: UploadWorld) -> None:
    read(world, spoiled=0)
    assert read(world, spoiled=2).status is ArrivalStatus.READ
