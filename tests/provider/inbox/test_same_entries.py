"""The sample's transactions by a signed call and by a query: the entries are those of its workbook, to the cent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from standardwebhooks.webhooks import Webhook

from include.clock import utc_now
from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.mapping.yaml_files import from_yaml, to_yaml
from include.core_backoffice.push.signatures import PushSecret, signature_in
from include.database.feeds.calls import Call, received
from include.database.feeds.feeds import change_feed
from include.database.feeds.query_cursors import ask_now
from include.database.feeds.reading import read_arrival, waiting
from include.database.feeds.secrets import new_secret, push_feed
from include.database.feeds.waiting import watched_feeds
from include.database.keys.digest_key import with_digests
from include.database.keys.seal import Seal
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival
from include.provider.inbox.queries import fetch_queries
from tests.databases_read import CONNECTION, Reports, sqlite_reports
from tests.sync.conftest import office
from tests.sync.imports import FEED, feed_by_import, use_profile
from tests.sync.office import EXPENSES, INCOME, KEY, Office

__all__ = ["office"]

pytestmark = pytest.mark.whole

INCOME_CENTS, EXPENSES_CENTS = 39_000_00, 30_600_00
"""Of the workbook (`tests.crash.test_killed_reading`)."""
DEALS, ITEMS = EXAMPLES["Transactions"], EXAMPLES["Items"]


@pytest.fixture
def fed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    feed_by_import(office)
    return office


def through(office: Office, door: Door, settings: dict[str, Any] | None = None) -> None:
    with office.database.writing() as session:
        after = AfterReading.NOTHING
        change_feed(
            session, FEED, actor="ada", door=door, settings=settings or {}, after_reading=after
        )


def read_all(office: Office) -> list[dict[str, Any]]:
    """Have everything read that waits. Returns the counts of each import."""
    seal, counts = with_digests(office.database, Seal([KEY])), []
    for arrival_id in waiting(office.database):
        outcome = read_arrival(office.database, seal, arrival_id)
        with office.database.reading() as session:
            row = session.get_one(Arrival, arrival_id)
            assert outcome.status is ArrivalStatus.READ, (row.sentence, row.what_to_do)
        counts.append(outcome.counts)
    return counts


def posted(office: Office) -> tuple[int, ...]:
    office.run(INCOME)
    office.run(EXPENSES)
    return tuple(office.balances("Commission Income", "Agent Commissions"))


def push(office: Office, body: dict[str, Any], call: str) -> None:
    """A call that is signed, checked, and stored as the route does it."""
    seal, now = Seal([KEY]), utc_now()
    with office.database.writing() as session:
        secret = new_secret(session, seal, FEED, actor="ada")
    sent = json.dumps(body, default=str).encode()
    headers = {
        "webhook-id": call,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(call, now, sent.decode()),
    }
    with office.database.reading() as session:
        feed = push_feed(session, seal, FEED, now)
    assert feed is not None
    assert any(isinstance(one, PushSecret) and one.text == secret for one in feed.secrets)
    signature = signature_in(headers, now)
    received(office.database, seal, Call(FEED, signature, f"push {call}.json", "tests", sent))


def test_a_signed_call_makes_the_entries_of_the_workbook(fed: Office) -> None:
    through(fed, Door.PUSH)
    use_profile(fed, own_profile())
    push(fed, {name: list(rows) for name, rows in EXAMPLES.items()}, "all-of-november")
    (counts,) = read_all(fed)
    assert counts["held"] == 0
    assert posted(fed) == (INCOME_CENTS, EXPENSES_CENTS)
    assert len(fed.entries("Invoice")) == 4


def test_a_changed_transaction_is_pushed_alone_and_updates_its_entry(fed: Office) -> None:
    through(fed, Door.PUSH)
    use_profile(fed, own_profile())
    push(fed, {name: list(rows) for name, rows in EXAMPLES.items()}, "all")
    read_all(fed)
    posted(fed)
    changed = {**DEALS[0], "Gross commission": "10500.00", "Brokerage net": "2500.00"}
    items = [row for row in ITEMS if row["Transaction number"] == "TR-0001"]
    push(fed, {"Transactions": [changed], "Items": items}, "one")
    read_all(fed)
    assert posted(fed) == (INCOME_CENTS + 500_00, EXPENSES_CENTS)
    assert len(fed.entries("Invoice")) == 4


def own_profile() -> Profile:
    """CoreBooks' own layout, with dates as JSON has them: year first."""
    body = yaml.safe_load(to_yaml(ready_profile("corebooks")))
    tables = [{**table, "dates": "YYYY-MM-DD"} for table in body["tables"]]
    return from_yaml(yaml.safe_dump({**body, "tables": tables}))


