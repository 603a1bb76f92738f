"""Rows that can't be used, as the problems that the engine puts on hold."""

from __future__ import annotations

from include.books.causes import HoldCause
from include.core_backoffice.canonical.deals import known_deal
from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalStatement,
    HeldRow,
)
from include.core_backoffice.canonical.statements import known_statement
from include.core_backoffice.feeds.shelf import Kept
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.known import Known


def held_problem(kept: Kept, owner: str = "") -> RecordProblem:
    """Why a record's rows can't be used, as they were read, with what lists find it by.

    Args:
        kept: a record whose rows are held.
        owner: of a statement, the key of its agent, "agent:jane-doe", if that is known.
    """
    held = kept.held
    assert held is not None  # noqa: S101  (a record without rows in use is held or gone)
    return RecordProblem(
        kept.key,
        held.place.column,
        None,
        held.sentence,
        held.what_to_do,
        cause=_cause(held),
        updated_at=kept.changed_at,
    ).with_known(
        Known(
            number=held.number,
            title=held.title,
            day=held.day,
            amount_cents=held.amount_cents,
            owner=owner or held.owner,
        )
    )


def taken_twice(kept: Kept, record: Canonical) -> RecordProblem:
    """A record that the rules of several companies take: none of them may post it."""
    place = where(kept.arrival, kept.place)
    label = _label(record)
    return RecordProblem(
        kept.key,
        "",
        None,
        f"{f'{label} ({place})' if place else label}: the rules of {kept.companies} QuickBooks companies "
        "take it, but it can be posted to one only.",
        "On Imports, correct the rules so that one QuickBooks company takes it.",
        cause=HoldCause.ROUTED_TWICE,
        updated_at=kept.changed_at,
    ).with_known(known(record))


def known(record: Canonical) -> Known:
    """What lists show of a record that can't be used."""
    if isinstance(record, CanonicalDeal):
        return known_deal(record)
    if isinstance(record, CanonicalStatement):
        return known_statement(record)
    name = f"{record.given_name} {record.family_name}".strip()
    return Known(title=name or record.company)


def _label(record: Canonical) -> str:
    if isinstance(record, CanonicalDeal | CanonicalStatement):
        return record.label
    return f"{record.kind.capitalize()} {known(record).title or record.id}"


def _cause(held: HeldRow) -> HoldCause:
    """The cause as stored; a later version's cause, which this one doesn't have, is a bad field."""
    try:
        return HoldCause(held.cause)
    except ValueError:
        return HoldCause.BAD_FIELD
