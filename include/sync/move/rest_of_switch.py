"""Everything of a company but its links gets the new IDs, in one transaction; rows are kept for going back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Date, delete, select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.setup.desktop_connections import revoke
from include.database.statuses import OperationStatus
from include.database.stored.moves import Home, home_from_json
from include.database.tables.base import Base
from include.database.tables.columns import UtcDateTime
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.desktop import EDITION, DesktopConnection
from include.database.tables.entries import (
    CatalogueEntry,
    EntryWatermark,
    Link,
    ManualMatch,
    PartyLink,
    ReportedEdit,
)
from include.database.tables.existing import (
    BookedElsewhere,
    ExistingMatch,
    NamedEntry,
    NotTheSame,
)
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName, MovedRow
from include.database.tables.runs import Operation
from include.database.trail.rows import json_row
from include.database.upserts import upsert
from include.sync.move.rekeying import Names, rekeyed_document

KEPT: Mapping[str, type[Base]] = {
    table.__tablename__: table
    for table in (
        WorkflowSetup,
        PartyLink,
        ManualMatch,
        ExistingMatch,
        NotTheSame,
        BookedElsewhere,
        NamedEntry,
    )
}
"""Tables with IDs of QuickBooks, beside that of links."""
_READ_AGAIN = (CatalogueEntry, ReportedEdit, EntryWatermark)
"""What is of the old QuickBooks alone."""


def switch_the_rest(session: Session, move: CompanyMove, names: Names) -> None:
    """Put the company into the new QuickBooks. Inside the transaction that ends the switch."""
    if move.after is None or move.matched_at is None:
        raise AssertionError("a move is switched when both sides are known")
    _keep(session, move)
    _match_people(session, move)
    _set_up(session, move, names)
    _decide_again(session, move, names)
    session.execute(delete(NamedEntry).where(NamedEntry.company_id == move.company_id))
    _end_unanswered(session, move.company_id)
    enter(session, move.company_id, home_from_json(move.after), move.matched_at)
    connection = session.get(DesktopConnection, move.company_id)
    if connection is not None:
        revoke(session, connection)


def enter(session: Session, company_id: str, home: Home, known_up_to: dt.datetime) -> None:
    """Have a company be in a QuickBooks.

    Args:
        session: a writing transaction.
        company_id: the company.
        home: the QuickBooks.
        known_up_to: up to when its edits are known: the next runs ask for what changed since.
    """
    for table in _READ_AGAIN:
        session.execute(delete(table).where(table.company_id == company_id))
    categories = session.scalars(
        select(Link.category).where(Link.company_id == company_id).distinct()
    ).all()
    rows = [
        {"company_id": company_id, "category": one, "read_up_to": known_up_to, "asked_by": None}
        for one in categories
    ]
    upsert(session, EntryWatermark, rows)
    company = session.get_one(Company, company_id)
    company.edition, company.realm_id = home.edition, home.realm_id
    company.quickbooks_connection = home.quickbooks_connection
    company.name, company.plan = home.name, home.plan
    company.country, company.facts = home.country, home.facts
    company.disconnected_at = None


def is_in_desktop(home: Home) -> bool:
    """Whether it is a company file."""
    return home.edition == EDITION


def _keep(session: Session, move: CompanyMove) -> None:
    for name, table in KEPT.items():
        columns = table.__table__.columns
        rows = session.execute(
            select(table.__table__).where(columns["company_id"] == move.company_id)
        ).all()
        session.add_all(
            MovedRow(move_id=move.id, table_name=name, row=json_row(row._asdict())) for row in rows
        )


def _match_people(session: Session, move: CompanyMove) -> None:
    """Matches of agents and vendors; who isn't in the new QuickBooks is matched by name by the next run."""
    rows = session.scalars(select(MovedName).where(MovedName.move_id == move.id))
    found = {(row.kind, row.old_id): row for row in rows if row.new_id}
    for link in session.scalars(select(PartyLink).where(PartyLink.company_id == move.company_id)):
        new = found.get((link.kind, link.quickbooks_id))
        if new is None:
            session.delete(link)
            continue
        link.quickbooks_id, link.version = new.new_id, new.new_version
        link.display_name = new.new_name
    matches = session.scalars(select(ManualMatch).where(ManualMatch.company_id == move.company_id))
    for match in matches:
        kind = match.party_key.partition("/")[0]
        instead_of = found.get((kind, match.instead_of))
        match.instead_of = instead_of.new_id if instead_of else ""
        if not match.quickbooks_id:
            continue  # a new one is to be created
        chosen = found.get((kind, match.quickbooks_id))
        if chosen is None:
            session.delete(match)
        else:
            match.quickbooks_id = chosen.new_id


def _set_up(session: Session, move: CompanyMove, names: Names) -> None:
    setups = session.scalars(
        select(WorkflowSetup).where(WorkflowSetup.company_id == move.company_id)
    )
    for setup in setups:
        setup.options = names.options(setup.options)


def _decide_again(session: Session, move: CompanyMove, names: Names) -> None:
    """What was decided about existing entries stays where the entry is known; what wasn't is searched again."""
    moved = {
        (row.kind, row.old_id): row.new_id
        for row in session.scalars(select(MovedEntry).where(MovedEntry.move_id == move.id))
        if row.new_id
    }
    company_id = move.company_id
    for match in session.scalars(
        select(ExistingMatch).where(ExistingMatch.company_id == company_id)
    ):
        new_id = moved.get((match.kind, match.quickbooks_id), "")
        if not match.decision:
            session.delete(match)
            continue
        match.document, fingerprints = rekeyed_document(match.document, names)
        match.fingerprint = fingerprints.get(match.fingerprint, "")
        match.quickbooks_id, match.others = new_id, []
    for pair in session.scalars(select(NotTheSame).where(NotTheSame.company_id == company_id)):
        new_id = moved.get((pair.entry_kind, pair.quickbooks_id), "")
        if new_id:
            pair.quickbooks_id = new_id
        else:
            session.delete(pair)
    booked = session.scalars(
        select(BookedElsewhere).where(BookedElsewhere.company_id == company_id)
    )
    for one in booked:
        one.quickbooks_id = ""


def _end_unanswered(session: Session, company_id: str) -> None:
    """What the old QuickBooks never answered is no longer looked up: it isn't the new one's."""
    unanswered = session.scalars(
        select(Operation).where(
            Operation.company_id == company_id, Operation.status == OperationStatus.SENT
        )
    )
    for operation in unanswered:
        operation.status, operation.answered_at = OperationStatus.ERROR, utc_now()


def restored(table: type[Base], row: Mapping[str, Any]) -> dict[str, Any]:
    """A kept row's values as its columns have them."""
    values = {}
    for column in table.__table__.columns:
        value = row[column.name]
        if isinstance(value, str) and isinstance(column.type, UtcDateTime):
            value = dt.datetime.fromisoformat(value)
        elif isinstance(value, str) and isinstance(column.type, Date):
            value = dt.date.fromisoformat(value)
        values[column.name] = value
    return values


def rows_of(session: Session, move: CompanyMove, table_name: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a table that were kept."""
    return session.scalars(
        select(MovedRow.row).where(MovedRow.move_id == move.id, MovedRow.table_name == table_name)
    ).all()
