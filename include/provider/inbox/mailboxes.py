"""A source's mailbox, opened through its Airflow connection of type IMAP.

Mails are read without being marked. What is kept of each is its number: UIDVALIDITY and UID together
name a mail of a folder for ever (RFC 9051, 2.3.1.1).
"""

from __future__ import annotations

import base64
import datetime as dt
import imaplib
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from include.core_backoffice.mailbox.headers import MailHeaders, read_headers
from include.core_backoffice.mailbox.rules import AfterMail, MailboxRefused, MailRules
from include.plain_text import plain
from include.provider.inbox.mail_tokens import access_token, initial_response, wants_token

MOST_MAILS = 200
"""How many mails a look goes through; the next look goes on."""
_SECONDS = 20.0
_PORT, _TLS_PORT = 143, 993
_UIDS_AT_ONCE = 50_000
_HEADERS_AT_ONCE = 50
_HIGHEST_UID = 2**32 - 1
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_ASKED = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE AUTHENTICATION-RESULTS)])"


class MailConnection(Protocol):
    """What is used of an Airflow connection."""

    host: str | None
    port: int | None
    login: str | None
    password: str | None

    @property
    def extra_dejson(self) -> dict[str, Any]:
        """The connection's extra fields."""
        ...


@dataclass(frozen=True, slots=True)
class MailFound:
    """A mail of the folder: its number, its size in bytes, its headers, when the server got it (UTC)."""

    uid: int
    size: int
    headers: MailHeaders
    received_at: dt.datetime | None


class Mailbox:
    """A mailbox's folder, signed in.

    Args:
        rules: which mailbox and folder.
        connection: the Airflow connection.

    Raises:
        MailboxRefused: it can't be opened.
    """

    def __init__(self, rules: MailRules, connection: MailConnection) -> None:
        self._rules = rules
        self._folder = _quoted(rules.folder)
        with _told(rules):
            self._client = _client(connection)
            _sign_in(self._client, connection)
            # What it can do, it tells only after the sign-in.
            _, told = self._client.capability()
            self._can = frozenset(bytes(told[-1] or b"").upper().split())
        self.validity = 0
        self.next_uid = 0

    def look(self, *, changes: bool = False) -> None:
        """Open the folder as it is now, for changes or only to read: `validity` and `next_uid` are its.

        Raises:
            MailboxRefused: the server rejects that, or doesn't respond.
        """
        with _told(self._rules):
            answer, _ = self._client.select(self._folder, readonly=not changes)
            if answer != "OK":
                raise MailboxRefused(
                    f"The mailbox has no folder {self._rules.folder}, or it can't be opened. Correct the folder "
                    "under Imports."
                )
            self.validity = _number(self._client, "UIDVALIDITY")
            self.next_uid = _number(self._client, "UIDNEXT")

    def after(self, uid: int) -> list[int]:
        """The numbers of the mails after one, in order, the first `MOST_MAILS` of them."""
        found: list[int] = []
        # A server needn't tell the next number; then all there may be are asked for at once.
        first, most = uid + 1, self.next_uid - 1 if self.next_uid else _HIGHEST_UID
        portion = _UIDS_AT_ONCE if self.next_uid else _HIGHEST_UID
        with _told(self._rules):
            while first <= most and len(found) < MOST_MAILS:
                last = min(first + portion - 1, most)
                criteria = [f"UID {first}:{last}", "UNDELETED"]
                if self._rules.since is not None:
                    since = self._rules.since
                    criteria.append(f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}")
                _, lines = self._client.uid("SEARCH", *" ".join(criteria).split())
                numbers = sorted(int(one) for line in lines if line for one in line.split())
                # "7:9" is also "9:7", so a server may name the last mail for numbers after it.
                found.extend(number for number in numbers if first <= number <= last)
                first = last + 1
        return found[:MOST_MAILS]

    def headers(self, uids: Sequence[int]) -> Iterator[MailFound]:
        """The headers of mails, in order; those that are gone are left out."""
        for start in range(0, len(uids), _HEADERS_AT_ONCE):
            asked = ",".join(str(one) for one in uids[start : start + _HEADERS_AT_ONCE])
            with _told(self._rules):
                _, parts = self._client.uid("FETCH", asked, _ASKED)
            yield from sorted(_found(parts), key=lambda one: one.uid)

    def content(self, uid: int) -> bytes:
        """A whole mail; empty if it is gone."""
        with _told(self._rules):
            _, parts = self._client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def finish(self, uid: int) -> None:
        """Do with a mail what the rules say once its files are taken; done twice, it is done once."""
        with _told(self._rules):
            if self._rules.after is AfterMail.SEEN:
                _require(self._client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)"))
            elif self._rules.after is AfterMail.MOVE:
                self._move(uid)

    def _move(self, uid: int) -> None:
        folder = _quoted(self._rules.done_folder)
        moves = b"MOVE" in self._can
        command = "MOVE" if moves else "COPY"
        answer = self._client.uid(command, str(uid), folder)
        if answer[0] != "OK":
            self._client.create(folder)
            with suppress(imaplib.IMAP4.error):
                self._client.subscribe(folder)
            answer = self._client.uid(command, str(uid), folder)
        _require(answer)
        if not moves:
            _require(self._client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)"))
            # Without UIDPLUS, removing this one would remove all that others marked.
            if b"UIDPLUS" in self._can:
                self._client.uid("EXPUNGE", str(uid))

    def close(self) -> None:
        """Sign out."""
        with suppress(Exception):
            self._client.logout()


