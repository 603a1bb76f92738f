"""The newest tie-out of each month: what CORE and QuickBooks had by account, and which entries differed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from include.books.money import Cents
from include.clock import utc_now
from include.database.tables.months import MonthTieOut
from include.database.upserts import upsert

INCOME, COST = "Income", "Cost"
RECEIVABLE, PAYABLE = "Receivable", "Payable"
BANK, OTHER = "Bank and clearing", "Other"
GROUPS = (INCOME, COST, RECEIVABLE, PAYABLE, BANK, OTHER)
"""What accounts are listed with, in this order; the first two make up the brokerage net."""
MOST_VARIANCES = 500
"""Variances that are kept with a tie-out; all of them are on hold."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in a month, in cents: what is received or held is positive by debits, all else by credits.

    Attributes:
        account: its name.
        group: what it is listed with (`GROUPS`).
        closing: CORE's, by the dates of its records: closed, or billed, in the month.
        dated: CORE's, by the dates of the entries.
        quickbooks: QuickBooks', by the dates that the entries have there.
    """

    account: str
    group: str
    closing: Cents
    dated: Cents
    quickbooks: Cents

    @property
    def cut_off(self) -> Cents:
        """What belongs to another month by one date, and to this one by the other."""
        return self.dated - self.closing

    @property
    def variance(self) -> Cents:
        """QuickBooks minus CORE."""
        return self.quickbooks - self.dated

    @property
    def amounts(self) -> tuple[Cents, ...]:
        """By closing, cut-off, by entry date, QuickBooks, variance."""
        return self.closing, self.cut_off, self.dated, self.quickbooks, self.variance

    def stored(self) -> list[Any]:
        """As the database keeps it."""
        return [self.account, self.group, self.closing, self.dated, self.quickbooks]


NET = "Brokerage net"


def net_of(results: Sequence[AccountLine]) -> AccountLine:
    """The brokerage net: the sum of income and cost, whose amounts are positive by credits."""
    return AccountLine(
        NET,
        "",
        sum(line.closing for line in results),
        sum(line.dated for line in results),
        sum(line.quickbooks for line in results),
    )


@dataclass(frozen=True, slots=True)
class EntryVariance:
    """An entry that differs from what was posted.

    Attributes:
        document_key: of the document.
        record_key: of the CORE record.
        sentence: how it differs.
        cents: the variance, QuickBooks minus CORE.
    """

    document_key: str
    record_key: str
    sentence: str
    cents: Cents


@dataclass(frozen=True, slots=True)
class TiedOut:
    """A month's newest tie-out.

    Attributes:
        compared_at: when reading QuickBooks began, UTC.
        compared_by: who ran it.
        entries: how many entries were read.
        accounts: by account, in the order of the page.
        variances: the largest first, `MOST_VARIANCES` at most.
        variance_count: how many there were.
        moved_at: when an entry of the month changed after it, UTC; None while none did.
    """

    compared_at: dt.datetime
    compared_by: str
    entries: int
    accounts: Sequence[AccountLine]
    variances: Sequence[EntryVariance]
    variance_count: int
    moved_at: dt.datetime | None = None


def store(session: Session, company_id: str, month: dt.date, found: TiedOut) -> None:
    """Keep a tie-out in place of the one before it."""
    figures = {
        "accounts": [line.stored() for line in found.accounts],
        "variances": [
            [one.document_key, one.record_key, one.sentence, one.cents]
            for one in found.variances[:MOST_VARIANCES]
        ],
        "variance_count": found.variance_count,
    }
    row = {
        "company_id": company_id,
        "month": month,
        "compared_at": found.compared_at,
        "compared_by": found.compared_by,
        "entries": found.entries,
        "figures": figures,
        "moved_at": None,
    }
    upsert(session, MonthTieOut, [row])


def tie_out_of(session: Session, company_id: str, month: dt.date) -> TiedOut | None:
    """A month's newest tie-out; None if it was never tied out."""
    row = session.get(MonthTieOut, (company_id, month), populate_existing=True)
    if row is None:
        return None
    return TiedOut(
        row.compared_at,
        row.compared_by,
        row.entries,
        [AccountLine(*line) for line in row.figures["accounts"]],
        [EntryVariance(*one) for one in row.figures["variances"]],
        row.figures.get("variance_count", len(row.figures["variances"])),
        row.moved_at,
    )


def months_tied_out(session: Session, company_id: str) -> frozenset[dt.date]:
    """The first days of the months whose tie-out is still as it was compared."""
    months = select(MonthTieOut.month).where(
        MonthTieOut.company_id == company_id, MonthTieOut.moved_at.is_(None)
    )
    return frozenset(session.scalars(months))


def mark_moved(session: Session, company_id: str, months: Collection[dt.date]) -> None:
    """Note that entries of months changed since they were tied out."""
    session.execute(
        update(MonthTieOut)
        .where(MonthTieOut.company_id == company_id, MonthTieOut.month.in_(months))
        .values(moved_at=utc_now())
    )
