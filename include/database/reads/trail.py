"""The audit trail of a company as History lists it: by kind, newest first, events of one run together.

A page begins at a number and goes back from there: however many events there are, no others are read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.reads.history import HistoryFilter, HistoryList, equal, users_of
from include.database.reads.streams import WORKFLOWS
from include.database.reads.things_found import documents_of, things_found
from include.database.reads.trail_kinds import (
    KNOWN,
    EventKind,
    kind_of,
    name_today,
    names_of,
)
from include.database.reads.trail_names import TrailNames, run_number, trail_names
from include.database.tables.runs import IS_TOLD, AuditEvent

LINES = 50
"""Lines of a page."""
MOST_EVENTS = 1000
"""Events that a page reads at most; a run with more is continued on the next page."""
_CHUNK = 200
_MOST_FOUND = 5000
"""Events of what a search found, at most."""
_POSTED = frozenset({"created", "updated", "voided", "linked", "confirmed in QuickBooks"})
_REJECTED = "rejected by QuickBooks"


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """An event of the audit trail; its hash covers the hash of the event before it."""

    number: int
    at: dt.datetime
    actor: str
    event: str
    subject: str
    detail: Mapping[str, Any]
    hash: str
    previous_hash: str

    @property
    def name(self) -> str:
        """Its name today; `event` is the one that it was written with."""
        return name_today(self.event)

    @property
    def kind(self) -> EventKind:
        """What it is filtered by."""
        return kind_of(self.event)

    @property
    def run(self) -> int | None:
        """The run it belongs to, where that is known."""
        number = run_number(self.subject)
        stored = self.detail.get("run") if number is None else number
        return stored if isinstance(stored, int) else None

    @property
    def content(self) -> Mapping[str, Any]:
        """What was posted: a document, a customer or vendor, a product or class; empty for others."""
        after = self.detail.get("after")
        return (
            after if isinstance(after, Mapping) and kind_of(self.event) is EventKind.ENTRIES else {}
        )

    @property
    def group(self) -> tuple[int, str] | None:
        """Events of one run with the same group are one line: what it posted, and what was rejected."""
        number, name = self.detail.get("run"), self.name
        if not isinstance(number, int) or name not in {*_POSTED, _REJECTED}:
            return None
        of = "entries" if "lines" in self.content else "names"
        return number, f"rejected {of}" if name == _REJECTED else of


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line of the list: an event, or several of one run, the newest first."""

    events: Sequence[TrailEvent]

    @property
    def newest(self) -> TrailEvent:
        """The event it stands at."""
        return self.events[0]

    @property
    def oldest(self) -> TrailEvent:
        """The event it goes back to."""
        return self.events[-1]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail.

    Attributes:
        lines: the newest first.
        names: of what they are about.
        counts: how many events there are of each kind, whatever else is filtered.
        users: everyone who ever started a run, for the filter.
        older: the number at which the next page begins; None on the last.
    """

    lines: Sequence[TrailLine]
    names: TrailNames
    counts: Mapping[EventKind, int]
    users: Sequence[str]
    older: int | None = field(default=None)

    @property
    def total(self) -> int:
        """How many events the trail tells of, filtered or not."""
        return sum(self.counts.values())

    @property
    def numbers(self) -> tuple[int, int]:
        """The oldest and the newest event on this page."""
        shown = [one.number for line in self.lines for one in line.events]
        return min(shown), max(shown)


def trail_page(
    database: Database,
    company_id: str,
    wanted: HistoryFilter,
    *,
    before: int | None = None,
    grouped: bool = True,
) -> TrailPage:
    """A page of the trail, the newest first.

    Args:
        database: the database.
        company_id: whose trail.
        wanted: the filter.
        before: the number of the newest event; None for the newest of all.
        grouped: whether events of one run are one line.
    """
    with database.reading() as session:
        query = TRAIL.filtered(session, company_id, wanted)
        if before is not None:
            query = query.where(AuditEvent.number <= before)
        lines, older = _lines(session, query, grouped=grouped)
        events = [event for line in lines for event in line.events]
        return TrailPage(
            lines=lines,
            names=trail_names(session, company_id, events),
            counts=kind_counts(session, company_id),
            users=users_of(session, company_id),
            older=older,
        )


def kind_counts(session: Session, company_id: str) -> dict[EventKind, int]:
    """How many events there are of each kind that has any."""
    rows = session.execute(
        select(AuditEvent.event, func.count().label("number"))
        .where(AuditEvent.company_id == company_id, sql(IS_TOLD))
        .group_by(AuditEvent.event)
    )
    counts: dict[EventKind, int] = {}
    for row in rows:
        counts[kind_of(row.event)] = counts.get(kind_of(row.event), 0) + row.number
    return {kind: counts[kind] for kind in EventKind if kind in counts}


def one_event(
    database: Database, company_id: str, number: int, through: int | None = None
) -> tuple[TrailLine, TrailNames] | None:
    """An event by its number, with the others of its line; None where there is none.

    Args:
        database: the database.
        company_id: whose trail.
        number: of the newest event of the line.
        through: of the oldest; None for the event alone.
    """
    with database.reading() as session:
        oldest = number if through is None else min(through, number)
        query = _events(company_id).where(AuditEvent.number <= number, AuditEvent.number >= oldest)
        rows = session.scalars(query.order_by(AuditEvent.number.desc()).limit(MOST_EVENTS))
        found = [_event(row) for row in rows]
        if not found or found[0].number != number:
            return None
        events = [
            one
            for one in found
            if one is found[0] or (found[0].group is not None and one.group == found[0].group)
        ]
        return TrailLine(events), trail_names(session, company_id, events)


def all_events(
    database: Database, company_id: str, wanted: HistoryFilter
) -> Iterator[tuple[TrailEvent, TrailNames]]:
    """Every event with the names that its sentence needs, newest first, in bounded memory: for exports."""
    with database.reading() as session:
        query = TRAIL.filtered(session, company_id, wanted)
        streamed = session.execute(query.execution_options(yield_per=_CHUNK)).scalars()
        for portion in streamed.partitions():
            events = [_event(row) for row in portion]
            names = trail_names(session, company_id, events)
            for event in events:
                yield event, names


def _lines(
    session: Session, query: Select[*tuple[Any, ...]], *, grouped: bool
) -> tuple[list[TrailLine], int | None]:
    """The lines of a page, and the number of the first event that isn't on it."""
    lines: list[list[TrailEvent]] = []
    groups: dict[tuple[int, str], list[TrailEvent]] = {}
    streamed = session.execute(
        query.limit(MOST_EVENTS + 1).execution_options(yield_per=_CHUNK)
    ).scalars()
    for count, row in enumerate(streamed):
        event = _event(row)
        key = event.group if grouped else None
        line = groups.get(key) if key else None
        if count == MOST_EVENTS or (line is None and len(lines) == LINES):
            streamed.close()
            return [TrailLine(one) for one in lines], event.number
        if line is None:
            line = []
            lines.append(line)
            if key:
                groups[key] = line
        line.append(event)
    return [TrailLine(one) for one in lines], None


