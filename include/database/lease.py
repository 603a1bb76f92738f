"""One writer per company: a lease with a fencing number.

The holder renews the lease while it works; a dead holder's lease runs out. Every holder gets a
higher fence, and every write to the database checks it, so that a holder that was thought dead and
comes back writes nothing.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.tables.columns import utc_now
from include.database.tables.companies import Lease

LENGTH = dt.timedelta(seconds=60)


class LeaseTaken(RuntimeError):
    """Another run is writing to this company; wait for it."""

    def __init__(self, company_id: str, holder: str, expires_at: dt.datetime) -> None:
        self.holder = holder
        self.expires_at = expires_at
        super().__init__(f"{holder} is writing to {company_id} (until {expires_at:%H:%M:%S} UTC)")


class LeaseLost(RuntimeError):
    """This run lost its right to write, because it did not show itself in time. Run it again."""

    def __init__(self, company_id: str, holder: str) -> None:
        super().__init__(
            f"{holder} may no longer write to {company_id}: another run took over. "
            "Nothing is lost; run the workflow again."
        )


class WriterLease:
    """The right to write to one company, as held by one run."""

    def __init__(self, company_id: str, holder: str, fence: int) -> None:
        self.company_id = company_id
        self.holder = holder
        self.fence = fence

    @classmethod
    def take(cls, database: Database, company_id: str, holder: str) -> WriterLease:
        """Take the lease if it is free or has run out.

        Raises:
            LeaseTaken: somebody holds it.
        """
        with database.writing() as session:
            now = utc_now()
            row = session.scalars(
                select(Lease).where(Lease.company_id == company_id).with_for_update()
            ).first()
            if row is None:
                row = Lease(company_id=company_id, holder="", fence=0, expires_at=now)
                session.add(row)
            elif row.holder and row.expires_at > now:
                raise LeaseTaken(company_id, row.holder, row.expires_at)
            row.holder, row.fence, row.expires_at = holder, row.fence + 1, now + LENGTH
            return cls(company_id, holder, row.fence)

    def check(self, session: Session) -> None:
        """Within a writing transaction: go on only while the lease is ours; renews it too.

        Raises:
            LeaseLost: another holder has a higher fence.
        """
        row = session.scalars(
            select(Lease)
            .where(Lease.company_id == self.company_id, Lease.fence == self.fence)
            .with_for_update()
        ).first()
        if row is None:
            raise LeaseLost(self.company_id, self.holder)
        row.expires_at = utc_now() + LENGTH

    def renew(self, database: Database) -> None:
        """Show that the holder lives, while it waits for answers."""
        with database.writing() as session:
            self.check(session)

    def give_back(self, database: Database) -> None:
        """Let the next one write. Harmless when the lease was lost already."""
        with database.writing() as session:
            row = session.get(Lease, self.company_id)
            if row is not None and row.fence == self.fence:
                row.holder = ""
