"""Who uploaded the file that a run follows: they asked for that run, whoever's schedule started it."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import Door
from include.database.setup.people import Who
from include.database.tables.feeds import Arrival
from include.database.tables.people import Person

FOLLOWS_IMPORT = re.compile(r"import__(\d{1,18})__(?:post|preview)__")
"""How the names of runs begin that follow an import; the number is the arrival's."""


def uploader_of(session: Session, run_name: str) -> Who | None:
    """The user whose upload a run follows; None for all other runs.

    Args:
        session: a transaction of the database.
        run_name: the ID of the DAG run.
    """
    found = FOLLOWS_IMPORT.match(run_name)
    arrival = session.get(Arrival, int(found[1])) if found else None
    if arrival is None or arrival.door != Door.UPLOAD.value:
        return None
    ids = session.scalars(select(Person.id).where(Person.name == arrival.received_by)).all()
    return Who(ids[0] if len(ids) == 1 else "", arrival.received_by)
