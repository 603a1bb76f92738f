"""Waiting for PCs and for other runs, as Airflow's triggerer does it: all of it asks one question."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, update

from include.database.engine import Database
from include.database.tables.desktop import DesktopConnection, DesktopMessage, MessageStatus
from include.provider import desktop_queue_state, shared_poll
from include.provider.desktop_wait import OtherRunEnded, PcAnswered
from include.provider.shared_poll import SharedPoll
from include.sync.run.run import fail_run
from include.workflows.category import Category
from tests.sync.run_of import connected, run_of

IN_AN_HOUR = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat()


@pytest.fixture
def database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The triggerer's database; it asks as often as it can."""
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    for poll in (desktop_queue_state.OLDEST_UNANSWERED, desktop_queue_state.OPEN_RUNS):
        monkeypatch.setattr(poll, "_seconds", 0.01)
    return sqlite_database


def queue(database: Database, companies: Sequence[str]) -> None:
    """A request to each company's PC."""
    with database.writing() as session:
        session.execute(
            insert(DesktopConnection),
            [
                {
                    "company_id": company,
                    "username": company,
                    "password_hash": "",
                    "owner_id": "{owner}",
                    "file_id": company,
                    "core_connection": "core",
                    "timezone": "America/Chicago",
                    "created_by": "ada",
                }
                for company in companies
            ],
        )
        session.execute(
            insert(DesktopMessage),
            [
                {
                    "id": number,
                    "company_id": company,
                    "key": str(number),
                    "is_write": False,
                    "subject": "vendor",
                    "label": "vendors",
                    "request": "",
                }
                for number, company in enumerate(companies, 1)
            ],
        )


async def event_of(trigger: PcAnswered | OtherRunEnded) -> Any:
    async for fired in trigger.run():
        return fired.payload
    return None


def test_a_thousand_pcs_are_waited_for_with_one_query_at_a_time(database: Database) -> None:
    companies = [f"company-{number}" for number in range(1000)]
    queue(database, companies)
    queries: list[str] = []

    def note(*told: Any) -> None:
        queries.append(str(told[2]))

    def questions() -> list[str]:
        return [one for one in queries if "min(desktop_message.id)" in one]

    async def wait() -> list[Any]:
        triggers = [PcAnswered(one, n, IN_AN_HOUR) for n, one in enumerate(companies, 1)]
        waiting = [asyncio.create_task(event_of(one)) for one in triggers]
        for _ in range(5):
            assert await desktop_queue_state.OLDEST_UNANSWERED.answer(companies[0]) == 1
        assert questions()
        # Beside the questions there is only what a new connection asks, once.
        assert len(queries) < len(questions()) + 20
        assert not any(one.done() for one in waiting)
        event.remove(Engine, "before_cursor_execute", note)
        with database.writing() as session:
            session.execute(update(DesktopMessage).values(status=MessageStatus.ANSWERED))
        return await asyncio.wait_for(asyncio.gather(*waiting), 60)

    event.listen(Engine, "before_cursor_execute", note)
    events = asyncio.run(wait())
    assert {one["waiting"] for one in events} == {0}


def test_a_pc_that_stays_away_is_warned_of(database: Database) -> None:
    queue(database, ["willow-park"])
    now = dt.datetime.now(dt.UTC).isoformat()
    fired = asyncio.run(event_of(PcAnswered("willow-park", 1, now)))
    assert fired == {"waiting": 1, "last_call": ""}


def test_a_request_that_came_later_is_not_waited_for(database: Database) -> None:
    queue(database, ["another", "willow-park"])
    assert asyncio.run(event_of(PcAnswered("willow-park", 1, IN_AN_HOUR)))["waiting"] == 0


def test_another_run_is_waited_for_until_it_ends(database: Database) -> None:
    run = run_of(connected(database, "income-via-invoices"), Category.BROKERAGE_INCOME, "manual__1")

    async def wait() -> None:
        waiting = asyncio.create_task(event_of(OtherRunEnded(run.run_id)))
        assert await desktop_queue_state.OPEN_RUNS.answer(run.run_id)
        assert not waiting.done()
        fail_run(database, run.run_id, "ended")
        await asyncio.wait_for(waiting, 30)

    asyncio.run(wait())


def test_a_database_that_restarts_fails_nothing_that_waits() -> None:
    asked = []

    def ask(keys: Sequence[str]) -> dict[str, int]:
        asked.append(keys)
        if len(asked) < 5:
            raise ConnectionError
        return dict.fromkeys(keys, 7)

    assert asyncio.run(SharedPoll(ask, 0).answer("a")) == 7


def test_a_database_that_stays_away_fails_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_poll, "_MOST_FAILURES", 3)

    def ask(_keys: Sequence[str]) -> dict[str, int]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        asyncio.run(SharedPoll(ask, 0).answer("a"))
