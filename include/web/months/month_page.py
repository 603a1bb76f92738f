"""The page of a month: its equation, checks, variances, accounts, and sign-offs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from include.books.journal import SALES_TAX
from include.clock import utc_now
from include.database.engine import Database
from include.database.months.checks import Check, CheckKey, checks_of, why_not_signable
from include.database.months.tie_outs import COST, INCOME, NET, AccountLine, net_of
from include.database.reads.companies import ConnectedCompany
from include.database.reads.due import Amount, DueInPeriod, first_days
from include.database.reads.month import month_of, statuses_of_months
from include.database.reads.month_entries import next_month
from include.database.status_words import MonthStatus
from include.database.statuses import RecordStatus
from include.web.frame.entry_links import EntryLinks
from include.web.frame.pages import render
from include.web.frame.status_words import NOT_SYNCED, RECORD

LISTED = 12
"""Months in the list beside."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is due.

    Attributes:
        word: its status.
        query: what finds its records on Transactions.
        amount: how many, and their gross commissions.
    """

    word: str
    query: str
    amount: Amount


def month_page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    first: dt.date,
    link: EntryLinks,
    *,
    trouble: str = "",
    comment: str = "",
    code: int = 200,
) -> Response:
    """The page.

    Args:
        request: the visitor's.
        company: whose month.
        database: the database.
        first: the month's first day.
        link: makes addresses of entries in QuickBooks.
        trouble: why what was asked for wasn't done; empty where nothing failed.
        comment: what was typed for a sign-off that failed.
        code: the HTTP status.
    """
    now = utc_now()
    today = now.astimezone(company.zone).date()
    listed = [*reversed(first_days(today))]
    with database.reading() as session:
        month = month_of(session, company.id, first)
        statuses = statuses_of_months(session, company.id, listed)
    checks = checks_of(month, now)
    accounts = _account_rows(month.tied_out.accounts if month.tied_out else ())
    return render(
        request,
        "months/month.html",
        "months",
        status=code,
        month=month,
        previous=(first - dt.timedelta(days=1)).replace(day=1),
        following=next_month(first) if next_month(first) <= today else None,
        parts=[*_parts(month.transactions)] if month.transactions else [],
        checks=checks,
        summary=_summary(checks),
        accounts=accounts,
        cut_off=next((row.cut_off for row in accounts if row.account == NET), 0),
        net=NET,
        has_tax=any(row.account == SALES_TAX for row in accounts),
        must_run=any(one.key is CheckKey.TIES_OUT and not one.status.lets_sign for one in checks),
        variance_cents=sum(one.variance.cents for one in month.variances),
        unexplained=[one for one in month.variances if not one.is_explained],
        why_not=why_not_signable(month, checks, today),
        months=[(one, statuses[one]) for one in listed],
        statuses=MonthStatus,
        link=link,
        trouble=trouble,
        comment=comment,
    )


def _parts(due: DueInPeriod) -> Iterator[Part]:
    """The parts of what is due; what only some months have has no empty field."""
    always = (RecordStatus.SYNCED, RecordStatus.READY, RecordStatus.ON_HOLD)
    for status in (*always, *(one for one in due.parts if one not in always)):
        yield Part(RECORD[status].text, status.value, due.of(status))
    if due.missing:
        yield Part(NOT_SYNCED.text, "not synced", due.missing)


def _summary(checks: Sequence[Check]) -> str:
    """How many passed: "3 of 5 passed, 1 to do"."""
    passed = sum(check.status.lets_sign for check in checks)
    open_ = len(checks) - passed
    return f"{passed} of {len(checks)} passed" + (f", {open_} to do" if open_ else "")


def _account_rows(lines: Sequence[AccountLine]) -> list[AccountLine]:
    """Income and cost with their net, then all other accounts."""
    results = [line for line in lines if line.group in (INCOME, COST)]
    others = [line for line in lines if line.group not in (INCOME, COST)]
    return [*results, *([net_of(results)] if results else []), *others]
