"""Needs attention: the records on hold, by cause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from include.books.money import Cents
from include.database.engine import Database
from include.database.reads.record_states import StateInWorkflow, state_in_workflow
from include.database.reads.streams import WORKFLOWS, core_id, is_stray
from include.database.statuses import OperationStatus, RecordStatus
from include.database.stored.answers import answer_from_json
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation

PAGE = 25
OTHER = "other"
"""How addresses and forms name the empty cause."""


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """What the list is narrowed to; empty values narrow nothing.

    Attributes:
        workflow: a category, as stored.
        cause: a cause as stored, or `OTHER`.
        page: from 1.
    """

    workflow: str = ""
    cause: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A name of CORE's with similar ones in QuickBooks.

    Attributes:
        party: the key of CORE's agent, vendor or client.
        kind: "customer" or "vendor".
        candidates: name and QuickBooks ID of each.
    """

    party: str
    kind: str
    candidates: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordOnHold:
    """A record that can't post until someone acts.

    Attributes:
        state: why, and what to do.
        id: the record's CORE ID.
        owner_id: the CORE ID of the agent whose billing it is; empty for transactions.
        title: address or agent; empty where CORE's response could never be read.
        number: CORE's number.
        choice: which name is asked about; None for other causes.
        day: the close date or billing date, as far as it is known.
        amount_cents: the gross commission or the statement's total, as far as it is known.
    """

    state: StateInWorkflow
    id: str
    owner_id: str
    title: str
    number: str
    choice: NameChoice | None
    day: dt.date | None = None
    amount_cents: Cents | None = None


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
    """A page of the records on hold, and how many there are on all pages."""

    records: Sequence[RecordOnHold]
    total: int

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))


def causes(session: Session, company_id: str, workflow: str) -> list[Cause]:
    """The causes, the one first whose record has waited the longest."""
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


def records_on_hold(
    session: Session, company_id: str, wanted: HoldFilter, choice_causes: Collection[str]
) -> RecordsOnHold:
    """A page of the records on hold, by cause, the longest waiting first; a record's workflows together.

    Args:
        session: of the database.
        company_id: whose.
        wanted: what the list is narrowed to.
        choice_causes: the causes of records that wait until a name is matched.
    """
    query = _on_hold(company_id, wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.order_by(
            _waits_since(RecordState.cause),
            RecordState.cause,
            _waits_since(RecordState.cause, RecordState.record_key),
            RecordState.record_key,
            RecordState.category.desc(),
        )
        .limit(PAGE)
        .offset((max(wanted.page, 1) - 1) * PAGE)
    ).all()
    records = _records(session, company_id, rows)
    choices = _choices(session, company_id, [row for row in rows if row.cause in choice_causes])
    held = [
        _record_on_hold(row, records.get(row.record_key), choices.get((row.record_key, row.run_id)))
        for row in rows
    ]
    return RecordsOnHold(held, total)


def _record_on_hold(
    state: RecordState,
    record: Row[str, str, str, str, dt.date | None, Cents | None] | None,
    choice: NameChoice | None,
) -> RecordOnHold:
    return RecordOnHold(
        state=state_in_workflow(state),
        id=core_id(state.record_key),
        owner_id=core_id(record.owner) if record else "",
        title=record.title if record else "",
        number=record.number if record else "",
        choice=choice,
        day=record.day if record else None,
        amount_cents=record.amount_cents if record else None,
    )


def _waits_since(*alike: InstrumentedAttribute[str]) -> ColumnElement[dt.datetime]:
    """Since when the first of those that are alike is on hold."""
    return func.min(RecordState.since).over(partition_by=alike)


def all_on_hold(database: Database, company_id: str, wanted: HoldFilter) -> Iterator[RecordOnHold]:
    """All records on hold that match, in the order of the list, read a page at a time."""
    with database.reading() as session:
        last = records_on_hold(session, company_id, wanted, ()).last_page
        for page in range(1, last + 1):
            yield from records_on_hold(session, company_id, replace(wanted, page=page), ()).records


def _records(
    session: Session, company_id: str, states: Sequence[RecordState]
) -> dict[str, Row[str, str, str, str, dt.date | None, Cents | None]]:
    """What lists show of the records on hold, by key."""
    columns = (
        Record.key,
        Record.owner,
        Record.title,
        Record.number,
        Record.day,
        Record.amount_cents,
    )
    rows = session.execute(
        select(*columns).where(
            Record.company_id == company_id, Record.key.in_([state.record_key for state in states])
        )
    )
    return {row.key: row for row in rows}


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
        choices = _choices(session, company_id, some)
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
    return query


def _stored(cause: str) -> str:
    return "" if cause == OTHER else cause


def _choices(
    session: Session, company_id: str, states: Sequence[RecordState]
) -> Mapping[tuple[str, int | None], NameChoice]:
    """The newest question of each record's run about a name, by record key and run; one query."""
    if not states:
        return {}
    rows = session.execute(
        select(Operation.record_key, Operation.run_id, Operation.kind, Operation.answer)
        .where(
            Operation.company_id == company_id,
            Operation.record_key.in_([state.record_key for state in states]),
            Operation.run_id.in_({state.run_id for state in states}),
            Operation.status == OperationStatus.ERROR,
        )
        .order_by(Operation.id)
    )
    choices: dict[tuple[str, int | None], NameChoice] = {}
    for key, run_id, kind, response in rows:
        asked = answer_from_json(response).choice
        if asked:
            # A document may be on hold for its customer or vendor.
            own = kind if kind in ("customer", "vendor") else asked.party.partition("/")[0]
            choices[key, run_id] = NameChoice(asked.party, own, list(asked.candidates))
    return choices
