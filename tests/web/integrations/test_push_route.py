"""The address of a source: what is signed is stored once, before the answer; nobody else learns anything."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
from collections.abc import Iterator, Sequence

import anyio
import httpx
import pytest
from fastapi import Request
from sqlalchemy import event, func, select
from standardwebhooks.webhooks import Webhook
from starlette.types import Message

from include.clock import utc_now
from include.core_backoffice.feeds.doors import Door as FeedDoor
from include.core_backoffice.push.bodies import MOST_BYTES
from include.core_backoffice.push.signatures import Dialect
from include.database.engine import Database
from include.database.feeds.arrivals import open_arrival
from include.database.feeds.feeds import NewFeed, change_feed, create_feed
from include.database.feeds.secrets import new_secret, rotate
from include.database.keys.seal import Seal
from include.database.setup.companies import connect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.feeds import Arrival
from include.database.unavailable import DatabaseUnavailable, Trouble
from include.web.frame.senders import Senders
from include.web.integrations import push_route
from include.web.integrations.push_route import Door, PushRefused, _read
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY
from tests.web.office_pages import OfficePages

FEED, WOKEN = "closings", "backoffice-core"
BODY = b'{"data": [{"number": "TR-7", "gross": "14850.00"}]}\n'
JSON = {"content-type": "application/json"}


class Caller:
    """Somebody who has a source's secret."""

    def __init__(self, pages: OfficePages, secret: str) -> None:
        self.pages = pages
        self.secret = secret

    def signed(self, body: bytes, call: str, at: dt.datetime | None = None) -> dict[str, str]:
        at = at or utc_now()
        return {
            **JSON,
            "webhook-id": call,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(call, at, body.decode()),
        }

    def send(
        self, body: bytes = BODY, call: str = "msg_1", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return post(self.pages, body, {**self.signed(body, call), **(headers or {})})


def post(
    pages: OfficePages, body: bytes, headers: dict[str, str], feed: str = FEED
) -> httpx.Response:
    answer: httpx.Response = pages.browser.post(
        f"/corebooks/import/{feed}", content=body, headers=headers
    )
    return answer


@pytest.fixture
def caller(bare_pages: OfficePages, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A source that takes calls, one that wakes, and someone with the first one's secret."""
    door = Door(0)
    monkeypatch.setattr(push_route, "_door", lambda _: door)
    connect_company(bare_pages.database, willow_park(), actor="ada")
    with bare_pages.database.writing() as session:
        create_feed(session, NewFeed(FEED, "willow", "Closings", FeedDoor.PUSH), "ada")
        settings = {"core_connection": "core"}
        woken = NewFeed(WOKEN, "willow", "BackOffice", FeedDoor.PUSH, settings)
        create_feed(session, woken, "ada")
        dialect = Dialect.BACKOFFICE
        new_secret(session, Seal([KEY]), WOKEN, actor="ada", dialect=dialect, given="theirs")
        secret = new_secret(session, Seal([KEY]), FEED, actor="ada")
    yield Caller(bare_pages, secret)
    door.notes.settle()


def arrivals(database: Database) -> list[Arrival]:
    with database.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.id)))


def content(database: Database, arrival_id: int) -> bytes:
    with open_arrival(database, Seal([KEY]), arrival_id) as file:
        return file.read()


def test_a_signed_call_is_stored_as_it_came_and_nothing_of_it_is_read(caller: Caller) -> None:
    answer = caller.send()
    (stored,) = arrivals(caller.pages.database)
    assert (answer.status_code, answer.json()) == (200, {"import": stored.id, "new": True})
    assert (stored.feed_id, stored.door, stored.name) == (FEED, "push", "push msg_1.json")
    assert (stored.sender, stored.status) == ("testclient", ArrivalStatus.STORED)
    assert stored.sha256 == hashlib.sha256(BODY).hexdigest()
    assert content(caller.pages.database, stored.id) == BODY


def test_a_call_that_is_sent_again_is_acknowledged_and_adds_nothing(caller: Caller) -> None:
    first = caller.send()
    # The body may even be another one: its ID says that it is the same call.
    again = caller.send(BODY + b" ")
    assert (again.status_code, again.json()) == (200, {**first.json(), "new": False})
    assert len(arrivals(caller.pages.database)) == 1
    assert caller.send(call="msg_2").json()["new"]


