"""Filters are saved by name, for one person, in one company."""

from __future__ import annotations

import pytest

from include.database.engine import Database
from include.database.reads.saved_filters import saved_filters
from include.database.setup.companies import connect_company
from include.database.setup.people import Who
from include.database.setup.saved_filters import (
    LONGEST_NAME,
    MOST,
    FilterNotSaved,
    delete_filter,
    save_filter,
)
from tests.database.setup.test_companies import willow_park

FINN, ANN = Who("1", "finn"), Who("2", "ann")


@pytest.fixture
def willow(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finn")
    return database


def names(database: Database, who: Who) -> dict[str, str]:
    with database.reading() as session:
        return {
            one.name: one.query for one in saved_filters(session, "willow", who.id, "transactions")
        }


def save(database: Database, who: Who, name: str, query: str = "q=oak") -> None:
    save_filter(database, "willow", who, "transactions", name, query)


def test_each_person_has_their_own(willow: Database) -> None:
    save(willow, FINN, "  On   hold ", "status=on+hold")
    save(willow, ANN, "Oak Street")
    assert names(willow, FINN) == {"On hold": "status=on+hold"}
    assert names(willow, ANN) == {"Oak Street": "q=oak"}


def test_a_name_that_is_used_again_replaces_the_filter(willow: Database) -> None:
    save(willow, FINN, "Mine")
    save(willow, FINN, "Mine", "q=elm")
    assert names(willow, FINN) == {"Mine": "q=elm"}


def test_only_one_s_own_are_deleted(willow: Database) -> None:
    save(willow, FINN, "Mine")
    with willow.reading() as session:
        (mine,) = saved_filters(session, "willow", FINN.id, "transactions")
    delete_filter(willow, "willow", ANN, mine.id)
    assert names(willow, FINN)
    delete_filter(willow, "willow", FINN, mine.id)
    assert names(willow, FINN) == {}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("  ", "A saved filter needs a name."), ("x" * (LONGEST_NAME + 1), "Shorten it")],
)
def test_a_name_must_be_one(willow: Database, name: str, sentence: str) -> None:
    with pytest.raises(FilterNotSaved, match=sentence):
        save(willow, FINN, name)


def test_there_is_room_for_twenty_and_those_can_be_replaced(willow: Database) -> None:
    for number in range(MOST):
        save(willow, FINN, f"Filter {number}")
    with pytest.raises(FilterNotSaved, match="Delete one"):
        save(willow, FINN, "One more")
    save(willow, FINN, "Filter 3", "q=elm")
    save(willow, ANN, "Filter 3")
    assert names(willow, FINN)["Filter 3"] == "q=elm"