def _events(company_id: str) -> Select[*tuple[Any, ...]]:
    return select(AuditEvent).where(AuditEvent.company_id == company_id, sql(IS_TOLD))


def _event(row: AuditEvent) -> TrailEvent:
    return TrailEvent(
        number=row.number,
        at=row.at,
        actor=row.actor,
        event=row.event,
        subject=row.subject,
        detail=row.detail,
        hash=row.hash,
        previous_hash=row.previous_hash,
    )


def _is_of_kind(value: str) -> ColumnElement[bool]:
    names = names_of(EventKind(value)) if value in set(EventKind) else ()
    return AuditEvent.event.in_(names) if names else AuditEvent.event.not_in(KNOWN)


def _is_about(session: Session, company_id: str, text: str) -> ColumnElement[bool]:
    """The events of what the text is a name of, and those whose own name has it."""
    found = things_found(session, company_id, text)
    subjects = {text, text.casefold(), *found.records, *found.parties, *found.entries}
    subjects |= documents_of(session, company_id, found.records)
    spoken = text.casefold()
    subjects |= {one for one in WORKFLOWS if spoken in one.replace("_", " ")}
    own = [name for name in KNOWN if spoken in name.casefold()]
    # Found first: sorted by number, a database would rather read all events than these few.
    query = select(AuditEvent.number).where(AuditEvent.company_id == company_id, sql(IS_TOLD))
    about = query.where(AuditEvent.subject.in_(sorted(subjects)))
    by_subject = about.order_by(AuditEvent.subject, AuditEvent.number.desc())
    numbers = set(session.scalars(by_subject.limit(2 * _MOST_FOUND)))
    if own:
        called = query.where(AuditEvent.event.in_(own)).order_by(AuditEvent.number.desc())
        numbers.update(session.scalars(called.limit(_MOST_FOUND)))
    if spoken.isdecimal() and len(spoken) < 18:  # noqa: PLR2004  (digits of a row's number)
        numbers.add(int(spoken))
    return AuditEvent.number.in_(sorted(numbers, reverse=True)[:_MOST_FOUND])


TRAIL: HistoryList[TrailEvent] = HistoryList(
    rows=_events,
    at=AuditEvent.at,
    newest_first=AuditEvent.number,
    read=_event,
    equals={"user": equal(AuditEvent.actor), "kind": _is_of_kind},
    search=_is_about,
)
