"""Whether a canonical record is right, as a run would find it: its payees known, its amounts in balance. Pure."""

from __future__ import annotations

from include.clock import utc_now
from include.core_backoffice.canonical.deals import known_deal, to_transaction
from include.core_backoffice.canonical.payees import People
from include.core_backoffice.canonical.places import where
from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalStatement,
    HeldRow,
    Place,
)
from include.core_backoffice.canonical.statements import known_statement, to_statement
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.known import NOTHING_KNOWN, Known


def held_if_bad(record: Canonical, people: People, name: str, place: Place) -> HeldRow | None:
    """What holds a record, as a run would say it; None if it is right to the cent.

    Args:
        record: the record.
        people: the lists of agents and vendors.
        name: of the file.
        place: where in it.
    """
    named = where(name, place)
    try:
        if isinstance(record, CanonicalDeal):
            to_transaction(record, people, updated_at=utc_now(), final_at=None, where=named)
        elif isinstance(record, CanonicalStatement) and record.lines:
            to_statement(record, people, updated_at=utc_now(), where=named)
    except RecordProblem as problem:
        return held_row(record, problem, place)
    return None


def held_row(record: Canonical, problem: RecordProblem, place: Place) -> HeldRow:
    """What holds a record, with what lists find it by."""
    known = _known(record)
    return HeldRow(
        record_key=record.key,
        place=place,
        sentence=problem.sentence,
        what_to_do=problem.what_to_do,
        cause=problem.cause.value,
        title=known.title,
        number=known.number,
        day=known.day,
        amount_cents=known.amount_cents,
        owner=known.owner,
    )


def _known(record: Canonical) -> Known:
    if isinstance(record, CanonicalDeal):
        return known_deal(record)
    return known_statement(record) if isinstance(record, CanonicalStatement) else NOTHING_KNOWN
