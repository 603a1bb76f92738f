"""Fetching files and mails: each is in the inbox once, wherever the task was killed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.feeds.arrivals import open_arrival
from include.database.feeds.feeds import change_feed
from include.provider.inbox import receive as step
from include.provider.inbox.door_watches import failed_last
from include.provider.inbox.folders import LocalFolder
from include.provider.inbox.mailboxes import Mailbox
from include.provider.inbox.receive import receive
from tests.mailboxes import MailServer, mail
from tests.provider.inbox.conftest import Inbox

A_DAY_AGO = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)


class Killed(BaseException):
    """The worker died."""


@pytest.fixture
def exports(inbox: Inbox) -> Path:
    folder = inbox.root / "exports"
    folder.mkdir()
    return folder


def folder_feed(inbox: Inbox, exports: Path, **settings: Any) -> None:
    inbox.feed("exports", Door.FOLDER, {"path": str(exports), **settings})


def drop(folder: Path, name: str, content: str = "Deal\n1\n") -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    os.utime(path, (A_DAY_AGO.timestamp(), A_DAY_AGO.timestamp()))
    return path


def names(inbox: Inbox, feed_id: str = "exports") -> list[str]:
    return [one.name for one in inbox.arrivals(feed_id)]


class TestFolder:
    def test_each_file_is_taken_once(self, inbox: Inbox, exports: Path) -> None:
        folder_feed(inbox, exports)
        drop(exports, "deals.csv")
        assert receive() == {"sources": 1, "fetched": 1}
        assert receive() == {"sources": 1, "fetched": 0}
        (arrival,) = inbox.arrivals("exports")
        assert (arrival.name, arrival.door, arrival.status) == ("deals.csv", "folder", "stored")
        assert arrival.sender == str(exports)
        assert arrival.dated_at is not None
        assert abs(arrival.dated_at - A_DAY_AGO) < dt.timedelta(milliseconds=1)
        with open_arrival(inbox.database, inbox.seal, arrival.id) as content:
            assert content.read() == b"Deal\n1\n"

    def test_a_file_that_is_replaced_is_taken_again(self, inbox: Inbox, exports: Path) -> None:
        folder_feed(inbox, exports)
        drop(exports, "deals.csv")
        receive()
        drop(exports, "deals.csv", "Deal\n1\n2\n")
        receive()
        assert names(inbox) == ["deals.csv", "deals.csv"]

    def test_only_names_by_pattern_are_taken_oldest_first(
        self, inbox: Inbox, exports: Path
    ) -> None:
        folder_feed(inbox, exports, pattern="*.csv")
        for name in ("b.csv", "a.csv", "c.xlsx", "d.csv.part"):
            drop(exports, name)
        os.utime(exports / "b.csv", (1, 1))
        receive()
        assert names(inbox) == ["b.csv", "a.csv"]

    def test_taken_files_are_moved(self, inbox: Inbox, exports: Path) -> None:
        folder_feed(inbox, exports, after="move", done_folder="taken")
        drop(exports, "deals.csv")
        receive()
        assert [one.name for one in (exports / "taken").iterdir()] == ["deals.csv"]
        assert [one.name for one in exports.iterdir()] == ["taken"]

    def test_a_task_that_dies_before_it_moves_a_file_takes_it_once(
        self, inbox: Inbox, exports: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder_feed(inbox, exports, after="move")
        drop(exports, "deals.csv")

        def dies(*_: Any) -> None:
            raise Killed

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(LocalFolder, "move", dies)
            receive()
        assert names(inbox) == ["deals.csv"]
        receive()
        assert names(inbox) == ["deals.csv"]
        assert [one.name for one in (exports / "done").iterdir()] == ["deals.csv"]

    def test_a_file_that_grows_between_two_looks_is_left_alone(
        self, inbox: Inbox, exports: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder_feed(inbox, exports)
        drop(exports, "done.csv")
        growing = drop(exports, "growing.csv")

        def meanwhile(_seconds: float) -> None:
            growing.write_text("Deal\n1\n2\n", "utf-8")

        with monkeypatch.context() as patch:
            patch.setattr("include.provider.inbox.receive.time.sleep", meanwhile)
            receive()
        assert names(inbox) == ["done.csv"]
        receive()
        assert names(inbox) == ["done.csv", "growing.csv"]

    def test_a_file_that_grows_while_it_is_read_is_not_kept(
        self, inbox: Inbox, exports: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder_feed(inbox, exports, after="move")
        growing, real = drop(exports, "deals.csv"), step._chunks

        def chunks(*given: Any) -> Iterator[bytes]:
            with growing.open("a") as file:
                file.write("2\n")
            yield from real(*given)

        with monkeypatch.context() as patch:
            patch.setattr(step, "_chunks", chunks)
            receive()
        assert names(inbox) == []
        receive()
        assert names(inbox) == ["deals.csv"]

    def test_a_folder_that_cannot_be_read_is_told_and_stops_no_other(
        self, inbox: Inbox, exports: Path
    ) -> None:
        folder_feed(inbox, exports)
        inbox.feed("a-gone", Door.FOLDER, {"path": str(inbox.root / "gone")})
        inbox.feed("b-outside", Door.FOLDER, {"path": "/etc"})
        drop(exports, "deals.csv")
        assert receive() == {"sources": 3, "fetched": 1}
        assert "There is no folder" in inbox.row("a-gone").trouble
        assert "isn't below a folder that imports may read" in inbox.row("b-outside").trouble
        assert inbox.row("exports").trouble == ""
        (inbox.root / "gone").mkdir()
        receive()
        gone = inbox.row("a-gone")
        assert (gone.trouble, gone.trouble_since, gone.cursor["trouble"]) == ("", None, "")

    def test_a_file_that_is_too_large_is_told_and_others_are_taken(
        self, inbox: Inbox, exports: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(step, "LARGEST", 10)
        folder_feed(inbox, exports)
        drop(exports, "large.csv", "x" * 11)
        drop(exports, "deals.csv")
        receive()
        assert names(inbox) == ["deals.csv"]
        assert "large.csv" in inbox.row("exports").trouble

    def test_a_fault_of_ours_keeps_the_task_red_and_stops_no_other(
        self, inbox: Inbox, exports: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder_feed(inbox, exports)
        inbox.feed("a-faulty", Door.FOLDER, {"path": str(exports)})
        drop(exports, "deals.csv")
        real = step._fetch

        def fails(database: Any, seal: Any, feed: Any) -> int:
            if feed.id == "a-faulty":
                raise ZeroDivisionError
            return real(database, seal, feed)

        with monkeypatch.context() as patch:
            patch.setattr(step, "_fetch", fails)
            with pytest.raises(RuntimeError, match="failed on these sources: A-Faulty"):
                receive()
        assert names(inbox) == ["deals.csv"]
        # The source says so until it can be fetched again, whatever the trigger's looks find meanwhile.
        assert inbox.row("a-faulty").trouble == step.FAULT
        assert failed_last(inbox.watched("a-faulty")) == step.FAULT
        receive()
        assert inbox.row("a-faulty").trouble == ""
        assert failed_last(inbox.watched("a-faulty")) == ""

    def test_a_source_that_is_off_is_not_looked_at(self, inbox: Inbox, exports: Path) -> None:
        folder_feed(inbox, exports)
        drop(exports, "deals.csv")
        with inbox.database.writing() as session:
            change_feed(session, "exports", actor="ada", is_on=False)
        assert receive() == {"sources": 0, "fetched": 0}


class TestMailbox:
    SETTINGS: dict[str, Any] = {"conn_id": "broker_mail", "senders": ["@core.example"]}  # noqa: RUF012  (never changed)

    def feed(self, inbox: Inbox, **settings: Any) -> None:
        inbox.feed("reports", Door.MAILBOX, {**self.SETTINGS, **settings})

    def test_each_file_of_a_mail_is_taken_once(self, inbox: Inbox, mails: MailServer) -> None:
        self.feed(inbox)
        mails.deliver(mail(files={"deals.csv": b"Deal\n1\n", "agents.csv": b"Agent\nJane\n"}))
        assert receive() == {"sources": 1, "fetched": 2}
        assert receive() == {"sources": 1, "fetched": 0}
        deals, agents = inbox.arrivals("reports")
        assert (deals.name, agents.name) == ("deals.csv", "agents.csv")
        assert deals.sender == "reports@core.example: Commission report"
        assert deals.dated_at == dt.datetime(2026, 11, 27, 13, 30, tzinfo=dt.UTC)
        # It was read without a trace.
        assert list(mails.flags().values()) == [""]

    def test_mails_are_marked_or_moved_as_the_source_says(
        self, inbox: Inbox, mails: MailServer
    ) -> None:
        self.feed(inbox, after="seen")
        mails.deliver(mail())
        mails.deliver(mail(files={}))
        receive()
        assert list(mails.flags().values()) == ["\\Seen", ""]
        with inbox.database.writing() as session:
            moving = {**self.SETTINGS, "after": "move", "done_folder": "Erledigt für 2026"}
            change_feed(session, "reports", actor="ada", settings=moving)
        mails.deliver(mail(files={"more.csv": b"1"}))
        receive()
        assert len(mails.flags()) == 2
        assert len(mails.flags('"Erledigt f&APw-r 2026"')) == 1
        assert names(inbox, "reports") == ["deals.csv", "more.csv"]

    def test_a_task_that_dies_before_it_marks_a_mail_takes_it_once(
        self, inbox: Inbox, mails: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.feed(inbox, after="move", done_folder="done")
        mails.deliver(mail())

        def dies(*_: Any) -> None:
            raise Killed

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(Mailbox, "finish", dies)
            receive()
        receive()
        assert names(inbox, "reports") == ["deals.csv"]
        assert len(mails.flags("done")) == 1

    def test_a_sender_who_is_not_listed_is_refused_counted_and_told(
        self, inbox: Inbox, mails: MailServer
    ) -> None:
        self.feed(inbox)
        mails.deliver(mail(sender="Mallory <m@evil.example>", subject="Your report"))
        mails.deliver(mail(sender="Mallory <m@evil.example>", subject="Your other report"))
        mails.deliver(mail())
        receive()
        assert names(inbox, "reports") == ["deals.csv"]
        cursor = inbox.row("reports").cursor
        assert cursor["refused"] == 2
        assert cursor["last_refused"]["why"] == "The sender m@evil.example isn't listed."
        assert cursor["last_refused"]["subject"] == "Your other report"
        # The mails stay as they were, and are refused once.
        receive()
        assert inbox.row("reports").cursor["refused"] == 2
        assert len(mails.flags()) == 3

    def test_a_sender_who_is_listed_later_has_their_mails_taken(
        self, inbox: Inbox, mails: MailServer
    ) -> None:
        self.feed(inbox)
        mails.deliver(mail())
        mails.deliver(mail(sender="jan@willow.example", files={"jan.csv": b"1"}))
        receive()
        with inbox.database.writing() as session:
            more = {**self.SETTINGS, "senders": ["@core.example", "jan@willow.example"]}
            change_feed(session, "reports", actor="ada", settings=more)
        receive()
        assert names(inbox, "reports") == ["deals.csv", "jan.csv"]
        assert inbox.row("reports").cursor["refused"] == 0

    def test_a_forged_sender_is_refused_where_proof_is_required(
        self, inbox: Inbox, mails: MailServer
    ) -> None:
        self.feed(inbox, require_auth="mx.willow.example")
        proof = "mx.willow.example; dkim=pass header.d=core.example"
        mails.deliver(mail(files={"forged.csv": b"1"}))
        mails.deliver(mail(files={"real.csv": b"1"}, Authentication_Results=proof))
        receive()
        assert names(inbox, "reports") == ["real.csv"]
        assert "didn't confirm" in inbox.row("reports").cursor["last_refused"]["why"]

    def test_a_file_that_cannot_be_read_is_told(self, inbox: Inbox, mails: MailServer) -> None:
        self.feed(inbox)
        mails.deliver(mail(files={"winmail.dat": b"tnef"}))
        receive()
        assert names(inbox, "reports") == []
        assert "winmail.dat" in inbox.row("reports").cursor["unreadable"]["why"]

    def test_a_mail_that_is_too_large_is_told(
        self, inbox: Inbox, mails: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.feed(inbox)
        monkeypatch.setattr(step, "LARGEST_MAIL", 1000)
        mails.deliver(mail(files={"large.csv": b"x" * 2000}))
        mails.deliver(mail())
        receive()
        assert names(inbox, "reports") == ["deals.csv"]
        assert "the limit is 1,000" in inbox.row("reports").cursor["unreadable"]["why"]

    def test_a_mailbox_that_the_server_numbers_anew_is_read_from_its_beginning(
        self, inbox: Inbox, mails: MailServer
    ) -> None:
        self.feed(inbox, folder="Reports")
        with mails.client() as client:
            client.create("Reports")
        mails.deliver(mail(), "Reports")
        receive()
        with mails.client() as client:
            client.delete("Reports")
            client.create("Reports")
        mails.deliver(mail(files={"new.csv": b"1"}), "Reports")
        receive()
        assert names(inbox, "reports") == ["deals.csv", "new.csv"]

    def test_more_mails_than_a_look_goes_through_are_all_taken(
        self, inbox: Inbox, mails: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("include.provider.inbox.mailboxes.MOST_MAILS", 2)
        monkeypatch.setattr(step, "MOST_MAILS", 2)
        self.feed(inbox)
        for number in range(5):
            mails.deliver(mail(files={f"{number}.csv": b"1"}))
        assert receive()["fetched"] == 5

    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            ({"conn_id": "nobody"}, "Airflow has no connection nobody"),
            ({"folder": "No such folder"}, "has no folder No such folder"),
            ({"senders": []}, "lists no senders"),
        ],
    )
    def test_a_mailbox_that_cannot_be_read_is_told(
        self, inbox: Inbox, mails: MailServer, settings: dict[str, Any], said: str
    ) -> None:
        assert mails.port
        self.feed(inbox, **settings)
        receive()
        assert said in inbox.row("reports").trouble

    def test_a_sign_in_that_is_rejected_is_told(
        self, inbox: Inbox, mails: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong = mails.as_variable.replace("a-mailbox-of-the-tests", "wrong")
        monkeypatch.setenv("AIRFLOW_CONN_BROKER_MAIL", wrong)
        self.feed(inbox)
        receive()
        trouble = inbox.row("reports").trouble
        assert "can't be read" in trouble
        assert "Authentication" in trouble
        assert "wrong" not in trouble
