"""Looks for what needs a person, keeps it in the database, and has it told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import closing

from include.clock import utc_now
from include.database.alerts import open_alerts as alerts
from include.database.alerts.heartbeats import beat
from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.provider.alerts import connections, findings, imports, reads
from include.provider.alerts.delivery import deliver
from include.provider.alerts.findings import Look
from include.provider.outside.states_measured import send_states
from include.settings import database_url

logger = logging.getLogger(__name__)

JOB = "corebooks_alerts"

Finder = Callable[[Database, Look], Iterable[Finding]]

FINDERS: dict[AlertKind, Finder] = {
    AlertKind.RUN_FAILED: lambda _, look: findings.failed_runs(look),
    AlertKind.ON_HOLD: lambda _, look: findings.on_hold(look),
    AlertKind.APPROVAL_WAITS: lambda _, look: findings.approvals_waiting(look),
    AlertKind.PC_SILENT: lambda _, look: findings.silent_pcs(look),
    AlertKind.CONNECTION_ENDS: connections.ending,
    AlertKind.AUTO_SYNC_LATE: lambda _, look: findings.late_auto_sync(look),
    AlertKind.READS_RUN_OUT: reads.running_out,
    AlertKind.IMPORT: lambda _, look: imports.needing_you(look),
    AlertKind.DISK_FULL: lambda _, look: findings.full_disks(look),
    AlertKind.TEST: lambda _, look: findings.tests(look),
}
"""How each kind is found."""


def look_and_tell() -> dict[str, int]:
    """Bring the open alerts up to date, and tell what is due.

    Returns:
        {"open": alerts, "told": messages' alerts, "not_told": those that couldn't be delivered}
    """
    with closing(Database(database_url())) as database:
        number = look(database)
        told, not_told = deliver(database)
        send_states(database)
        beat(database, JOB)
    return {"open": number, "told": told, "not_told": not_told}


def look(database: Database) -> int:
    """Bring the open alerts up to date. Returns how many there are."""
    number = 0
    for kind, find in FINDERS.items():
        try:
            with database.reading() as session:
                found = list(find(database, Look(session, utc_now())))
        except Exception:
            # One kind that can't be looked for keeps no other from being told.
            logger.exception("%s: couldn't look for these alerts. Those that are open stay.", kind)
            continue
        with database.writing() as session:
            alerts.settle(session, kind, found)
        number += len(found)
    with database.writing() as session:
        alerts.forget_old(session)
    return number
