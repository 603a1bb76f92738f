"""Intuit's address: who isn't Intuit is told nothing, and costs little."""

from __future__ import annotations

import base64
import hmac
import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import anyio
import httpx
import pytest
from fastapi import Request
from sqlalchemy import event, select
from starlette.types import Message

from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.webhooks import WebhooksSeen, webhooks_seen
from include.database.tables.entries import ReportedEdit
from include.database.unavailable import DatabaseUnavailable, Trouble
from include.quickbooks.online.webhooks import MOST_BYTES
from include.web.frame.senders import Senders
from include.web.integrations import webhook_notes, webhook_route
from include.web.integrations.webhook_notes import WebhookRejected
from include.web.integrations.webhook_route import PATH, Door, _read
from tests.sync.decide.values import bill
from tests.sync.office import COMPANY
from tests.sync.quickbooks_state.test_reported_edits import WRITTEN, Desk
from tests.sync.run_of import connected
from tests.web.office_pages import OfficePages

TOKEN, OF_ANOTHER_APP = "the-verifier-token", "another-apps-token"
EVENT = {
    "specversion": "1.0",
    "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
    "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
    "type": "qbo.bill.updated.v1",
    "datacontenttype": "application/json",
    "time": "2026-11-20T21:31:25.179851517Z",
    "intuitentityid": "501",
    "intuitaccountid": "913",
    "data": {},
}
BODY = json.dumps([EVENT]).encode()


def signed(body: bytes, token: str = TOKEN) -> dict[str, str]:
    digest = hmac.digest(token.encode(), body, "sha256")
    return {"intuit-signature": base64.b64encode(digest).decode()}


@pytest.fixture
def intuit(bare_pages: OfficePages, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficePages]:
    """What Intuit reaches: a company whose bill 501 was posted a while ago, and a verifier token."""
    Desk(connected(bare_pages.database, "expenses-via-bills")).post(bill(), WRITTEN)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__WEBHOOK_TOKEN", f"{OF_ANOTHER_APP}, {TOKEN}")
    let_in_by(Door(0), monkeypatch)
    yield bare_pages
    noted(bare_pages)


