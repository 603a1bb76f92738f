"""Sources on the database: a snapshot arrives through each door, and the product's own code reads it."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import tempfile
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from openpyxl import Workbook
from standardwebhooks.webhooks import Webhook

from include.clock import utc_now
from include.core_backoffice.canonical.rows import Canonical
from include.core_backoffice.canonical.schema import TABLES
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.feeds.shelf import Shelf
from include.core_backoffice.mapping.profile import Profile, Table, TableKind
from include.core_backoffice.push.signatures import signature_in
from include.core_backoffice.streams import Stream
from include.database.engine import Database
from include.database.feeds.arrivals import NewArrival, store_arrival
from include.database.feeds.calls import Call, received
from include.database.feeds.deciding import read_anyway
from include.database.feeds.feeds import NewFeed, assign, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.feeds.query_cursors import ask_now
from include.database.feeds.reading import read_arrival, waiting
from include.database.feeds.secrets import new_secret
from include.database.feeds.shelves import DatabaseShelf
from include.database.feeds.waiting import watched_feeds
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.provider.inbox import receive as inbox
from include.provider.inbox.queries import fetch_queries
from tests.core_backoffice.contract.feed_world import FeedWorld, Snapshot
from tests.core_backoffice.contract.tables import canonical_profile, rows_of
from tests.crash.databases import own_server
from tests.database.setup.test_companies import willow_park
from tests.database_files import give_back, postgresql_database, sqlite_database
from tests.databases_read import CONNECTION, sqlite_reports
from tests.mailboxes import MailServer, imap_server, mail
from tests.sync.office import KEY

FEED, COMPANY = "exports", "willow"
Rows = Mapping[str, Sequence[Mapping[str, str]]]
_numbers = itertools.count(1)


class StoredWorld(FeedWorld):
    """A feed of a connected company; `bring` puts a snapshot where its door finds it, and fetches it."""

    door = Door.UPLOAD

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__()
        self.database = database
        self.folder = folder
        self.seal = with_digests(database, Seal([KEY]))
        connect_company(database, willow_park(COMPANY), actor="finance ops")
        with database.writing() as session:
            new = NewFeed(
                FEED, COMPANY, "Exports", self.door, self.settings(), AfterReading.NOTHING
            )
            create_feed(session, new, "finance ops")
            for stream in Stream:
                assign(session, COMPANY, stream, FEED, (), "finance ops")
            for profile in self.profiles():
                saved = save_profile(session, FEED, profile, "finance ops", rows_checked=1)
                activate(session, saved.id, "finance ops")

    def settings(self) -> dict[str, Any]:
        """Of the door."""
        return {}

    contents = "snapshot"

    def profiles(self) -> list[Profile]:
        """How what arrives is read."""
        return [canonical_profile(contents=self.contents)]

    @abstractmethod
    def bring(self, rows: Rows) -> None:
        """Have a snapshot arrive."""

    def deliver(self, snapshot: Snapshot) -> None:
        records = [record for record, _ in snapshot.values()]
        self.bring(rows_of(records, [key for key, (_, spoiled) in snapshot.items() if spoiled]))
        self.read()

    def read(self) -> None:
        """Have what arrived read."""
        for arrival_id in waiting(self.database):
            outcome = read_arrival(self.database, self.seal, arrival_id)
            if outcome.status is ArrivalStatus.WAITING:
                # A tenth of a small brokerage is one transaction: a person says that it is right.
                with self.database.writing() as session:
                    read_anyway(session, arrival_id, "finance ops")
                outcome = read_arrival(self.database, self.seal, arrival_id)
            assert outcome.status in (ArrivalStatus.READ, ArrivalStatus.DUPLICATE), outcome

    def shelf(self) -> Shelf:
        return DatabaseShelf(self.database, self.seal, FEED, COMPANY)


class UploadWorld(StoredWorld):
    """A workbook with a sheet per table."""

    def bring(self, rows: Rows) -> None:
        new = NewArrival(FEED, Door.UPLOAD, "snapshot.xlsx", "", "finance ops")
        store_arrival(self.database, self.seal, new, [workbook(rows)])


class FolderWorld(StoredWorld):
    """The same workbook in a folder."""

    door = Door.FOLDER

    def settings(self) -> dict[str, Any]:
        self.exports = self.folder / "exports"
        self.exports.mkdir()
        return {"path": str(self.exports)}

    def bring(self, rows: Rows) -> None:
        (self.exports / f"snapshot-{next(_numbers)}.xlsx").write_bytes(workbook(rows))
        assert inbox.receive()["fetched"] == 1


class MailboxWorld(StoredWorld):
    """The same workbook as the attachment of a mail."""

    door = Door.MAILBOX
    server: MailServer

    def settings(self) -> dict[str, Any]:
        return {"conn_id": "broker_mail", "senders": ["@core.example"]}

    def bring(self, rows: Rows) -> None:
        self.server.deliver(mail(files={f"snapshot-{next(_numbers)}.xlsx": workbook(rows)}))
        assert inbox.receive()["fetched"] == 1


class PushWorld(StoredWorld):
    """The tables as JSON, in a signed call."""

    door = Door.PUSH

    def bring(self, rows: Rows) -> None:
        self.push(whole(rows))

    def push(self, body: Rows) -> None:
        """Call, signed."""
        if not hasattr(self, "secret"):
            with self.database.writing() as session:
                self.secret = new_secret(session, self.seal, FEED, actor="finance ops")
        now, call = utc_now(), f"call-{next(_numbers)}"
        sent = json.dumps(body).encode()
        headers = {
            "webhook-id": call,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(call, now, sent.decode()),
        }
        signature = signature_in(headers, now)
        received(self.database, self.seal, Call(FEED, signature, f"{call}.json", "tests", sent))


class SqlWorld(StoredWorld):
    """The tables in a database; one query for each entity, deals joined with their items."""

    door = Door.SQL

    def settings(self) -> dict[str, Any]:
        self.reports = sqlite_reports(self.folder)
        items = ", ".join(f"items.{name} AS item_{name}" for name in columns("items"))
        vendors = ", ".join(f"{name} AS vendor_{name}" for name in columns("vendors"))
        selects = {
            "deals": f"SELECT deals.*, {items} FROM deals LEFT JOIN items ON items.deal_id = deals.id",
            **{name: f"SELECT * FROM {name}" for name in TABLES if name not in ("deals", "items")},
            # A vendor has the columns of an agent: by these names they are told apart.
            "vendors": f"SELECT {vendors} FROM vendors",
        }
        queries = [{"name": name, "sql": f"{sql} ORDER BY 1"} for name, sql in selects.items()]
        return {"conn_id": CONNECTION, "queries": queries}

    def profiles(self) -> list[Profile]:
        whole_ = canonical_profile(contents=self.contents)
        tables = {table.of: table for table in whole_.tables}
        joined = _joined(tables[TableKind.DEALS], tables[TableKind.ITEMS])
        kinds = (TableKind.AGENTS, TableKind.VENDORS, TableKind.STATEMENTS, TableKind.PAYMENTS)
        return [
            whole_.model_copy(update={"name": table.of.value, "tables": (table,)})
            for table in (joined, *(_alone(tables[kind]) for kind in kinds))
        ]

    def bring(self, rows: Rows) -> None:
        self.fill(rows, {})
        self.ask()

    def fill(self, rows: Rows, more: Mapping[str, int]) -> None:
        """Make the database have these rows, each with some columns more."""
        with sqlite3.connect(self.reports.address) as reports:
            for name in TABLES:
                names = [*columns(name), *more]
                reports.execute(f"DROP TABLE IF EXISTS {name}")
                reports.execute(f"CREATE TABLE {name} ({', '.join(names)})")
                own = [{**row, **more} for row in rows.get(name, ())]
                values = [[row.get(column) for column in names] for row in own]
                places = ", ".join("?" for _ in names)
                reports.executemany(f"INSERT INTO {name} VALUES ({places})", values)
        reports.close()

    def ask(self) -> None:
        """Have the queries asked."""
        with self.database.writing() as session:
            ask_now(session, FEED)
        with self.database.reading() as session:
            (feed,) = watched_feeds(session)
        fetch_queries(self.database, Seal([KEY]), feed, self.reports.hooks)


class ChangesWorld(StoredWorld):
    """Only what changed arrives; what was deleted is a row with its key, marked as deleted."""

    contents = "changes"

    def put(self, *records: Canonical) -> None:
        self._changed({record.key: (record, False) for record in records})

    def spoil(self, record: Canonical) -> None:
        self._changed({record.key: (record, True)})

    def delete(self, *keys: str) -> None:
        rows: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
        for key in keys:
            kind, _, own_id = key.partition(":")
            table = {"transaction": "deals"}.get(kind, f"{kind}s")
            rows[table].append({columns(table)[0]: own_id, "deleted": "yes"})
        self.bring(rows)
        self.read()

    def _changed(self, changes: Snapshot) -> None:
        self.deliver(dict(sorted(changes.items())))


class UploadedChanges(ChangesWorld, UploadWorld):
    """A workbook of what changed."""


class PushedChanges(ChangesWorld, PushWorld):
    """A signed call of what changed: of what was deleted the key alone."""

    def bring(self, rows: Rows) -> None:
        some = {name: of_it for name, of_it in rows.items() if of_it}
        only_keys = all("deleted" in row for of_it in some.values() for row in of_it)
        self.push(some if only_keys else whole(rows))


class QueriedChanges(ChangesWorld, SqlWorld):
    """Rows from a watermark on: of what was deleted they have the key, and that it was."""

    _number = 0

    def settings(self) -> dict[str, Any]:
        settings = super().settings()
        for query in settings["queries"]:
            name = query["name"]
            sql = query["sql"].replace(" ORDER BY 1", f" WHERE {name}.changed >= :since ORDER BY 1")
            query["sql"] = sql if "*" in sql else sql.replace(" FROM", ", changed FROM")
            query["watermark_column"], query["watermark_kind"] = "changed", "number"
        return settings

    def bring(self, rows: Rows) -> None:
        self._number += 1
        self.fill(rows, {"changed": self._number})
        self.ask()


def columns(table: str) -> list[str]:
    """The names of a canonical table's columns."""
    return [field.name for field in TABLES[table].fields]


