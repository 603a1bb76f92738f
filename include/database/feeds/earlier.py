"""Whether an arrival says something new: the same file again does nothing, an older one waits for a person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from include.books.dates import format_day
from include.core_backoffice.feeds.doors import Door
from include.database.feeds.choosing import Chosen
from include.database.feeds.query_cursors import CHANGED_ROWS
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival, ImportProfile

_AS_IT_IS_NOW = (Door.SQL.value, Door.PUSH.value)
"""Doors by which no earlier file comes by mistake: what a database returns, or a new call has, is so now."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why an arrival isn't read now."""

    status: ArrivalStatus
    sentence: str
    what_to_do: str


def why_waiting(session: Session, arrival: Arrival, chosen: Chosen) -> NotRead | None:
    """Why an arrival isn't read, or not before a person says so; None if it is.

    Args:
        session: a transaction of the database.
        arrival: the arrival.
        chosen: the profile that would read it.
    """
    partial = _is_partial(arrival, chosen)
    if partial is not None or arrival.confirmed_by:
        return partial
    read = _read_by(arrival, chosen.name)
    newest = session.scalars(read).first()
    if newest is None:
        return None
    alike = read.where(Arrival.sha256 == arrival.sha256, Arrival.profile_id == chosen.id)
    same = session.scalars(alike).first()
    if same is not None and same.id == newest.id:
        return NotRead(
            ArrivalStatus.DUPLICATE,
            f"It is the same file as {same.name}, import {same.id}, so nothing changed.",
            "",
        )
    if same is not None and arrival.door not in _AS_IT_IS_NOW:
        return _same_as_an_earlier(same, newest)
    return _older(arrival, newest)


def _read_by(arrival: Arrival, profile: str) -> Select[Arrival]:
    """What was read before by the same profile, the newest reading only."""
    return (
        select(Arrival)
        .join(ImportProfile, ImportProfile.id == Arrival.profile_id)
        .where(
            Arrival.feed_id == arrival.feed_id,
            Arrival.status == ArrivalStatus.READ.value,
            Arrival.id != arrival.id,
            ImportProfile.name == profile,
        )
        .order_by(Arrival.read_at.desc(), Arrival.id.desc())
        .limit(1)
    )


def _same_as_an_earlier(same: Arrival, newest: Arrival) -> NotRead:
    return NotRead(
        ArrivalStatus.WAITING,
        f"It is the same file as import {same.id}, and import {newest.id} ({newest.name}) was read "
        "since. Reading it again would restore the earlier values.",
        "To restore them, select “Read it anyway”. Otherwise select “Discard”.",
    )


def _older(arrival: Arrival, newest: Arrival) -> NotRead | None:
    """Why an arrival waits that was made before the newest one; None if it wasn't, or nobody knows."""
    if not (arrival.dated_at and newest.dated_at and arrival.dated_at < newest.dated_at):
        return None
    return NotRead(
        ArrivalStatus.WAITING,
        f"{arrival.name} is of {format_day(arrival.dated_at.date())}, older than import "
        f"{newest.id} ({newest.name}) of {format_day(newest.dated_at.date())}, which was read.",
        "To read the older values, select “Read it anyway”. Otherwise select “Discard”.",
    )


def _is_partial(arrival: Arrival, chosen: Chosen) -> NotRead | None:
    """Why rows that changed aren't read by a profile that removes what they lack."""
    if arrival.received_by != CHANGED_ROWS or chosen.profile.contents != "snapshot":
        return None
    return NotRead(
        ArrivalStatus.NO_PROFILE,
        f"{arrival.name} has the rows that changed, and the import profile “{chosen.name}” reads a file as all "
        "there is. It would remove every other record.",
        "Save a version of the profile that reads changes, and activate it. Or remove :since from the query.",
    )
