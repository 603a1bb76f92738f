"""What a page shows of its records on hold besides why: names, amounts, notes, entries, names to choose from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.money import Cents
from include.database.reads.record_notes import (
    NOTHING_NOTED,
    RecordNoteView,
    is_snoozed,
    notes_of,
)
from include.database.reads.record_states import StateInWorkflow, state_in_workflow
from include.database.reads.streams import WORKFLOWS, core_id
from include.database.reads.tracked_entries import TrackedEntry, tracked_entry
from include.database.statuses import OperationStatus
from include.database.stored.answers import answer_from_json
from include.database.tables.entries import Link, PartyLink
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation, SyncRun

_Asked = tuple[str, int | None]
"""A record's key, and the run that asked about a name."""

_LEFT_BY_UNDO = (HoldCause.UNDONE_IN_PART, HoldCause.NOT_UNDONE)


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A name of CORE's with similar ones in QuickBooks.

    Attributes:
        party: the key of CORE's agent, vendor or client.
        kind: "customer" or "vendor".
        candidates: name and QuickBooks ID of each.
        matched: by QuickBooks ID, the names in CORE that are matched to it already.
    """

    party: str
    kind: str
    candidates: Sequence[tuple[str, str]]
    matched: Mapping[str, Sequence[str]] = field(default_factory=dict)


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
        note: what people noted about the record.
        snoozed: whether it is off the list until a later day.
        entries: what it has in QuickBooks in this workflow.
        undone_run: the run that couldn't be undone for it; None for every other cause.
        held_by: the purpose of the run that put it on hold, as stored; empty where that isn't known.
    """

    state: StateInWorkflow
    id: str
    owner_id: str
    title: str
    number: str
    choice: NameChoice | None
    day: dt.date | None = None
    amount_cents: Cents | None = None
    note: RecordNoteView = NOTHING_NOTED
    snoozed: bool = False
    entries: Sequence[TrackedEntry] = ()
    undone_run: int | None = None
    held_by: str = ""


class HoldDetails:
    """What a page shows of its records, read at once for all of them.

    Args:
        session: of the database.
        company_id: whose.
        today: the day it is where the company keeps its books.
        states: the records' holds.
        choice_causes: the causes of records that wait until a name is matched.
    """

    def __init__(
        self,
        session: Session,
        company_id: str,
        today: dt.date,
        states: Sequence[RecordState],
        choice_causes: Collection[str],
    ) -> None:
        keys = {state.record_key for state in states}
        self._records = _records(session, company_id, states)
        asked = [state for state in states if state.cause in choice_causes]
        self._choices = _with_matches(session, company_id, choices_of(session, company_id, asked))
        self._notes = notes_of(session, company_id, keys)
        self._snoozed = _snoozed(session, company_id, keys, today)
        self._entries = _entries(session, company_id, keys)
        self._undone = _undone_runs(session, company_id, states)
        runs = select(SyncRun.id, SyncRun.mode).where(
            SyncRun.id.in_({state.run_id for state in states})
        )
        self._modes: Mapping[int, str] = {run.id: run.mode for run in session.execute(runs)}

    def record(self, state: RecordState) -> RecordOnHold:
        """One of them, in one workflow."""
        key, record = state.record_key, self._records.get(state.record_key)
        return RecordOnHold(
            state=state_in_workflow(state),
            id=core_id(key),
            owner_id=core_id(record.owner) if record else "",
            title=record.title if record else "",
            number=record.number if record else "",
            choice=self._choices.get((key, state.run_id)),
            day=record.day if record else None,
            amount_cents=record.amount_cents if record else None,
            note=self._notes.get(key, NOTHING_NOTED),
            snoozed=key in self._snoozed,
            entries=self._entries.get((state.category, key), ()),
            undone_run=self._undone.get((state.category, key)),
            held_by=self._modes.get(state.run_id or 0, ""),
        )


def _snoozed(
    session: Session, company_id: str, keys: Collection[str], today: dt.date
) -> frozenset[str]:
    rows = session.scalars(
        select(RecordState.record_key).where(
            RecordState.company_id == company_id,
            RecordState.record_key.in_(keys),
            is_snoozed(today),
        )
    )
    return frozenset(rows)


def _entries(
    session: Session, company_id: str, keys: Collection[str]
) -> Mapping[tuple[str, str], Sequence[TrackedEntry]]:
    """What records have in QuickBooks, by category and record key."""
    found: dict[tuple[str, str], list[TrackedEntry]] = defaultdict(list)
    rows = session.scalars(
        select(Link)
        .where(
            Link.company_id == company_id,
            Link.category.in_(WORKFLOWS),
            Link.record_key.in_(keys),
        )
        .order_by(Link.document_key)
    )
    for row in rows:
        entry = tracked_entry(row)
        if entry.is_in_quickbooks:
            found[entry.category, entry.record_key].append(entry)
    return found


def _undone_runs(
    session: Session, company_id: str, states: Sequence[RecordState]
) -> Mapping[tuple[str, str], int]:
    """The runs that couldn't be undone for some records, by category and record key."""
    left = [state for state in states if state.cause in _LEFT_BY_UNDO]
    if not left:
        return {}
    undo = (SyncRun.company_id == company_id, SyncRun.mode == "undo", SyncRun.preview.is_(False))
    rows = session.execute(
        select(Operation.category, Operation.record_key, SyncRun.selection)
        .join(SyncRun, SyncRun.id == Operation.run_id)
        .where(
            Operation.company_id == company_id,
            Operation.record_key.in_([state.record_key for state in left]),
            *undo,
        )
        .order_by(SyncRun.id)
    )
    found = {(category, key): int(selection["undo"]) for category, key, selection in rows}
    # Of one that planning had to leave whole there is no change, but the state has its run.
    runs = session.scalars(
        select(SyncRun).where(SyncRun.id.in_([state.run_id for state in left]), *undo)
    )
    by_id = {run.id: int(run.selection["undo"]) for run in runs}
    return found | {
        (state.category, state.record_key): by_id[state.run_id]
        for state in left
        if state.run_id in by_id
    }


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


def choices_of(
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


def _with_matches(
    session: Session, company_id: str, choices: Mapping[_Asked, NameChoice]
) -> Mapping[_Asked, NameChoice]:
    """The same with what is matched to their candidates already: evidence for one, or against it."""
    ids = {entry_id for choice in choices.values() for _, entry_id in choice.candidates}
    if not ids:
        return choices
    matched: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in session.scalars(
        select(PartyLink)
        .where(PartyLink.company_id == company_id, PartyLink.quickbooks_id.in_(ids))
        .order_by(PartyLink.core_name)
    ):
        matched[link.kind, link.quickbooks_id].append(link.core_name or link.display_name)
    return {
        asked: replace(
            choice,
            matched={
                entry_id: matched[choice.kind, entry_id]
                for _, entry_id in choice.candidates
                if (choice.kind, entry_id) in matched
            },
        )
        for asked, choice in choices.items()
    }
