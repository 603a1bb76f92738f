"""QuickBooks Online connections that end soon, though they are used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select

from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.tables.companies import Company, OAuthToken
from include.provider.alerts.findings import Look
from include.provider.connections.keepalive import WARN_BEFORE
from include.provider.connections.opening import vault

UNUSED = dt.timedelta(days=14)
"""How long before an unused connection expires it is told: the keepalive uses each one daily."""


def ending(database: Database, look: Look) -> Iterator[Finding]:
    """Connections that QuickBooks ends within 30 days, or that weren't used for long."""
    companies = look.session.scalars(
        select(Company)
        .join(OAuthToken, OAuthToken.company_id == Company.id)
        .where(Company.disconnected_at.is_(None))
        .order_by(Company.id)
    ).all()
    for company in companies:
        tokens = vault(database, company.id).read()
        if tokens is None:
            continue
        hard, soft = tokens.hard_expires_at, tokens.refresh_expires_at
        if hard is not None and hard < look.now + WARN_BEFORE:
            ends = hard
        elif soft < look.now + UNUSED:
            ends = soft
        else:
            continue
        yield Finding(
            company.id,
            AlertKind.CONNECTION_ENDS,
            "QuickBooks Online",
            f"QuickBooks ends this connection on {ends:%Y-%m-%d}. After that, nothing syncs.",
            "Reconnect the company before that date. Synced entries aren't affected.",
            "/settings/integrations",
        )
