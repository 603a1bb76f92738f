"""A source that queries a database: its form, its rules, and Read now."""

from __future__ import annotations

from typing import Any

import pytest

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door
from include.database.feeds.waiting import watched_feeds
from include.database.tables.feeds import Feed
from include.provider.inbox.query_times import due_since
from include.web.imports.query_fields import query_rules, query_settings, query_texts
from tests.sync.office import COMPANY
from tests.web.office_pages import ADMIN, AUDITOR, OfficePages, words

TYPED = {
    "name": "Reports",
    "conn_id": "reports",
    "schedule": "0 6 * * *",
    "after_reading": "preview",
    "transactions_sql": "SELECT *\nFROM deals\nWHERE changed_at >= :since",
    "transactions_watermark": "changed_at",
    "agents_sql": "SELECT * FROM agents",
    "watermark_kind": "timestamp",
}


def stored(pages: OfficePages) -> dict[str, Any]:
    with pages.database.reading() as session:
        (feed,) = session.query(Feed).all()
        return dict(feed.settings)


def add(pages: OfficePages, **typed: str) -> Any:
    pages.sign_in(ADMIN)
    return pages.press("imports/sources/new/sql", {**TYPED, **typed})


def test_what_was_typed_is_what_is_asked_and_the_form_opens_with_it(pages: OfficePages) -> None:
    answer = add(pages)
    assert answer.status_code == 303
    kept = query_rules(stored(pages))
    assert [one.name for one in kept.queries] == ["transactions", "agents"]
    assert (kept.queries[0].watermark_column, kept.queries[1].watermark_column) == (
        "changed_at",
        "",
    )
    page = pages.browser.get(answer.headers["location"]).text
    assert "WHERE changed_at &gt;= :since" in page
    assert "0 6 * * *" in page


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"transactions_sql": "DELETE FROM deals"}, "doesn't begin with SELECT"),
        ({"transactions_watermark": ""}, "but no watermark column"),
        ({"transactions_sql": "", "agents_sql": ""}, "between 1 and 10 queries"),
        ({"schedule": "at noon"}, "The schedule “at noon” can't be read"),
        ({"conn_id": ""}, "has no connection"),
    ],
)
def test_what_cant_be_asked_is_said_on_the_form(
    pages: OfficePages, typed: dict[str, str], why: str
) -> None:
    answer = add(pages, **typed)
    assert answer.status_code == 422
    assert why in words(answer.text)
    with pages.database.reading() as session:
        assert session.query(Feed).count() == 0


def test_settings_come_back_as_they_were_typed() -> None:
    typed = {name: text for name, text in TYPED.items() if name not in ("name", "after_reading")}
    texts = query_texts(query_settings(typed))
    assert {name: text for name, text in texts.items() if text} == typed
    assert query_texts({"queries": ["x", {"name": "others"}]}) == {"conn_id": "", "schedule": ""}


def test_read_now_has_the_database_read_by_the_next_run(pages: OfficePages) -> None:
    source = add(pages, schedule="").headers["location"].partition("?")[0].rpartition("/")[2]
    assert due(pages) is False
    assert pages.press(f"imports/sources/{source}/read", {}).status_code == 303
    assert due(pages) is True
    pages.sign_in(AUDITOR)
    assert pages.press(f"imports/sources/{source}/read", {}).status_code == 403


def due(pages: OfficePages) -> bool:
    with pages.database.reading() as session:
        (feed,) = watched_feeds(session)
    moment = due_since(query_rules(feed.settings), feed.cursor, feed.zone, utc_now())
    return moment is not None


def test_only_a_database_is_read_now(pages: OfficePages) -> None:
    pages.sign_in(ADMIN)
    made = pages.press("imports/sources/new/push", {"name": "Calls", "after_reading": "nothing"})
    source = made.headers["location"].partition("?")[0].rpartition("/")[2]
    assert pages.press(f"imports/sources/{source}/read", {}).status_code == 409
    assert Door.PUSH in stored_doors(pages)
    assert COMPANY in made.headers["location"]


def stored_doors(pages: OfficePages) -> set[str]:
    with pages.database.reading() as session:
        return {feed.door for feed in session.query(Feed)}
