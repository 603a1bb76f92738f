"""Which of a run's changes are listed, and counting them, without opening what they post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    TableValuedAlias,
    and_,
    case,
    cast,
    column,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.gateway import Action
from include.books.money import Cents
from include.books.parties import PartyKind
from include.database.reads.changes import Change, change_of
from include.database.statuses import OperationStatus
from include.database.tables.columns import Json
from include.database.tables.runs import Operation

ENTRIES = [kind.value for kind in DocumentKind]
KINDS = frozenset({*ENTRIES, *PartyKind, *ListKind})
"""What a change can be of."""
_CHUNK = 500


class Part(StrEnum):
    """Which of a run's changes are listed."""

    ALL = ""
    CREATED = "create"
    UPDATED = "update"
    VOIDED = "void"
    LISTS = "lists"
    """Customers, vendors, products and classes, which entries need."""
    DEFAULTS = "defaults"
    """Entries with a line that posts to a default."""
    ERRORS = "errors"


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What a run's changes are narrowed to; empty values narrow nothing.

    Attributes:
        kind: "invoice", "bill", "customer" ...
        text: words that must all be in the number, the customer or vendor, or an account, product or
            class that it posts to.
        page: from 1.
    """

    part: Part = Part.ALL
    kind: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """How many changes of a run are alike, and their entries' totals together.

    Attributes:
        is_entry: whether they are of entries.
        cents: the totals after the change, without tax; of voids, what is voided.
        posted: how many of them are in QuickBooks.
        errors: how many were rejected.
        tax_cents: the tax that QuickBooks adds to these totals.
    """

    kind: str
    action: str
    is_entry: bool
    number: int
    cents: Cents
    posted: int
    errors: int
    tax_cents: Cents = 0


def tallies_of(session: Session, run_ids: Sequence[int]) -> Mapping[int, list[Tally]]:
    """All changes of some runs, counted by kind and action; one query."""
    found: dict[int, list[Tally]] = {run_id: [] for run_id in run_ids}
    if not found:
        return found
    total = case(
        (Operation.action == Action.VOID.value, _voided(session)), else_=Operation.total_cents
    )

    tax = case(
        (Operation.action == Action.VOID.value, Operation.tax_before_cents),
        else_=Operation.tax_cents,
    )

    def how_many(status: OperationStatus) -> ColumnElement[int]:
        return func.count(Operation.id).filter(Operation.status == status)

    rows = session.execute(
        select(
            Operation.run_id,
            Operation.kind,
            Operation.action,
            func.count(Operation.id),
            func.coalesce(func.sum(total), 0),
            how_many(OperationStatus.POSTED),
            how_many(OperationStatus.ERROR),
            func.coalesce(func.sum(tax), 0),
        )
        .where(Operation.run_id.in_(found))
        .group_by(Operation.run_id, Operation.kind, Operation.action)
        .order_by(Operation.run_id, Operation.kind, Operation.action)
    )
    for run_id, kind, action, number, cents, posted, errors, tax_cents in rows:
        is_entry = kind in ENTRIES
        one = Tally(kind, action, is_entry, number, int(cents), posted, errors, int(tax_cents))
        found[run_id].append(one)
    return found


def has_taxed_changes(session: Session, company_id: str) -> bool:
    """Whether QuickBooks added tax to any entry that a change of the company wrote, or would write."""
    taxed = select(Operation.id).where(
        Operation.company_id == company_id,
        or_(Operation.tax_cents != 0, Operation.tax_before_cents != 0),
    )
    return session.scalar(taxed.limit(1)) is not None


def listed_ids(session: Session, run_id: int, wanted: ChangeFilter) -> list[int]:
    """The changes that match: entries as they are sent, then the customers, vendors and lists they need."""
    query = select(Operation.id).where(Operation.run_id == run_id, *_conditions(wanted))
    for word in wanted.text.split():
        query = query.where(_mentions(session, word))
    ordered = query.order_by(Operation.kind.not_in(ENTRIES), Operation.wave, Operation.id)
    return list(session.scalars(ordered))


def changes_with(session: Session, ids: Sequence[int]) -> list[Change]:
    """Changes by their IDs, in the order of these."""
    found: dict[int, Change] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = session.scalars(
            select(Operation).where(Operation.id.in_(ids[start : start + _CHUNK]))
        )
        found.update((row.id, change_of(row)) for row in rows)
    return [found[one] for one in ids if one in found]


def names_created(session: Session, run_id: int, kind: str, most: int) -> list[str]:
    """What the first customers or vendors are called that a run creates."""
    name = Operation.payload["display_name"].as_string()
    rows = session.scalars(
        select(name)
        .where(
            Operation.run_id == run_id,
            Operation.kind == kind,
            Operation.action == Action.CREATE.value,
        )
        .order_by(Operation.id)
        .limit(most)
    )
    return [one for one in rows if one]


def _conditions(wanted: ChangeFilter) -> list[ColumnElement[bool]]:
    is_entry = Operation.kind.in_(ENTRIES)
    of_part: dict[Part, ColumnElement[bool]] = {
        Part.CREATED: and_(is_entry, Operation.action == Action.CREATE.value),
        Part.UPDATED: and_(is_entry, Operation.action == Action.UPDATE.value),
        Part.VOIDED: and_(is_entry, Operation.action == Action.VOID.value),
        Part.LISTS: ~is_entry,
        # Before there were such notes, payloads had no place for them.
        Part.DEFAULTS: func.coalesce(Operation.payload["defaults"].as_string(), "[]") != "[]",
        Part.ERRORS: Operation.status == OperationStatus.ERROR,
    }
    conditions = [of_part[wanted.part]] if wanted.part in of_part else []
    return [*conditions, Operation.kind == wanted.kind] if wanted.kind else conditions


def _mentions(session: Session, word: str) -> ColumnElement[bool]:
    payload = Operation.payload
    lines = _lines(session)
    to_line = select(1).select_from(lines).where(_has(lines.c.value["target"]["name"], word))
    return or_(
        _has(payload["number"], word),
        _has(payload["party"]["display_name"], word),
        _has(payload["display_name"], word),
        _has(payload["name"], word),
        _has(payload["account"]["name"], word),
        _has(payload["class_ref"]["name"], word),
        to_line.exists(),
    )


def _has(value: Any, word: str) -> ColumnElement[bool]:
    contains: ColumnElement[bool] = value.as_string().icontains(word, autoescape=True)
    return contains


def _voided(session: Session) -> Any:
    """The total of a voided entry: a change that voids has none of its own."""
    lines = _lines(session)
    amount = cast(lines.c.value["amount"].as_string(), BigInteger)
    total: Select[Any] = select(func.coalesce(func.sum(amount), 0)).select_from(lines)
    return total.scalar_subquery()


def _lines(session: Session) -> TableValuedAlias:
    """The lines of an entry that a change posts, as rows of one column, `value`."""
    if session.get_bind().dialect.name == "sqlite":
        lines = func.json_each(Operation.payload, "$.lines")
    else:
        lines = func.jsonb_array_elements(Operation.payload["lines"])
    return lines.table_valued(column("value", Json), joins_implicitly=True)
