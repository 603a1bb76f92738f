"""The addresses at which sources take calls: rows or a file, signed with a secret of the source.

Anybody can call them. A call without a signature that could be right isn't read. No other one is looked into
before its signature is right: a bounded number of bounded bodies, hashed in threads of their own. What came is
stored before the answer, and read afterwards by a run: so an answer takes as long as a write to the database.
Nobody is told whether a source exists before they sign for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from include.clock import utc_now
from include.core_backoffice.push.bodies import MOST_BYTES, WrongType, arrival_name
from include.core_backoffice.push.signatures import Signature, Unsigned, is_signed, signature_in
from include.database.engine import Database
from include.database.feeds.calls import Call, SourceOff, received
from include.database.feeds.secrets import push_feed
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import Seal
from include.settings import encryption_keys
from include.web.frame.company_context import open_database
from include.web.frame.once_a_minute import MINUTE
from include.web.frame.senders import Senders
from include.web.integrations.calls_of_others import (
    BodyUnread,
    Unread,
    bounded_body,
    caller,
    declared_length,
)
from include.web.integrations.push_notes import PushNotes

logger = logging.getLogger(__name__)

PATH = "/import/{feed_id}"
UNDER = "/import/"
MOST_SECONDS = 30.0
"""For a body: 10 MiB over an office's uplink."""
MOST_SENDERS = 16
"""Who send at the same moment, of 10 MiB at most each."""

_CLOSE = {"Connection": "close"}
_LONGEST_ID = 40
_Done = TypeVar("_Done")

router = APIRouter()

UNSIGNED = (
    "This call isn't signed as this address requires, so it wasn't read. Sign it by Standard Webhooks: an ID of up to "
    "200 characters without a full stop, a timestamp within 5 minutes, and a signature by a secret that Imports shows "
    "as accepted."
)
TOO_LONG = (
    f"This body is longer than {MOST_BYTES >> 20} MB, so nothing was stored. Send it in several calls, or "
    "upload it on the page Imports."
)
WRONG_TYPE = (
    "Nothing of this content type is imported, so nothing was stored. Send JSON, JSON lines, CSV, or a "
    "workbook, without a content encoding."
)
TOO_SLOW = "This body didn't arrive in time. Send it again."
OFF = "This source takes no calls, so nothing was stored. Turn it on under Imports, then send this again."

_UNREAD = {
    Unread.TOO_LONG: (413, TOO_LONG),
    Unread.TOO_SLOW: (408, TOO_SLOW),
    Unread.BROKE_OFF: (400, ""),
}


class PushRefused(Exception):
    """A call that isn't stored.

    Attributes:
        status: of the answer.
        sentence: what the caller is told; the same for all that nobody signed.
        why: for the log alone.
    """

    def __init__(self, status: int, sentence: str, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.sentence = sentence
        self.why = why


class Door:
    """What the calls of one application share.

    Args:
        seconds: from one line of the log about rejected calls to the next.
    """

    def __init__(self, seconds: float = MINUTE) -> None:
        self.senders = Senders(MOST_SENDERS)
        self.notes = PushNotes(seconds)
        self._hashing = anyio.CapacityLimiter(2)
        self._storing = anyio.CapacityLimiter(4)

    async def hashed(self, work: Callable[[], _Done]) -> _Done:
        """Do what is done for anybody."""
        return await to_thread.run_sync(work, limiter=self._hashing)

    async def stored(self, work: Callable[[], _Done]) -> _Done:
        """Do what is done for those who signed, who don't wait for anybody else's calls."""
        return await to_thread.run_sync(work, limiter=self._storing)


def seal(database: Annotated[Database, Depends(open_database)]) -> Seal:
    """What secrets and contents are sealed with."""
    return seal_of(database, encryption_keys())


@router.post(PATH)
async def pushed(
    request: Request,
    feed_id: str,
    database: Annotated[Database, Depends(open_database)],
    sealing: Annotated[Seal, Depends(seal)],
) -> Response:
    """One call: stored under its own ID, however often it comes."""
    door = _door(request)
    try:
        signature, name = _claims(request)
        body = await _read(request, door.senders)
        await door.hashed(lambda: _require_signed(database, sealing, feed_id, signature, body))
        call = Call(feed_id, signature, name, caller(request), body)
        stored = await door.stored(partial(received, database, sealing, call))
    except PushRefused as refused:
        door.notes.rejected(caller(request), refused.why)
        # What is still on its way isn't read.
        return _told(refused.status, refused.sentence)
    except SourceOff:
        return _told(410, OFF)
    return JSONResponse({"import": stored.id, "new": stored.is_new})


def _claims(request: Request) -> tuple[Signature, str]:
    """What the headers alone say: who signed, and what the import is called.

    Raises:
        PushRefused: it needn't be read.
    """
    try:
        signature = signature_in(request.headers, utc_now())
    except Unsigned as unsigned:
        raise PushRefused(401, UNSIGNED, str(unsigned)) from None
    if declared_length(request) > MOST_BYTES:
        raise PushRefused(413, TOO_LONG, Unread.TOO_LONG)
    try:
        return signature, arrival_name(request.headers, signature.id)
    except WrongType:
        raise PushRefused(415, WRONG_TYPE, "its content type is none of an import") from None


def _require_signed(
    database: Database, sealing: Seal, feed_id: str, signature: Signature, body: bytes
) -> None:
    """Let a call pass that was signed for the feed.

    Raises:
        PushRefused: it wasn't, there is no such feed, or it is off.
    """
    feed = None
    if len(feed_id) <= _LONGEST_ID:
        with database.reading() as session:
            feed = push_feed(session, sealing, feed_id, utc_now())
    # Hashed for a feed that isn't there as well: nobody is told by the time it takes.
    if not is_signed(body, signature, feed.secrets if feed else ()) or feed is None:
        raise PushRefused(401, UNSIGNED, "its signature is by no secret of a source")
    if not feed.is_on:
        raise PushRefused(410, OFF, "its source takes no calls")


async def _read(request: Request, senders: Senders) -> bytes:
    try:
        return await bounded_body(
            request, senders, most_bytes=MOST_BYTES, most_seconds=MOST_SECONDS
        )
    except BodyUnread as unread:
        status, sentence = _UNREAD[unread.why]
        raise PushRefused(status, sentence, str(unread)) from None


def _told(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status, headers=_CLOSE)


def _door(request: Request) -> Door:
    """The one of the application; made at its first call, in its event loop."""
    state = request.app.state
    if not hasattr(state, "push_door"):
        state.push_door = Door()
    door: Door = state.push_door
    return door
