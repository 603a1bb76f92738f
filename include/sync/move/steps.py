"""The move that is under way, under a lock: one step is done at a time."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.setup.company_moves import open_move
from include.database.statuses import MoveState
from include.database.tables.companies import Company
from include.database.tables.moves import CompanyMove
from include.sync.move.refusals import MoveUnderWay, NoMove

PREPARING = frozenset({MoveState.PREPARING})


def move_at(
    session: Session, company_id: str, states: Collection[MoveState] = PREPARING
) -> CompanyMove:
    """The company's move, locked until the transaction ends.

    Args:
        session: a writing transaction.
        company_id: the company.
        states: those in which the step can be done.

    Raises:
        NoMove, MoveUnderWay: the step can't be done.
    """
    locked_company(session, company_id)
    return move_seen(session, company_id, states)


def move_seen(
    session: Session, company_id: str, states: Collection[MoveState] = PREPARING
) -> CompanyMove:
    """The company's move, without a lock, for a step that reads first. As `move_at`."""
    company = session.get_one(Company, company_id)
    move = open_move(session, company_id)
    if move is None:
        raise NoMove(company.name)
    if MoveState(move.state) not in states:
        raise MoveUnderWay(company.name, move.state)
    return move


def locked_company(session: Session, company_id: str) -> Company:
    """The company, so that no other step and no new run begins meanwhile."""
    return session.scalars(
        select(Company).where(Company.id == company_id).with_for_update(key_share=True)
    ).one()
