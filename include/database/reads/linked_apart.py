"""Entries that were linked as QuickBooks had them, with other amounts than CORE: told until that ends.

It ends when CoreBooks updates the entry, when it is unlinked, or when a user accepts the difference.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from include.books.money import Cents, format_money
from include.books.wording import counted
from include.database.statuses import LinkStatus, MatchDecision
from include.database.tables.entries import Link
from include.database.tables.existing import ExistingMatch


@dataclass(frozen=True, slots=True)
class LinkedApart:
    """How many linked entries there are, and how far some are from CORE.

    Attributes:
        linked: entries that are as they were found.
        apart: those of them with another amount than CORE, which no one accepted.
        core_cents: what CORE has of those, together.
        entry_cents: what QuickBooks has of those.
    """

    linked: int = 0
    apart: int = 0
    core_cents: Cents = 0
    entry_cents: Cents = 0

    @property
    def sentence(self) -> str:
        """What is apart, and what to do; empty if nothing is."""
        if not self.apart:
            return ""
        verb = "differs" if self.apart == 1 else "differ"
        return (
            f"{counted(self.apart, 'linked entry')} {verb} from CORE: {format_money(self.entry_cents)} in "
            f"QuickBooks, {format_money(self.core_cents)} in CORE. Select “Overwrite with CORE” for the record, or "
            "accept the difference under Existing entries."
        )


def linked_apart(session: Session, company_id: str, first: dt.date, last: dt.date) -> LinkedApart:
    """What is linked of a period, by the entries' dates.

    Args:
        session: a transaction of the database.
        company_id: the company.
        first: the period's first day.
        last: its last day.
    """
    linked = (
        select(func.count())
        .select_from(Link)
        .where(
            Link.company_id == company_id,
            Link.date.between(first, last),
            Link.status == LinkStatus.IN_QUICKBOOKS,
            Link.as_found,
        )
    )
    number = session.scalar(linked) or 0
    if not number:
        return LinkedApart()
    of_link = and_(
        ExistingMatch.company_id == Link.company_id,
        ExistingMatch.document_key == Link.document_key,
    )
    apart, core, entries = session.execute(
        linked.with_only_columns(
            func.count(), func.sum(ExistingMatch.core_cents), func.sum(ExistingMatch.entry_cents)
        )
        .join(ExistingMatch, of_link)
        .where(
            ExistingMatch.decision == MatchDecision.LINKED,
            ExistingMatch.accepted.is_(False),
            ExistingMatch.core_cents != ExistingMatch.entry_cents,
        )
    ).one()
    return LinkedApart(number, apart, int(core or 0), int(entries or 0))
