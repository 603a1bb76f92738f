"""On a live Airflow, whatever arrives starts a run within seconds, and nothing else starts one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from include.clock import utc_now
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.feeds.secrets import new_secret
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import Seal
from include.database.tables.feeds import Arrival, Feed
from sandbox.demo.demo import Demo
from tests.live import connected, database_of
from tests.mailboxes import MailServer, imap_server, mail

pytestmark = pytest.mark.live

INBOX = "corebooks_inbox"
AT_MOST = dt.timedelta(seconds=60)
"""On a machine that is busy with other tests; `benchmarks/arrival.py` measures it on a free one."""
FOLDER, MAILBOX, CALLS = "live-folder", "live-mailbox", "live-calls"


@dataclass(frozen=True, slots=True)
class Doors:
    """A folder, a mailbox, and the database behind them."""

    demo: Demo
    folder: Path
    server: MailServer
    database: Database
    seal: Seal
    secret: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def drop(self) -> None:
        """A file is saved in the folder."""
        name = f"closings-{next(self.numbers)}.csv"
        (self.folder / name).write_text(f"Deal,Gross\n{name},14850.00\n", "utf-8")

    def send(self) -> None:
        """A report is mailed."""
        name = f"billing-{next(self.numbers)}.csv"
        self.server.deliver(mail(files={name: f"Statement,Agent\n{name},Jane Doe\n".encode()}))

    def upload(self) -> None:
        """A file is uploaded."""
        name = f"upload-{next(self.numbers)}.csv"
        new = NewArrival(FOLDER, Door.UPLOAD, name, "", "ada")
        store_arrival(self.database, self.seal, new, [f"Agent\n{name}\n".encode()])

    def call(self) -> None:
        """Another system calls."""
        name = f"call-{next(self.numbers)}"
        sent, now = f"Agent,Email\n{name},jane@core.example\n", utc_now()
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(name, now, sent),
            "content-type": "text/csv",
        }
        url = f"{self.demo.settings.airflow_url}/corebooks/import/{CALLS}"
        httpx.post(url, content=sent, headers=headers, trust_env=False).raise_for_status()

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


@contextmanager
def open_doors(demo: Demo) -> Iterator[Doors]:
    """Sources with a folder, a mailbox and signed calls; turned off afterwards, for the stories that follow."""
    folder = demo.settings.imports / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    with imap_server() as server, database_of(demo) as database:
        demo.api._call(
            "POST", "/api/v2/connections", {"connection_id": "live_imap", **server.connection}
        )
        seal = seal_of(database, [demo.environment["AIRFLOW__CORE__FERNET_KEY"]])
        mails = {"conn_id": "live_imap", "senders": ["@core.example"], "after": "seen"}
        with database.writing() as session:
            for feed_id, door, settings in (
                (FOLDER, Door.FOLDER, {"path": str(folder), "after": "move"}),
                (MAILBOX, Door.MAILBOX, mails),
                (CALLS, Door.PUSH, {}),
            ):
                company, after = demo.settings.company, AfterReading.NOTHING
                new = NewFeed(feed_id, company, feed_id.title(), door, settings, after)
                create_feed(session, new, "ada")
            secret = new_secret(session, seal, CALLS, actor="ada")
        yield Doors(demo, folder, server, database, seal, secret)
        with database.writing() as session:
            for feed_id in (FOLDER, MAILBOX, CALLS):
                change_feed(session, feed_id, actor="ada", is_on=False)


@pytest.fixture(scope="module")
def doors(airflow: Demo) -> Iterator[Doors]:
    with open_doors(connected(airflow)) as opened:
        yield opened


def test_a_dropped_file_a_mail_an_upload_and_a_call_each_start_one_run_and_nothing_else_does(
    doors: Doors,
) -> None:
    earlier = {run["dag_run_id"] for run in doors.runs()}
    names = []
    for how in (doors.drop, doors.send, doors.upload, doors.call):
        took, arrival = doors.arrive(how)
        assert took <= AT_MOST
        assert arrival.status != "stored"
        names.append((arrival.door, arrival.name))
    assert names[:3] == [
        ("folder", "closings-1.csv"),
        ("mailbox", "billing-2.csv"),
        ("upload", "upload-3.csv"),
    ]
    assert names[3][0] == "push"
    assert "call-4" in names[3][1]
    # Nothing but the four started any.
    assert len({run["dag_run_id"] for run in doors.runs()} - earlier) == 4
    assert [path.name for path in (doors.folder / "done").iterdir()] == ["closings-1.csv"]
    assert list(doors.server.flags().values()) == ["\\Seen"]
    with doors.database.reading() as session:
        troubles = session.scalars(select(Feed.trouble).where(Feed.id.in_((FOLDER, MAILBOX))))
        assert set(troubles) == {""}
