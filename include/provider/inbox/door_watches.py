"""How a folder, or a mailbox, is looked at again and again: what is new in it, and nothing fetched."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from include.books.wording import counted
from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.folder.complete import Steadiness, candidates
from include.core_backoffice.folder.rules import AfterTaking, FolderRules
from include.core_backoffice.folder.rules import read_rules as folder_rules
from include.core_backoffice.mailbox.headers import is_wanted, refusal
from include.core_backoffice.mailbox.rules import MailRules
from include.core_backoffice.mailbox.rules import read_rules as mail_rules
from include.core_backoffice.sql.settings import read_settings
from include.database.engine import Database
from include.database.feeds.arrivals import LARGEST
from include.database.feeds.waiting import WatchedFeed, known_keys
from include.provider.inbox.cursors import MailCursor
from include.provider.inbox.folders import Folder, appears_whole, open_folder, too_large
from include.provider.inbox.mailboxes import Mailbox, open_mailbox
from include.provider.inbox.query_times import due_since

_SECONDS = 2.0
_OF_OBJECTS = 5.0
"""Between two looks where every look is paid for."""
_STUCK_SECONDS = 120.0
"""A file that was taken is moved by the same run."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found.

    Attributes:
        waiting: keys of files and mails that are to be fetched.
        refused: keys of mails that are only to be noted.
        trouble: what keeps some of it from being taken, as a sentence.
    """

    waiting: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    trouble: str = ""


class DoorWatch(Protocol):
    """A door that is looked at; one look at a time."""

    seconds: float
    """Between two looks."""

    def look(self, database: Database, feed: WatchedFeed) -> Found:
        """Look once.

        Raises:
            Understood: it can't be looked at; the message says why.
        """
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


def watch_of(feed: WatchedFeed) -> DoorWatch:
    """The watch of a source's door."""
    if feed.door is Door.SQL:
        return QueryWatch()
    return MailboxWatch() if feed.door is Door.MAILBOX else FolderWatch()


class QueryWatch:
    """A database. It isn't asked: its queries are due by a schedule, or because someone has them asked."""

    seconds = _SECONDS

    def look(self, database: Database, feed: WatchedFeed) -> Found:  # noqa: ARG002  (as all doors)
        """Whether its queries are due."""
        due = due_since(read_settings(feed.settings), feed.cursor, feed.zone, utc_now())
        waiting = frozenset({f"sql:{feed.id}:{due.isoformat()}"} if due else ())
        return Found(waiting, trouble=failed_last(feed))

    def close(self) -> None:
        """It holds nothing."""


class FolderWatch:
    """A folder. It is opened with the first look, and again after one that failed."""

    def __init__(self) -> None:
        self.seconds = _SECONDS
        self._folder: Folder | None = None
        self._steady = Steadiness()
        self._taken: dict[str, float] = {}

    def look(self, database: Database, feed: WatchedFeed) -> Found:
        """List it."""
        rules, now = folder_rules(feed.settings), time.monotonic()
        try:
            if self._folder is None:
                self._folder = open_folder(rules)
            listed = self._folder.files()
        except Exception:
            self.close()
            raise
        files, large = candidates(listed, rules.pattern, utc_now(), LARGEST)
        if appears_whole(rules):
            self.seconds = _OF_OBJECTS
        else:
            files = self._steady.complete(files, now)
        keys = {one.key for one in files}
        self._taken = {key: since for key, since in self._taken.items() if key in keys}
        if new := keys - self._taken.keys():
            with database.reading() as session:
                self._taken |= dict.fromkeys(known_keys(session, feed.id, new), now)
        waiting = frozenset(f"file:{feed.id}:{key}" for key in keys - self._taken.keys())
        sentence = too_large(rules, large) or self._stuck(rules, now)
        return Found(waiting, trouble=sentence or (failed_last(feed) if waiting else ""))

    def _stuck(self, rules: FolderRules, now: float) -> str:
        """What to say of files that were taken and not moved away; empty if there are none."""
        stuck = [since for since in self._taken.values() if now - since > _STUCK_SECONDS]
        if rules.after is not AfterTaking.MOVE or not stuck:
            return ""
        return (
            f"The folder {rules.path} has {counted(len(stuck), 'file')} that CoreBooks took and can't move to "
            f"{rules.done_folder}. Allow Airflow to move files there. No file is taken twice."
        )

    def close(self) -> None:
        """Close it."""
        if self._folder is not None:
            self._folder.close()
        self._folder = None


class MailboxWatch:
    """A mailbox. It stays signed in between looks."""

    def __init__(self) -> None:
        self.seconds = _SECONDS
        self._mailbox: Mailbox | None = None
        self._forget()

    def _forget(self) -> None:
        self._validity = 0
        self._passed = 0
        self._taken: set[int] = set()
        self._refused: set[int] = set()

    def look(self, database: Database, feed: WatchedFeed) -> Found:  # noqa: ARG002  (as all doors)
        """Open the folder anew, and read the headers of mails that no look has seen."""
        rules, cursor = mail_rules(feed.settings), MailCursor.read(feed.cursor)
        try:
            if self._mailbox is None:
                self._mailbox = open_mailbox(rules)
            self._mailbox.look()
            self._read_on(self._mailbox, cursor, rules)
        except Exception:
            self.close()
            raise
        found = (self._taken, self._refused)
        waiting, refused = (
            frozenset(f"mail:{feed.id}:{self._validity}:{uid}" for uid in uids) for uids in found
        )
        return Found(waiting, refused, failed_last(feed) if waiting else cursor.trouble)

    def _read_on(self, mailbox: Mailbox, cursor: MailCursor, rules: MailRules) -> None:
        """Judge the mails after the newest that was judged, some at a time."""
        if mailbox.validity != self._validity:
            self._forget()
            self._validity = mailbox.validity
        done = cursor.start(mailbox.validity, rules)
        self._taken = {uid for uid in self._taken if uid > done}
        self._refused = {uid for uid in self._refused if uid > done}
        self._passed = max(self._passed, done)
        if mailbox.next_uid and self._passed >= mailbox.next_uid - 1:
            return
        uids = mailbox.after(self._passed)
        for mail in mailbox.headers(uids):
            if is_wanted(mail.headers, rules):
                (self._refused if refusal(mail.headers, rules) else self._taken).add(mail.uid)
        if uids:
            self._passed = uids[-1]

    def close(self) -> None:
        """Sign out."""
        if self._mailbox is not None:
            self._mailbox.close()
        self._mailbox = None


def failed_last(feed: WatchedFeed) -> str:
    """Why the inbox's last run couldn't fetch what is there; empty if it could."""
    return str(feed.cursor.get("trouble") or "")
