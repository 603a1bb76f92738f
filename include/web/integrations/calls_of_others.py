"""What is the same of every address that other programs call: who calls, and a body that is read within bounds."""

from __future__ import annotations

from enum import StrEnum

import anyio
from fastapi import Request
from starlette.requests import ClientDisconnect

from include.plain_text import plain
from include.web.frame.senders import Senders

_MOST_DIGITS = 20


class Unread(StrEnum):
    """Why a body wasn't read to its end; as a caller's mistakes are noted."""

    TOO_LONG = "it is too long"
    TOO_SLOW = "it came too slowly"
    BROKE_OFF = "it broke off"


class BodyUnread(Exception):
    """A body that wasn't read to its end.

    Attributes:
        why: which bound it went over, or that it broke off.
    """

    def __init__(self, why: Unread) -> None:
        super().__init__(why.value)
        self.why = why


async def bounded_body(
    request: Request, senders: Senders, *, most_bytes: int, most_seconds: float
) -> bytes:
    """The body of a call of anybody's.

    Args:
        request: the call.
        senders: who else is sending; a call that makes room for another one counts as too slow.
        most_bytes: how long it may be.
        most_seconds: until it must be complete, however it trickles in.

    Raises:
        BodyUnread: it is too long, it came too slowly, or it broke off.
    """
    body = bytearray()
    with anyio.move_on_after(most_seconds) as scope, senders.one_more(scope):
        try:
            async for piece in request.stream():
                if len(body) + len(piece) > most_bytes:
                    raise BodyUnread(Unread.TOO_LONG)
                body += piece
        except ClientDisconnect:
            raise BodyUnread(Unread.BROKE_OFF) from None
    if scope.cancelled_caught:
        raise BodyUnread(Unread.TOO_SLOW)
    return bytes(body)


def declared_length(request: Request) -> int:
    """How many bytes the caller says it sends; 0 where it says nothing that can be believed."""
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else 0


def caller(request: Request) -> str:
    """The caller's address, as the server saw it or its own proxy told it."""
    return plain(request.client.host)[:100] if request.client else "an unknown address"
