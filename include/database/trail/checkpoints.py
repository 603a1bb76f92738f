"""Checkpoints: signed statements of how long a trail was and what its root was, kept elsewhere.

They are written to the setting `[corebooks] checkpoints`. Whoever alters the database, and could even
rehash its trail, can't alter what is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.months.sign_offs import end_for_broken_trail
from include.database.tables.companies import Company
from include.database.trail.examination import TrailBroken, examine
from include.database.trail.trail_keys import public_key, signed, trail_secret
from include.database.trail.verify_offline import (
    Altered,
    Checkpoint,
    check_signature,
    checkpoint_text,
    read_checkpoint,
)
from include.settings import checkpoints_folder


def origin(company_id: str) -> str:
    """The trail's name in its checkpoints."""
    return f"corebooks/{company_id}"


def trail_public_key(session: Session, company_id: str) -> str:
    """The key with which an auditor verifies the trail's checkpoints."""
    return public_key(trail_secret(session), origin(company_id))


def make_checkpoint(
    session: Session, company_id: str, at: dt.datetime, earlier: Sequence[Checkpoint] = ()
) -> Checkpoint:
    """Verify a trail, and sign what it is.

    Args:
        session: a transaction of the database.
        company_id: the company whose trail it is.
        at: now, UTC.
        earlier: checkpoints that the trail must continue.

    Raises:
        TrailBroken: the trail doesn't verify; nothing is signed.
    """
    found, name = examine(session, company_id, earlier), origin(company_id)
    moment = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    text = checkpoint_text(name, found.size, found.root, moment)
    return read_checkpoint(signed(trail_secret(session), name, text))


def stored_checkpoints(session: Session, company_id: str) -> list[Checkpoint]:
    """The newest checkpoint that was stored, if there is one; it covers all that was before it.

    Raises:
        TrailBroken: it can't be read, or isn't signed with the trail's key.
    """
    try:
        names = _names(company_id)
    except OSError as reason:
        raise TrailBroken(
            f"Checkpoints in {checkpoints_folder()} can't be read: {reason}."
        ) from None
    if not names:
        return []
    newest = _folder(company_id) / names[-1]
    return [given_checkpoint(newest, trail_public_key(session, company_id))]


def newer_checkpoints(session: Session, company_id: str, size: int) -> list[str]:
    """The stored checkpoints of a trail that was longer: an older copy of the database was restored.

    Args:
        session: a transaction of the database.
        company_id: the company whose trail it is.
        size: how many events it has.

    Returns:
        Their files, the newest first.
    """
    newer: list[str] = []
    key, folder = trail_public_key(session, company_id), _folder(company_id)
    for name in reversed(_names(company_id)):
        if given_checkpoint(folder / name, key).size <= size:
            break
        newer.append(str(folder / name))
    return newer


def given_checkpoint(file: Any, key: str) -> Checkpoint:
    """A checkpoint from a file, signed with the trail's key.

    Raises:
        TrailBroken: it can't be read, or isn't signed with the key.
    """
    try:
        checkpoint = read_checkpoint(file.read_text(encoding="utf-8"))
        check_signature(checkpoint, key)
    except (Altered, OSError, UnicodeDecodeError) as reason:
        raise TrailBroken(f"The checkpoint {file} can't be used. {reason}") from None
    return checkpoint


def store_due(database: Database, now: dt.datetime) -> list[str]:
    """Store what is due: a company's checkpoint of the day, and the one of the month that ended.

    Days begin at midnight in the company's time zone. Nothing is ever written over.

    Args:
        database: the database.
        now: UTC.

    Returns:
        The names of the files that were written.

    Raises:
        TrailBroken: a trail doesn't verify; the other companies' checkpoints were stored.
    """
    with database.reading() as session:
        zones = session.execute(select(Company.id, Company.timezone).order_by(Company.id)).all()
    written: list[str] = []
    broken: list[str] = []
    for company_id, zone in zones:
        due = _due(_names(company_id), now.astimezone(ZoneInfo(zone)).date())
        if not due:
            continue
        try:
            with database.reading() as session:
                earlier = stored_checkpoints(session, company_id)
            with database.reading() as session:
                checkpoint = make_checkpoint(session, company_id, now, earlier)
        except TrailBroken as reason:
            end_for_broken_trail(database, company_id, str(reason))
            broken.append(str(reason))
            continue
        written += [_write(company_id, name, checkpoint.note) for name in due]
    if broken:
        raise TrailBroken(" ".join(broken))
    return written


def _due(there: Sequence[str], today: dt.date) -> list[str]:
    """The names of the checkpoints to write."""
    last_month = f"{today.replace(day=1) - dt.timedelta(days=1):%Y-%m}"
    month_end, day = f"{last_month}-month-end.txt", f"{today.isoformat()}.txt"
    of_last_month = [name for name in there if name.startswith(last_month)]
    due = [month_end] if of_last_month and month_end not in there else []
    return due if day in there else [*due, day]


def _folder(company_id: str) -> Any:
    where = checkpoints_folder()
    if "://" in where:
        from airflow.sdk import ObjectStoragePath  # noqa: PLC0415  (only for object storage)

        return ObjectStoragePath(where) / company_id
    return Path(where).expanduser() / company_id


def _names(company_id: str) -> list[str]:
    """The files' names, the oldest first: a month's end comes after its days."""
    folder = _folder(company_id)
    if not folder.exists():
        return []
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(".txt"))


def _write(company_id: str, name: str, note: str) -> str:
    folder = _folder(company_id)
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(folder, Path):
        with (folder / name).open("x", encoding="utf-8") as file:
            file.write(note)
    else:
        (folder / name).write_text(note)
    return f"{company_id}/{name}"
