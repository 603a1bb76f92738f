"""On a live Airflow, whatever arrives starts a run within ten seconds, and nothing else starts one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from include.clock import utc_now
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.keys.known_keys import seal_of
from include.database.tables.feeds import Arrival, Feed
from sandbox.demo.demo import Demo
from tests.live import connected, database_of
from tests.mailboxes import MailServer, imap_server, mail

pytestmark = pytest.mark.live

INBOX = "corebooks_inbox"
AT_MOST = dt.timedelta(seconds=10)
FOLDER, MAILBOX = "live-folder", "live-mailbox"


@dataclass(frozen=True, slots=True)
class Doors:
    """A folder, a mailbox, and the database behind them."""

    demo: Demo
    folder: Path
    server: MailServer
    database: Database

    def arrive(self, how: Callable[[], None]) -> tuple[dt.timedelta, Arrival]:
        """Have something arrive. Returns how long it took until a run began, and what the run made of it."""
        before = {run["dag_run_id"] for run in self.runs()}
        at = utc_now()
        how()
        seconds = 120
        self.demo.processes.wait_for(lambda: self._ended(before), "a run of the inbox", seconds)
        (run,) = [run for run in self.runs() if run["dag_run_id"] not in before]
        assert (run["state"], run["run_type"]) == ("success", "asset_triggered")
        with self.database.reading() as session:
            arrival = session.scalars(select(Arrival).order_by(Arrival.id.desc()).limit(1)).one()
        return dt.datetime.fromisoformat(run["start_date"]) - at, arrival

    def runs(self) -> list[dict[str, Any]]:
        """All runs of the inbox."""
        path = f"/api/v2/dags/{INBOX}/dagRuns?limit=100"
        listed: list[dict[str, Any]] = self.demo.api._call("GET", path)["dag_runs"]
        return listed

    def _ended(self, before: set[str]) -> bool:
        new = [run for run in self.runs() if run["dag_run_id"] not in before]
        return bool(new) and all(run["state"] in ("success", "failed") for run in new)


@pytest.fixture(scope="module")
def doors(airflow: Demo) -> Iterator[Doors]:
    """Sources with a folder and a mailbox; they are turned off afterwards, for the stories that follow."""
    demo = connected(airflow)
    folder = demo.settings.imports / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    with imap_server() as server, database_of(demo) as database:
        demo.api._call(
            "POST", "/api/v2/connections", {"connection_id": "live_imap", **server.connection}
        )
        with database.writing() as session:
            for new in (
                NewFeed(
                    FOLDER,
                    demo.settings.company,
                    "Exports",
                    Door.FOLDER,
                    {"path": str(folder), "after": "move"},
                    AfterReading.NOTHING,
                ),
                NewFeed(
                    MAILBOX,
                    demo.settings.company,
                    "Reports by mail",
                    Door.MAILBOX,
                    {"conn_id": "live_imap", "senders": ["@core.example"], "after": "seen"},
                    AfterReading.NOTHING,
                ),
            ):
                create_feed(session, new, "ada")
        yield Doors(demo, folder, server, database)
        with database.writing() as session:
            for feed_id in (FOLDER, MAILBOX):
                change_feed(session, feed_id, actor="ada", is_on=False)


def test_a_dropped_file_a_mail_and_an_upload_each_start_one_run_within_ten_seconds(
    doors: Doors,
) -> None:
    seal = seal_of(doors.database, [doors.demo.environment["AIRFLOW__CORE__FERNET_KEY"]])
    earlier = {run["dag_run_id"] for run in doors.runs()}

    def drop() -> None:
        (doors.folder / "closings.csv").write_text("Deal,Gross\nTR-1,14850.00\n", "utf-8")

    def send() -> None:
        doors.server.deliver(mail(files={"billing.csv": b"Statement,Agent\n900,Jane Doe\n"}))

    def upload() -> None:
        new = NewArrival(FOLDER, Door.UPLOAD, "upload.csv", "", "ada")
        store_arrival(doors.database, seal, new, [b"Agent\nJane Doe\n"])

    names = []
    for how in (drop, send, upload):
        took, arrival = doors.arrive(how)
        assert took <= AT_MOST
        assert arrival.status != "stored"
        names.append((arrival.door, arrival.name))
    assert names == [
        ("folder", "closings.csv"),
        ("mailbox", "billing.csv"),
        ("upload", "upload.csv"),
    ]
    # Nothing but the three started any.
    assert len({run["dag_run_id"] for run in doors.runs()} - earlier) == 3
    assert [path.name for path in (doors.folder / "done").iterdir()] == ["closings.csv"]
    assert list(doors.server.flags().values()) == ["\\Seen"]
    with doors.database.reading() as session:
        troubles = session.scalars(select(Feed.trouble).where(Feed.id.in_((FOLDER, MAILBOX))))
        assert set(troubles) == {""}
