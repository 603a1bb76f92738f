"""What is read of a call before anybody knows who calls: little, and not for long."""

from __future__ import annotations

from collections.abc import Sequence

import anyio
import pytest
from fastapi import Request
from starlette.types import Message

from include.web.frame.senders import Senders
from include.web.integrations import web_connector_body
from include.web.integrations.web_connector_body import (
    ANONYMOUS_BYTES,
    BodyRefused,
    read_body,
)

TICKET = "Abcdefgh-jkmnpqrstuvwxyz_2345678"
MOST = 1_000_000


def call(
    pieces: Sequence[bytes | None], *, senders: Senders | None = None, declared: str = ""
) -> bytes:
    """Read a call that is sent in pieces; None for one that never comes."""

    async def reading() -> bytes:
        left = list(pieces)

        async def receive() -> Message:
            if not left:
                return {"type": "http.disconnect"}
            piece = left.pop(0)
            if piece is None:
                await anyio.sleep_forever()
            return {"type": "http.request", "body": piece, "more_body": bool(left)}

        async def is_living(ticket: str) -> bool:
            return ticket == TICKET

        headers = [(b"content-length", declared.encode())] if declared else []
        scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
        return await read_body(Request(scope, receive), senders or Senders(), is_living, MOST)

    return anyio.run(reading)


@pytest.mark.parametrize(
    "begin",
    [
        f"<ticket>{TICKET}</ticket>",
        f'<n:ticket xsi:type="xsd:string"> {TICKET} </n:ticket>',
        f"{'x' * (ANONYMOUS_BYTES - 60)}<ticket>{TICKET}</ticket>",
    ],
)
def test_a_long_call_is_read_once_its_ticket_is_known(begin: str) -> None:
    body = begin.encode() + b"y" * 3 * ANONYMOUS_BYTES
    pieces = [body[at : at + 50_000] for at in range(0, len(body), 50_000)]
    assert call(pieces) == body


@pytest.mark.parametrize(
    ("begin", "why"),
    [
        ("", "must begin with the ticket"),
        (f"<ticket>{TICKET[:-1]}x</ticket>", "must begin with the ticket"),
        (f"<ticket>{TICKET}x</ticket>", "must begin with the ticket"),
        (f"{'x' * ANONYMOUS_BYTES}<ticket>{TICKET}</ticket>", "must begin with the ticket"),
        ("<ticket " * 5_000, "must begin with the ticket"),
    ],
)
def test_a_long_call_of_nobody_is_read_no_further(begin: str, why: str) -> None:
    body = begin.encode().ljust(ANONYMOUS_BYTES, b"y")
    with pytest.raises(BodyRefused, match=why):
        call([body, b"y", None])


def test_a_short_call_needs_no_ticket() -> None:
    assert len(call([b"x" * ANONYMOUS_BYTES])) == ANONYMOUS_BYTES


def test_nobody_may_send_more_than_an_envelope_has() -> None:
    with pytest.raises(BodyRefused, match="too long"):
        call([f"<ticket>{TICKET}</ticket>".encode() + b"x" * 70_000, b"x" * MOST, None])
    with pytest.raises(BodyRefused, match="too long"):
        call([None], declared=str(MOST + 1))


def test_a_call_that_comes_too_slowly_or_breaks_off_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web_connector_body, "ANONYMOUS_SECONDS", 0.01)
    with pytest.raises(BodyRefused, match="too slowly"):
        call([b"<", None])
    with pytest.raises(BodyRefused, match="broke off"):
        call([])
