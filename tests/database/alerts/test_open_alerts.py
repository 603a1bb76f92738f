"""An alert is a state: opened once, told once a day, closed when it is gone."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from include.database.alerts import open_alerts as alerts
from include.database.alerts.channels import (
    NewChannel,
    NoSuchChannel,
    add_channel,
    ask_for_test,
    kinds_of,
    remove_channel,
)
from include.database.alerts.kinds import CHOSEN, AlertKind, ChannelType
from include.database.alerts.open_alerts import Finding, OpenAlert
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.alerts import Alert, AlertDelivery
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.runs import AuditEvent
from tests.database.setup.test_companies import willow_park

MAIL = NewChannel("", ChannelType.MAIL, "office_mail", ("finn@willow.example",))
SOON = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def failed(sentence: str = "Brokerage income run 7 failed.", news: str = "7") -> Finding:
    return Finding(
        "willow", AlertKind.RUN_FAILED, "brokerage_income", sentence, "Open the run.", "", news
    )


def held(news: str = "one") -> Finding:
    return Finding("willow", AlertKind.ON_HOLD, "records", "Records are on hold.", "", "", news)


@pytest.fixture
def willow(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finn")
    return database


def noticed(database: Database, kind: AlertKind, *findings: Finding) -> None:
    with database.writing() as session:
        alerts.settle(session, kind, findings)


def claimed(database: Database, channel: int, now: dt.datetime) -> list[OpenAlert]:
    with database.writing() as session:
        return alerts.claim(session, channel, now)


def told(database: Database, channel: int, now: dt.datetime) -> list[str]:
    """What is told now, and delivered."""
    due = claimed(database, channel, now)
    with database.writing() as session:
        alerts.note_told(session, channel, due, now)
    return [one.message for one in due]


def test_what_is_noticed_twice_is_one_alert_and_it_ends_when_it_is_gone(willow: Database) -> None:
    noticed(willow, AlertKind.RUN_FAILED, failed())
    noticed(willow, AlertKind.RUN_FAILED, failed("Brokerage income run 8 failed.", "8"))
    with willow.reading() as session:
        (alert,) = alerts.open_of(session, AlertKind.RUN_FAILED)
    assert alert.sentence == "Brokerage income run 8 failed."
    noticed(willow, AlertKind.RUN_FAILED)
    with willow.reading() as session:
        assert alerts.open_of(session, AlertKind.RUN_FAILED) == []


def test_it_is_told_once_and_again_after_a_day(willow: Database) -> None:
    channel, now = add_channel(willow, MAIL, "ada"), utc_now()
    noticed(willow, AlertKind.RUN_FAILED, failed())
    (first,) = told(willow, channel, now)
    # The next run fails as well: every quarter of an hour, but it is told once a day.
    noticed(willow, AlertKind.RUN_FAILED, failed("Brokerage income run 8 failed.", "8"))
    assert told(willow, channel, now + dt.timedelta(minutes=15)) == []
    (second,) = told(willow, channel, now + DAY)
    assert first.endswith("-1")
    assert second == first.removesuffix("-1") + "-2"


def test_what_a_dead_task_was_telling_is_told_by_the_next_one(willow: Database) -> None:
    channel, now = add_channel(willow, MAIL, "ada"), utc_now()
    noticed(willow, AlertKind.RUN_FAILED, failed())
    (lost,) = claimed(willow, channel, now)
    assert claimed(willow, channel, now + SOON) == []
    (again,) = claimed(willow, channel, now + alerts.CLAIM + SOON)
    # Whoever got both sees that they are one.
    assert again.message == lost.message


def test_of_two_tasks_at_once_one_tells_it(willow: Database) -> None:
    channel, now = add_channel(willow, MAIL, "ada"), utc_now()
    noticed(willow, AlertKind.RUN_FAILED, failed())
    with ThreadPoolExecutor(4) as pool:
        due = list(pool.map(lambda _: claimed(willow, channel, now), range(8)))
    assert sum(len(one) for one in due) == 1


def test_two_tasks_that_notice_the_same_at_once_open_one_alert(willow: Database) -> None:
    def notice(_: int) -> int:
        with willow.writing() as session:
            return alerts.open_alert(session, failed())

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(notice, range(8)))) == 1


def test_what_could_not_be_delivered_is_due_at_once_and_says_why(willow: Database) -> None:
    channel, now = add_channel(willow, MAIL, "ada"), utc_now()
    noticed(willow, AlertKind.RUN_FAILED, failed())
    due = claimed(willow, channel, now)
    with willow.writing() as session:
        alerts.note_problem(session, channel, due, "The mail server answered 451")
    assert len(claimed(willow, channel, now + SOON)) == 1


def test_records_on_hold_are_told_in_the_morning_where_the_company_is(willow: Database) -> None:
    channel = add_channel(willow, MAIL, "ada")
    noticed(willow, AlertKind.ON_HOLD, held())
    with willow.writing() as session:
        (alert,) = alerts.open_of(session, AlertKind.ON_HOLD)
        # 3 PM in Chicago.
        alert.opened_at = dt.datetime(2026, 7, 1, 20, tzinfo=dt.UTC)
    before_seven = dt.datetime(2026, 7, 2, 11, 59, tzinfo=dt.UTC)
    seven = dt.datetime(2026, 7, 2, 12, 0, tzinfo=dt.UTC)
    assert told(willow, channel, before_seven) == []
    assert len(told(willow, channel, seven)) == 1
    noticed(willow, AlertKind.ON_HOLD, held("two"))
    assert told(willow, channel, seven + dt.timedelta(hours=23)) == []
    assert len(told(willow, channel, seven + DAY)) == 1


def test_records_on_hold_are_told_at_once_by_choice_and_again_when_there_are_others(
    willow: Database,
) -> None:
    at_once = NewChannel("", ChannelType.WEBHOOK, "hook", holds_at_once=True)
    channel, now = add_channel(willow, at_once, "ada"), utc_now()
    noticed(willow, AlertKind.ON_HOLD, held())
    assert len(told(willow, channel, now)) == 1
    assert told(willow, channel, now + SOON) == []
    noticed(willow, AlertKind.ON_HOLD, held("two"))
    assert len(told(willow, channel, now + 2 * SOON)) == 1


def test_a_channel_of_one_company_gets_its_alerts_alone_and_the_chosen_kinds(
    willow: Database,
) -> None:
    connect_company(willow, _other(), actor="finn")
    of_willow = NewChannel("willow", ChannelType.WEBHOOK, "hook")
    no_failures = tuple(kind for kind in CHOSEN if kind != AlertKind.RUN_FAILED)
    channels = [
        add_channel(willow, of_willow, "ada"),
        add_channel(willow, NewChannel("oak", ChannelType.WEBHOOK, "hook"), "ada"),
        add_channel(willow, NewChannel("", ChannelType.WEBHOOK, "hook", kinds=no_failures), "ada"),
    ]
    noticed(willow, AlertKind.RUN_FAILED, failed())
    full = Finding("", AlertKind.DISK_FULL, "/", "The disk is nearly full.", "Free space.")
    noticed(willow, AlertKind.DISK_FULL, full)
    due = [[one.kind for one in claimed(willow, one, utc_now())] for one in channels]
    assert due == [[AlertKind.RUN_FAILED], [], [AlertKind.DISK_FULL]]


def test_a_test_goes_to_its_channel_and_ends_when_it_is_delivered(willow: Database) -> None:
    one, other = (add_channel(willow, MAIL, "ada") for _ in range(2))
    ask_for_test(willow, one)
    assert told(willow, other, utc_now()) == []
    assert len(told(willow, one, utc_now())) == 1
    with willow.reading() as session:
        assert alerts.open_of(session, AlertKind.TEST) == []


def test_a_companys_channel_is_in_its_audit_trail(willow: Database) -> None:
    channel = add_channel(willow, NewChannel("willow", ChannelType.WEBHOOK, "hook"), "ada")
    remove_channel(willow, channel, "ada")
    with pytest.raises(NoSuchChannel):
        remove_channel(willow, channel, "ada")
    with pytest.raises(NoSuchChannel):
        ask_for_test(willow, channel)
    with willow.reading() as session:
        events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()
    assert events[-2:] == ["alert channel added", "alert channel removed"]


def test_others_text_is_plain_and_bounded(willow: Database) -> None:
    noticed(willow, AlertKind.RUN_FAILED, failed("A\r\nBcc: all@willow.example" + "x" * 9000))
    with willow.reading() as session:
        (alert,) = alerts.open_of(session, AlertKind.RUN_FAILED)
    assert alert.sentence.startswith("A Bcc: all@willow.example")
    assert len(alert.sentence) < 510


def test_what_ended_long_ago_is_forgotten(willow: Database) -> None:
    channel = add_channel(willow, MAIL, "ada")
    noticed(willow, AlertKind.RUN_FAILED, failed())
    told(willow, channel, utc_now())
    noticed(willow, AlertKind.RUN_FAILED)
    with willow.writing() as session:
        alerts.forget_old(session)
        assert session.scalar(select(func.count()).select_from(Alert)) == 1
        session.execute(update(Alert).values(closed_at=utc_now() - dt.timedelta(days=91)))
        alerts.forget_old(session)
        for table in (Alert, AlertDelivery):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_form_names_kinds_by_their_values() -> None:
    assert kinds_of(["disk nearly full", "test", "x"]) == (AlertKind.DISK_FULL,)


def _other() -> Company:
    oak = willow_park("oak")
    oak.realm_id, oak.name = "914", "Oak"
    return oak
