"""Whether Intuit's webhooks arrive: when one last did, in all and per company, and how many were rejected.

One row a company and one for the installation, whatever comes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from sqlalchemy import case, literal, or_, select, update
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.tables.companies import Company
from include.database.tables.quickbooks import WebhookCalls, WebhookReceived
from include.database.upserts import insert_missing, upsert

THE_ONE = 1
"""The ID of the installation's row."""
COUNTED_FOR = dt.timedelta(days=7)
"""After so long without a wrong signature, counting begins again: what was, is over."""
_AT_ONCE = 500


def note_received(database: Database, realm_ids: Collection[str], at: dt.datetime) -> None:
    """Store that webhooks of Intuit's came.

    Args:
        database: the database.
        realm_ids: QuickBooks' IDs of the companies that they named; those that aren't connected are left out.
        at: when the newest came, UTC.

    Raises:
        DatabaseUnavailable: nothing was stored.
    """
    with database.writing() as session:
        rows = [{"company_id": id_, "received_at": at} for id_ in _connected(session, realm_ids)]
        upsert(session, WebhookReceived, rows, only_if=WebhookReceived.received_at < at)
        upsert(session, WebhookCalls, [{"id": THE_ONE, "received_at": at}])


def note_rejected(database: Database, count: int, at: dt.datetime) -> None:
    """Add calls whose signature was wrong.

    Args:
        database: the database.
        count: how many since the last time.
        at: when the newest came, UTC.

    Raises:
        DatabaseUnavailable: nothing was stored.
    """
    calls = WebhookCalls
    begins = or_(calls.rejected_at.is_(None), calls.rejected_at < at - COUNTED_FOR)
    with database.writing() as session:
        insert_missing(session, calls, [{"id": THE_ONE}])
        session.execute(
            update(calls)
            .where(calls.id == THE_ONE)
            .values(
                rejected=case((begins, count), else_=calls.rejected + count),
                rejected_since=case(
                    (begins, literal(at, calls.rejected_since.type)), else_=calls.rejected_since
                ),
                rejected_at=at,
            )
        )


def _connected(session: Session, realm_ids: Collection[str]) -> Iterator[str]:
    """The IDs of the companies that are connected, of some of QuickBooks'."""
    wanted = sorted(realm_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from session.scalars(
            select(Company.id).where(
                Company.realm_id.in_(wanted[start : start + _AT_ONCE]),
                Company.disconnected_at.is_(None),
            )
        )
