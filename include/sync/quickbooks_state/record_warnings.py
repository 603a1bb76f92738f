"""What a bookkeeper should look at although a record is synced: kept with the record until it is cleared.

A warning says something of the entries that are in QuickBooks now, so it is worked out from them: when
they were posted, and when a run finds that they are as CORE has them. One that no longer applies is
removed, and one that was cleared stays so while it says the same.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.dates import format_day
from include.books.documents import PAYMENTS
from include.books.parties import Party
from include.books.wording import numbered
from include.clock import utc_now
from include.database.statuses import LinkStatus, WarningKind
from include.database.stored.documents import party_from_json
from include.database.tables.entries import Link, ManualMatch, PartyLink
from include.database.tables.records import Record, RecordWarning
from include.database.upserts import insert_missing
from include.sync.operations.chosen_names import is_ours
from include.sync.run.run import SyncContext
from include.workflows.category import Stream

_PORTION = 500

KEPT_WARNINGS = frozenset({WarningKind.DEFAULT, WarningKind.ALIKE_NAME})
"""What stays with a record. Where entries have the date of their sync, nearly every one is in another month than
its closing: previews count those, and the cut-off of a month has their amounts."""
Warned = tuple[WarningKind, str]
"""What kind of warning it is, and its sentence."""


@dataclass(frozen=True, slots=True)
class WarnedEntry:
    """What warnings look at of one entry.

    Attributes:
        kind: "invoice", "bill" ...
        number: in QuickBooks.
        day: its date.
        closed_on: its transaction's close date; None where that isn't known.
        defaults: notes on lines that post to a default (`Document.defaults`).
        core_name: what CORE calls its customer or vendor.
        quickbooks_name: what QuickBooks calls it; empty where the two are one name, or a user matched it.
        party: "customer" or "vendor".
    """

    kind: str
    number: str
    day: dt.date | None
    closed_on: dt.date | None
    defaults: Sequence[str]
    core_name: str = ""
    quickbooks_name: str = ""
    party: str = ""


def warnings_of(entry: WarnedEntry) -> Iterator[Warned]:
    """What to look at of one entry."""
    for note in entry.defaults:
        yield WarningKind.DEFAULT, f"{note[:1].upper()}{note[1:]}."
    if entry.quickbooks_name:
        names = f"“{entry.quickbooks_name}” in QuickBooks and “{entry.core_name}” in CORE"
        yield WarningKind.ALIKE_NAME, f"The {entry.party} is {names}."
    day, closed = entry.day, entry.closed_on
    if day and closed and is_dated_elsewhere(entry.kind, day, closed):
        name = numbered(entry.kind.capitalize(), entry.number)
        days = f"dated {format_day(day)}, and the transaction closed on {format_day(closed)}"
        yield WarningKind.OTHER_MONTH, f"{name} is {days}."


def is_dated_elsewhere(kind: str, day: dt.date, closed_on: dt.date) -> bool:
    """Whether an entry is in another month than its closing. A payment is dated when it was made."""
    return kind not in PAYMENTS and (day.year, day.month) != (closed_on.year, closed_on.month)


def alike_names(
    context: SyncContext, session: Session, parties: Mapping[str, Party]
) -> dict[str, tuple[str, str]]:
    """Customers and vendors that were matched to a name which isn't exactly CORE's, and by no user.

    Args:
        context: the run.
        session: a transaction.
        parties: who entries are addressed to, by key.

    Returns:
        By key, QuickBooks' name and CORE's.
    """
    keys = list(parties)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(keys), _PORTION):
        portion = keys[start : start + _PORTION]
        chosen = set(
            session.scalars(
                select(ManualMatch.party_key).where(
                    ManualMatch.company_id == context.company_id,
                    ManualMatch.party_key.in_(portion),
                )
            )
        )
        links = session.execute(
            select(PartyLink.party_key, PartyLink.display_name, PartyLink.core_name).where(
                PartyLink.company_id == context.company_id, PartyLink.party_key.in_(portion)
            )
        )
        for key, name, core_name in links:
            known = core_name or parties[key].display_name
            party = dataclasses.replace(parties[key], display_name=known)
            if key not in chosen and not is_ours(name, party, context.gateway.party_name):
                found[key] = (name, known)
    return found


def refresh_warnings(context: SyncContext, session: Session, record_keys: Sequence[str]) -> None:
    """Store what the entries of some records warn of now, and remove what no longer applies.

    Args:
        context: the run.
        session: a writing transaction.
        record_keys: of the records; billing statements have no such list.
    """
    if context.category.stream is not Stream.TRANSACTIONS:
        return
    keys = sorted(set(record_keys))
    for start in range(0, len(keys), _PORTION):
        _refresh(context, session, keys[start : start + _PORTION])


def _refresh(context: SyncContext, session: Session, keys: Sequence[str]) -> None:
    session.flush()  # what was just posted is read as rows
    now = {
        (key, kind, sentence[: RecordWarning.LONGEST])
        for key, entry in _entries(context, session, keys)
        for kind, sentence in warnings_of(entry)
        if kind in KEPT_WARNINGS
    }
    stored = session.execute(
        select(
            RecordWarning.id,
            RecordWarning.record_key,
            RecordWarning.kind,
            RecordWarning.sentence,
        ).where(
            RecordWarning.company_id == context.company_id,
            RecordWarning.category == context.category,
            RecordWarning.record_key.in_(keys),
        )
    )
    gone = [
        row.id for row in stored if (row.record_key, WarningKind(row.kind), row.sentence) not in now
    ]
    if gone:
        session.execute(delete(RecordWarning).where(RecordWarning.id.in_(gone)))
    since = utc_now()
    rows = [
        {
            "company_id": context.company_id,
            "category": context.category.value,
            "record_key": key,
            "kind": kind.value,
            "sentence": sentence,
            "since": since,
        }
        for key, kind, sentence in sorted(now)
    ]
    insert_missing(session, RecordWarning, rows, unique=RecordWarning.ONE)


def _entries(
    context: SyncContext, session: Session, keys: Sequence[str]
) -> Iterator[tuple[str, WarnedEntry]]:
    """The entries of some records that are in QuickBooks, by record key."""
    rows = session.execute(
        select(
            Link.record_key,
            Link.kind,
            Link.number,
            Link.date,
            Record.day,
            Link.document["party"].label("party"),
            Link.document["defaults"].label("defaults"),
        )
        .join(Record, (Record.company_id == Link.company_id) & (Record.key == Link.record_key))
        .where(
            Link.company_id == context.company_id,
            Link.category == context.category,
            Link.record_key.in_(keys),
            Link.status == LinkStatus.IN_QUICKBOOKS,
        )
        .order_by(Link.document_key)
    ).all()
    parties = {row.party["key"]: party_from_json(row.party) for row in rows if row.party}
    alike = alike_names(context, session, parties)
    for row in rows:
        name, core_name = alike.get((row.party or {}).get("key", ""), ("", ""))
        yield (
            row.record_key,
            WarnedEntry(
                kind=row.kind,
                number=row.number,
                day=row.date,
                closed_on=row.day,
                defaults=row.defaults or (),
                core_name=core_name,
                quickbooks_name=name,
                party=(row.party or {}).get("kind", ""),
            ),
        )