def let_in_by(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have calls come through a door of their own, not that of the tests before."""
    monkeypatch.setattr(webhook_route, "_door", lambda _: door)


def noted(pages: OfficePages) -> WebhooksSeen:
    """What is known of the calls, once all is noted."""
    door: Any = webhook_route._door
    door(None).notes.settle()
    with pages.database.reading() as session:
        return webhooks_seen(session, [COMPANY], utc_now())


def send(to: OfficePages, body: bytes, headers: dict[str, str]) -> httpx.Response:
    answer: httpx.Response = to.browser.post(f"/corebooks{PATH}", content=body, headers=headers)
    return answer


def woken(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(ReportedEdit.category)))


@pytest.mark.parametrize("token", [TOKEN, OF_ANOTHER_APP])
def test_a_signed_webhook_is_acknowledged_and_wakes_the_workflow(
    intuit: OfficePages, token: str
) -> None:
    answer = send(intuit, BODY, signed(BODY, token))
    assert (answer.status_code, answer.content) == (200, b"")
    assert woken(intuit.database) == ["agent_expenses"]


def test_the_older_format_wakes_it_too(intuit: OfficePages) -> None:
    entity = {"name": "Bill", "id": "501", "operation": "Delete", "lastUpdated": EVENT["time"]}
    notification = {"realmId": "913", "dataChangeEvent": {"entities": [entity]}}
    body = json.dumps({"eventNotifications": [notification]}).encode()
    assert send(intuit, body, signed(body)).status_code == 200
    assert woken(intuit.database) == ["agent_expenses"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {}),
        (BODY, {"intuit-signature": ""}),
        (BODY, {"intuit-signature": TOKEN}),
        (BODY, signed(BODY, "a guess")),
        (BODY, signed(BODY, "")),
        (BODY + b" ", signed(BODY)),
        (BODY.replace(b"501", b"502"), signed(BODY)),
        (b"", signed(BODY)),
    ],
    ids=["missing", "empty", "the token", "a guess", "no token", "longer", "altered", "no body"],
)
def test_what_intuit_did_not_sign_is_refused_in_no_words_and_changes_nothing(
    intuit: OfficePages,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    headers: dict[str, str],
) -> None:
    with caplog.at_level(logging.INFO):
        answer = send(intuit, body, headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert answer.headers["connection"] == "close"
    assert woken(intuit.database) == []
    with caplog.at_level(logging.INFO):
        assert noted(intuit).received_at is None
    assert "Webhooks rejected: 1, the newest from testclient (1: it" in caplog.text
    assert "913" not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("setting", ["", " , "])
def test_without_a_verifier_token_there_is_nothing_here(
    intuit: OfficePages, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__WEBHOOK_TOKEN", setting)
    for headers in ({}, signed(BODY), signed(BODY, "")):
        answer = send(intuit, BODY, headers)
        assert (answer.status_code, answer.content) == (404, b"")
    assert woken(intuit.database) == []


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([{**EVENT, "intuitaccountid": "914"}]).encode(),
        json.dumps([{**EVENT, "type": "qbo.customer.merged.v1"}]).encode(),
        json.dumps([{**EVENT, "time": WRITTEN.isoformat()}]).encode(),
        b"[]",
        b"{}",
        b"\0",
        b"no JSON",
    ],
    ids=["unknown company", "no entry", "own write", "empty", "unknown format", "NUL", "no JSON"],
)
def test_what_wakes_nothing_is_acknowledged_as_intuit_would_send_it_for_ever(
    intuit: OfficePages, body: bytes
) -> None:
    assert send(intuit, body, signed(body)).status_code == 200
    assert woken(intuit.database) == []


def test_a_database_that_is_away_is_no_acknowledgment(
    intuit: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> int:
        raise DatabaseUnavailable(Trouble.NOT_REACHED)

    monkeypatch.setattr(webhook_route, "note_reported", away)
    assert send(intuit, BODY, signed(BODY)).status_code == 503


def test_nobody_opens_it_in_a_browser(intuit: OfficePages) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert intuit.browser.request(method, f"/corebooks{PATH}").status_code == 405


def read(pieces: Sequence[bytes | None], senders: Senders | None = None) -> bytes:
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
        return await _read(Request(scope, receive), senders or Senders())

    return anyio.run(reading)


def test_no_more_than_two_mib_of_a_body_are_read() -> None:
    half = b"x" * (MOST_BYTES // 2)
    assert len(read([half, half])) == MOST_BYTES
    with pytest.raises(WebhookRejected, match="longer than 2048 KiB"):
        read([half, half, b"x", None])


def test_a_body_that_comes_too_slowly_or_breaks_off_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook_route, "MOST_SECONDS", 0.01)
    with pytest.raises(WebhookRejected, match="too slowly"):
        read([b"[", None])
    with pytest.raises(WebhookRejected, match="broke off"):
        read([])


def test_a_body_without_a_signature_is_not_read(intuit: OfficePages) -> None:
    def endless() -> object:
        yield b"["
        raise AssertionError("more of it was read")

    headers = {"transfer-encoding": "chunked"}
    answer = intuit.browser.post(f"/corebooks{PATH}", content=endless(), headers=headers)
    assert answer.status_code == 403


def test_a_flood_of_bodies_that_never_end_keeps_sixteen_and_lets_intuit_in() -> None:
    async def flooded() -> list[str]:
        senders, kept = Senders(webhook_route.MOST_SENDERS), []

        async def stranger() -> None:
            async def receive() -> Message:
                await anyio.sleep_forever()
                raise AssertionError("it never sends")

            scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
            try:
                await _read(Request(scope, receive), senders)
            except WebhookRejected as rejected:
                kept.append(str(rejected))

        async def intuit_s() -> Message:
            return {"type": "http.request", "body": BODY, "more_body": False}

        async with anyio.create_task_group() as strangers:
            for _ in range(40):
                strangers.start_soon(stranger)
            await anyio.wait_all_tasks_blocked()
            scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
            assert await _read(Request(scope, intuit_s), senders) == BODY
            await anyio.wait_all_tasks_blocked()
            strangers.cancel_scope.cancel()
        return kept

    assert anyio.run(flooded) == ["it came too slowly"] * 25


def test_when_the_last_one_came_is_kept_for_the_company_that_it_names(intuit: OfficePages) -> None:
    before = utc_now()
    assert send(intuit, BODY, signed(BODY)).status_code == 200
    seen = noted(intuit)
    assert seen.received_at is not None
    assert before <= seen.of_company[COMPANY] <= utc_now()
    assert seen.rejections is None


def test_a_test_event_of_intuits_counts_as_received_but_for_no_company(
    intuit: OfficePages,
) -> None:
    for body in (json.dumps([{**EVENT, "intuitaccountid": "310687"}]).encode(), b"[]", b"no JSON"):
        assert send(intuit, body, signed(body)).status_code == 200
    seen = noted(intuit)
    assert seen.received_at is not None
    assert seen.of_company == {}


def test_a_wrong_signature_is_counted_and_a_missing_one_is_not(intuit: OfficePages) -> None:
    for _ in range(3):
        send(intuit, BODY, {})
    assert noted(intuit).rejections is None
    for _ in range(2):
        send(intuit, BODY, signed(BODY, "a guess"))
    seen = noted(intuit)
    assert seen.rejections is not None
    assert (seen.rejections.count, seen.seem_rejected) == (2, True)
    send(intuit, BODY, signed(BODY))
    assert not noted(intuit).seem_rejected


def test_a_flood_of_strangers_costs_a_line_and_a_row_a_minute_and_hides_no_webhook(
    intuit: OfficePages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    door = Door()
    let_in_by(door, monkeypatch)
    send(intuit, BODY, signed(BODY, "a guess"))
    noted(intuit)
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(str(told[2]))

    event.listen(intuit.database.engine, "before_cursor_execute", note)
    for _ in range(50):
        send(intuit, BODY, {})
        send(intuit, BODY, signed(BODY, "a guess"))
    assert statements == []
    assert caplog.text.count("Webhooks rejected") == 1
    event.remove(intuit.database.engine, "before_cursor_execute", note)

    send(intuit, BODY, signed(BODY))
    door.notes._received.settle()
    with intuit.database.reading() as session:
        assert COMPANY in webhooks_seen(session, [COMPANY], utc_now()).of_company


def test_a_note_that_cannot_be_stored_is_told_and_the_webhook_still_counts(
    intuit: OfficePages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> None:
        raise DatabaseUnavailable(Trouble.BUSY)

    for note in ("note_received", "note_rejected"):
        monkeypatch.setattr(webhook_notes, note, away)
    assert send(intuit, BODY, signed(BODY)).status_code == 200
    assert send(intuit, BODY, signed(BODY, "a guess")).status_code == 403
    noted(intuit)
    assert woken(intuit.database) == ["agent_expenses"]
    assert "When webhooks came wasn't stored." in caplog.text
    assert "Rejected webhooks weren't counted." in caplog.text