def whole(rows: Rows) -> dict[str, list[dict[str, str]]]:
    """Every table with all columns: an empty one has a blank row."""
    return {
        name: [{one: row.get(one, "") for one in columns(name)} for row in rows.get(name) or [{}]]
        for name in TABLES
    }


def workbook(rows: Rows) -> bytes:
    """A workbook of text cells, a sheet per table."""
    book = Workbook()
    del book["Sheet"]
    for name in TABLES:
        sheet = book.create_sheet(name)
        sheet.append(columns(name))
        for row in rows.get(name, ()):
            sheet.append([row.get(column) for column in columns(name)])
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def _alone(table: Table) -> Table:
    """A table that is a file of its own."""
    if table.of is not TableKind.VENDORS:
        return table.model_copy(update={"sheet": ""})
    renamed = {**json.loads(table.model_dump_json()), "sheet": ""}
    _rename(renamed, "vendor_")
    for part in ("headers", "key"):
        renamed[part] = [f"vendor_{name}" for name in renamed[part]]
    return Table.model_validate(renamed)


def _joined(deals: Table, items: Table) -> Table:
    """Deals whose rows have an item each: its columns begin with `item_`."""
    renamed = json.loads(items.items[0].model_dump_json())
    _rename(renamed, "item_")
    table = {**json.loads(deals.model_dump_json()), "sheet": "", "items": [renamed]}
    table["headers"] = [*deals.headers, *(f"item_{name}" for name in columns("items"))]
    return Table.model_validate({**table, "one_row": False})


