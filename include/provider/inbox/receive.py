"""The task that fetches files and mails into the inbox; done twice, each is there once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import BinaryIO

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.folder.complete import (
    QUIET_SECONDS,
    SeenFile,
    candidates,
    unchanged,
)
from include.core_backoffice.folder.rules import AfterTaking, FolderRules
from include.core_backoffice.folder.rules import read_rules as folder_rules
from include.core_backoffice.mailbox.attachments import LARGEST_MAIL, files_of
from include.core_backoffice.mailbox.headers import is_wanted, refusal
from include.core_backoffice.mailbox.rules import MailRules
from include.core_backoffice.mailbox.rules import read_rules as mail_rules
from include.database.engine import Database
from include.database.feeds import trouble
from include.database.feeds.arrivals import LARGEST, NewArrival, store_arrival
from include.database.feeds.waiting import WatchedFeed, known_keys, save_cursor, watched_feeds
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import Seal
from include.plain_text import plain
from include.provider.inbox.cursors import MailCursor
from include.provider.inbox.folders import Folder, appears_whole, open_folder, too_large
from include.provider.inbox.mailboxes import MOST_MAILS, Mailbox, MailFound, open_mailbox
from include.provider.inbox.queries import fetch_queries
from include.settings import database_url, encryption_keys
from include.understood import Understood

logger = logging.getLogger(__name__)

_CHUNK = 1024 * 1024
FAULT = (
    "CoreBooks failed on this source, so its files may not have arrived. Airflow tries again automatically. If this "
    "stays, send the log of the task receive of the DAG corebooks_inbox to your Airflow administrator."
)
"""What a source says of a fault that isn't its own."""


class StillWritten(Exception):
    """A file changed while it was read; nothing of it is kept, and a later look takes it."""


def receive() -> dict[str, int]:
    """Fetch what is new in every folder and mailbox.

    Returns:
        {"sources": how many were looked at, "fetched": how many files}

    Raises:
        RuntimeError: a fault of CoreBooks; all other sources were looked at.
    """
    fetched, faults = 0, []
    with closing(Database(database_url())) as database:
        seal = seal_of(database, encryption_keys())
        with database.reading() as session:
            feeds = watched_feeds(session)
        for feed in feeds:
            try:
                fetched += _fetch(database, seal, feed)
            except Understood as reason:
                logger.warning("Source %s: %s", feed.name, reason)
                _failed(database, feed, str(reason))
            except Exception:
                logger.exception("Source %s can't be looked at.", feed.name)
                # The database may be what failed; the task is red either way.
                with suppress(Exception):
                    _failed(database, feed, FAULT)
                faults.append(feed.name)
    if faults:
        raise RuntimeError(
            f"CoreBooks failed on these sources: {', '.join(faults)}. The reason is above. All other sources were "
            "looked at. Airflow tries again."
        )
    return {"sources": len(feeds), "fetched": fetched}


def _fetch(database: Database, seal: Seal, feed: WatchedFeed) -> int:
    if feed.door is Door.FOLDER:
        return _fetch_folder(database, seal, feed)
    if feed.door is Door.SQL:
        new = fetch_queries(database, seal, feed)
        trouble.note(database, feed.id, "")
        return new
    return _fetch_mailbox(database, seal, feed)


def _failed(database: Database, feed: WatchedFeed, sentence: str) -> None:
    """Store why a source couldn't be fetched, for pages and for the looks of the trigger."""
    trouble.note(database, feed.id, sentence)
    with database.reading() as session:
        cursor = next((one.cursor for one in watched_feeds(session) if one.id == feed.id), None)
    if cursor is not None and cursor.get("trouble") != sentence:
        save_cursor(database, feed.id, {**cursor, "trouble": sentence})


def _fetch_folder(database: Database, seal: Seal, feed: WatchedFeed) -> int:
    rules, fetched = folder_rules(feed.settings), 0
    with closing(open_folder(rules)) as folder:
        files, large = _complete_files(folder, rules)
        with database.reading() as session:
            known = known_keys(session, feed.id, [one.key for one in files])
        for file in files:
            try:
                if file.key not in known:
                    fetched += _store_file(database, seal, feed, rules, folder, file)
                if rules.after is AfterTaking.MOVE:
                    _move(folder, file, rules)
            except (StillWritten, FileNotFoundError):
                logger.info(
                    "Source %s: %s changes, so it is taken later.", feed.name, plain(file.name)
                )
    if feed.cursor.get("trouble"):
        save_cursor(database, feed.id, {**feed.cursor, "trouble": ""})
    trouble.note(database, feed.id, too_large(rules, large))
    return fetched


def _complete_files(folder: Folder, rules: FolderRules) -> tuple[list[SeenFile], list[SeenFile]]:
    """The files that two looks find alike, and those that are too large."""
    files, large = candidates(folder.files(), rules.pattern, utc_now(), LARGEST)
    if files and not appears_whole(rules):
        before = {one.name: one for one in files}
        time.sleep(QUIET_SECONDS)
        again, large = candidates(folder.files(), rules.pattern, utc_now(), LARGEST)
        files = unchanged(before, again)
    return files, large


def _store_file(
    database: Database,
    seal: Seal,
    feed: WatchedFeed,
    rules: FolderRules,
    folder: Folder,
    file: SeenFile,
) -> int:
    new = NewArrival(
        feed_id=feed.id,
        door=Door.FOLDER,
        name=plain(file.name),
        sender=rules.path,
        received_by="folder",
        dated_at=file.modified,
        idempotency_key=file.key,
    )
    with folder.open(file) as opened:
        stored = store_arrival(database, seal, new, _chunks(folder, file, opened))
    if stored.is_new:
        logger.info("Source %s: took %s as import %s.", feed.name, plain(file.name), stored.id)
    return int(stored.is_new)


