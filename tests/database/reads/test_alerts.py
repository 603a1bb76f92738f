"""A channel's card has when something last arrived there, and why the newest message hasn't."""

from __future__ import annotations

import datetime as dt

import pytest

from include.database.alerts import open_alerts as alerts
from include.database.alerts.channels import NewChannel, add_channel
from include.database.alerts.kinds import AlertKind, ChannelType
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.reads.alerts import ShownChannel, shown_channels
from include.database.tables.alerts import AlertDelivery

SIX = dt.datetime(2026, 11, 29, 6, tzinfo=dt.UTC)
SEVEN, EIGHT = SIX + dt.timedelta(hours=1), SIX + dt.timedelta(hours=2)


def delivery(
    database: Database, channel: int, tried: dt.datetime | None, problem: str = ""
) -> None:
    """An alert that was tried on a channel at some time, or is only claimed yet."""
    with database.writing() as session:
        number = session.query(AlertDelivery).count()
        run = Finding("", AlertKind.RUN_FAILED, f"run {number}", "It failed.", "Act.")
        alert = alerts.open_alert(session, run)
        told_at = None if problem else tried
        session.add(
            AlertDelivery(
                alert_id=alert, channel_id=channel, tried_at=tried, told_at=told_at, problem=problem
            )
        )


@pytest.fixture
def channel(database: Database) -> int:
    return add_channel(database, NewChannel("", ChannelType.WEBHOOK, "hook"), "ada")


def shown(database: Database) -> ShownChannel:
    with database.reading() as session:
        (one,) = shown_channels(session)
    return one


def test_before_the_first_message_there_is_neither(database: Database, channel: int) -> None:
    assert channel
    assert (shown(database).told_at, shown(database).problem) == (None, "")


def test_the_newest_that_was_tried_says_whether_the_channel_works(
    database: Database, channel: int
) -> None:
    delivery(database, channel, SEVEN)
    delivery(database, channel, SIX, "The answer was HTTP 404.")
    assert (shown(database).told_at, shown(database).problem) == (SEVEN, "")
    delivery(database, channel, EIGHT, "The answer was HTTP 410.")
    assert (shown(database).told_at, shown(database).problem) == (SEVEN, "The answer was HTTP 410.")


def test_one_that_was_not_tried_yet_hides_no_problem(database: Database, channel: int) -> None:
    delivery(database, channel, SIX, "The answer was HTTP 404.")
    delivery(database, channel, None)
    assert shown(database).problem == "The answer was HTTP 404."
