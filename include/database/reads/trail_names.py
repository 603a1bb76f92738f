"""What events of the audit trail are about, by the names that people know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from include.database.reads.trail_kinds import name_today
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link, PartyLink
from include.database.tables.people import Person
from include.database.tables.records import Record
from include.database.tables.runs import SyncRun

_RECORDS = ("transaction:", "statement:", "entry:")
_PARTIES = ("vendor/", "customer/")
_RUN = "run "
_TURNED_ON = "workflow turned on"


class Told(Protocol):
    """Of an event, what says which things it is about."""

    @property
    def event(self) -> str:
        """Its name."""
        ...

    @property
    def subject(self) -> str:
        """A document's key, a record's, a party's, or words."""
        ...

    @property
    def detail(self) -> Mapping[str, Any]:
        """Its details."""
        ...


@dataclass(frozen=True, slots=True)
class RecordName:
    """A record's title, number, and the agent of a statement ("agent:45")."""

    title: str
    number: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PartyName:
    """A customer or vendor: CORE's name, and QuickBooks'."""

    core: str
    quickbooks: str


@dataclass(frozen=True, slots=True)
class EntryName:
    """An entry in QuickBooks: its kind, ID, number and total in cents."""

    kind: str
    quickbooks_id: str
    number: str
    cents: int


@dataclass(frozen=True, slots=True)
class RunName:
    """A run: its workflow's category, and the totals of its changes in cents, as far as it has any."""

    category: str
    cents: int


@dataclass(frozen=True, slots=True)
class Options:
    """What a version of a workflow had: its template's key and its options."""

    template: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrailNames:
    """The names of what some events are about; a thing that is no longer there has none.

    Attributes:
        records: by record key.
        parties: by party key.
        entries: by document key.
        runs: by number, those that an event is about as a whole.
        people: by the auth manager's ID.
        before: by category and version, what the version before it had.
    """

    records: Mapping[str, RecordName] = field(default_factory=dict)
    parties: Mapping[str, PartyName] = field(default_factory=dict)
    entries: Mapping[str, EntryName] = field(default_factory=dict)
    runs: Mapping[int, RunName] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[tuple[str, int], Options] = field(default_factory=dict)


def record_key(event: Told) -> str:
    """The key of the record that an event is about; empty where it isn't about one."""
    stored = event.detail.get("record")
    places = [stored if isinstance(stored, str) else "", event.subject, *event.subject.split("/")]
    return next((one for one in places if one.startswith(_RECORDS) and "/" not in one), "")


def trail_names(session: Session, company_id: str, events: Sequence[Told]) -> TrailNames:
    """The names that the sentences of some events need; one question for each kind of thing."""
    subjects = {event.subject for event in events}
    parties = {subject for subject in subjects if subject.startswith(_PARTIES)}
    return TrailNames(
        records=_records(session, company_id, {record_key(event) for event in events} - {""}),
        parties=_parties(session, company_id, parties),
        entries=_entries(session, company_id, {one for one in subjects - parties if "/" in one}),
        runs=_runs(session, company_id, subjects),
        people=_people(session, set(_approvers(events))),
        before=_before(session, company_id, events),
    )


def _records(session: Session, company_id: str, keys: set[str]) -> dict[str, RecordName]:
    if not keys:
        return {}
    rows = session.execute(
        select(Record.key, Record.title, Record.number, Record.owner).where(
            Record.company_id == company_id, Record.key.in_(sorted(keys))
        )
    )
    return {row.key: RecordName(row.title, row.number, row.owner) for row in rows}


def _parties(session: Session, company_id: str, keys: set[str]) -> dict[str, PartyName]:
    if not keys:
        return {}
    rows = session.execute(
        select(PartyLink.party_key, PartyLink.core_name, PartyLink.display_name).where(
            PartyLink.company_id == company_id, PartyLink.party_key.in_(sorted(keys))
        )
    )
    return {row.party_key: PartyName(row.core_name, row.display_name) for row in rows}


def _entries(session: Session, company_id: str, keys: set[str]) -> dict[str, EntryName]:
    if not keys:
        return {}
    columns = (Link.document_key, Link.kind, Link.quickbooks_id, Link.number, Link.total_cents)
    rows = session.execute(
        select(*columns).where(Link.company_id == company_id, Link.document_key.in_(sorted(keys)))
    )
    return {
        row.document_key: EntryName(row.kind, row.quickbooks_id, row.number, row.total_cents)
        for row in rows
    }


def run_number(subject: str) -> int | None:
    """The run that an event is about as a whole: 12 of "run 12"."""
    digits = subject.removeprefix(_RUN)
    return int(digits) if subject.startswith(_RUN) and digits.isdecimal() else None


_PLANNED_MONEY = ("create_cents", "create_tax_cents", "update_cents", "update_tax_cents")


def _runs(session: Session, company_id: str, subjects: set[str]) -> dict[int, RunName]:
    numbers = {number for one in subjects if (number := run_number(one)) is not None}
    if not numbers:
        return {}
    rows = session.execute(
        select(SyncRun.id, SyncRun.category, SyncRun.counts).where(
            SyncRun.company_id == company_id, SyncRun.id.in_(sorted(numbers))
        )
    )
    return {
        row.id: RunName(row.category, sum(row.counts.get(name, 0) for name in _PLANNED_MONEY))
        for row in rows
    }


def _approvers(events: Iterable[Told]) -> Iterable[str]:
    for event in events:
        for part in ("before", "after"):
            settings = event.detail.get(part)
            if isinstance(settings, Mapping):
                listed = settings.get("approvers")
                yield from (str(one) for one in listed or () if isinstance(listed, list))


def _people(session: Session, ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}


def _before(
    session: Session, company_id: str, events: Sequence[Told]
) -> dict[tuple[str, int], Options]:
    """What a workflow had before it was changed: an event has what it has since."""
    wanted = {
        (event.subject, event.detail["version"])
        for event in events
        if name_today(event.event) == _TURNED_ON and isinstance(event.detail.get("version"), int)
    }
    earlier = [
        and_(WorkflowSetup.category == category, WorkflowSetup.version == version - 1)
        for category, version in sorted(wanted)
        if version > 1
    ]
    if not earlier:
        return {}
    rows = session.scalars(
        select(WorkflowSetup).where(WorkflowSetup.company_id == company_id, or_(*earlier))
    )
    return {(row.category, row.version + 1): Options(row.template, row.options) for row in rows}
