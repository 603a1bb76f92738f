"""Tying a month out: its entries are read from QuickBooks, and what is found stays with the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue
from include.books.gateway import Gateway
from include.clock import utc_now
from include.database.engine import Database
from include.database.months import tie_outs
from include.database.months.sign_offs import end_for_totals, lock_company
from include.database.months.tie_outs import EntryVariance, TiedOut
from include.database.reads.month_entries import EntryOfMonth, has_changed_since
from include.sync.verify.entries_now import posted_entries, read_entries
from include.sync.verify.month_figures import MonthEntry, account_lines
from include.sync.verify.tie_out import PostedEntry, compare
from include.sync.verify.tie_out_findings import keep_findings


def tie_out_month(
    database: Database,
    company_id: str,
    month: dt.date,
    entries: Sequence[EntryOfMonth],
    gateway: Gateway,
    catalogue: Catalogue,
    who: str,
) -> TiedOut:
    """Compare a month's entries with QuickBooks, and keep what was found.

    Records of entries that differ go on hold; a sign-off ends whose totals moved.

    Args:
        database: the database.
        company_id: whose month.
        month: its first day.
        entries: of the month, by either date.
        gateway: QuickBooks.
        catalogue: the company's lists.
        who: runs it.

    Raises:
        GatewayUnavailable: QuickBooks doesn't respond; nothing was stored.
    """
    started = utc_now()
    tracked = [one.entry for one in entries]
    in_quickbooks = read_entries(gateway, tracked)
    asked = [(entry.kind, entry.quickbooks_id) for entry in tracked if entry.is_in_quickbooks]
    keep_findings(database, company_id, asked, in_quickbooks, started)
    posted = list(posted_entries(tracked, in_quickbooks))
    pairs = zip(posted, entries, strict=True)
    with_closing = [MonthEntry(entry, one.closing) for entry, one in pairs]
    accounts = account_lines(with_closing, catalogue, month)
    variances = _variances(posted, catalogue)
    found = TiedOut(started, who, len(entries), accounts, variances, len(variances))

    def keep(session: Session) -> None:
        lock_company(session, company_id)
        tie_outs.store(session, company_id, month, found)
        if has_changed_since(session, company_id, month, started):
            # A run posted meanwhile.
            tie_outs.mark_moved(session, company_id, [month])
        end_for_totals(session, company_id, month, [line.stored() for line in found.accounts])

    database.write(keep)
    return found


def _variances(posted: Sequence[PostedEntry], catalogue: Catalogue) -> list[EntryVariance]:
    """The entries that differ, the largest variance first."""
    return [
        EntryVariance(
            one.entry.document.key, one.entry.record_key, one.sentence, one.difference_cents
        )
        for one in compare(posted, catalogue).differences
    ]
