"""Reading what a Web Connector sends: little from a caller nobody knows, in a bounded time."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import anyio
from fastapi import Request
from starlette.requests import ClientDisconnect

from include.web.frame.senders import Senders
from include.web.integrations.calls_of_others import declared_length

ANONYMOUS_BYTES = 64 * 1024
"""Until the ticket of an open session is found among them; every other call is shorter."""
ANONYMOUS_SECONDS = 20.0
KNOWN_SECONDS = 300.0
"""A response of 16 MiB over an office's uplink; counted from when its ticket is known."""

_TICKET = re.compile(rb"<(?:[\w.-]{1,20}:)?ticket(?:\s[^<>]{0,200})?>\s{0,20}([\w-]{32})\s{0,20}</")

IsLiving = Callable[[str], Awaitable[bool]]


class BodyRefused(Exception):
    """It isn't read to its end; the sentence says why."""


async def read_body(
    request: Request, senders: Senders, is_living: IsLiving, most_bytes: int
) -> bytes:
    """The body of a call.

    Args:
        request: the call.
        senders: who else is sending.
        is_living: whether a ticket is of an open session.
        most_bytes: of a call with such a ticket.

    Raises:
        BodyRefused: it is too long, it came too slowly, or it broke off.
    """
    if declared_length(request) > most_bytes:
        raise BodyRefused("The envelope is too long.")
    body = bytearray()
    is_known = False
    with anyio.move_on_after(ANONYMOUS_SECONDS) as scope, senders.one_more(scope):
        try:
            async for piece in request.stream():
                size = len(body) + len(piece)
                if size > most_bytes:
                    raise BodyRefused("The envelope is too long.")
                if size > ANONYMOUS_BYTES and not is_known:
                    begin = bytes(body + piece[: ANONYMOUS_BYTES - len(body)])
                    await _check_ticket(begin, is_living)
                    is_known = True
                    senders.is_known(scope)
                    scope.deadline = anyio.current_time() + KNOWN_SECONDS
                body += piece
        except ClientDisconnect:
            raise BodyRefused("The envelope broke off.") from None
    if scope.cancelled_caught:
        raise BodyRefused("The envelope came too slowly.")
    return bytes(body)


async def _check_ticket(begin: bytes, is_living: IsLiving) -> None:
    found = _TICKET.search(begin)
    if found is None or not await is_living(found[1].decode()):
        raise BodyRefused(
            "An envelope of this length must begin with the ticket of an open session."
        )