def joined_profile() -> Profile:
    """CoreBooks' own layout where one query returns a transaction's items, each beside the transaction."""
    whole = yaml.safe_load(to_yaml(own_profile()))
    deals, items = (
        next(one for one in whole["tables"] if one["of"] == kind) for kind in ("deals", "items")
    )
    item = items["items"][0]
    item["kind"]["words"]["brokerage net"] = "brokerage_net"
    table = {**deals, "headers": ["Transaction number", "Kind", "Amount"], "items": [item]}
    table.pop("sheet")
    return from_yaml(yaml.safe_dump({**whole, "name": "Joined", "tables": [table]}))


def _quoted(names: Iterator[str] | list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def brokerage(folder: Path) -> Reports:
    """The sample in a database: a table of transactions and one of their items."""
    reports = sqlite_reports(folder)
    with sqlite3.connect(reports.address) as database:
        for table, rows in (("sold", DEALS), ("items", ITEMS)):
            names = sorted({name for row in rows for name in row})
            extra = ", changed TEXT" if table == "sold" else ""
            database.execute(f"CREATE TABLE {table} ({_quoted(names)}{extra})")
            for row in rows:
                _insert(database, table, names, row)
        database.execute("UPDATE sold SET changed = '2026-11-30 08:00:00'")
    database.close()
    return reports


def _insert(
    database: sqlite3.Connection, table: str, names: list[str], row: Mapping[str, Any]
) -> None:
    values = [None if row.get(name) is None else str(row[name]) for name in names]
    places = ", ".join("?" for _ in names)
    database.execute(f"INSERT INTO {table} ({_quoted(names)}) VALUES ({places})", values)


def joined_query() -> str:
    deal = [name for name in DEALS[0] if name != "Brokerage net"]
    item = sorted({name for row in ITEMS for name in row} - {"Transaction number"})
    of_deal = ", ".join(f'sold."{name}"' for name in deal)
    net = ", ".join(
        {"Kind": "'brokerage net'", "Amount": 'sold."Brokerage net"'}.get(name, "NULL")
        for name in item
    )
    return (
        f'SELECT {of_deal}, {_quoted(item)}, changed FROM sold JOIN items USING ("Transaction number") '
        "WHERE changed >= :since UNION ALL "
        f"SELECT {of_deal}, {net}, changed FROM sold WHERE changed >= :since ORDER BY 1, 2"
    )


def test_a_query_makes_the_entries_of_the_workbook_and_then_reads_what_changed(
    fed: Office, tmp_path: Path
) -> None:
    reports = brokerage(tmp_path)
    query = {
        "name": "transactions",
        "sql": joined_query(),
        "watermark_column": "changed",
        "watermark_kind": "text",
    }
    through(fed, Door.SQL, {"conn_id": CONNECTION, "queries": [query]})
    use_profile(fed, joined_profile())
    assert ask(fed, reports) == 1
    (counts,) = read_all(fed)
    assert counts["held"] == 0
    assert posted(fed) == (INCOME_CENTS, EXPENSES_CENTS)

    assert ask(fed, reports) == 0
    with sqlite3.connect(reports.address) as database:
        database.execute(
            "UPDATE sold SET \"Gross commission\" = '10500.00', \"Brokerage net\" = '2500.00', "
            "changed = '2026-11-30 09:00:00' WHERE \"Transaction number\" = 'TR-0001'"
        )
    database.close()
    # Those of the moment before come again, and are the same.
    assert ask(fed, reports) == 1
    (counts,) = read_all(fed)
    assert (counts["records"], counts["changed"]) == (4, 1)
    assert posted(fed) == (INCOME_CENTS + 500_00, EXPENSES_CENTS)
    assert len(fed.entries("Invoice")) == 4


def ask(office: Office, reports: Reports) -> int:
    with office.database.writing() as session:
        ask_now(session, FEED)
    with office.database.reading() as session:
        (feed,) = watched_feeds(session)
    return fetch_queries(office.database, Seal([KEY]), feed, reports.hooks)
