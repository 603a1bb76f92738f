"""Bodies of calls of anybody's, read within bounds."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from fastapi import Request

from include.web.frame.senders import Senders
from include.web.integrations.calls_of_others import (
    BodyUnread,
    Unread,
    bounded_body,
    caller,
    declared_length,
)

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/",
    "headers": [],
    "client": None,
}


def read(pieces: list[bytes], *, ends: bool = True, seconds: float = 30.0) -> bytes:
    """A body that comes in pieces, and then ends, or stops coming."""
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if ends:
        waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> dict[str, object]:
        if not waiting:
            await anyio.sleep_forever()
        return waiting.pop(0)

    async def reads() -> bytes:
        return await bounded_body(
            Request(SCOPE, receive), Senders(), most_bytes=10, most_seconds=seconds
        )

    return anyio.run(reads)


def test_a_body_of_the_greatest_length_is_read() -> None:
    assert read([b"12345", b"67890"]) == b"1234567890"


def test_a_longer_one_is_not_read_to_its_end() -> None:
    with pytest.raises(BodyUnread) as unread:
        read([b"1234567890", b"1"], ends=False)
    assert unread.value.why is Unread.TOO_LONG


def test_one_that_stops_coming_is_given_up() -> None:
    with pytest.raises(BodyUnread) as unread:
        read([b"123"], ends=False, seconds=0.01)
    assert unread.value.why is Unread.TOO_SLOW


def test_one_that_breaks_off_is_none() -> None:
    async def gone() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def reads() -> bytes:
        request = Request(SCOPE, gone)
        return await bounded_body(request, Senders(), most_bytes=10, most_seconds=30)

    with pytest.raises(BodyUnread) as unread:
        anyio.run(reads)
    assert unread.value.why is Unread.BROKE_OFF


@pytest.mark.parametrize(
    ("told", "length"),
    [(b"17", 17), (b"", 0), (b"-1", 0), (b"1e3", 0), ("١٢".encode(), 0), (b"9" * 5000, 0)],
)
def test_only_a_plain_number_is_believed_to_be_a_length(told: bytes, length: int) -> None:
    request = Request({**SCOPE, "headers": [(b"content-length", told)]})
    assert declared_length(request) == length


def test_a_caller_is_named_by_address() -> None:
    assert caller(Request({**SCOPE, "client": ("192.0.2.7", 4000)})) == "192.0.2.7"
    assert caller(Request(SCOPE)) == "an unknown address"
