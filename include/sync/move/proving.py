"""The proof of a move: both sides of what CoreBooks posted, summed, stored, and accepted where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListKind
from include.books.documents import DocumentKind
from include.books.money import Cents
from include.clock import utc_now
from include.database import audit
from include.database.engine import Database
from include.database.setup.company_moves import open_move
from include.database.stored.documents import document_from_json
from include.database.stored.entries import entry_from_json
from include.database.stored.moves import (
    ProofRow,
    lists_from_json,
    lists_to_json,
    proof_from_json,
)
from include.database.tables.companies import Company
from include.database.tables.entries import Link
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName
from include.sync.move.proof import (
    AccountName,
    Pair,
    compare,
    differs,
    namer,
    side_of_document,
    side_of_entry,
)
from include.sync.move.refusals import CantChoose, NotMatchedYet, Unproved
from include.sync.move.steps import move_at


@dataclass(frozen=True, slots=True)
class OneDifference:
    """An entry that isn't the same in both QuickBooks; None where a side doesn't have it, in cents."""

    document_key: str
    kind: str
    number: str
    party_name: str
    old_cents: Cents | None
    new_cents: Cents | None


def prove(
    database: Database, company_id: str, new_lists: Catalogue | None = None
) -> list[ProofRow]:
    """Sum both sides by month and account, and store it.

    Args:
        database: the database.
        company_id: the company.
        new_lists: the lists of the new QuickBooks, just read; None for those that were read last.

    Returns:
        The sums, differences first.

    Raises:
        MoveRefused: no move waits for that.
    """

    def store(session: Session) -> list[ProofRow]:
        move = move_at(session, company_id)
        if new_lists is not None:
            move.new_lists = lists_to_json(new_lists)
        rows = compare(_pairs(session, move))
        stored = [row.stored() for row in rows]
        if move.accepted_at is not None and stored != move.proof:
            move.accepted_by, move.accepted_because, move.accepted_at = "", "", None
        move.proof, move.proved_at = stored, utc_now()
        return rows

    return database.write(store)


def differences_now(database: Database, company_id: str) -> list[OneDifference]:
    """The entries behind the sums that differ; none while no move is under way."""
    with database.reading() as session:
        move = open_move(session, company_id)
        return _differences(session, move) if move is not None else []


def _differences(session: Session, move: CompanyMove) -> list[OneDifference]:
    found = []
    names = _accounts(session, move)
    for row, link in _rows(session, move):
        pair = _pair(row, link, *names, from_records=move.from_records)
        if differs(pair):
            found.append(
                OneDifference(
                    row.document_key,
                    row.kind,
                    row.number,
                    row.party_name,
                    pair.old.total if pair.old else None,
                    pair.new.total if pair.new else None,
                )
            )
    return found


def check_proved(move: CompanyMove, name: str) -> None:
    """Check that both sides are equal, or that it was accepted that they aren't.

    Raises:
        NotMatchedYet, Unproved: they aren't.
    """
    if move.matched_at is None or move.proved_at is None:
        raise NotMatchedYet(name)
    differing = sum(1 for row in proof_from_json(move.proof) if row.difference_cents)
    if differing and move.accepted_at is None:
        raise Unproved(differing)


def accept(database: Database, company_id: str, because: str, actor: str) -> None:
    """Accept that the sums of both sides differ.

    Args:
        database: the database.
        company_id: the company.
        because: the reason, which stays in the audit trail.
        actor: who accepts it.

    Raises:
        MoveRefused: there is no proof, or no reason; nothing was changed.
    """
    because = because.strip()

    def store(session: Session) -> None:
        move = move_at(session, company_id)
        company = session.get_one(Company, company_id)
        if move.proved_at is None:
            raise NotMatchedYet(company.name)
        if not because:
            raise CantChoose(
                "Enter the reason why the sums differ: it stays in the audit trail. Nothing was changed."
            )
        rows = [row for row in proof_from_json(move.proof) if row.difference_cents]
        move.accepted_by, move.accepted_because, move.accepted_at = actor, because, utc_now()
        audit.append(
            session,
            company_id,
            actor=actor,
            event="differences of a move accepted",
            subject=f"QuickBooks company {company.name}",
            detail={"because": because, "differences": [row.stored() for row in rows]},
        )

    database.write(store)


def _pairs(session: Session, move: CompanyMove) -> Iterator[Pair]:
    names = _accounts(session, move)
    for row, link in _rows(session, move):
        yield _pair(row, link, *names, from_records=move.from_records)


def _rows(session: Session, move: CompanyMove) -> Iterator[tuple[MovedEntry, Link]]:
    links = select(MovedEntry, Link).join(
        Link, (Link.company_id == move.company_id) & (Link.document_key == MovedEntry.document_key)
    )
    rows = session.execute(
        links.where(MovedEntry.move_id == move.id).order_by(MovedEntry.document_key)
    )
    yield from ((row, link) for row, link in rows)


def _accounts(session: Session, move: CompanyMove) -> tuple[AccountName, AccountName]:
    """What lines of the old and of the new QuickBooks count for."""
    names = session.scalars(select(MovedName).where(MovedName.move_id == move.id))
    renamed = {(row.kind, row.old_id): row.new_name for row in names if row.new_name}
    old, new = lists_from_json(move.old_lists), lists_from_json(move.new_lists)
    for account in old.entries:
        # An account that only products name isn't among them: the same name is the same account.
        renamed.setdefault((account.kind.value, account.id), account.name)
    products = {key: name for key, name in renamed.items() if key[0] != ListKind.PRODUCT.value}
    return namer(old, products), namer(new, {})


def _pair(
    row: MovedEntry, link: Link, old: AccountName, new: AccountName, *, from_records: bool
) -> Pair:
    kind = DocumentKind(row.kind)
    before = None
    if row.before is not None:
        before = side_of_entry(entry_from_json(row.before), old)
    elif from_records and row.is_live:
        document = document_from_json(link.document)
        before = side_of_document(document, row.date, link.tax_cents, old)
    after = side_of_entry(entry_from_json(row.after), new) if row.after is not None else None
    return Pair(kind, before, after)
