"""What QuickBooks has of a period already, counted while someone waits for a page: one metered read a kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from include.books.documents import CREDITS, PAYMENTS, DocumentKind, read_as
from include.books.entries import Entry, EntryStatus
from include.books.gateway import Gateway, GatewayUnavailable
from include.books.wording import joined, plural
from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.entry_counts import Counted, KindCount, store_counts
from include.database.keys.seal import SealBroken
from include.database.tables.entries import Link
from include.provider.connections.opening import (
    Lookup,
    QuickBooksCompany,
    is_desktop,
    open_gateway,
)
from include.provider.stops import ActionNeeded
from include.workflows.category import Category
from include.workflows.template import Template

_CHUNK = 500
_AHEAD = dt.timedelta(days=366)
"""Entries may be dated after today."""


@dataclass(frozen=True, slots=True)
class QuickBooksHistory:
    """What QuickBooks has already.

    Attributes:
        counted: what was counted; None where it couldn't be.
        trouble: why not, as sentences; empty where it was, and for a company file.
        is_file: it is a company file, whose entries no page can count: a search tells.
    """

    counted: Counted | None = None
    trouble: str = ""
    is_file: bool = False

    @property
    def words(self) -> str:
        """What there is: "312 invoices ($1,204,310.50)"; empty for nothing, and where nothing was counted."""
        return self.counted.words if self.counted else ""

    @property
    def nothing(self) -> str:
        """The kinds that there is nothing of: "invoices"; empty where nothing was counted."""
        return joined([plural(one.kind) for one in self.counted.counts]) if self.counted else ""


def main_kinds(template: Template) -> Sequence[DocumentKind]:
    """The kinds whose entries stand for a record: not what pays them, nor what is credited."""
    return sorted(template.kinds - PAYMENTS - CREDITS)


def count_history(
    database: Database,
    company: QuickBooksCompany,
    template: Template,
    since: dt.date,
    lookup: Lookup,
    *,
    seconds: float = 8.0,
) -> QuickBooksHistory:
    """Count the entries of a template's kinds that are dated since a day and aren't CoreBooks' own.

    What was counted is kept, for Overview and for the first run. It never raises for what QuickBooks does.

    Args:
        database: the database.
        company: whose QuickBooks.
        template: what would post.
        since: the day.
        lookup: how connections are looked up.
        seconds: how long one response may take.
    """
    if is_desktop(company):
        return QuickBooksHistory(is_file=True)
    try:
        with open_gateway(database, company, lookup, seconds=seconds) as gateway:
            counts = [
                _count(database, company.id, gateway, kind, since) for kind in main_kinds(template)
            ]
    except (GatewayUnavailable, SealBroken, ActionNeeded) as error:
        return QuickBooksHistory(trouble=str(error))
    counted = Counted(since, counts, utc_now())
    category = Category(template.category)
    database.write(lambda session: store_counts(session, company.id, category, counted))
    return QuickBooksHistory(counted)


def _count(
    database: Database, company_id: str, gateway: Gateway, kind: DocumentKind, since: dt.date
) -> KindCount:
    entries, more = gateway.first_dated(kind, since, utc_now().date() + _AHEAD)
    ours = _ours(database, company_id, kind, [entry.ref.id for entry in entries])
    others = [entry for entry in entries if _counts(entry) and entry.ref.id not in ours]
    return KindCount(kind, len(others), sum(entry.net for entry in others), is_all=not more)


def _counts(entry: Entry) -> bool:
    return entry.status is EntryStatus.LIVE and not entry.is_foreign


def _ours(database: Database, company_id: str, kind: DocumentKind, ids: Iterable[str]) -> set[str]:
    """Those that CoreBooks posted or linked."""
    wanted, found = list(ids), set[str]()
    with database.reading() as session:
        for start in range(0, len(wanted), _CHUNK):
            found |= {
                *session.scalars(
                    select(Link.quickbooks_id).where(
                        Link.company_id == company_id,
                        Link.kind.in_(read_as(kind)),
                        Link.quickbooks_id.in_(wanted[start : start + _CHUNK]),
                    )
                )
            }
    return found
