"""The first long file of a new profile: tried as a whole before anything of it is kept.

A profile is activated on what a visitor can wait for, the first rows of each sheet. That at least 99% of the
rows add up is required of all of them, so the run that reads the file tries the rest first.
"""

from __future__ import annotations

from sqlalchemy import select

from include.core_backoffice.files.beginning import CHECKED_ROWS, beginning
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.trial import MOST_HELD_PERCENT, Trial, try_profile
from include.database.engine import Database
from include.database.feeds.choosing import Chosen
from include.database.feeds.people import FeedPeople
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival


def why_not_enough(
    database: Database, seal: Seal, arrival: Arrival, found: Chosen, file: SheetFile
) -> str:
    """Why a person must say that a file is to be read; empty if enough of it adds up, or did before.

    Args:
        database: the CoreBooks database.
        seal: opens the feed's lists of agents and vendors.
        arrival: what is to be read.
        found: the version of the profile that reads it.
        file: its sheets.

    Raises:
        FileRefused: a row can't be read.
        ProfileMismatch: no sheet of the file has the profile's headers.
    """
    if _has_read(database, found.id) or beginning(file, CHECKED_ROWS).is_whole:
        return ""
    people = FeedPeople(database, seal, arrival.feed_id)
    trial = try_profile(found.profile, file, arrival.name, people)
    return "" if trial.is_enough else _sentence(trial, found)


def _has_read(database: Database, profile_id: int) -> bool:
    """Whether this version of the profile read a file before."""
    query = select(Arrival.id).where(
        Arrival.profile_id == profile_id, Arrival.status == ArrivalStatus.READ.value
    )
    with database.reading() as session:
        return session.scalars(query.limit(1)).first() is not None


def _sentence(trial: Trial, found: Chosen) -> str:
    return (
        f"{trial.rows_held:,} of its {trial.rows:,} rows, and {trial.records_held:,} of its "
        f"{sum(trial.records.values()):,} records, would be on hold with “{found.name}”, more than "
        f"{MOST_HELD_PERCENT}%."
    )
