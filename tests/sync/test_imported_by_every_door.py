"""The worked examples A to E by every door: the same balances in QuickBooks, to the cent, and paid later the same way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import workbook
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.yaml_files import from_yaml, to_yaml
from include.database.feeds.feeds import change_feed
from include.database.feeds.query_cursors import ask_now
from include.database.feeds.reading import read_arrival, waiting
from include.database.feeds.waiting import watched_feeds
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.provider.inbox import receive as inbox
from include.provider.inbox.queries import fetch_queries
from tests.databases_read import CONNECTION, Reports, sqlite_reports
from tests.mailboxes import imap_server, mail
from tests.provider.inbox.test_same_entries import joined_profile, own_profile, push
from tests.sync.imports import FEED, feed_by_import, import_file, use_profile
from tests.sync.office import BILLING, EXPENSES, INCOME, KEY, Office
from tests.sync.opening import PRODUCTS, Since, open_office
from tests.sync.test_imported import A_TO_D

pytestmark = pytest.mark.whole

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Deliver = Callable[[Rows], None]

PAID: Rows = {
    "Payments": [
        {
            "Statement number": "ST-0001",
            "Payment ID": "P-1",
            "Amount": Decimal("100.00"),
            "Paid on": EXAMPLES["Billing"][0]["Due date"],
            "Method": "card",
        }
    ]
}
"""E is paid."""


def through(office: Office, door: Door, settings: dict[str, Any]) -> None:
    with office.database.writing() as session:
        after = AfterReading.NOTHING
        change_feed(session, FEED, actor="ada", door=door, settings=settings, after_reading=after)


def read_all(office: Office) -> None:
    for arrival_id in waiting(office.database):
        outcome = read_arrival(office.database, office.seal, arrival_id)
        assert outcome.status in (ArrivalStatus.READ, ArrivalStatus.DUPLICATE), outcome
        assert outcome.counts.get("held", 0) == 0


class Ways:
    """How the rows of the sample come to a source."""

    def __init__(self, office: Office, folder: Path, stack: ExitStack) -> None:
        self.office = office
        self.folder = folder
        self.stack = stack
        self._number = 0

    def name(self) -> str:
        self._number += 1
        return f"sample-{self._number}.xlsx"

    def upload(self) -> Deliver:
        use_profile(self.office)

        def deliver(rows: Rows) -> None:
            import_file(self.office, self.name(), workbook(rows))

        return deliver

    def dropped(self) -> Deliver:
        use_profile(self.office)
        exports = self.folder / "exports"
        exports.mkdir()
        through(self.office, Door.FOLDER, {"path": str(exports)})

        def deliver(rows: Rows) -> None:
            (exports / self.name()).write_bytes(workbook(rows))
            assert inbox.receive()["fetched"] == 1

        return deliver

    def mailed(self) -> Deliver:
        use_profile(self.office)
        server = self.stack.enter_context(imap_server())
        patch = self.stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("AIRFLOW_CONN_BROKER_MAIL", server.as_variable)
        through(
            self.office,
            Door.MAILBOX,
            {"conn_id": "broker_mail", "senders": ["@core.example"]},
        )

        def deliver(rows: Rows) -> None:
            server.deliver(mail(files={self.name(): workbook(rows)}))
            assert inbox.receive()["fetched"] == 1

        return deliver

    def pushed(self) -> Deliver:
        use_profile(self.office, own_profile())
        through(self.office, Door.PUSH, {})

        def deliver(rows: Rows) -> None:
            body = {sheet: [dict(row) for row in found] for sheet, found in rows.items()}
            push(self.office, body, self.name().partition(".")[0])

        return deliver

    def queried(self) -> Deliver:
        for profile in (joined_profile(), *alone("agents", "vendors", "statements", "payments")):
            use_profile(self.office, profile)
        reports = sqlite_reports(self.folder)
        names = {name: f'SELECT * FROM "{name}"' for name in ("joined", *SHEETS)}
        queries = [{"name": name, "sql": sql} for name, sql in names.items()]
        through(self.office, Door.SQL, {"conn_id": CONNECTION, "queries": queries})
        stored: dict[str, Sequence[Mapping[str, Any]]] = {}

        def deliver(rows: Rows) -> None:
            stored.update(rows)
            _fill(
                reports, {"joined": joined(stored), **{one: stored.get(one, ()) for one in SHEETS}}
            )
            with self.office.database.writing() as session:
                ask_now(session, FEED)
            with self.office.database.reading() as session:
                (feed,) = watched_feeds(session)
            fetch_queries(self.office.database, Seal([KEY]), feed, reports.hooks)

        return deliver


WAYS = {
    "upload": Ways.upload,
    "folder": Ways.dropped,
    "mailbox": Ways.mailed,
    "push": Ways.pushed,
    "SQL": Ways.queried,
}
SHEETS = ("Agents", "Vendors", "Billing", "Payments")
COLUMNS = {
    "Agents": ("Agent ID", "First name", "Last name", "Email"),
    "Vendors": ("Vendor ID", "Company"),
    "Billing": tuple(EXAMPLES["Billing"][0]),
    "Payments": tuple(PAID["Payments"][0]),
}


def alone(*kinds: str) -> list[Profile]:
    """CoreBooks' own layout as one profile for each query."""
    whole = yaml.safe_load(to_yaml(own_profile()))
    found = []
    for table in whole["tables"]:
        if table["of"] in kinds:
            table.pop("sheet")
            found.append(
                from_yaml(yaml.safe_dump({**whole, "name": table["of"], "tables": [table]}))
            )
    return found


