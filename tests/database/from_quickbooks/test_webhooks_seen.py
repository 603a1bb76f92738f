"""Whether Intuit's webhooks arrive is known from two small rows, whatever comes."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.webhooks_seen import (
    COUNTED_FOR,
    note_received,
    note_rejected,
)
from include.database.reads.webhooks import WebhooksSeen, webhooks_seen
from include.database.setup.companies import connect_company, disconnect_company
from include.database.tables.quickbooks import WebhookCalls, WebhookReceived
from tests.database.setup.test_companies import willow_park

NOW = utc_now().replace(microsecond=0)


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    return database


def seen(books: Database, now: dt.datetime = NOW) -> WebhooksSeen:
    with books.reading() as session:
        return webhooks_seen(session, ["willow"], now)


def test_before_the_first_call_nothing_is_known(books: Database) -> None:
    assert seen(books) == WebhooksSeen(None, {}, None)


def test_the_newest_is_kept_also_if_an_older_one_is_stored_after_it(books: Database) -> None:
    realm = willow_park().realm_id
    note_received(books, {realm, "999"}, NOW)
    note_received(books, {realm}, NOW - dt.timedelta(minutes=1))
    assert seen(books).of_company == {"willow": NOW}
    with books.reading() as session:
        for table in (WebhookReceived, WebhookCalls):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_a_disconnected_company_has_received_nothing(books: Database) -> None:
    disconnect_company(books, "willow", "finance ops")
    note_received(books, {willow_park().realm_id}, NOW)
    assert seen(books).of_company == {}
    assert seen(books).received_at == NOW


def test_processes_that_count_rejections_at_once_lose_none(books: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: note_rejected(books, 3, NOW), range(8)))
    rejections = seen(books).rejections
    assert rejections is not None
    assert (rejections.count, rejections.since, rejections.last) == (24, NOW, NOW)


def test_after_a_week_without_one_counting_begins_again(books: Database) -> None:
    note_rejected(books, 5, NOW - 2 * COUNTED_FOR)
    assert seen(books).rejections is None
    note_rejected(books, 2, NOW)
    rejections = seen(books).rejections
    assert rejections is not None
    assert (rejections.count, rejections.since) == (2, NOW)


def test_only_what_was_rejected_after_the_last_accepted_one_may_be_intuits(books: Database) -> None:
    note_rejected(books, 1, NOW - dt.timedelta(hours=1))
    assert seen(books).seem_rejected
    note_received(books, (), NOW)
    assert not seen(books).seem_rejected
    note_rejected(books, 1, NOW + dt.timedelta(hours=1))
    assert seen(books).seem_rejected
