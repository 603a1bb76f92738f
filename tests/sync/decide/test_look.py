"""What a scheduled look decides from what the database has, before CORE is asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zlib
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from include.database.statuses import LookFinding, RunOutcome
from include.sync.decide.look import (
    LastRun,
    LookFacts,
    night_moment,
    without_answer,
    without_core,
)

CHICAGO = ZoneInfo("America/Chicago")
NOW = dt.datetime(2026, 5, 4, 20, tzinfo=dt.UTC)
AN_HOUR = dt.timedelta(hours=1)
IDLE = LookFacts(
    last=LastRun("auto__1", NOW - AN_HOUR, RunOutcome.COMPLETED),
    read_at=NOW - AN_HOUR,
    begun_at=NOW - AN_HOUR,
)
FAILED = LastRun("auto__2", NOW - AN_HOUR, RunOutcome.FAILED, ended_at=NOW - AN_HOUR / 2)


@pytest.mark.parametrize(
    ("fact", "finding"),
    [
        ({}, None),
        ({"read_at": None}, LookFinding.FIRST),
        ({"open_run": 12, "last": FAILED}, LookFinding.OPEN),
        ({"is_queued": True, "read_at": None}, LookFinding.QUEUED),
        ({"never_triggered": True}, LookFinding.AGAIN),
        ({"last": FAILED}, LookFinding.AGAIN),
        ({"last": FAILED, "failures": 1}, LookFinding.PAUSING),
        ({"last": FAILED, "failures": 1, "settings_changed_at": NOW}, LookFinding.AGAIN),
        ({"settings_changed_at": NOW - AN_HOUR / 2}, LookFinding.SETTINGS),
        ({"settings_changed_at": NOW - 2 * AN_HOUR}, None),
        ({"ready_since": NOW - AN_HOUR / 2}, LookFinding.READY),
        ({"ready_since": NOW - AN_HOUR}, None),
        ({"reported_at": NOW - AN_HOUR / 2}, LookFinding.EDITED),
        ({"reported_at": NOW, "begun_at": NOW - 24 * AN_HOUR}, LookFinding.EDITED),
        ({"reported_at": NOW, "open_run": 12}, LookFinding.OPEN),
        ({"begun_at": NOW - 24 * AN_HOUR}, LookFinding.DAILY),
    ],
)
def test_why_a_run_starts_or_none_does(fact: dict[str, Any], finding: LookFinding | None) -> None:
    facts = dataclasses.replace(IDLE, **fact)
    assert without_core(facts, "willow", CHICAGO, NOW) is finding


def test_after_failures_a_run_starts_an_hour_after_the_last_one() -> None:
    facts = dataclasses.replace(IDLE, last=FAILED, failures=3)
    assert FAILED.ended_at is not None
    for now, finding in (
        (FAILED.ended_at + AN_HOUR - dt.timedelta(seconds=1), LookFinding.PAUSING),
        (FAILED.ended_at + AN_HOUR, LookFinding.AGAIN),
    ):
        assert without_core(facts, "willow", CHICAGO, now) is finding


def test_a_rejected_run_is_not_asked_about_again_until_something_changes() -> None:
    rejected = dataclasses.replace(IDLE, last=LastRun("auto__3", NOW, RunOutcome.REJECTED))
    assert without_core(rejected, "willow", CHICAGO, NOW) is None


def test_core_is_waited_for_an_hour() -> None:
    assert without_answer(LookFacts(), NOW) is LookFinding.AWAY
    for since, finding in (
        (NOW - AN_HOUR + dt.timedelta(seconds=1), LookFinding.AWAY),
        (NOW - AN_HOUR, LookFinding.REJECTED),
    ):
        assert without_answer(LookFacts(away_since=since), NOW) is finding


def test_daily_runs_are_spread_over_the_night_of_each_companys_time_zone() -> None:
    moments = {night_moment(f"company-{number}", CHICAGO, NOW) for number in range(200)}
    local = [moment.astimezone(CHICAGO) for moment in moments]
    assert len(moments) > 100
    assert {moment.date() for moment in local} == {dt.date(2026, 5, 4)}
    assert all(0 <= moment.hour < 6 for moment in local)
    before_dawn = dt.datetime(2026, 5, 4, 5, 30, tzinfo=dt.UTC)  # half past midnight in Chicago
    assert all(
        before_dawn - dt.timedelta(days=1)
        < night_moment(f"c{number}", CHICAGO, before_dawn)
        <= before_dawn
        for number in range(200)
    )


@pytest.mark.parametrize("company", [f"company-{number:03}" for number in range(20)])
def test_a_companys_daily_run_is_due_at_its_own_minute_every_night(company: str) -> None:
    at = night_moment(company, CHICAGO, NOW)
    local = at.astimezone(CHICAGO)
    assert local.hour * 60 + local.minute == zlib.crc32(company.encode()) % 360
    assert at.tzinfo is dt.UTC
    assert night_moment(company, CHICAGO, at) == at
    a_second_before = at - dt.timedelta(seconds=1)
    assert night_moment(company, CHICAGO, a_second_before) == at - dt.timedelta(days=1)


def test_the_night_is_that_of_the_companys_day() -> None:
    """It is May 5 in Auckland already, and its night is over."""
    auckland = ZoneInfo("Pacific/Auckland")
    local = night_moment("willow-park", auckland, NOW).astimezone(auckland)
    assert local.date() == dt.date(2026, 5, 5)


def test_a_run_that_began_at_its_minute_of_the_night_was_the_daily_one() -> None:
    at = night_moment("willow", CHICAGO, NOW)
    for begun, finding in ((at, None), (at - dt.timedelta(seconds=1), LookFinding.DAILY)):
        facts = dataclasses.replace(IDLE, begun_at=begun)
        assert without_core(facts, "willow", CHICAGO, NOW) is finding


def test_what_is_not_known_is_nothing() -> None:
    assert LastRun("auto__4", NOW) == LastRun("auto__4", NOW, "", None, None, None)
    nothing = LookFacts()
    assert (nothing.is_queued, nothing.never_triggered, nothing.failures) == (False, False, 0)
    unknown = set(dataclasses.asdict(nothing)) - {"is_queued", "never_triggered", "failures"}
    assert {getattr(nothing, name) for name in unknown} == {None}