def _rename(part: Any, prefix: str) -> None:
    """Have all that is read come from columns whose names begin with something."""
    if isinstance(part, list):
        for one in part:
            _rename(one, prefix)
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "columns":
                part[name] = [f"{prefix}{column}" for column in value]
            else:
                _rename(value, prefix)


_World = TypeVar("_World", bound=StoredWorld)


@contextmanager
def stored_world(kind: type[_World], *, on_postgresql: bool = False) -> Iterator[_World]:
    """An empty feed behind a door, in a database of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="corebooks-world-")))
        if on_postgresql:
            database = postgresql_database(_postgresql(), folder.name)
            stack.callback(database.close)
        else:
            database = sqlite_database(folder)
            stack.callback(give_back, database)
        url = database.engine.url.render_as_string(hide_password=False)
        settings = {
            "AIRFLOW__COREBOOKS__DATABASE_URL": url,
            "AIRFLOW__COREBOOKS__IMPORT_FOLDERS": str(folder),
            "AIRFLOW__CORE__FERNET_KEY": KEY,
        }
        if issubclass(kind, MailboxWorld):
            kind.server = _mail_server()
            kind.server.empty()
            settings["AIRFLOW_CONN_BROKER_MAIL"] = kind.server.as_variable
        stack.enter_context(patch.dict(os.environ, settings))
        stack.enter_context(patch.object(inbox, "QUIET_SECONDS", 0.0))
        yield kind(database, folder)


_servers = ExitStack()


@cache
def _mail_server() -> MailServer:
    """One for all tests of the process."""
    return _servers.enter_context(imap_server())


@cache
def _postgresql() -> str:
    """A real server for all tests of the process; its address."""
    # Not among pytest's own folders: as root, the server runs as another user.
    folder = _servers.enter_context(tempfile.TemporaryDirectory(prefix="corebooks-postgresql-"))
    return _servers.enter_context(own_server(Path(folder)))


def close_servers() -> None:
    """End what was started for all worlds."""
    _servers.close()
    _mail_server.cache_clear()
    _postgresql.cache_clear()


__all__ = [
    "Canonical",
    "FolderWorld",
    "MailboxWorld",
    "PushWorld",
    "PushedChanges",
    "QueriedChanges",
    "SqlWorld",
    "UploadWorld",
    "UploadedChanges",
    "close_servers",
    "stored_world",
]
