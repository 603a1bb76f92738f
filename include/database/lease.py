"""One writer per company: a lease with a fencing number.

The holder renews the lease while it works; the lease of a dead holder expires. Each holder gets a
higher fence, and every write to the database checks it, so a holder that was presumed dead and comes
back writes nothing.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.clock import utc_now
from include.database.engine import Database
from include.database.tables.companies import Lease
from include.database.upserts import insert_missing
from include.understood import Understood

LENGTH = dt.timedelta(seconds=60)


class LeaseTaken(Understood, RuntimeError):
    """Another run is posting to this company; wait for it."""

    passes = True

    def __init__(self, company_id: str, holder: str, expires_at: dt.datetime) -> None:
        self.holder = holder
        self.expires_at = expires_at
        super().__init__(f"{holder} is posting to {company_id}. This run waits for it.")


class LeaseLost(Understood, RuntimeError):
    """This run lost its right to post because it did not renew its lease in time. Run it again."""

    passes = True

    def __init__(self, company_id: str, holder: str) -> None:
        super().__init__(
            f"{holder} can no longer post to {company_id} because another run is posting. Nothing is "
            "lost. Run the workflow again."
        )


class WriterLease:
    """The right to post to one company, held by one run."""

    def __init__(self, company_id: str, holder: str, fence: int) -> None:
        self.company_id = company_id
        self.holder = holder
        self.fence = fence

    @classmethod
    def take(cls, database: Database, company_id: str, holder: str) -> WriterLease:
        """Take the lease if it is free or has expired.

        Raises:
            LeaseTaken: another run holds it.
        """
        with database.writing() as session:
            now = utc_now()
            free = {"company_id": company_id, "holder": "", "fence": 0, "expires_at": now}
            insert_missing(session, Lease, [free])
            row = session.scalars(
                select(Lease).where(Lease.company_id == company_id).with_for_update(key_share=True)
            ).one()
            if row.holder and row.expires_at > now:
                raise LeaseTaken(company_id, row.holder, row.expires_at)
            row.holder, row.fence, row.expires_at = holder, row.fence + 1, now + LENGTH
            return cls(company_id, holder, row.fence)

    def check(self, session: Session) -> None:
        """Check, within a writing transaction, that this run still holds the lease; renews it too.

        Raises:
            LeaseLost: another holder has a higher fence.
        """
        row = session.scalars(
            select(Lease)
            .where(Lease.company_id == self.company_id, Lease.fence == self.fence)
            .with_for_update(key_share=True)
        ).first()
        if row is None:
            raise LeaseLost(self.company_id, self.holder)
        row.expires_at = utc_now() + LENGTH

    def renew(self, database: Database) -> None:
        """Show that the holder is alive while it waits for responses."""
        with database.writing() as session:
            self.check(session)

    def release(self, database: Database) -> None:
        """Free the company for the next run. Harmless if the lease was already lost."""
        with database.writing() as session:
            row = session.get(Lease, self.company_id)
            if row is not None and row.fence == self.fence:
                row.holder = ""
