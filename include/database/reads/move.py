"""A company's move to another QuickBooks: how far it is, what was found how, and what a person must say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from include.database.setup.company_moves import last_switch, open_move
from include.database.statuses import MatchedBy, MoveState
from include.database.stored.moves import (
    Home,
    MoveCandidate,
    ProofRow,
    candidates_from_json,
    home_from_json,
    proof_from_json,
)
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName


class MoveStep(StrEnum):
    """What is to be done next."""

    START = "start"
    READ = "read"
    CONNECT = "connect"
    MATCH = "match"
    REVIEW = "review"
    PROOF = "proof"
    SWITCH = "switch"
    BACK = "back"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move as a page or a command shows it.

    Attributes:
        before, after: the QuickBooks on both sides; `after` is None until it is connected.
        next: what is to be done next.
        entries: by how they were found, how many; those that weren't are under an empty text.
        names: likewise.
        to_review: how many entries and names a person must decide before the switch.
        moved: how many links have their new IDs.
        proof: the sums of both sides by month and account, differences first.
        from_records: the old QuickBooks couldn't be read.
        accepted_by, accepted_because: who accepted that sums differ, and why.
        switched_at: when the company was switched.
    """

    state: MoveState
    before: Home
    after: Home | None
    next: MoveStep
    entries: Mapping[str, int]
    names: Mapping[str, int]
    to_review: tuple[int, int]
    moved: int
    proof: Sequence[ProofRow]
    from_records: bool
    accepted_by: str
    accepted_because: str
    switched_at: dt.datetime | None

    @property
    def differing(self) -> Sequence[ProofRow]:
        """The sums that differ."""
        return [row for row in self.proof if row.difference_cents]


@dataclass(frozen=True, slots=True)
class UnmatchedEntry:
    """An entry that wasn't found for certain, and what it may be."""

    document_key: str
    record_key: str
    kind: str
    number: str
    date: dt.date
    total_cents: int
    party_name: str
    old_id: str
    candidates: Sequence[MoveCandidate]


@dataclass(frozen=True, slots=True)
class UnmatchedName:
    """A customer, vendor, account ... that wasn't found for certain; `is_needed` by a workflow."""

    kind: str
    old_id: str
    name: str
    is_needed: bool


def move_view(session: Session, company_id: str) -> MoveView | None:
    """The move that is under way, else the one that brought the company where it is; None without any."""
    move = open_move(session, company_id) or last_switch(session, company_id)
    if move is None:
        return None
    entries = _counts(session, MovedEntry, move)
    undecided = to_review(session, move)
    return MoveView(
        state=MoveState(move.state),
        before=home_from_json(move.before),
        after=home_from_json(move.after) if move.after else None,
        next=_next(move, undecided),
        entries=entries,
        names=_counts(session, MovedName, move),
        to_review=undecided,
        moved=_number(session, move, MovedEntry.is_moved.is_(True)),
        proof=proof_from_json(move.proof),
        from_records=move.from_records,
        accepted_by=move.accepted_by,
        accepted_because=move.accepted_because,
        switched_at=move.switched_at,
    )


_AFTER_PREPARING = {
    MoveState.SWITCHING: MoveStep.SWITCH,
    MoveState.GOING_BACK: MoveStep.BACK,
    MoveState.SWITCHED: MoveStep.NOTHING,
}


def _next(move: CompanyMove, undecided: tuple[int, int]) -> MoveStep:
    if move.state != MoveState.PREPARING:
        return _AFTER_PREPARING[MoveState(move.state)]
    differing = any(row.difference_cents for row in proof_from_json(move.proof))
    to_do = {
        MoveStep.READ: move.read_at is None and not move.from_records,
        MoveStep.CONNECT: move.after is None,
        MoveStep.MATCH: move.matched_at is None,
        MoveStep.REVIEW: any(undecided),
        MoveStep.PROOF: differing and move.accepted_at is None,
    }
    return next((step for step, is_due in to_do.items() if is_due), MoveStep.SWITCH)


def entries_to_review(
    session: Session, company_id: str, most: int = 200, start: int = 0
) -> list[UnmatchedEntry]:
    """The entries that a person must decide, by date."""
    move = open_move(session, company_id)
    if move is None:
        return []
    rows = session.scalars(
        select(MovedEntry)
        .where(MovedEntry.move_id == move.id, MovedEntry.matched_by == "", MovedEntry.is_live)
        .order_by(MovedEntry.date, MovedEntry.document_key)
        .limit(most)
        .offset(start)
    )
    return [
        UnmatchedEntry(
            row.document_key,
            row.record_key,
            row.kind,
            row.number,
            row.date,
            row.total_cents,
            row.party_name,
            row.old_id,
            candidates_from_json(row.candidates),
        )
        for row in rows
    ]


def names_to_review(session: Session, company_id: str) -> list[UnmatchedName]:
    """The names that weren't found, those first that a workflow needs."""
    move = open_move(session, company_id)
    if move is None:
        return []
    rows = session.scalars(
        select(MovedName)
        .where(MovedName.move_id == move.id, MovedName.matched_by == "")
        .order_by(MovedName.needed_for.desc(), MovedName.kind, MovedName.name)
    )
    return [UnmatchedName(row.kind, row.old_id, row.name, bool(row.needed_for)) for row in rows]


def _counts(
    session: Session, table: type[MovedEntry | MovedName], move: CompanyMove
) -> Mapping[str, int]:
    rows = session.execute(
        select(table.matched_by, func.count())
        .where(table.move_id == move.id)
        .group_by(table.matched_by)
    ).all()
    found = {row[0]: row[1] for row in rows}
    return {how: found[how] for how in (*MatchedBy, "") if how in found}


def to_review(session: Session, move: CompanyMove) -> tuple[int, int]:
    """How many entries and names a person must decide before the switch."""
    entries = _number(session, move, (MovedEntry.matched_by == "") & MovedEntry.is_live)
    names = session.scalar(
        select(func.count())
        .select_from(MovedName)
        .where(MovedName.move_id == move.id, MovedName.matched_by == "", MovedName.needed_for != "")
    )
    return entries, names or 0


def _number(session: Session, move: CompanyMove, condition: ColumnElement[bool]) -> int:
    number = session.scalar(
        select(func.count()).select_from(MovedEntry).where(MovedEntry.move_id == move.id, condition)
    )
    return number or 0
