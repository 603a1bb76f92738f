"""The state of every QuickBooks Online connection, for its card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from include.books.dates import format_day
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.integrations import OnlineConnection, online_connections
from include.database.status_words import ConnectionStatus as State
from include.provider.connections.keepalive import WARN_BEFORE
from include.provider.connections.vault import tokens_of
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.settings import encryption_keys


@dataclass(frozen=True, slots=True)
class Connection:
    """A company's card.

    Attributes:
        company: with its name, edition and subscription.
        state: its connection's status.
        sentence: what is wrong and what to do; empty when nothing is.
        tokens: with the moments (UTC) at which they end; None where there are none.
        renewed_at: when QuickBooks last issued tokens, UTC.
        ran_at: when a workflow last ran, UTC.
    """

    company: ConnectedCompany
    state: State
    sentence: str
    tokens: Tokens | None
    renewed_at: dt.datetime | None
    ran_at: dt.datetime | None

    @property
    def needs_reconnect(self) -> bool:
        """Whether nothing posts until the company is connected again."""
        return self.state in (State.DISCONNECTED, State.RECONNECT_NEEDED)


def connections(database: Database, companies: Sequence[ConnectedCompany]) -> list[Connection]:
    """Those of some companies that are on QuickBooks Online, connected or not."""
    stored = online_connections(database, encryption_keys(), companies)
    return [_connection(one) for one in stored]


def _connection(stored: OnlineConnection) -> Connection:
    tokens = None if stored.company.disconnected_at else tokens_of(stored.tokens)
    state, sentence = _state(stored, tokens)
    return Connection(stored.company, state, sentence, tokens, stored.renewed_at, stored.ran_at)


def _state(stored: OnlineConnection, tokens: Tokens | None) -> tuple[State, str]:
    if stored.company.disconnected_at is not None:
        return State.DISCONNECTED, (
            "Nothing posts to this company. Its workflows, links, and history are kept. To resume, "
            "select Reconnect."
        )
    if tokens is None:
        return State.RECONNECT_NEEDED, (
            stored.unreadable or "CoreBooks isn't signed in to this company. Select Reconnect."
        )
    return _remaining(tokens, stored.company)


def _remaining(tokens: Tokens, company: ConnectedCompany) -> tuple[State, str]:
    """How long the connection lasts, and what to do about it."""
    unused, hard = tokens.refresh_expires_at, tokens.hard_expires_at
    end = min(unused, hard) if hard else unused
    left = end - utc_now()
    day = format_day(end.astimezone(company.zone).date())
    if left <= dt.timedelta():
        return (
            State.RECONNECT_NEEDED,
            f"The QuickBooks connection expired on {day}. Select Reconnect.",
        )
    if left > WARN_BEFORE:
        return State.CONNECTED, ""
    if hard and hard <= unused:
        return State.EXPIRES_SOON, (
            f"QuickBooks ends this connection on {day}, even if it's in use. Select Reconnect before "
            "that day. Synced entries aren't affected."
        )
    return State.EXPIRES_SOON, (
        f"This connection hasn't been used for a while. QuickBooks ends it on {day} unless it's used. "
        "Select Test connections, and check in Airflow that the DAG quickbooks_keepalive runs daily."
    )
