"""Going back to the old QuickBooks, as long as nothing was posted to the new one; and canceling before the switch."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, func, inspect, select
from sqlalchemy.orm import Session

from include.books.wording import counted
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.months.watching import only_figures_count
from include.database.setup.company_moves import last_move, last_switch, open_move
from include.database.statuses import MoveState, RunOutcome
from include.database.stored.moves import home_from_json
from include.database.tables.companies import Company, OAuthToken
from include.database.tables.desktop import DesktopConnection
from include.database.tables.entries import Link
from include.database.tables.moves import CompanyMove, MovedEntry, MovedRow
from include.database.tables.runs import Operation, SyncRun
from include.sync.move.refusals import CantGoBack, NoMove, RunsOpen
from include.sync.move.rest_of_switch import KEPT, enter, is_in_desktop, restored, rows_of
from include.sync.move.steps import locked_company, move_at
from include.sync.move.switching import PORTION

_BACK = frozenset({MoveState.GOING_BACK})


def cancel_move(database: Database, company_id: str, actor: str) -> bool:
    """End a move before the switch. Nothing of CoreBooks' links was changed, so its runs go on.

    Returns:
        Whether the old QuickBooks must be connected again: its tokens made way for the new one's.

    Raises:
        MoveRefused: there is none that can be canceled.
    """

    def cancel(session: Session) -> bool:
        move = move_at(session, company_id)
        home = home_from_json(move.before)
        again = move.after is not None and not is_in_desktop(home)
        company = session.get_one(Company, company_id)
        if move.after is not None:
            session.execute(delete(OAuthToken).where(OAuthToken.company_id == company_id))
        if again:
            company.disconnected_at = company.disconnected_at or utc_now()
        _end(session, move, MoveState.CANCELED, actor, "move canceled")
        return again

    return database.write(cancel)


def go_back(database: Database, company_id: str, actor: str) -> bool:
    """Put a company that was switched back into the QuickBooks that it left.

    It can be killed anywhere and done again.

    Returns:
        Whether the old QuickBooks must be connected again.

    Raises:
        MoveRefused: something was done in the new QuickBooks; nothing was changed.
    """
    with database.reading() as session:
        last = last_move(session, company_id)
        if last is not None and last.state == MoveState.WENT_BACK:
            return not is_in_desktop(home_from_json(last.before))
    database.write(partial(_begin, company_id=company_id))
    while database.write(partial(_free_ids, company_id=company_id)):
        pass
    while database.write(partial(_next_portion, company_id=company_id, actor=actor)):
        pass
    return database.write(partial(_finish, company_id=company_id, actor=actor))


def _begin(session: Session, company_id: str) -> None:
    company = locked_company(session, company_id)
    under_way = open_move(session, company_id)
    if under_way is not None and under_way.state == MoveState.GOING_BACK:
        return
    move = last_switch(session, company_id)
    if under_way is not None or move is None:
        raise NoMove(company.name)
    runs = session.scalars(
        select(SyncRun.id).where(
            SyncRun.company_id == company_id, SyncRun.outcome == RunOutcome.RUNNING
        )
    ).all()
    if runs:
        raise RunsOpen(company.name, [f"run {one}" for one in runs])
    _refuse_if_used(session, company, move)
    move.state = MoveState.GOING_BACK


def _refuse_if_used(session: Session, company: Company, move: CompanyMove) -> None:
    sent = session.scalar(
        select(func.count())
        .select_from(Operation)
        .where(Operation.company_id == company.id, Operation.sent_at > move.switched_at)
    )
    if sent:
        raise CantGoBack(company.name, f"{counted(sent, 'change')} of CoreBooks went there")
    moved = select(MovedEntry.document_key).where(MovedEntry.move_id == move.id)
    linked = session.scalar(
        select(func.count())
        .select_from(Link)
        .where(Link.company_id == company.id, Link.document_key.not_in(moved))
    )
    if linked:
        raise CantGoBack(company.name, f"{counted(linked, 'entry')} there was linked")
    setups = {int(row["version"]) for row in rows_of(session, move, "workflow_setup")}
    table = KEPT["workflow_setup"].__table__
    now = session.scalars(
        select(table.c["version"]).where(table.c["company_id"] == company.id)
    ).all()
    if len(now) != len(rows_of(session, move, "workflow_setup")) or set(now) != setups:
        raise CantGoBack(company.name, "a workflow was changed")


def _free_ids(session: Session, company_id: str) -> bool:
    """Give links whose ID another link had before the switch one that no QuickBooks gives."""
    only_figures_count(session)
    move = move_at(session, company_id, _BACK)
    had = select(MovedEntry.old_id).where(MovedEntry.move_id == move.id)
    rows = session.scalars(
        select(Link)
        .join(MovedEntry, MovedEntry.document_key == Link.document_key)
        .where(
            Link.company_id == company_id,
            MovedEntry.move_id == move.id,
            MovedEntry.is_moved,
            Link.quickbooks_id == MovedEntry.new_id,
            Link.quickbooks_id.in_(had),
        )
        .order_by(Link.document_key)
        .limit(PORTION)
    ).all()
    for link in rows:
        link.quickbooks_id = f"back-{link.quickbooks_id}"
    return len(rows) == PORTION


def _next_portion(session: Session, company_id: str, actor: str) -> bool:
    """Give some links back what they had. Returns whether there are more."""
    only_figures_count(session)
    move = move_at(session, company_id, _BACK)
    rows = session.execute(
        select(MovedEntry, Link)
        .join(
            Link, (Link.company_id == company_id) & (Link.document_key == MovedEntry.document_key)
        )
        .where(MovedEntry.move_id == move.id, MovedEntry.is_moved)
        .order_by(MovedEntry.document_key)
        .limit(PORTION)
    ).all()
    for row, link in rows:
        for name, value in restored(Link, row.link or {}).items():
            setattr(link, name, value)
        row.is_moved = False
        audit.append(
            session,
            company_id,
            actor=actor,
            event="link moved back",
            subject=row.document_key,
            detail={
                "record": row.record_key,
                "kind": row.kind,
                "number": row.number,
                "old_id": row.new_id,
                "new_id": row.old_id,
            },
        )
    return len(rows) == PORTION


def _finish(session: Session, company_id: str, actor: str) -> bool:
    move = move_at(session, company_id, _BACK)
    home = home_from_json(move.before)
    for name in KEPT:
        _give_back(session, move, name)
    # What was edited there since the move began is found by the next runs.
    enter(session, company_id, home, move.started_at)
    session.execute(delete(OAuthToken).where(OAuthToken.company_id == company_id))
    connection = session.get(DesktopConnection, company_id)
    if is_in_desktop(home) and connection is not None:
        connection.revoked_at = None
    again = not is_in_desktop(home)
    if again:
        session.get_one(Company, company_id).disconnected_at = utc_now()
    _end(session, move, MoveState.WENT_BACK, actor, "company moved back")
    return again


def _give_back(session: Session, move: CompanyMove, table_name: str) -> None:
    """A table's rows as they were; what came since is of the new QuickBooks."""
    table = KEPT[table_name]
    keys = [column.name for column in inspect(table).primary_key]
    had = {
        tuple(values[key] for key in keys): values
        for values in (restored(table, row) for row in rows_of(session, move, table_name))
    }
    company = table.__table__.columns["company_id"]
    for row in session.scalars(select(table).where(company == move.company_id)):
        values = had.pop(tuple(getattr(row, key) for key in keys), None)
        if values is None:
            session.delete(row)
            continue
        for name, value in values.items():
            setattr(row, name, value)
    session.add_all(table(**values) for values in had.values())
    session.execute(
        delete(MovedRow).where(MovedRow.move_id == move.id, MovedRow.table_name == table_name)
    )


def _end(session: Session, move: CompanyMove, state: MoveState, actor: str, event: str) -> None:
    move.state, move.ended_by, move.ended_at = state, actor, utc_now()
    company = session.get_one(Company, move.company_id)
    audit.append(
        session,
        move.company_id,
        actor=actor,
        event=event,
        subject=f"QuickBooks company {company.name}",
        detail={"realm_id": company.realm_id, "edition": company.edition},
    )
