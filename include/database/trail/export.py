"""The auditor's export: all events and rows of a company, as JSON by line, for `verify_offline`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from include.books.currency import symbol
from include.database.currencies import currency_of
from include.database.trail.checkpoints import make_checkpoint
from include.database.trail.events import read_events
from include.database.trail.examination import TrailBroken
from include.database.trail.rows import read_rows
from include.database.trail.verify_offline import row_values


def export_lines(session: Session, company_id: str, now: dt.datetime) -> Iterator[str]:
    """The lines of the export, with line ends; in bounded memory.

    The first has a checkpoint of the trail, or what is wrong with it; the last says how many there are.
    Tax IDs aren't in it.

    Args:
        session: a transaction of the database in which nothing was read yet.
        company_id: the company whose trail it is.
        now: UTC.
    """
    note = broken = ""
    try:
        note = make_checkpoint(session, company_id, now).note
    except TrailBroken as reason:
        broken = str(reason)
    connection, lines = session.connection(), 0
    yield _line(
        type="export",
        format=1,
        company=company_id,
        symbol=symbol(currency_of(session, company_id)),
        checkpoint=note,
        broken=broken,
    )
    for event in read_events(connection, company_id):
        lines += 1
        yield _line(type="event", **event)
    for table, key, row in read_rows(connection, company_id):
        lines += 1
        yield _line(type=table, key=key, row=row_values(table, row))
    yield _line(type="end", lines=lines)


def _line(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