def joined(rows: Rows) -> list[dict[str, Any]]:
    """A row for each item, beside its transaction, with the brokerage net as one more."""
    found: list[dict[str, Any]] = []
    for deal in rows["Transactions"]:
        own = {name: value for name, value in deal.items() if name != "Brokerage net"}
        number = deal["Transaction number"]
        items = [one for one in rows["Items"] if one["Transaction number"] == number]
        net = {"Kind": "brokerage net", "Amount": deal["Brokerage net"]}
        found.extend({**own, **item} for item in (*items, net))
    return found


def _fill(reports: Reports, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    with sqlite3.connect(reports.address) as database:
        for table, rows in tables.items():
            names = list(
                dict.fromkeys([*COLUMNS.get(table, ()), *(n for row in rows for n in row)])
            )
            database.execute(f'DROP TABLE IF EXISTS "{table}"')
            columns = ", ".join(json.dumps(name) for name in names)
            database.execute(f'CREATE TABLE "{table}" ({columns})')
            places = ", ".join("?" for _ in names)
            values = [[_text(row.get(name)) for name in names] for row in rows]
            database.executemany(f'INSERT INTO "{table}" VALUES ({places})', values)
    database.close()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


@pytest.fixture
def fed(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    with open_office(tmp_path, product=request.param) as office:
        url = office.database.engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
        monkeypatch.setenv("AIRFLOW__COREBOOKS__IMPORT_FOLDERS", str(tmp_path))
        monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        monkeypatch.setattr(inbox, "QUIET_SECONDS", 0.0)
        feed_by_import(office)
        yield office


@pytest.mark.parametrize(
    ("fed", "way"),
    [
        (product, way)
        for product in PRODUCTS
        for way in WAYS
        if product == "online" or way == "upload"
    ],
    indirect=["fed"],
)
def test_the_examples_have_the_same_balances_by_every_door(
    fed: Office, way: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        deliver = WAYS[way](Ways(fed, tmp_path, stack))
        since = Since(fed)
        deliver(EXAMPLES)
        read_all(fed)
        for category in (INCOME, EXPENSES, BILLING):
            fed.run(category)
        assert since.posted() == A_TO_D

        paid = Since(fed)
        deliver(PAID)
        read_all(fed)
        for category in (INCOME, EXPENSES, BILLING):
            fed.run(category)
        assert paid.posted() == {"Accounts Receivable": "-100.00", "Checking Account": "100.00"}
