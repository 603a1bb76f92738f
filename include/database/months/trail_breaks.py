"""Verifying the audit trail under the months that are signed off: a break ends every sign-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.months.sign_offs import end_for_broken_trail
from include.database.trail.checkpoints import stored_checkpoints
from include.database.trail.examination import Examined, examine
from include.database.trail.verify_offline import Checkpoint


@contextmanager
def ending_sign_offs(database: Database, company_id: str) -> Iterator[None]:
    """Verify within: if the trail is broken, the company's sign-offs end before the error goes on.

    Raises:
        TrailBroken: what was raised within.
    """
    try:
        yield
    except TrailBroken as reason:
        end_for_broken_trail(database, company_id, str(reason))
        raise


def examine_company(
    database: Database, company_id: str, given: Sequence[Checkpoint] = ()
) -> tuple[Examined, Sequence[Checkpoint]]:
    """Verify a company's trail, also against its newest stored checkpoint and those that are given.

    Returns:
        What was verified, and the checkpoints that it continues.

    Raises:
        TrailBroken: it was altered; the company's sign-offs ended.
    """
    with ending_sign_offs(database, company_id):
        with database.reading() as session:
            earlier = [*stored_checkpoints(session, company_id), *given]
        with database.reading() as session:
            return examine(session, company_id, earlier), earlier