def test_while_the_secret_is_replaced_both_sign_until_the_old_one_ends(caller: Caller) -> None:
    with caller.pages.database.writing() as session:
        new = Caller(caller.pages, rotate(session, Seal([KEY]), FEED, actor="ada"))
    assert caller.send(call="old").status_code == new.send(call="new").status_code == 200
    with caller.pages.database.writing() as session:
        rotate(session, Seal([KEY]), FEED, actor="ada", overlap=dt.timedelta())
    assert caller.send(call="old_2").status_code == new.send(call="new_2").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": ""},
        {"webhook-signature": "v1," + "A" * 43 + "="},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "99999999999"},
        {"content-type": "text/html", "webhook-signature": ""},
        {"x-brokermint-webhook-signature": "0" * 64, "webhook-signature": ""},
    ],
)
@pytest.mark.parametrize("feed", [FEED, WOKEN, "no-such-source", "%2e%2e", "x" * 900])
def test_who_did_not_sign_is_told_the_same_whatever_they_call(
    caller: Caller, feed: str, change: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = post(caller.pages, BODY, {**caller.signed(BODY, "msg_1"), **change}, feed)
    assert answer.status_code == 401
    assert answer.json() == {"error": push_route.UNSIGNED}
    assert answer.headers["connection"] == "close"
    assert arrivals(caller.pages.database) == []
    assert caller.secret not in caplog.text


def test_a_replayed_call_is_too_old(caller: Caller) -> None:
    headers = caller.signed(BODY, "msg_1", utc_now() - dt.timedelta(minutes=6))
    assert post(caller.pages, BODY, headers).status_code == 401


def test_another_sources_call_is_not_this_ones(caller: Caller) -> None:
    headers = caller.signed(BODY, "msg_1")
    assert post(caller.pages, BODY, headers, WOKEN).status_code == 401


def test_a_source_that_is_off_says_so_to_those_who_sign_alone(caller: Caller) -> None:
    with caller.pages.database.writing() as session:
        change_feed(session, FEED, actor="ada", is_on=False)
    answer = caller.send()
    assert (answer.status_code, answer.json()) == (410, {"error": push_route.OFF})
    assert Caller(caller.pages, "whsec_" + "A" * 44).send().status_code == 401
    assert arrivals(caller.pages.database) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/html"}, 415),
        ({"content-type": "multipart/form-data; boundary=x"}, 415),
        ({"content-encoding": "gzip"}, 415),
        ({"content-type": "text/csv", "corebooks-file-name": "Nov.csv"}, 200),
        ({"content-type": "application/octet-stream"}, 200),
    ],
)
def test_only_what_can_be_an_import_is_stored(
    caller: Caller, headers: dict[str, str], status: int
) -> None:
    assert caller.send(headers=headers).status_code == status
    assert len(arrivals(caller.pages.database)) == (status == 200)


def test_a_body_of_a_hundred_megabytes_is_refused_by_what_it_declares(caller: Caller) -> None:
    answer = caller.send(headers={"content-length": str(100 << 20)})
    assert (answer.status_code, answer.json()) == (413, {"error": push_route.TOO_LONG})
    assert "10 MB" in answer.json()["error"]


def test_a_body_without_a_signature_is_not_read(caller: Caller) -> None:
    def endless() -> Iterator[bytes]:
        yield b"["
        raise AssertionError("more of it was read")

    answer = caller.pages.browser.post(
        f"/corebooks/import/{FEED}", content=endless(), headers={"transfer-encoding": "chunked"}
    )
    assert answer.status_code == 401


def test_bytes_that_no_form_may_have_are_stored(caller: Caller) -> None:
    """Workbooks have NUL characters, and are longer than forms."""
    body = (b"PK\x03\x04\x00\x00%00" * 40_000)[:300_000]
    assert caller.send(body).status_code == 200
    (stored,) = arrivals(caller.pages.database)
    assert content(caller.pages.database, stored.id) == body


def test_a_database_that_is_away_is_no_acknowledgment(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise DatabaseUnavailable(Trouble.NOT_REACHED)

    monkeypatch.setattr(push_route, "received", away)
    assert caller.send().status_code == 503


def test_nobody_opens_it_in_a_browser(caller: Caller) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = caller.pages.browser.request(method, f"/corebooks/import/{FEED}")
        assert answer.status_code == 405


def theirs(body: bytes) -> dict[str, str]:
    digest = hmac.new(b"theirs", body, hashlib.sha256).hexdigest()
    return {**JSON, "x-brokermint-webhook-signature": digest}


def test_calls_of_backoffice_are_one_reason_to_look_while_nothing_looked(caller: Caller) -> None:
    for number in range(3):
        body = b'{"event": "transaction.updated", "id": %d}' % number
        assert post(caller.pages, body, theirs(body), WOKEN).status_code == 200
    (stored,) = arrivals(caller.pages.database)
    with caller.pages.database.writing() as session:
        session.get_one(Arrival, stored.id).status = ArrivalStatus.READ
    assert post(caller.pages, body, theirs(body), WOKEN).json()["new"]
    assert len(arrivals(caller.pages.database)) == 2


def test_a_flood_of_strangers_writes_nothing_and_one_line_a_minute(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    door = Door()
    monkeypatch.setattr(push_route, "_door", lambda _: door)
    written: list[str] = []

    def note(*told: object) -> None:
        written.append(str(told[2]))

    event.listen(caller.pages.database.engine, "before_cursor_execute", note)
    with caplog.at_level(logging.INFO):
        for number in range(30):
            post(caller.pages, BODY, {})
            post(caller.pages, BODY, Caller(caller.pages, "whsec_AAAA").signed(BODY, str(number)))
        door.notes.settle()
    event.remove(caller.pages.database.engine, "before_cursor_execute", note)
    assert all(one.startswith(("BEGIN", "SELECT")) for one in written)
    assert caplog.text.count("Calls to sources rejected") <= 2
    with caller.pages.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Arrival)) == 0


def read(pieces: Sequence[bytes | None]) -> bytes:
    """Read a body that is sent in pieces; None for one that never comes."""

    async def reading() -> bytes:
        left = list(pieces)

        async def receive() -> Message:
            if not left:
                return {"type": "http.disconnect"}
            piece = left.pop(0)
            if piece is None:
                await anyio.sleep_forever()
            return {"type": "http.request", "body": piece, "more_body": bool(left)}

        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        return await _read(Request(scope, receive), Senders())

    return anyio.run(reading)


def test_no_more_than_ten_mib_of_a_body_are_read() -> None:
    half = b"x" * (MOST_BYTES // 2)
    assert len(read([half, half])) == MOST_BYTES
    with pytest.raises(PushRefused, match="too long"):
        read([half, half, b"x", None])


def test_a_body_that_comes_too_slowly_or_breaks_off_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(push_route, "MOST_SECONDS", 0.01)
    with pytest.raises(PushRefused, match="too slowly"):
        read([b"[", None])
    with pytest.raises(PushRefused, match="broke off"):
        read([])
