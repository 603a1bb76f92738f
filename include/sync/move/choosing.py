"""What a person says of entries and names that couldn't be found for certain in the new QuickBooks."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.country_words import spelled
from include.books.documents import DocumentKind, read_as
from include.books.entries import Entry
from include.books.gateway import Gateway
from include.books.wording import numbered
from include.database import audit
from include.database.engine import Database
from include.database.statuses import MatchedBy
from include.database.stored.entries import entry_to_json
from include.database.tables.moves import CompanyMove, MovedEntry, MovedName
from include.sync.move.looking import check_connected
from include.sync.move.names import PARTIES, NewName, names_of
from include.sync.move.needed import WORKFLOWS
from include.sync.move.proving import prove
from include.sync.move.refusals import CantChoose
from include.sync.move.steps import move_at


def choose_entry(
    database: Database,
    company_id: str,
    document_key: str,
    new_id: str,
    actor: str,
    gateway: Gateway | None,
) -> None:
    """Say which entry of the new QuickBooks an entry is, or that there is none.

    Args:
        database: the database.
        company_id: the company.
        document_key: the entry's document.
        new_id: the entry's ID in the new QuickBooks; empty if it isn't there.
        actor: who says so.
        gateway: the new QuickBooks, in which the entry is read; None if there is none.

    Raises:
        MoveRefused: it can't be that; nothing was changed.
        GatewayUnavailable: QuickBooks doesn't respond; nothing was changed.
    """
    with database.reading() as session:
        kind = DocumentKind(
            _entry(session, check_connected(session, company_id), document_key).kind
        )
    found = _read(gateway, kind, new_id) if gateway is not None and new_id else None
    if new_id and found is None:
        raise CantChoose(
            f"QuickBooks Online has no {spelled(kind)} with the ID {new_id}. Choose one that `corebooks move "
            "review` lists, or copy the ID from the address of its page. Nothing was changed."
        )
    database.write(
        partial(
            _store_entry,
            company_id=company_id,
            document_key=document_key,
            found=found,
            actor=actor,
        )
    )
    prove(database, company_id)


def _read(gateway: Gateway, kind: DocumentKind, new_id: str) -> Entry | None:
    """The entry as it is, of any kind that it may be read as."""
    for one in sorted(read_as(kind), key=lambda one: one is not kind):
        if (entry := gateway.read_entries(one, [new_id]).get(new_id)) is not None:
            return entry
    return None


def _store_entry(
    session: Session, company_id: str, document_key: str, found: Entry | None, actor: str
) -> None:
    move = move_at(session, company_id)
    row = _entry(session, move, document_key)
    if found is not None:
        _refuse_used(session, move, row, found)
    row.new_id = found.ref.id if found else ""
    row.after = entry_to_json(found) if found else None
    row.matched_by = MatchedBy.CHOSEN if found else MatchedBy.ABSENT
    row.decided_by, row.candidates = actor, []
    audit.append(
        session,
        company_id,
        actor=actor,
        event="entry chosen for a move",
        subject=document_key,
        detail={
            "record": row.record_key,
            "kind": row.kind,
            "number": row.number,
            "old_id": row.old_id,
            "new_id": row.new_id,
        },
    )


def _refuse_used(session: Session, move: CompanyMove, row: MovedEntry, found: Entry) -> None:
    """An entry is one document's only."""
    holder = session.scalars(
        select(MovedEntry).where(
            MovedEntry.move_id == move.id,
            MovedEntry.new_id == found.ref.id,
            MovedEntry.kind.in_(read_as(DocumentKind(row.kind))),
            MovedEntry.document_key != row.document_key,
        )
    ).first()
    if holder is not None:
        raise CantChoose(
            f"The entry {found.ref.id} in QuickBooks Online is {numbered(holder.kind, holder.number)} for "
            f"{holder.party_name} already. Choose another one. Nothing was changed."
        )


def _entry(session: Session, move: CompanyMove, document_key: str) -> MovedEntry:
    row = session.get(MovedEntry, (move.id, document_key))
    if row is None:
        raise CantChoose(
            f"CoreBooks has no entry {document_key!r}. Copy it from the list of `corebooks move review`. Nothing "
            "was changed."
        )
    return row


def _name(gateway: Gateway, kind: str, new_id: str) -> NewName | None:
    parties = [one for party in PARTIES if party.value == kind for one in gateway.parties(party)]
    return names_of(gateway.catalogue(), parties).by_id(kind, new_id)


def choose_name(
    database: Database,
    company_id: str,
    kind: str,
    old_id: str,
    new_id: str,
    actor: str,
    gateway: Gateway | None,
) -> None:
    """Say which customer, vendor, account, product ... of the new QuickBooks one is, or that there is none.

    Args:
        database: the database.
        company_id: the company.
        kind: "vendor", "account" ...
        old_id: its ID in the old QuickBooks.
        new_id: its ID in the new one; empty if it isn't there.
        actor: who says so.
        gateway: the new QuickBooks, whose names are read; None if there is none.

    Raises:
        MoveRefused: it can't be that; nothing was changed.
        GatewayUnavailable: QuickBooks doesn't respond; nothing was changed.
    """
    with database.reading() as session:
        check_connected(session, company_id)
    found = _name(gateway, kind, new_id) if gateway is not None and new_id else None

    def store(session: Session) -> None:
        move = move_at(session, company_id)
        row = session.get(MovedName, (move.id, kind, old_id))
        if row is None or (new_id and found is None):
            raise CantChoose(
                f"There is no {spelled(kind)} with the ID {new_id if row else old_id}. Copy the IDs from the list of "
                "`corebooks move review`. Nothing was changed."
            )
        if found is None and row.needed_for == WORKFLOWS:
            raise CantChoose(
                f"A workflow posts with the {spelled(kind)} {row.name}. Create it in QuickBooks Online, then choose it. "
                "Nothing was changed."
            )
        row.new_id, row.new_name = (found.id, found.name) if found else ("", "")
        row.new_version = found.version if found else ""
        row.matched_by = MatchedBy.CHOSEN if found else MatchedBy.ABSENT
        row.decided_by = actor
        audit.append(
            session,
            company_id,
            actor=actor,
            event="name chosen for a move",
            subject=f"{kind} {row.name}".strip(),
            detail={"kind": kind, "old_id": old_id, "new_id": row.new_id, "name": row.new_name},
        )

    database.write(store)
    prove(database, company_id)
