"""Needs attention: the records on hold, each once, the longest waiting first, and the causes of all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.database.engine import Database
from include.database.reads.hold_details import HoldDetails, RecordOnHold, choices_of
from include.database.reads.record_notes import is_owned_by, is_snoozed
from include.database.reads.streams import WORKFLOWS, core_id, is_stray
from include.database.statuses import RecordStatus
from include.database.tables.records import Record, RecordState

PAGE = 25
OTHER = "other"
"""How addresses and forms name the empty cause."""
NOBODY = ""
"""The owner of records that nobody takes care of."""


class Snoozed(StrEnum):
    """Which records a list has, as for snoozing."""

    WITHOUT = "without"
    ONLY = "only"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """What the list is narrowed to; empty values narrow nothing.

    Attributes:
        workflow: a category, as stored.
        cause: a cause as stored, or `OTHER`.
        page: from 1.
        owner: the name of who takes care of the records, or `NOBODY`; None for all.
        snoozed: whether those that are snoozed are listed.
        today: the day it is where the company keeps its books; only to tell what is snoozed.
    """

    workflow: str = ""
    cause: str = ""
    page: int = 1
    owner: str | None = None
    snoozed: Snoozed = Snoozed.ALL
    today: dt.date = dt.date.max


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause, and the records that it keeps on hold, each counted once in however many workflows.

    Attributes:
        text: as stored, or `OTHER`.
        number: how many records.
        oldest: since when the first of them is on hold, UTC.
        cents: their gross commissions or statements' totals, as far as they are known.
    """

    text: str
    number: int
    oldest: dt.datetime
    cents: Cents = 0


@dataclass(frozen=True, slots=True)
class RecordsOnHold:
    """A page of the records on hold, one for each of a record's workflows, and how many records there are."""

    records: Sequence[RecordOnHold]
    total: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))


def causes(session: Session, company_id: str, workflow: str) -> list[Cause]:
    """The causes, the one first whose record has waited the longest; snoozed records count too.

    A record that is on hold for two causes counts in both: `number_and_amount` counts it once.
    """
    held = (
        _on_hold(company_id, HoldFilter(workflow))
        .with_only_columns(
            RecordState.cause, RecordState.record_key, func.min(RecordState.since).label("since")
        )
        .group_by(RecordState.cause, RecordState.record_key)
        .subquery()
    )
    of_record = (Record.company_id == company_id) & (Record.key == held.c.record_key)
    rows = session.execute(
        select(
            held.c.cause,
            func.count(held.c.record_key),
            func.min(held.c.since),
            func.coalesce(func.sum(Record.amount_cents), 0),
        )
        .outerjoin(Record, of_record)
        .group_by(held.c.cause)
        .order_by(func.min(held.c.since), held.c.cause)
    )
    return [
        Cause(text or OTHER, number, oldest, int(cents or 0))
        for text, number, oldest, cents in rows
    ]


def number_and_amount(session: Session, company_id: str, wanted: HoldFilter) -> tuple[int, Cents]:
    """How many records on hold match, each counted once, and their amounts as far as they are known."""
    keys = _on_hold(company_id, wanted).with_only_columns(RecordState.record_key).distinct()
    held = keys.subquery()
    of_record = (Record.company_id == company_id) & (Record.key == held.c.record_key)
    number, cents = session.execute(
        select(
            func.count(held.c.record_key), func.coalesce(func.sum(Record.amount_cents), 0)
        ).outerjoin(Record, of_record)
    ).one()
    return number, int(cents or 0)


