"""What a source says of its mailbox, read within bounds."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from include.core_backoffice.feeds.patterns import pattern_problem
from include.core_backoffice.records.errors import CoreConnectionProblem
from include.plain_text import plain

_MOST_SENDERS = 200
_LONGEST = 200
_SENDER = re.compile(r"[^\s@<>,;]*@[^\s@<>,;]+\.[^\s@<>,;]+")


class AfterMail(StrEnum):
    """What becomes of a mail once its files are taken."""

    KEEP = "keep"
    """Nothing; it is known by its number in the mailbox."""
    SEEN = "seen"
    """It is marked as read."""
    MOVE = "move"
    """It is moved to another folder of the mailbox."""

    @property
    def changes(self) -> bool:
        """Whether the mailbox is changed."""
        return self is not AfterMail.KEEP


class MailboxRefused(CoreConnectionProblem):
    """A mailbox that can't be read as it is set up; the message says what to do."""


@dataclass(frozen=True, slots=True)
class MailRules:
    """Which mailbox is read, and which mails are taken.

    Attributes:
        conn_id: the Airflow connection, of type imap.
        folder: the mailbox's folder.
        senders: addresses, "reports@core.example", or whole domains, "@core.example"; in lower case.
        subject: subjects that are taken, by pattern; all if it is blank.
        attachments: names of files that are taken, by pattern; all that can be read if it is blank.
        after: what becomes of a mail once its files are taken.
        done_folder: where it is moved to.
        require_auth: the name by which the mailbox's own server signs its checks of senders
            (Authentication-Results); if it is blank, the sender's address is believed.
        since: the day of the oldest mail that is taken; None for all.
    """

    conn_id: str
    senders: tuple[str, ...]
    folder: str = "INBOX"
    subject: str = ""
    attachments: str = ""
    after: AfterMail = AfterMail.KEEP
    done_folder: str = ""
    require_auth: str = ""
    since: dt.date | None = None

    @property
    def digest(self) -> str:
        """Of what decides which mails are taken: where it changes, mails are looked at again."""
        deciding = {**asdict(self), "after": "", "done_folder": ""}
        return hashlib.sha256(json.dumps(deciding, default=str).encode()).hexdigest()[:16]


def read_rules(settings: Mapping[str, Any]) -> MailRules:
    """A source's settings as rules.

    Raises:
        MailboxRefused: a setting can't be used.
    """
    conn_id, folder = _text(settings, "conn_id"), _text(settings, "folder") or "INBOX"
    if not conn_id:
        raise MailboxRefused(
            "The source has no mailbox. Enter the ID of its Airflow connection, of type IMAP."
        )
    subject, attachments = _text(settings, "subject"), _text(settings, "attachments")
    for name, pattern in (("subjects", subject), ("file names", attachments)):
        if problem := pattern_problem(pattern):
            raise MailboxRefused(f"The {name} to take are {problem}")
    after = _after(_text(settings, "after"))
    done_folder = _text(settings, "done_folder")
    if after is AfterMail.MOVE and done_folder in ("", folder):
        raise MailboxRefused(
            f"Mails can't be moved to “{done_folder}”. Enter another folder of the mailbox."
        )
    return MailRules(
        conn_id,
        _senders(settings.get("senders")),
        folder,
        subject,
        attachments,
        after,
        done_folder,
        _text(settings, "require_auth"),
        _day(_text(settings, "since")),
    )


def _text(settings: Mapping[str, Any], name: str) -> str:
    text = plain(str(settings.get(name) or "")).strip()
    if len(text) > _LONGEST:
        raise MailboxRefused(
            f"The setting {name} is longer than {_LONGEST} characters. Shorten it."
        )
    return text


def _senders(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        given = re.split(r"[\s,;]+", given)
    listed = given if isinstance(given, Sequence) else ()
    senders = tuple(dict.fromkeys(str(one).strip().lower() for one in listed if str(one).strip()))
    if not senders:
        raise MailboxRefused(
            "The source lists no senders, so no mail is taken. Enter the addresses that send the files."
        )
    if len(senders) > _MOST_SENDERS:
        raise MailboxRefused(
            f"The source lists {len(senders)} senders, and the limit is {_MOST_SENDERS}. Enter a domain, such as "
            "@core.example."
        )
    for one in senders:
        if not _SENDER.fullmatch(one):
            raise MailboxRefused(
                f"“{plain(one)[:80]}” isn't a sender. Enter an address, or a domain such as @core.example."
            )
    return senders


def _after(text: str) -> AfterMail:
    try:
        return AfterMail(text or AfterMail.KEEP)
    except ValueError:
        raise MailboxRefused(
            f"What follows after a mail is read is “{text}”. Choose keep, seen, or move."
        ) from None


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise MailboxRefused(
            f"“{text}” isn't a day. Enter the oldest mail's day as YYYY-MM-DD."
        ) from None
