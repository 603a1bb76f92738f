"""How many entries QuickBooks had for a workflow before it posted any, kept so that it needn't be counted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.books.money import Cents, format_money
from include.books.wording import counted, joined
from include.database.tables.existing import EntryCount
from include.database.upserts import upsert


@dataclass(frozen=True, slots=True)
class KindCount:
    """The entries of a kind that CoreBooks didn't post.

    Attributes:
        number: how many.
        cents: their totals without tax.
        is_all: whether that is all; else QuickBooks has more.
    """

    kind: DocumentKind
    number: int
    cents: Cents
    is_all: bool = True

    @property
    def words(self) -> str:
        """How many, and how much: "at least 1,000 invoices ($1,204,310.50)"."""
        least = "" if self.is_all else "at least "
        return f"{least}{counted(self.number, self.kind)} ({format_money(self.cents)})"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted for a workflow.

    Attributes:
        since: entries dated on this day or later were counted.
        counts: those kinds that there are some of.
        at: when it was counted, UTC.
    """

    since: dt.date
    counts: Sequence[KindCount]
    at: dt.datetime

    @property
    def words(self) -> str:
        """What there is: "312 invoices ($1,204,310.50)"; empty for nothing."""
        return joined([one.words for one in self.counts if one.number])


def store_counts(session: Session, company_id: str, category: str, found: Counted) -> None:
    """Keep what was counted for a workflow, in place of what was counted before."""
    session.execute(
        delete(EntryCount).where(
            EntryCount.company_id == company_id,
            EntryCount.category == category,
            EntryCount.kind.not_in([one.kind for one in found.counts]),
        )
    )
    upsert(session, EntryCount, _rows(company_id, category, found))


def stored_counts(session: Session, company_id: str) -> dict[str, Counted]:
    """What was last counted, by workflow; what was never counted isn't there."""
    rows = session.scalars(
        select(EntryCount)
        .where(EntryCount.company_id == company_id)
        .order_by(EntryCount.category, EntryCount.kind)
    ).all()
    found: dict[str, Counted] = {}
    for row in rows:
        before = found.get(row.category)
        one = KindCount(DocumentKind(row.kind), row.number, row.total_cents, row.is_all)
        counts = [*(before.counts if before else ()), *([one] if one.number else ())]
        found[row.category] = Counted(row.since, counts, row.counted_at)
    return found


def _rows(company_id: str, category: str, found: Counted) -> Iterator[dict[str, Any]]:
    for one in found.counts:
        yield {
            "company_id": company_id,
            "category": category,
            "kind": one.kind,
            "since": found.since,
            "number": one.number,
            "total_cents": one.cents,
            "is_all": one.is_all,
            "counted_at": found.at,
        }
