"""The lists of agents and vendors of a feed, each person read once."""

from __future__ import annotations

from include.core_backoffice.canonical.rows import CanonicalPerson
from include.database.engine import Database
from include.database.feeds.profiles import active
from include.database.feeds.stored_records import record_of
from include.database.keys.seal import Seal
from include.database.tables.feeds import FeedRecord


class FeedPeople:
    """Looks up agents and vendors by key, as `include.core_backoffice.canonical.payees.People` asks."""

    def __init__(self, database: Database, seal: Seal, feed_id: str) -> None:
        self._database = database
        self._seal = seal
        self._feed_id = feed_id
        self._known: dict[str, CanonicalPerson | None] = {}
        with database.reading() as session:
            self._listed = any(
                row.body.get("agents") == "listed" for row in active(session, feed_id)
            )

    def person(self, key: str) -> CanonicalPerson | None:
        """An agent or vendor of the feed's lists; None if no list has them."""
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def _read(self, key: str) -> CanonicalPerson | None:
        with self._database.reading() as session:
            row = session.get(FeedRecord, (self._feed_id, key))
        if row is None or row.gone:
            return None
        record = record_of(row, self._seal)
        return record if isinstance(record, CanonicalPerson) else None

    def must_be_listed(self) -> bool:
        """Whether agents must be on the feed's list of agents."""
        return self._listed
