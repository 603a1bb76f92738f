"""Profiles of a feed, with versions: saved, tried, activated."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.core_backoffice.mapping.profile import Profile
from include.database.feeds.feeds import note
from include.database.tables.feeds import Feed, ImportProfile
from include.understood import Understood

MOST_HELD_PERCENT = 1
"""Of the rows it was tried on: with more on hold a profile can't be activated."""


class ProfileNotReady(Understood, ValueError):
    """A profile can't be activated yet; the message says why and what to do."""


def save_profile(
    session: Session,
    feed_id: str,
    profile: Profile,
    actor: str,
    *,
    rows_checked: int = 0,
    rows_held: int = 0,
    records_checked: int = 0,
    records_held: int = 0,
) -> ImportProfile:
    """Save a new version; it reads nothing until it is activated.

    Args:
        session: a writing transaction.
        feed_id: the feed.
        profile: how its files are read.
        actor: who saves it.
        rows_checked: of the file it was tried on, how many rows are data.
        rows_held: of those, how many would be on hold.
        records_checked: how many records its rows make.
        records_held: of those, how many would be on hold.
    """
    session.scalars(select(Feed).where(Feed.id == feed_id).with_for_update()).one()
    row = ImportProfile(
        feed_id=feed_id,
        name=profile.name,
        version=_newest_version(session, feed_id, profile.name) + 1,
        body=profile.model_dump(mode="json"),
        active=False,
        rows_checked=rows_checked,
        rows_held=rows_held,
        records_checked=records_checked,
        records_held=records_held,
        created_by=actor,
    )
    session.add(row)
    session.flush()
    note(session, feed_id, actor, "import profile saved", _told(row))
    return row


def _newest_version(session: Session, feed_id: str, name: str) -> int:
    newest = select(func.max(ImportProfile.version)).where(
        ImportProfile.feed_id == feed_id, ImportProfile.name == name
    )
    return session.scalar(newest) or 0


def _told(row: ImportProfile) -> dict[str, object]:
    return {
        "name": row.name,
        "version": row.version,
        "rows": row.rows_checked,
        "on_hold": row.rows_held,
    }


def activate(session: Session, profile_id: int, actor: str) -> ImportProfile:
    """Have a version read what arrives from now on; the version of its name that did so no longer does.

    Raises:
        ProfileNotReady: it wasn't tried on a file, or too many rows of that would be on hold.
    """
    row = session.get_one(ImportProfile, profile_id)
    session.scalars(select(Feed).where(Feed.id == row.feed_id).with_for_update()).one()
    if row.rows_checked == 0:
        raise ProfileNotReady(
            f"The import profile “{row.name}” wasn't tried on a file with rows. Open a file with it, "
            "then activate it."
        )
    _require_enough(row, row.rows_held, row.rows_checked, "rows")
    _require_enough(row, row.records_held, row.records_checked, "records")
    session.execute(
        update(ImportProfile)
        .where(ImportProfile.feed_id == row.feed_id, ImportProfile.name == row.name)
        .where(ImportProfile.active, ImportProfile.id != row.id)
        .values(active=False)
    )
    if not row.active:
        row.active, row.activated_by, row.activated_at = True, actor, utc_now()
        note(session, row.feed_id, actor, "import profile activated", _told(row))
    return row


def _require_enough(row: ImportProfile, held: int, checked: int, noun: str) -> None:
    if held * 100 > checked * MOST_HELD_PERCENT:
        raise ProfileNotReady(
            f"{held} of {checked} {noun} would be on hold with “{row.name}”, and "
            f"{MOST_HELD_PERCENT}% is the most. Correct the columns or the rows, then save it again."
        )


def deactivate(session: Session, profile_id: int, actor: str) -> None:
    """Have a version read nothing any more."""
    row = session.get_one(ImportProfile, profile_id)
    if row.active:
        row.active = False
        note(session, row.feed_id, actor, "import profile turned off", _told(row))


def active(session: Session, feed_id: str) -> Sequence[ImportProfile]:
    """The versions that read what arrives, by name."""
    return session.scalars(
        select(ImportProfile)
        .where(ImportProfile.feed_id == feed_id, ImportProfile.active)
        .order_by(ImportProfile.name)
    ).all()


def profile_of(row: ImportProfile) -> Profile:
    """The profile of a version."""
    return Profile.model_validate(row.body)
