"""Files through the inbox: a workbook is uploaded, read by a profile, kept in the database, and shelved."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook

from include.core_backoffice.canonical.schema import TABLES
from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.feeds.shelf import Shelf
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.deciding import read_anyway
from include.database.feeds.feeds import NewFeed, assign, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.feeds.reading import ReadOutcome, read_arrival
from include.database.feeds.shelves import DatabaseShelf
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.workflows.category import Stream
from tests import database_files
from tests.core_backoffice.contract.feed_world import FeedWorld, Snapshot
from tests.core_backoffice.contract.tables import Row, canonical_profile, rows_of
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

_ACTOR = "finance ops"


class FilesWorld(FeedWorld):
    """A company whose two streams come by uploaded workbooks."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        connect_company(database, willow_park(), actor=_ACTOR)
        with database.writing() as session:
            create_feed(session, NewFeed("exports", "willow", "Exports"), _ACTOR)
            profile = save_profile(session, "exports", canonical_profile(), _ACTOR, rows_checked=1)
            activate(session, profile.id, _ACTOR)
            for stream in Stream:
                assign(session, "willow", stream, "exports", (), _ACTOR)
        self._seal = with_digests(database, Seal([KEY]))

    def deliver(self, snapshot: Snapshot) -> None:
        spoiled = [key for key, (_, is_spoiled) in snapshot.items() if is_spoiled]
        records = [record for record, _ in snapshot.values()]
        new = NewArrival("exports", Door.UPLOAD, "closings.xlsx", "", _ACTOR)
        stored = store_arrival(
            self._database, self._seal, new, [workbook(rows_of(records, spoiled))]
        )
        outcome = read_arrival(self._database, self._seal, stored.id)
        if outcome.status is ArrivalStatus.WAITING:
            # A small brokerage's deletion is a large share of it.
            outcome = self._read_anyway(stored.id)
        assert outcome.status is ArrivalStatus.READ, outcome

    def shelf(self) -> Shelf:
        return DatabaseShelf(self._database, self._seal, "exports", "willow")

    def _read_anyway(self, arrival_id: int) -> ReadOutcome:
        with self._database.writing() as session:
            read_anyway(session, arrival_id, _ACTOR)
        return read_arrival(self._database, self._seal, arrival_id)


@contextmanager
def files_world() -> Iterator[FilesWorld]:
    """A company without imports."""
    with tempfile.TemporaryDirectory() as folder:
        database = database_files.sqlite_database(Path(folder))
        try:
            yield FilesWorld(database)
        finally:
            database.close()


def workbook(tables: dict[str, list[Row]]) -> bytes:
    """The canonical tables as a workbook of text, a sheet each."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, table in TABLES.items():
        sheet = book.create_sheet(name)
        headers = [field.name for field in table.fields]
        sheet.append(headers)
        for row in tables[name]:
            sheet.append([row.get(header) for header in headers])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
