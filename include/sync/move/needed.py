"""What CoreBooks has of a company's QuickBooks: its entries, and the names and lists that it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.parties import PartyKind
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_from_json
from include.database.stored.edits import edit_from_json
from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link, ManualMatch, PartyLink
from include.database.tables.moves import MovedEntry, MovedName

WORKFLOWS = "workflows"
"""For what a name is needed that no workflow can post without."""
_LISTS = frozenset(kind.value for kind in ListKind)


@dataclass(frozen=True, slots=True)
class Name:
    """A customer, vendor, account, product ... that something refers to.

    Attributes:
        kind: a `PartyKind` or `ListKind`.
        id: QuickBooks' ID.
        name: as CoreBooks knows it.
        needed_for: `WORKFLOWS`, or empty.
    """

    kind: str
    id: str
    name: str
    needed_for: str = ""


def list_needed(session: Session, move_id: int, company_id: str) -> None:
    """Store what must be found in the new QuickBooks. Inside a writing transaction."""
    links = session.scalars(select(Link).where(Link.company_id == company_id)).all()
    names = [
        *_of_setups(session, company_id),
        *_of_matches(session, company_id),
        *(name for link in links for name in _of_link(link)),
    ]
    session.add_all(_entry(move_id, link) for link in links)
    _add(session, move_id, _each_once(names))


def list_new_names(session: Session, move_id: int, company_id: str) -> int:
    """Store what workflows and matches name since. Inside a writing transaction. Returns how much that is."""
    rows = session.execute(
        select(MovedName.kind, MovedName.old_id).where(MovedName.move_id == move_id)
    )
    known = {(row.kind, row.old_id) for row in rows}
    names = [*_of_setups(session, company_id), *_of_matches(session, company_id)]
    new = [name for name in _each_once(names) if (name.kind, name.id) not in known]
    _add(session, move_id, new)
    return len(new)


def _each_once(names: Iterable[Name]) -> list[Name]:
    found: dict[tuple[str, str], Name] = {}
    for name in names:
        known = found.get((name.kind, name.id))
        if known is None or (name.needed_for and not known.needed_for):
            found[name.kind, name.id] = name
    return list(found.values())


def _add(session: Session, move_id: int, names: Iterable[Name]) -> None:
    session.add_all(
        MovedName(
            move_id=move_id,
            kind=name.kind,
            old_id=name.id,
            name=name.name,
            needed_for=name.needed_for,
        )
        for name in names
    )


def _entry(move_id: int, link: Link) -> MovedEntry:
    edit = edit_from_json(link.edited_as)
    total = edit.total_cents if edit and edit.total_cents is not None else link.total_cents
    return MovedEntry(
        move_id=move_id,
        document_key=link.document_key,
        record_key=link.record_key,
        kind=link.kind,
        old_id=link.quickbooks_id,
        number=link.number,
        date=edit.date if edit and edit.date else link.date,
        total_cents=total,
        party_name=str(link.document["party"]["display_name"]),
        is_live=link.status == LinkStatus.IN_QUICKBOOKS,
        before=None,
        after=None,
        link=None,
    )


def list_refs(values: Any) -> Iterator[Mapping[str, Any]]:
    """Every reference to a list's entry within JSON values: {"kind", "id", "name"}."""
    if isinstance(values, Mapping):
        if values.get("kind") in _LISTS and "id" in values and "name" in values:
            yield values
            return
        values = list(values.values())
    if isinstance(values, list | tuple):
        for value in values:
            yield from list_refs(value)


def _of_setups(session: Session, company_id: str) -> Iterator[Name]:
    """What workflows were set up with; only those that are on can't do without."""
    setups = session.scalars(select(WorkflowSetup).where(WorkflowSetup.company_id == company_id))
    for setup in setups:
        for ref in list_refs(setup.options):
            if ref["id"]:
                needed_for = WORKFLOWS if setup.active else ""
                yield Name(ref["kind"], ref["id"], ref["name"], needed_for)


def _of_matches(session: Session, company_id: str) -> Iterator[Name]:
    for row in session.scalars(select(PartyLink).where(PartyLink.company_id == company_id)):
        yield Name(row.kind, row.quickbooks_id, row.display_name)
    for match in session.scalars(select(ManualMatch).where(ManualMatch.company_id == company_id)):
        kind = match.party_key.partition("/")[0]
        for id_ in (match.quickbooks_id, match.instead_of):
            if id_:
                yield Name(kind, id_, "")


def _of_link(link: Link) -> Iterator[Name]:
    document = document_from_json(link.document)
    for ref in list_refs(link.document):
        if ref["id"]:
            yield Name(ref["kind"], ref["id"], ref["name"])
    edit = edit_from_json(link.edited_as)
    if link.party_id:
        yield Name(party_kind(document.kind), link.party_id, document.party.display_name)
    if edit and edit.party_id:
        yield Name(party_kind(document.kind), edit.party_id, "")


def party_kind(kind: DocumentKind) -> str:
    """Whether entries of a kind are with customers or vendors."""
    of_vendors = (
        DocumentKind.BILL,
        DocumentKind.VENDOR_CREDIT,
        DocumentKind.CHECK,
        DocumentKind.EXPENSE,
    )
    return (PartyKind.VENDOR if kind in of_vendors else PartyKind.CUSTOMER).value
