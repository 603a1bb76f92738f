"""Saving a profile that was tried on a file, and having it read what waits for it."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.trial import MOST_HELD_PERCENT, Trial
from include.database.feeds.profiles import ProfileNotReady, activate, save_profile
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ImportProfile


def save_tried(
    session: Session, feed_id: str, profile: Profile, trial: Trial, actor: str
) -> ImportProfile:
    """Save a version that was tried on a whole file; it reads nothing until it is activated."""
    return save_profile(
        session,
        feed_id,
        profile,
        actor,
        rows_checked=trial.rows,
        rows_held=trial.rows_held,
        records_checked=sum(trial.records.values()),
        records_held=trial.records_held,
    )


def activate_tried(
    session: Session, feed_id: str, profile: Profile, trial: Trial, actor: str
) -> ImportProfile:
    """Save a version and activate it. What waits for a profile is to be read then.

    Raises:
        ProfileNotReady: too little of the file adds up; nothing was saved.
    """
    if not trial.is_enough:
        raise ProfileNotReady(why_not_enough(profile.name, trial))
    row = activate(session, save_tried(session, feed_id, profile, trial, actor).id, actor)
    session.execute(
        update(Arrival)
        .where(Arrival.feed_id == feed_id, Arrival.status == ArrivalStatus.NO_PROFILE.value)
        .values(status=ArrivalStatus.STORED.value, sentence="", what_to_do="")
    )
    return row


def why_not_enough(name: str, trial: Trial) -> str:
    """Why a profile can't be activated: how many rows and records would be on hold."""
    made = sum(trial.records.values())
    if not trial.rows or not made:
        return f"The import profile “{name}” finds no rows in the file, so it can't be activated."
    return (
        f"{trial.rows_held:,} of {trial.rows:,} rows, and {trial.records_held:,} of {made:,} records, "
        f"would be on hold. {MOST_HELD_PERCENT}% is the most, so “{name}” wasn't activated. Correct the "
        "columns, or the rows named below, or save it as a draft."
    )


def to_read(session: Session, feed_id: str) -> list[tuple[int, int]]:
    """What of a source is to be read, in the order in which it came: IDs, each with its bytes."""
    rows = session.execute(
        select(Arrival.id, Arrival.size)
        .where(Arrival.feed_id == feed_id, Arrival.status == ArrivalStatus.STORED.value)
        .order_by(Arrival.id)
    )
    return [(arrival_id, size) for arrival_id, size in rows]
