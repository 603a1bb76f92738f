"""The looks of the trigger, with real folders and a real mailbox."""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.folder import complete
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.feeds import change_feed
from include.database.statuses import ArrivalStatus
from include.database.tables.columns import utc_now
from include.database.tables.feeds import Arrival
from include.provider.inbox import door_watches, watch
from include.provider.inbox.door_watches import Found
from include.provider.inbox.folders import LocalFolder
from include.provider.inbox.receive import receive
from include.provider.inbox.watch import Watch
from tests.mailboxes import MailServer, mail
from tests.provider.inbox.conftest import Inbox

MAILS = {"conn_id": "broker_mail", "senders": ["@core.example"]}
NOTHING: dict[str, int] = {}


class Hands:
    """A watch whose looks are a step each: every look waits for its doors, and ten seconds pass between."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.watch = Watch()
        self.now = now

    def look(self) -> dict[str, int]:
        """What Airflow is told."""
        return self.watch.look()

    def settled(self) -> dict[str, int]:
        """What it is told within three looks: a folder's files are complete with the second."""
        told = [self.look() for _ in range(3)]
        return {name: sum(one.get(name, 0) for one in told) for name in told[0] | told[1] | told[2]}


@pytest.fixture
def hands(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    assert inbox.root
    clock = iter(range(0, 10_000_000, 10))
    now = lambda: float(next(clock))  # noqa: E731  (a clock)
    monkeypatch.setattr("include.provider.inbox.watch.time.monotonic", now)
    monkeypatch.setattr(watch, "_PATIENCE_SECONDS", 20.0)
    # Executors read the same clock.
    monkeypatch.setattr(watch, "wait", lambda looks, _seconds: wait(looks))
    made = Hands(now)
    yield made
    made.watch.close()


@pytest.fixture
def exports(inbox: Inbox) -> Path:
    folder = inbox.root / "exports"
    folder.mkdir()
    inbox.feed("exports", Door.FOLDER, {"path": str(folder)})
    return folder


def upload(inbox: Inbox, door: Door = Door.UPLOAD, key: str = "") -> int:
    new = NewArrival("uploads", door, "deals.csv", "", "ada", idempotency_key=key)
    return store_arrival(inbox.database, inbox.seal, new, [b"Deal\n1\n"]).id


def becomes(inbox: Inbox, arrival_id: int, **values: Any) -> None:
    with inbox.database.writing() as session:
        session.execute(update(Arrival).where(Arrival.id == arrival_id).values(**values))


class TestArrivals:
    @pytest.fixture(autouse=True)
    def _uploads(self, inbox: Inbox) -> None:
        inbox.feed("uploads", Door.UPLOAD)

    def test_nothing_is_told_while_there_is_nothing(self, hands: Hands) -> None:
        assert [hands.look() for _ in range(50)] == [NOTHING] * 50

    def test_an_upload_is_told_once(self, inbox: Inbox, hands: Hands) -> None:
        upload(inbox)
        assert hands.look() == {"arrivals": 1, "files": 0, "mails": 0, "queries": 0}
        assert hands.look() == NOTHING

    def test_it_is_told_until_its_workflows_are_started_and_not_at_each_step(
        self, inbox: Inbox, hands: Hands
    ) -> None:
        arrival = upload(inbox)
        assert hands.look()
        becomes(inbox, arrival, status=ArrivalStatus.READING)
        assert hands.look() == NOTHING
        becomes(inbox, arrival, status=ArrivalStatus.READ)
        assert hands.look() == NOTHING
        # Nothing follows: the run that read it failed.
        assert [bool(hands.look()) for _ in range(6)].count(True) == 1
        becomes(inbox, arrival, runs_started_at=utc_now())
        assert [hands.look() for _ in range(50)] == [NOTHING] * 50

    def test_an_import_that_waits_for_people_is_not_waited_for(
        self, inbox: Inbox, hands: Hands
    ) -> None:
        arrival = upload(inbox)
        for status in ("NO_PROFILE", "WAITING", "REFUSED", "DISCARDED", "DUPLICATE"):
            becomes(inbox, arrival, status=ArrivalStatus[status])
            assert hands.look() == NOTHING
        # Once somebody says that it is to be read, it is news.
        becomes(inbox, arrival, status=ArrivalStatus.STORED)
        assert hands.look()

    def test_what_a_run_fetched_itself_it_reads_itself(self, inbox: Inbox, hands: Hands) -> None:
        arrival = upload(inbox, Door.FOLDER)
        assert hands.look() == NOTHING
        # It died.
        becomes(inbox, arrival, received_at=utc_now() - dt.timedelta(minutes=2))
        assert hands.look()

    def test_an_import_of_a_source_that_is_off_is_not_waited_for(
        self, inbox: Inbox, hands: Hands
    ) -> None:
        upload(inbox)
        with inbox.database.writing() as session:
            change_feed(session, "uploads", actor="ada", is_on=False)
        assert hands.look() == NOTHING

    def test_a_look_at_many_imports_and_sources_is_two_queries(
        self, inbox: Inbox, hands: Hands
    ) -> None:
        for number in range(20):
            upload(inbox)
            inbox.feed(f"folder-{number}", Door.UPLOAD)
        hands.look()
        asked: list[str] = []
        event.listen(
            hands.watch._database.engine,
            "before_cursor_execute",
            lambda *given: asked.append(given[2]),
        )
        hands.look()
        assert sum(one.startswith("SELECT") for one in asked) == 2


class TestFolders:
    def test_a_file_is_told_once_it_is_complete_and_taken_without_a_word(
        self, exports: Path, hands: Hands
    ) -> None:
        assert hands.settled() == NOTHING
        (exports / "deals.csv").write_text("Deal\n1\n")
        assert hands.look() == NOTHING
        assert hands.look() == {"arrivals": 0, "files": 1, "mails": 0, "queries": 0}
        assert receive()["fetched"] == 1
        assert [hands.look() for _ in range(20)] == [NOTHING] * 20

    def test_a_file_that_grows_is_not_told(self, exports: Path, hands: Hands) -> None:
        for number in range(10):
            (exports / "deals.csv").write_text("1\n" * (number + 1))
            assert hands.look() == NOTHING

    def test_a_file_that_is_moved_away_is_forgotten(self, exports: Path, hands: Hands) -> None:
        for _ in range(2):
            (exports / "deals.csv").write_text("Deal\n1\n")
            assert hands.settled()["files"] == 1
            (exports / "deals.csv").unlink()
            assert hands.settled() == NOTHING

    def test_a_triggerer_that_starts_again_tells_nothing_that_is_done(
        self, exports: Path, hands: Hands
    ) -> None:
        (exports / "deals.csv").write_text("Deal\n1\n")
        receive()
        assert hands.settled() == NOTHING

    def test_trouble_is_noted_while_it_lasts(
        self, inbox: Inbox, exports: Path, hands: Hands, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "include.provider.inbox")
        exports.rmdir()
        for _ in range(100):
            hands.look()
        assert "There is no folder" in inbox.row("exports").trouble
        assert inbox.row("exports").trouble_since is not None
        assert len(caplog.records) == 1
        exports.mkdir()
        for _ in range(100):
            hands.look()
        assert inbox.row("exports").trouble == ""
        assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]

    def test_a_fault_of_ours_is_logged_once_and_ends_nothing(
        self,
        exports: Path,
        hands: Hands,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def fails(_folder: LocalFolder) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(LocalFolder, "files", fails)
            for _ in range(20):
                hands.look()
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        (exports / "deals.csv").write_text("Deal\n1\n")
        assert any(hands.look() for _ in range(100))

    def test_files_that_stay_although_they_should_be_moved_are_told(
        self, inbox: Inbox, exports: Path, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with inbox.database.writing() as session:
            settings = {"path": str(exports), "after": "move"}
            change_feed(session, "exports", actor="ada", settings=settings)

        def denied(*_: Any) -> None:
            raise PermissionError("Permission denied")

        monkeypatch.setattr(LocalFolder, "move", denied)
        (exports / "deals.csv").write_text("Deal\n1\n")
        receive()
        for _ in range(20):
            assert hands.look() == NOTHING
        assert "1 file that CoreBooks took and can't move to done" in inbox.row("exports").trouble
        (exports / "deals.csv").unlink()
        hands.look()
        assert inbox.row("exports").trouble == ""

    def test_a_door_that_hangs_keeps_no_other_waiting(
        self, inbox: Inbox, exports: Path, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inbox.feed("uploads", Door.UPLOAD)
        goes_on = threading.Event()

        class Hanging:
            seconds = 2.0

            def look(self, *_: object) -> Found:
                goes_on.wait(30)
                return Found()

            def close(self) -> None:
                return

        inbox.feed("hangs", Door.FOLDER, {"path": str(inbox.root)})
        real = door_watches.watch_of
        monkeypatch.setattr(
            watch, "watch_of", lambda feed: Hanging() if feed.id == "hangs" else real(feed)
        )
        monkeypatch.setattr(watch, "wait", lambda looks, _seconds: wait(looks, 0.3))
        try:
            upload(inbox)
            (exports / "deals.csv").write_text("Deal\n1\n")
            told = hands.settled()
            assert (told["arrivals"], told["files"]) == (2, 1)
        finally:
            goes_on.set()

    def test_a_folder_that_is_changed_is_watched_anew(
        self, inbox: Inbox, exports: Path, hands: Hands
    ) -> None:
        hands.settled()
        other = inbox.root / "other"
        other.mkdir()
        (other / "deals.csv").write_text("Deal\n1\n")
        os.utime(other / "deals.csv", (1, 1))
        with inbox.database.writing() as session:
            change_feed(session, "exports", actor="ada", settings={"path": str(other)})
        assert exports.exists()
        assert hands.settled()["files"] == 1


class TestMailboxes:
    def test_a_mail_is_told_at_once_and_once(
        self, inbox: Inbox, mails: MailServer, hands: Hands
    ) -> None:
        inbox.feed("reports", Door.MAILBOX, MAILS)
        assert hands.look() == NOTHING
        mails.deliver(mail())
        assert hands.look() == {"arrivals": 0, "files": 0, "mails": 1, "queries": 0}
        assert receive()["fetched"] == 1
        assert [hands.look() for _ in range(10)] == [NOTHING] * 10

    def test_mails_that_are_not_wanted_start_nothing(
        self, inbox: Inbox, mails: MailServer, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("include.provider.inbox.mailboxes.MOST_MAILS", 2)
        inbox.feed("reports", Door.MAILBOX, {**MAILS, "subject": "*commission*"})
        for number in range(5):
            mails.deliver(mail(subject=f"Lunch {number}?", sender="a@evil.example"))
        assert [hands.look() for _ in range(10)] == [NOTHING] * 10
        mails.deliver(mail())
        assert hands.look()["mails"] == 1

    def test_refused_mails_are_told_now_and_then(
        self, inbox: Inbox, mails: MailServer, hands: Hands
    ) -> None:
        inbox.feed("reports", Door.MAILBOX, MAILS)
        mails.deliver(mail(sender="m@evil.example"))
        assert hands.look()["mails"] == 1
        receive()
        mails.deliver(mail(sender="m@evil.example"))
        # Ten minutes are sixty looks here.
        told = [number for number in range(100) if hands.look()]
        assert len(told) == 1
        assert told[0] > 50

    def test_a_server_that_ends_the_connection_is_signed_in_to_again(
        self, inbox: Inbox, mails: MailServer, hands: Hands
    ) -> None:
        inbox.feed("reports", Door.MAILBOX, MAILS)
        hands.look()
        opened: Any = hands.watch._doors["reports"].watch
        opened._mailbox._client.sock.close()
        mails.deliver(mail())
        assert any(hands.look() for _ in range(10))
        assert inbox.row("reports").trouble == ""


def test_a_database_that_is_away_is_said_once_and_asked_again(
    inbox: Inbox,
    hands: Hands,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox.feed("uploads", Door.UPLOAD)

    def away(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("include.provider.inbox.watch.waiting_arrivals", away)
        assert [hands.look() for _ in range(50)] == [NOTHING] * 50
    assert len(caplog.records) == 1
    upload(inbox)
    assert any(hands.look() for _ in range(10))


def test_quiet_means_longer_than_a_look() -> None:
    from include.provider.inbox.arrived import LOOK_SECONDS  # noqa: PLC0415  (Airflow's)

    assert complete.QUIET_SECONDS <= LOOK_SECONDS