def _chunks(folder: Folder, file: SeenFile, opened: BinaryIO) -> Iterator[bytes]:
    """A file's bytes.

    Raises:
        StillWritten: it isn't what it was when it was listed.
    """
    size = 0
    while chunk := opened.read(_CHUNK):
        size += len(chunk)
        yield chunk
    if size != file.size or folder.seen(file) != file:
        raise StillWritten(file.name)


def _move(folder: Folder, file: SeenFile, rules: FolderRules) -> None:
    """Move a file that was taken; one that can't be moved is named by the looks of the trigger."""
    try:
        folder.move(file, rules.done_folder)
    except FileNotFoundError:
        raise
    except (OSError, Understood) as error:
        logger.warning(
            "%s can't be moved to %s: %s", plain(file.name), rules.done_folder, plain(str(error))
        )


def _fetch_mailbox(database: Database, seal: Seal, feed: WatchedFeed) -> int:
    rules, fetched = mail_rules(feed.settings), 0
    with closing(open_mailbox(rules)) as mailbox:
        mailbox.look(changes=rules.after.changes)
        cursor = _begin(MailCursor.read(feed.cursor), mailbox, rules)
        while True:
            uids = mailbox.after(cursor.uid)
            for mail in mailbox.headers(uids):
                before = cursor
                cursor, stored = _take(database, seal, feed, rules, mailbox, cursor, mail)
                fetched += stored
                if stored or dataclasses.replace(cursor, uid=before.uid) != before:
                    save_cursor(database, feed.id, cursor.stored())
            end = uids[-1] if uids else max(cursor.uid, mailbox.next_uid - 1)
            cursor = dataclasses.replace(cursor, uid=max(cursor.uid, end))
            save_cursor(database, feed.id, cursor.stored())
            if len(uids) < MOST_MAILS:
                break
    trouble.note(database, feed.id, cursor.trouble)
    return fetched


def _begin(cursor: MailCursor, mailbox: Mailbox, rules: MailRules) -> MailCursor:
    """Where to go on: from the first mail, where the server counts anew or other mails are taken now."""
    if cursor.start(mailbox.validity, rules) == 0:
        return MailCursor(mailbox.validity, 0, rules.digest)
    return dataclasses.replace(cursor, trouble="")


def _take(
    database: Database,
    seal: Seal,
    feed: WatchedFeed,
    rules: MailRules,
    mailbox: Mailbox,
    cursor: MailCursor,
    mail: MailFound,
) -> tuple[MailCursor, int]:
    """Take the files of a mail, or note why not. Returns how far that is, and how many files are new."""
    done = dataclasses.replace(cursor, uid=mail.uid)
    if not is_wanted(mail.headers, rules):
        return done, 0
    if why := refusal(mail.headers, rules):
        logger.info("Source %s: a mail was rejected. %s", feed.name, why)
        noted = _note(mail, why)
        return dataclasses.replace(done, refused=done.refused + 1, last_refused=noted), 0
    if mail.size > LARGEST_MAIL:
        why = f"The mail has {mail.size:,} bytes, and the limit is {LARGEST_MAIL:,}. Have smaller files sent."
        return dataclasses.replace(done, unreadable=_note(mail, why)), 0
    found = files_of(mailbox.content(mail.uid), rules.attachments)
    for sentence in found.unreadable:
        logger.warning("Source %s: %s", feed.name, sentence)
        done = dataclasses.replace(done, unreadable=_note(mail, sentence))
    stored = 0
    for file in found.files:
        new = NewArrival(
            feed_id=feed.id,
            door=Door.MAILBOX,
            name=file.name,
            sender=f"{mail.headers.sender}: {mail.headers.subject}",
            received_by="mailbox",
            dated_at=_dated(mail),
            idempotency_key=_key(rules, mailbox, mail, file.part),
        )
        outcome = store_arrival(database, seal, new, [file.content])
        stored += int(outcome.is_new)
        if outcome.is_new:
            logger.info("Source %s: took %s as import %s.", feed.name, file.name, outcome.id)
    return (_finish(mailbox, mail, done) if found.files else done), stored


def _finish(mailbox: Mailbox, mail: MailFound, done: MailCursor) -> MailCursor:
    """Mark or move a mail whose files are taken; where that fails, they are taken all the same."""
    try:
        mailbox.finish(mail.uid)
    except Understood as reason:
        logger.warning("A mail can't be marked or moved. %s", reason)
        sentence = (
            f"Files were taken from a mail that can't be marked or moved afterwards. {reason}"
        )
        return dataclasses.replace(done, trouble=sentence)
    return done


def _note(mail: MailFound, why: str) -> tuple[tuple[str, str], ...]:
    return (
        ("at", (mail.received_at or utc_now()).isoformat()),
        ("sender", mail.headers.sender),
        ("subject", mail.headers.subject),
        ("why", why),
    )


def _dated(mail: MailFound) -> dt.datetime | None:
    """When a mail was written; one that says so of the future, when the server got it."""
    got, written = mail.received_at, mail.headers.dated_at
    if got is None or written is None:
        return got or written
    return min(got, written)


def _key(rules: MailRules, mailbox: Mailbox, mail: MailFound, part: int) -> str:
    """By which an attachment is known once it is taken."""
    where = hashlib.sha256(f"{rules.conn_id}\n{rules.folder}".encode()).hexdigest()[:12]
    return f"mail:{where}:{mailbox.validity}:{mail.uid}:{part}"
