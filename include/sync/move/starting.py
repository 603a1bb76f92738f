"""The first step: nothing is posted anymore, and what CoreBooks has is listed and read from the old QuickBooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryStatus
from include.books.gateway import Gateway
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import stored_catalogue
from include.database.lease import WriterLease
from include.database.setup.company_moves import open_move
from include.database.statuses import MoveState, OperationStatus, RunOutcome
from include.database.stored.entries import entry_to_json
from include.database.stored.moves import Home, lists_to_json
from include.database.tables.companies import Company
from include.database.tables.desktop import EDITION
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName
from include.database.tables.runs import Operation, SyncRun
from include.sync.move.names import PARTIES
from include.sync.move.needed import list_needed
from include.sync.move.refusals import BeingRebuilt, MoveUnderWay, RunsOpen, WritesUnanswered
from include.sync.move.steps import locked_company, move_at

_PORTION = 500
_HOLDER = "The move to another QuickBooks"


def start_move(
    database: Database, company_id: str, actor: str, *, without_old: bool = False
) -> None:
    """Start a move: from now on no run of the company begins, and nothing is posted to its QuickBooks.

    Repeated, it changes nothing but whether the old QuickBooks is read: a company file can be, until the switch.

    Args:
        database: the database.
        company_id: the company.
        actor: who moves it.
        without_old: the old QuickBooks can't be reached anymore: what CoreBooks knows counts for its side.

    Raises:
        MoveRefused: nothing was changed.
        LeaseTaken: a run posts just now; nothing was changed.
    """
    lease = WriterLease.take(database, company_id, _HOLDER)
    try:
        database.write(partial(_start, company_id=company_id, actor=actor, without_old=without_old))
    finally:
        lease.release(database)


def _start(session: Session, company_id: str, actor: str, *, without_old: bool) -> None:
    company = locked_company(session, company_id)
    under_way = open_move(session, company_id)
    if under_way is not None:
        left_online = under_way.after is not None and company.edition != EDITION
        if under_way.state != MoveState.PREPARING or left_online:
            raise MoveUnderWay(company.name, under_way.state)
        under_way.from_records = without_old
        return
    _refuse_open(session, company, without_old=without_old)
    move = CompanyMove(
        company_id=company_id,
        state=MoveState.PREPARING,
        before=home_of(company).stored(),
        after=None,
        # As they were last read, in case that QuickBooks can't be read anymore.
        old_lists=lists_to_json(stored_catalogue(session, company_id)[0]),
        from_records=without_old,
        started_by=actor,
    )
    session.add(move)
    session.flush()
    list_needed(session, move.id, company_id)
    audit.append(
        session,
        company_id,
        actor=actor,
        event="move started",
        subject=f"QuickBooks company {company.name}",
        detail={"realm_id": company.realm_id, "edition": company.edition},
    )


def home_of(company: Company) -> Home:
    """The QuickBooks that a company is in."""
    return Home(
        edition=company.edition,
        realm_id=company.realm_id,
        quickbooks_connection=company.quickbooks_connection,
        name=company.name,
        plan=company.plan,
        country=company.country,
        currency=company.currency,
        facts=company.facts,
    )


def _refuse_open(session: Session, company: Company, *, without_old: bool) -> None:
    if company.rebuilding_since is not None:
        raise BeingRebuilt(company.name, company.id)
    runs = session.scalars(
        select(SyncRun)
        .where(SyncRun.company_id == company.id, SyncRun.outcome == RunOutcome.RUNNING)
        .order_by(SyncRun.id)
    ).all()
    if runs:
        raise RunsOpen(company.name, [f"run {run.id}" for run in runs])
    sent = session.scalar(
        select(func.count())
        .select_from(Operation)
        .where(Operation.company_id == company.id, Operation.status == OperationStatus.SENT)
    )
    if sent and not without_old:
        raise WritesUnanswered(company.name, sent)


def read_old(database: Database, company_id: str, gateway: Gateway) -> int:
    """Read what the old QuickBooks has of CoreBooks' entries, once, for the proof.

    Nothing is written to QuickBooks. Can be repeated, as after changes there before the conversion.

    Returns:
        How many entries were read.

    Raises:
        MoveRefused: no move waits for that.
        GatewayUnavailable: QuickBooks doesn't respond; nothing was stored. A `GatewayWaits` goes on when the PC
            has responded.
    """
    with database.reading() as session:
        move = open_move(session, company_id)
        tracked = [] if move is None else _tracked(session, move.id)
    lists = lists_to_json(gateway.catalogue())
    people = {
        (party.kind.value, party.ref.id): party.former_name or party.display_name
        for kind in PARTIES
        for party in gateway.parties(kind)
    }
    found = _read(gateway, tracked)
    for start in range(0, len(tracked), _PORTION):
        portion = tracked[start : start + _PORTION]
        keys = [key for key, _, _ in portion]
        database.write(partial(_store, company_id=company_id, keys=keys, found=found))

    def finish(session: Session) -> None:
        row = move_at(session, company_id)
        row.old_lists, row.read_at, row.from_records = lists, utc_now(), False
        names = session.scalars(select(MovedName).where(MovedName.move_id == row.id))
        for name in names:
            # As it is called today: without a map, its name must find it.
            name.name = people.get((name.kind, name.old_id), name.name)

    database.write(finish)
    return len(found)


def _tracked(session: Session, move_id: int) -> list[tuple[str, DocumentKind, str]]:
    rows = session.execute(
        select(MovedEntry.document_key, MovedEntry.kind, MovedEntry.old_id)
        .where(MovedEntry.move_id == move_id)
        .order_by(MovedEntry.document_key)
    )
    return [(key, DocumentKind(kind), old_id) for key, kind, old_id in rows]


def _read(
    gateway: Gateway, tracked: Sequence[tuple[str, DocumentKind, str]]
) -> Mapping[str, Entry]:
    """The entries by document key; a few calls for each kind."""
    ids: dict[DocumentKind, dict[str, str]] = defaultdict(dict)
    for key, kind, old_id in tracked:
        ids[kind][old_id] = key
    return {
        keys[entry_id]: entry
        for kind, keys in ids.items()
        for entry_id, entry in gateway.read_entries(kind, sorted(keys)).items()
    }


def _store(
    session: Session, company_id: str, keys: Sequence[str], found: Mapping[str, Entry]
) -> None:
    move = move_at(session, company_id)
    rows = session.scalars(
        select(MovedEntry).where(MovedEntry.move_id == move.id, MovedEntry.document_key.in_(keys))
    )
    for row in rows:
        entry = found.get(row.document_key)
        row.before = entry_to_json(entry) if entry else None
        row.is_live = entry is not None and entry.status is EntryStatus.LIVE
        if entry is not None and row.is_live:
            row.date, row.total_cents, row.number = entry.date or row.date, entry.net, entry.number
