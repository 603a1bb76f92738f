"""Apps at Intuit whose metered reads may not last until the month's end."""

from __future__ import annotations

from collections.abc import Iterator

from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.reads import metered
from include.provider.alerts.findings import Look
from include.settings import reads_a_month


def running_out(database: Database, look: Look) -> Iterator[Finding]:
    """Apps that used most of this month's reads, or will at their pace; the app is the installation's."""
    for app in metered.running_out(database, reads_a_month(), look.now):
        used_up = "QuickBooks answers no more reads until next month. " if app.used_up else ""
        yield Finding(
            "",
            AlertKind.READS_RUN_OUT,
            app.client_id,
            f"The app {app.app} at Intuit used {app.reads:,} of this month's {app.limit:,} metered reads.",
            f"{used_up}Sync less often under Auto-sync & approvals, or move to a higher tier at Intuit.",
            "/settings/integrations",
        )
