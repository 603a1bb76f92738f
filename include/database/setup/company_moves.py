"""Whether a company is being moved to another QuickBooks, and since when it is there."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from include.database.statuses import MoveState
from include.database.tables.moves import CompanyMove

_OPEN = tuple(state for state in MoveState if state.is_open)


def open_move(session: Session, company_id: str) -> CompanyMove | None:
    """The move that is under way; None while there is none."""
    return session.scalars(
        select(CompanyMove).where(
            CompanyMove.company_id == company_id, CompanyMove.state.in_(_OPEN)
        )
    ).first()


def moving_since(session: Session, company_id: str) -> dt.datetime | None:
    """Since when a company is being moved; None if it isn't."""
    move = open_move(session, company_id)
    return move.started_at if move else None


def moving() -> Select[str]:
    """The IDs of all companies that are being moved, as a query."""
    return select(CompanyMove.company_id).where(CompanyMove.state.in_(_OPEN))


def moving_to(session: Session, realm_id: str) -> CompanyMove | None:
    """The move under way to a QuickBooks company; None if none goes there."""
    moves = session.scalars(select(CompanyMove).where(CompanyMove.state.in_(_OPEN)))
    return next((one for one in moves if one.after and one.after["realm_id"] == realm_id), None)


def last_move(session: Session, company_id: str) -> CompanyMove | None:
    """The newest move, however it ended; None if there was none."""
    return _newest(session, company_id, tuple(MoveState))


def last_switch(session: Session, company_id: str) -> CompanyMove | None:
    """The newest move that brought the company where it is now; None if it never moved."""
    return _newest(session, company_id, (MoveState.SWITCHED,))


def _newest(session: Session, company_id: str, states: tuple[MoveState, ...]) -> CompanyMove | None:
    return session.scalars(
        select(CompanyMove)
        .where(CompanyMove.company_id == company_id, CompanyMove.state.in_(states))
        .order_by(CompanyMove.id.desc())
        .limit(1)
    ).first()


def moved_at(session: Session, company_id: str) -> dt.datetime | None:
    """When the company came to the QuickBooks that it is in now; None if it never moved."""
    move = last_switch(session, company_id)
    return move.switched_at if move else None
