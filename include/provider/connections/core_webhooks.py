"""Registering BackOffice's webhooks for a company's CORE connection: its calls have auto-sync look at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.push.signatures import Dialect
from include.core_backoffice.records.errors import CoreConnectionProblem
from include.core_backoffice.rest.webhooks import Registered
from include.database.engine import Database
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.feeds.secrets import rotate
from include.database.keys.seal import Seal
from include.database.tables.feeds import Feed
from include.provider.connections.opening import Lookup, open_source_briefly
from include.settings import airflow_address

SECONDS = 10.0
"""A page waits so long for CORE."""
_NOT_OF_AN_ID = re.compile(r"[^a-z0-9]+")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class CalledCompany:
    """A company whose CORE is to call: its ID, and the ID of its Airflow connection to CORE."""

    id: str
    core_connection: str


def register_webhooks(
    database: Database, seal: Seal, company: CalledCompany, actor: str, lookup: Lookup
) -> str:
    """Have CORE call CoreBooks when transactions change. Done again, the secret before counts for a day more.

    Args:
        database: the CoreBooks database.
        seal: keeps the secret that CORE returns once.
        company: the company.
        actor: who asks for it.
        lookup: how Airflow connections are looked up.

    Returns:
        The ID of the source that takes the calls.

    Raises:
        CoreConnectionProblem, CoreUnavailable: nothing was registered.
    """
    feed_id = source_id(company.core_connection)
    address = callback_address(feed_id)
    database.write(lambda session: _source(session, feed_id, company, actor))
    with open_source_briefly(company.core_connection, lookup, SECONDS) as source:
        registered = source.register_webhook(address)
    database.write(lambda session: _keep(session, seal, feed_id, registered, actor))
    return feed_id


def callback_address(feed_id: str) -> str:
    """What CORE calls.

    Raises:
        CoreConnectionProblem: nobody outside of this machine reaches Airflow at the address it is set to.
    """
    address = airflow_address()
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise CoreConnectionProblem(
            f"Airflow's address is {address}, and CORE calls addresses with https:// only. Set [api] base_url to "
            "the address by which the internet reaches Airflow, then try again."
        )
    return f"{address}/corebooks/import/{feed_id}"


def source_id(core_connection: str) -> str:
    """The ID of the source that takes the calls of a connection: the same for all its companies."""
    digest = hashlib.sha256(core_connection.encode()).hexdigest()[:6]
    slug = _NOT_OF_AN_ID.sub("-", core_connection.lower()).strip("-")[:20].rstrip("-")
    return f"backoffice-{slug or 'core'}-{digest}"


def _source(session: Session, feed_id: str, company: CalledCompany, actor: str) -> None:
    """The source that takes the calls, on."""
    if session.get(Feed, feed_id) is not None:
        change_feed(session, feed_id, actor=actor, is_on=True)
        return
    new = NewFeed(
        id=feed_id,
        company_id=company.id,
        name=f"BackOffice calls ({company.core_connection})",
        door=Door.PUSH,
        settings={"core_connection": company.core_connection},
        after_reading=AfterReading.NOTHING,
    )
    create_feed(session, new, actor)


def _keep(session: Session, seal: Seal, feed_id: str, registered: Registered, actor: str) -> None:
    rotate(session, seal, feed_id, actor=actor, dialect=Dialect.BACKOFFICE, given=registered.secret)
