"""Which files are taken, and when they are complete."""

from __future__ import annotations

import datetime as dt

import pytest

from include.core_backoffice.folder.complete import (
    QUIET_SECONDS,
    SeenFile,
    Steadiness,
    candidates,
    is_wanted,
    unchanged,
)

NOW = dt.datetime(2026, 11, 27, 15, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def seen(name: str, size: int = 100, age: dt.timedelta = MINUTE) -> SeenFile:
    return SeenFile(name, size, NOW - age, str(age))


@pytest.mark.parametrize(
    "name",
    [
        *("deals.csv.part", "deals.csv.PART", "deals.csv.tmp", "deals.csv~", "deals.crdownload"),
        *(
            ".deals.csv",
            ".~lock.deals.ods#",
            "~$deals.xlsx",
            "deals.csv.filepart",
            ".deals.csv.swp",
        ),
    ],
)
def test_what_a_program_is_working_on_is_left_alone(name: str) -> None:
    assert not is_wanted(name, "")


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("", ["a.csv", "B.CSV", "c.xlsx"]),
        ("*.csv", ["a.csv", "B.CSV"]),
        ("b.*; *.xlsx", ["B.CSV", "c.xlsx"]),
        ("*.pdf", []),
    ],
)
def test_names_are_chosen_by_pattern(pattern: str, taken: list[str]) -> None:
    assert [name for name in ("a.csv", "B.CSV", "c.xlsx") if is_wanted(name, pattern)] == taken


def test_the_oldest_file_comes_first() -> None:
    files = [seen("b.csv", age=MINUTE), seen("a.csv", age=MINUTE), seen("c.csv", age=3 * MINUTE)]
    taken, _ = candidates(files, "", NOW, 1000)
    assert [one.name for one in taken] == ["c.csv", "a.csv", "b.csv"]


def test_a_file_that_is_too_large_is_named_and_others_are_taken() -> None:
    taken, large = candidates([seen("a.csv", 1001), seen("b.csv", 1000)], "", NOW, 1000)
    assert [one.name for one in taken] == ["b.csv"]
    assert [one.name for one in large] == ["a.csv"]


def test_an_empty_file_is_waited_for_ten_minutes() -> None:
    files = [seen("new.csv", 0, 9 * MINUTE), seen("old.csv", 0, 10 * MINUTE)]
    taken, _ = candidates(files, "", NOW, 1000)
    assert [one.name for one in taken] == ["old.csv"]


def test_a_file_is_complete_once_it_stays_as_it_is() -> None:
    steady = Steadiness()
    assert steady.complete([seen("a.csv", 10)], 100.0) == []
    # It grew: the time begins anew.
    assert steady.complete([seen("a.csv", 20)], 102.0) == []
    assert steady.complete([seen("a.csv", 20)], 102.0 + QUIET_SECONDS / 2) == []
    assert steady.complete([seen("a.csv", 20)], 102.0 + QUIET_SECONDS) == [seen("a.csv", 20)]


def test_a_file_that_went_and_came_back_is_new() -> None:
    steady = Steadiness()
    steady.complete([seen("a.csv")], 100.0)
    steady.complete([], 102.0)
    assert steady.complete([seen("a.csv")], 104.0) == []


def test_two_looks_must_find_it_alike() -> None:
    before = {"a.csv": seen("a.csv", 10), "b.csv": seen("b.csv", 10)}
    again = [seen("a.csv", 10), seen("b.csv", 11), seen("c.csv", 10)]
    assert unchanged(before, again) == [seen("a.csv", 10)]


def test_a_file_is_known_by_name_size_and_time_whatever_its_name_is() -> None:
    keys = {
        seen("a.csv").key,
        seen("b.csv").key,
        seen("a.csv", 101).key,
        seen("a.csv", 100, 2 * MINUTE).key,
        seen("x" * 255).key,
        seen("\udcff.csv").key,
    }
    assert len(keys) == 6
    assert all(len(key) == 69 for key in keys)
