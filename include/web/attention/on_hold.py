"""What waits for a person, by cause, and the ways out of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from include.database.statuses import OperationStatus, RecordStatus
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from include.sync.post.match_names import ALIKE
from include.sync.run.mode import RunMode
from include.workflows.category import Category, Stream

PAGE = 25


@dataclass(frozen=True, slots=True)
class WayOut:
    """A run that a person may start for one record, as its button names it.

    Attributes:
        warning: what the run does that is not taken back easily; its preview comes first.
    """

    mode: RunMode
    label: str
    warning: str = ""


RETRY = WayOut(RunMode.SYNC, "Retry")
_KEEP = WayOut(RunMode.KEEP_QUICKBOOKS, "Leave it as it is in QuickBooks")
_VOID = WayOut(RunMode.VOID, "Void it in QuickBooks", "Its preview comes first.")
_AGAIN = WayOut(RunMode.RECREATE, "Enter it again")
_OVERWRITE = WayOut(RunMode.OVERWRITE, "Overwrite with CORE's figures")

_WAYS: dict[str, tuple[WayOut, ...]] = {
    "deleted in QuickBooks": (_AGAIN, _KEEP),
    "voided in QuickBooks": (_AGAIN, _KEEP),
    "changed in QuickBooks": (_OVERWRITE, _KEEP),
    "no longer in CORE": (_VOID, _KEEP),
    "deleted in CORE": (_VOID, _KEEP),
    "disbursement removed in CORE": (_VOID, _KEEP),
    "fell through": (_VOID, _KEEP),
    "another kind of entry needed": (_VOID,),
}
OF_THE_SETUP = ("account not available", "product not available", "class not available")
"""Causes that are mended in the workflow's options."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who may be meant by somebody of CORE: name and id of each candidate in QuickBooks."""

    party: str
    candidates: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits.

    Attributes:
        record: None where CORE's answer could never be read.
        chosen_by: the id by which a run is told of it: the deal's, or the agent's for billing.
    """

    state: RecordState
    category: Category
    record: Record | None
    choice: Choice | None

    @property
    def id(self) -> str:
        """Its id in CORE."""
        return self.state.record_key.partition(":")[2]

    @property
    def chosen_by(self) -> str:
        """The id by which a run is told of it: the deal's; for billing the agent's, "" if unknown."""
        if self.category.stream is Stream.TRANSACTIONS:
            return self.id
        return self.record.owner.partition(":")[2] if self.record else ""

    @property
    def title(self) -> str:
        """What people call it."""
        if self.record is None or not self.record.title:
            return self.state.record_key.replace(":", " ")
        return ", ".join(part for part in (self.record.number, self.record.title) if part)

    @property
    def page(self) -> str:
        """Its own page, below the company's."""
        if self.category.stream is Stream.TRANSACTIONS:
            return f"transactions/{self.id}"
        return f"billing/{self.chosen_by}" if self.chosen_by else "billing"

    @property
    def ways(self) -> tuple[WayOut, ...]:
        """The runs that may be started for it."""
        return (*_WAYS.get(self.state.cause, ()), RETRY) if self.chosen_by else ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause, how many records wait for it, and since when the oldest does."""

    text: str
    number: int
    oldest: dt.datetime


def causes(session: Session, company_id: str, workflow: str) -> list[Cause]:
    """The causes, the most frequent first."""
    rows = session.execute(
        _held(company_id, workflow, "")
        .with_only_columns(RecordState.cause, func.count(), func.min(RecordState.since))
        .group_by(RecordState.cause)
        .order_by(func.count().desc(), RecordState.cause)
    )
    return [Cause(text or "other", number, oldest) for text, number, oldest in rows]


def waiting(
    session: Session, company_id: str, workflow: str, cause: str, page: int
) -> tuple[list[Waiting], int]:
    """A page of what waits, the oldest first, and how many there are in all."""
    held = _held(company_id, workflow, cause)
    total = session.scalar(select(func.count()).select_from(held.subquery())) or 0
    states = session.scalars(
        held.order_by(RecordState.cause, RecordState.since, RecordState.record_key)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    ).all()
    keys = [state.record_key for state in states]
    records = {
        row.key: row
        for row in session.scalars(
            select(Record).where(Record.company_id == company_id, Record.key.in_(keys))
        )
    }
    return [
        Waiting(
            state,
            Category(state.category),
            records.get(state.record_key),
            _choice(session, company_id, state),
        )
        for state in states
    ], total


def records_of_cause(
    session: Session, company_id: str, category: Category, cause: str
) -> list[str]:
    """The ids by which a run is told of all that waits for one cause in one workflow."""
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
            RecordState.cause == cause,
        )
    )
    billing = category.stream is Stream.BILLING
    ids = [(owner if billing else key or "") for key, owner in rows]
    return sorted({one.partition(":")[2] for one in ids if one})


def _held(company_id: str, workflow: str, cause: str) -> Select[RecordState]:
    query = select(RecordState).where(
        RecordState.company_id == company_id,
        RecordState.category.in_([workflow] if workflow else [one.value for one in Category]),
        RecordState.status == RecordStatus.ON_HOLD,
    )
    if cause:
        query = query.where(RecordState.cause == ("" if cause == "other" else cause))
    return query


def _choice(session: Session, company_id: str, state: RecordState) -> Choice | None:
    """The newest question that the record's run had about somebody of it."""
    if state.cause != ALIKE:
        return None
    operations = session.scalars(
        select(Operation)
        .where(
            Operation.company_id == company_id,
            Operation.record_key == state.record_key,
            Operation.run_id == state.run_id,
            Operation.status == OperationStatus.ERROR,
        )
        .order_by(Operation.id.desc())
    )
    for operation in operations:
        asked = (operation.answer or {}).get("choice")
        if asked:
            candidates = [(str(name), str(one)) for name, one in asked["candidates"]]
            return Choice(str(asked["party"]), candidates)
    return None
