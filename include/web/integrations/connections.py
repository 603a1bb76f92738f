"""What the database knows of every company's connection."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany, all_companies
from include.database.tables.columns import utc_now
from include.database.tables.companies import OAuthToken
from include.database.tables.desktop import EDITION
from include.database.tables.runs import SyncRun
from include.database.tokens import TokensUnreadable
from include.provider.connections.keepalive import WARN_BEFORE
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.tokens import Tokens


class State(StrEnum):
    """How a connection stands, in the words of its badge."""

    CONNECTED = "connected"
    ENDS_SOON = "connected, ends soon"
    MUST_RECONNECT = "must be connected again"
    DISCONNECTED = "disconnected"

    @property
    def kind(self) -> str:
        """Of the badge: good, bad, wait or quiet."""
        return _KINDS[self]


_KINDS = {
    State.CONNECTED: "good",
    State.ENDS_SOON: "wait",
    State.MUST_RECONNECT: "bad",
    State.DISCONNECTED: "quiet",
}


@dataclass(frozen=True, slots=True)
class Connection:
    """A company's card.

    Attributes:
        company: with its name, edition and plan.
        zone: where it keeps its books.
        state: how the connection stands.
        sentence: what is the matter and what to do; empty when all is well.
        tokens: with the moments (UTC) at which they end; None where there are none.
        renewed_at: when QuickBooks last gave tokens, UTC.
        ran_at: when a workflow last ran, UTC.
    """

    company: ConnectedCompany
    zone: ZoneInfo
    state: State
    sentence: str
    tokens: Tokens | None
    renewed_at: dt.datetime | None
    ran_at: dt.datetime | None


def connections(database: Database) -> list[Connection]:
    """Every company of QuickBooks Online, connected or not, by name."""
    with database.reading() as session:
        companies = [company for company in all_companies(session) if company.edition != EDITION]
        rows = session.execute(select(OAuthToken.company_id, OAuthToken.saved_at))
        renewed_at = {row.company_id: row.saved_at for row in rows}
        ran_at = {
            company.id: session.scalars(newest_run(company.id)).first() for company in companies
        }
    found = []
    for company in companies:
        tokens, state, sentence = _standing(database, company)
        found.append(
            Connection(
                company,
                ZoneInfo(company.timezone),
                state,
                sentence,
                tokens,
                renewed_at.get(company.id),
                ran_at[company.id],
            )
        )
    return found


def newest_run(company_id: str) -> Select[dt.datetime]:
    """When a workflow of a company last began, UTC."""
    runs = select(SyncRun.started_at).where(SyncRun.company_id == company_id)
    return runs.order_by(SyncRun.id.desc()).limit(1)


def _standing(database: Database, company: ConnectedCompany) -> tuple[Tokens | None, State, str]:
    if company.disconnected_at is not None:
        sentence = (
            "Nothing is sent to this company. Its workflows, links and history are kept. "
            "Press Reconnect to go on where it stopped."
        )
        return None, State.DISCONNECTED, sentence
    try:
        tokens = vault(database, company.id).read()
    except TokensUnreadable as error:
        return None, State.MUST_RECONNECT, str(error)
    if tokens is None:
        return None, State.MUST_RECONNECT, "There is no login of this company. Press Reconnect."
    return tokens, *_life(tokens, ZoneInfo(company.timezone))


def _life(tokens: Tokens, zone: ZoneInfo) -> tuple[State, str]:
    """How long the connection still lives, and what to do about it."""
    unused, hard = tokens.refresh_expires_at, tokens.hard_expires_at
    end = min(unused, hard) if hard else unused
    left = end - utc_now()
    day = f"{end.astimezone(zone):%m/%d/%Y}"
    if left <= dt.timedelta():
        return State.MUST_RECONNECT, f"The login of this company ended on {day}. Press Reconnect."
    if left > WARN_BEFORE:
        return State.CONNECTED, ""
    if hard and hard <= unused:
        return State.ENDS_SOON, (
            f"QuickBooks ends this connection on {day}, whatever happens. Press Reconnect before "
            "that day; nothing that was synced is lost."
        )
    return State.ENDS_SOON, (
        f"Nobody has used this connection for a while; QuickBooks ends it on {day} unless it is "
        "used. Press Test connections, or see why the daily check of connections does not run."
    )
