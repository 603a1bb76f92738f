"""Whether Intuit's notifications of edits arrive: for the Integrations page and `corebooks doctor`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.from_quickbooks.webhooks_seen import COUNTED_FOR, THE_ONE
from include.database.tables.quickbooks import WebhookCalls, WebhookReceived


@dataclass(frozen=True, slots=True)
class Rejections:
    """Calls whose signature was wrong, of the last days. Moments are UTC.

    Attributes:
        count: how many since the first.
        since: when the first came.
        last: when the last came.
    """

    count: int
    since: dt.datetime
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class WebhooksSeen:
    """What came to the address that Intuit calls. Moments are UTC.

    Attributes:
        received_at: when Intuit's last came, whatever it was about; None for never.
        of_company: by company ID, when one last named the company.
        rejections: None where there were none in the last days.
    """

    received_at: dt.datetime | None
    of_company: Mapping[str, dt.datetime]
    rejections: Rejections | None

    @property
    def seem_rejected(self) -> bool:
        """Whether it is Intuit itself that may be rejected: nothing was accepted since."""
        return self._is_before_last(self.received_at)

    def may_concern(self, company_id: str) -> bool:
        """Whether what was rejected may have been about a company: none of its own was accepted since."""
        return self._is_before_last(self.of_company.get(company_id))

    def _is_before_last(self, accepted_at: dt.datetime | None) -> bool:
        if self.rejections is None:
            return False
        return accepted_at is None or accepted_at < self.rejections.last


def webhooks_seen(session: Session, company_ids: Collection[str], now: dt.datetime) -> WebhooksSeen:
    """What came for some companies, and in all; two queries.

    Args:
        session: a transaction of the database.
        company_ids: a page of them.
        now: the present moment, UTC.
    """
    received = session.execute(
        select(WebhookReceived.company_id, WebhookReceived.received_at).where(
            WebhookReceived.company_id.in_(company_ids)
        )
    )
    of_company = {row.company_id: row.received_at for row in received}
    calls = session.get(WebhookCalls, THE_ONE)
    if calls is None:
        return WebhooksSeen(None, of_company, None)
    return WebhooksSeen(calls.received_at, of_company, _rejections(calls, now))


def _rejections(calls: WebhookCalls, now: dt.datetime) -> Rejections | None:
    since, last = calls.rejected_since, calls.rejected_at
    if since is None or last is None or last < now - COUNTED_FOR:
        return None
    return Rejections(calls.rejected, since, last)
