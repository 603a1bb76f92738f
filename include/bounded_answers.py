"""Answers of other servers, read no further than they may be: in bytes, in time, and in depth.

What a server sends may be small on the way and endless when it is unpacked, may come a byte at a time
for hours, or nest so deeply that reading it ends the process. So an answer is unpacked in pieces that
are counted, and only in the way that was asked for (gzip, once).
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx

ACCEPT_ENCODING = "gzip"
"""What requests ask for: the one packing that is unpacked here."""
MOST_BYTES = 64 * 1024 * 1024
"""Of an answer when it is unpacked. A page of 1000 entries has a twentieth of it."""
MOST_DEPTH = 64
"""Lists and objects inside each other; answers of CORE and QuickBooks have ten."""

PIECE = 256 * 1024
"""Bytes that are read and unpacked at once."""
_GZIP = 16 + zlib.MAX_WBITS


class AnswerTooLong(ValueError):
    """The answer is longer than any that is expected; the rest of it was not read."""


class AnswerTooSlow(ValueError):
    """The answer isn't complete in time; each part of it may have been."""


class BadPacking(ValueError):
    """The answer isn't packed as it was asked for, or can't be unpacked."""


class TooDeep(ValueError):
    """JSON that nests more deeply than any that is expected."""


def read_bounded(
    response: httpx.Response,
    most_bytes: int,
    until: float,
    now: Callable[[], float] = time.monotonic,
) -> bytes:
    """The body of a streamed answer, unpacked.

    Args:
        response: as `httpx.Client.stream` yields it.
        most_bytes: how long it may be when it is unpacked.
        until: when it must be complete, however it trickles in; as `now` tells time.
        now: the clock.

    Raises:
        AnswerTooLong: it is longer.
        httpx.ReadTimeout: it isn't complete in time.
        httpx.DecodingError: it is packed in another way, or broken.
    """
    if response.is_stream_consumed:
        # Made by a program, not sent by a server: there is nothing left to unpack.
        parts, packing = iter([response.content]), ""
    else:
        parts = response.iter_raw(PIECE)
        packing = response.headers.get("content-encoding", "")
    try:
        return whole(parts, packing, most_bytes, until, now)
    except AnswerTooSlow as error:
        raise httpx.ReadTimeout(str(error), request=response.request) from None
    except BadPacking as error:
        raise httpx.DecodingError(str(error), request=response.request) from None


def whole(
    parts: Iterable[bytes],
    packing: str,
    most_bytes: int,
    until: float,
    now: Callable[[], float] = time.monotonic,
) -> bytes:
    """The body of an answer that comes in parts; `packing` is its Content-Encoding.

    Raises:
        AnswerTooLong, AnswerTooSlow, BadPacking: as for `read_bounded`.
    """
    body = bytearray()
    for part in _unpacked(parts, packing.strip().lower()):
        body += part
        if len(body) > most_bytes:
            raise AnswerTooLong(f"more than {most_bytes // (1024 * 1024)} MiB")
        if now() > until:
            raise AnswerTooSlow("the answer came too slowly")
    return bytes(body)


def _unpacked(parts: Iterable[bytes], packing: str) -> Iterator[bytes]:
    if packing in ("", "identity"):
        yield from parts
    elif packing in (ACCEPT_ENCODING, f"x-{ACCEPT_ENCODING}"):
        yield from _gunzipped(parts)
    elif any(parts):
        raise BadPacking("the answer is packed in another way")


def _gunzipped(parts: Iterable[bytes]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(_GZIP)
    is_empty = True
    try:
        for part in parts:
            rest, is_empty = part, is_empty and not part
            while rest:
                yield unpacking.decompress(rest, PIECE)
                rest = unpacking.unconsumed_tail
        yield unpacking.flush()
    except zlib.error as error:
        raise BadPacking(f"the answer can't be unpacked ({error})") from None
    # Nothing at all is packed as nothing: servers name the packing of empty bodies, too.
    if not unpacking.eof and not is_empty:
        raise BadPacking("the answer broke off")


def check_depth(value: Any) -> None:
    """Check that JSON, as it was parsed, nests no more deeply than it may.

    Raises:
        TooDeep: it does; what walks through it could end the process.
    """
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise TooDeep(f"it nests more than {MOST_DEPTH} levels")