def records_on_hold(
    session: Session, company_id: str, wanted: HoldFilter, choice_causes: Collection[str]
) -> RecordsOnHold:
    """A page of the records on hold, the longest waiting first; a record's workflows follow one another.

    Args:
        session: of the database.
        company_id: whose.
        wanted: what the list is narrowed to.
        choice_causes: the causes of records that wait until a name is matched.
    """
    since = func.min(RecordState.since).label("since")
    waiting = (
        _on_hold(company_id, wanted)
        .with_only_columns(RecordState.record_key, since)
        .group_by(RecordState.record_key)
    )
    total = session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    keys = session.scalars(
        waiting.order_by(since, RecordState.record_key)
        .limit(PAGE)
        .offset((max(wanted.page, 1) - 1) * PAGE)
    ).all()
    rows = session.scalars(
        _on_hold(company_id, wanted)
        .where(RecordState.record_key.in_(keys))
        .order_by(RecordState.category.desc())
    ).all()
    rows = sorted(rows, key=lambda row: keys.index(row.record_key))
    about = HoldDetails(session, company_id, wanted.today, rows, choice_causes)
    return RecordsOnHold([about.record(row) for row in rows], total)


def all_on_hold(database: Database, company_id: str, wanted: HoldFilter) -> Iterator[RecordOnHold]:
    """All records on hold that match, in the order of the list, read a page at a time."""
    with database.reading() as session:
        last = records_on_hold(session, company_id, wanted, ()).last_page
        for page in range(1, last + 1):
            yield from records_on_hold(session, company_id, replace(wanted, page=page), ()).records


def ids_of_cause(
    session: Session, company_id: str, category: str, cause: str, *, by_owner: bool
) -> list[str]:
    """The CORE IDs by which a run selects all records on hold for one cause in one workflow.

    Args:
        session: of the database.
        company_id: whose.
        category: the workflow's.
        cause: as stored, or `OTHER`.
        by_owner: whether runs select records by the agent they belong to, as for billing.
    """
    rows = session.execute(
        select(RecordState.record_key, Record.owner)
        .outerjoin(
            Record,
            (Record.company_id == RecordState.company_id) & (Record.key == RecordState.record_key),
        )
        .where(
            RecordState.company_id == company_id,
            RecordState.category == category,
            RecordState.status == RecordStatus.ON_HOLD,
            RecordState.cause == _stored(cause),
        )
    )
    keys = {(owner if by_owner and not is_stray(key) else key) or "" for key, owner in rows}
    return sorted(core_id(key) for key in keys if key)


def ids_of_name(
    session: Session, company_id: str, category: str, party: str, *, by_owner: bool
) -> list[str]:
    """The CORE IDs by which a run selects all records on hold for one name.

    Args:
        session: of the database.
        company_id: whose.
        category: the workflow's.
        party: the key of CORE's agent, vendor or client.
        by_owner: as for `ids_of_cause`.
    """
    states = session.scalars(_on_hold(company_id, HoldFilter(category))).all()
    keys = []
    for start in range(0, len(states), 500):
        some = states[start : start + 500]
        choices = choices_of(session, company_id, some)
        for state in some:
            choice = choices.get((state.record_key, state.run_id))
            if choice is not None and choice.party == party:
                keys.append(state.record_key)
    if not by_owner:
        return sorted(map(core_id, keys))
    owners = session.scalars(
        select(Record.owner).where(Record.company_id == company_id, Record.key.in_(keys))
    )
    return sorted({core_id(owner) for owner in owners if owner})


def _on_hold(company_id: str, wanted: HoldFilter) -> Select[RecordState]:
    query = select(RecordState).where(
        RecordState.company_id == company_id,
        RecordState.category.in_([wanted.workflow] if wanted.workflow else WORKFLOWS),
        RecordState.status == RecordStatus.ON_HOLD,
    )
    if wanted.cause:
        query = query.where(RecordState.cause == _stored(wanted.cause))
    if wanted.owner is not None:
        query = query.where(is_owned_by(wanted.owner))
    if wanted.snoozed is not Snoozed.ALL:
        snoozed = is_snoozed(wanted.today)
        query = query.where(snoozed if wanted.snoozed is Snoozed.ONLY else ~snoozed)
    return query


def _stored(cause: str) -> str:
    return "" if cause == OTHER else cause