def open_mailbox(rules: MailRules) -> Mailbox:
    """The mailbox that rules name, through Airflow's connection.

    Raises:
        MailboxRefused: Airflow has no such connection, or it can't be opened.
    """
    from airflow.sdk import Connection  # noqa: PLC0415  (slow, and only in Airflow's own processes)
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415  (as above)

    try:
        connection: MailConnection = Connection.get(rules.conn_id)
    except AirflowNotFoundException:
        raise MailboxRefused(
            f"Airflow has no connection {rules.conn_id}. Create it under Admin > Connections, of type IMAP."
        ) from None
    return Mailbox(rules, connection)


def _client(connection: MailConnection) -> imaplib.IMAP4:
    """As Airflow's ImapHook connects, but never waiting for ever."""
    extra = connection.extra_dejson
    host, port = connection.host or "", connection.port
    checks = extra.get("ssl_context", "default") != "none"
    context = ssl.create_default_context() if checks else ssl._create_unverified_context()  # noqa: S323, SLF001  (the connection says so)
    if extra.get("use_ssl", True):
        return imaplib.IMAP4_SSL(host, port or _TLS_PORT, ssl_context=context, timeout=_SECONDS)
    client = imaplib.IMAP4(host, port or _PORT, timeout=_SECONDS)
    if extra.get("starttls"):
        client.starttls(context)
    return client


def _sign_in(client: imaplib.IMAP4, connection: MailConnection) -> None:
    user, secret, extra = connection.login or "", connection.password or "", connection.extra_dejson
    if not wants_token(extra):
        client.login(user, secret)
        return
    said = initial_response(user, access_token(extra, secret))
    # A server that refuses it says why first, and waits for an empty answer.
    client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else said)


@contextmanager
def _told(rules: MailRules) -> Iterator[None]:
    try:
        yield
    except MailboxRefused:
        raise
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        reason = plain(_said(error))[:200] or type(error).__name__
        raise MailboxRefused(
            f"The mailbox of the Airflow connection {rules.conn_id} can't be read ({reason}). Check the "
            "connection, and that the mail server allows this sign-in."
        ) from error


def _said(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)


def _require(answer: tuple[str, Sequence[object]]) -> None:
    if answer[0] != "OK":
        said = answer[1][0] if answer[1] else ""
        raise imaplib.IMAP4.error(
            said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        )


def _number(client: imaplib.IMAP4, name: str) -> int:
    _, values = client.response(name)
    last = values[-1] if values else None
    return int(last) if isinstance(last, bytes) and last.isdigit() else 0


def _found(parts: Sequence[object]) -> Iterator[MailFound]:
    for number, part in enumerate(parts):
        if not isinstance(part, tuple):
            continue
        # What follows the headers may stand after them.
        after = parts[number + 1] if number + 1 < len(parts) else b""
        facts = bytes(part[0]) + b" " + (after if isinstance(after, bytes) else b"")
        uid, size = _NUMBERS.search(facts), _SIZE.search(facts)
        if uid is not None:
            yield MailFound(
                int(uid[1]),
                int(size[1]) if size else 0,
                read_headers(bytes(part[1])),
                _received(facts),
            )


def _received(fetched: bytes) -> dt.datetime | None:
    local = imaplib.Internaldate2tuple(fetched)
    return dt.datetime.fromtimestamp(time.mktime(local), dt.UTC) if local else None


def _quoted(folder: str) -> str:
    """A folder's name as the protocol has it (RFC 3501, 5.1.3), quoted."""
    encoded = re.sub(r"[^\x20-\x7e]+", _in_base64, folder.replace("&", "&-"))
    escaped = encoded.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _in_base64(found: re.Match[str]) -> str:
    text = base64.b64encode(found[0].encode("utf-16-be")).decode("ascii")
    return f"&{text.rstrip('=').replace('/', ',')}-"
