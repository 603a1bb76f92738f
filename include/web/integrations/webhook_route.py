"""The address that Intuit calls when entries change in QuickBooks Online.

Anybody can call it. Without a verifier token in CoreBooks' settings it isn't there. With one, a call without a
signature isn't read, and no other one is looked into before its signature is right: a bounded number of
bounded bodies, hashed in threads of their own. Intuit waits 3 seconds for its answer. What came is noted at most
once a minute (`webhook_notes`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, TypeVar

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from include.clock import utc_now
from include.database.engine import Database
from include.quickbooks.online.webhooks import (
    MOST_BYTES,
    SIGNATURE_HEADER,
    WebhookUnreadable,
    is_signed,
    reported_changes,
    signature_in,
)
from include.settings import webhook_tokens
from include.sync.quickbooks_state.reported_edits import note_reported
from include.web.frame.company_context import open_database
from include.web.frame.once_a_minute import MINUTE
from include.web.frame.senders import Senders
from include.web.integrations.calls_of_others import BodyUnread, Unread, bounded_body, caller
from include.web.integrations.webhook_notes import WebhookNotes, WebhookRejected, WrongSignature

logger = logging.getLogger(__name__)

PATH = "/quickbooks/webhooks"
MOST_SECONDS = 5.0
"""For a body: Intuit itself waits no longer than 3 s for the answer."""
MOST_SENDERS = 16
"""Who send at the same moment, of 2 MiB at most each."""

_CLOSE = {"Connection": "close"}
_Done = TypeVar("_Done")

router = APIRouter()


class Door:
    """What the calls of one application share.

    Args:
        seconds: from one note of what came to the next.
    """

    def __init__(self, seconds: float = MINUTE) -> None:
        self.senders = Senders(MOST_SENDERS)
        self.notes = WebhookNotes(seconds)
        self._hashing = anyio.CapacityLimiter(2)
        self._storing = anyio.CapacityLimiter(2)

    async def hashed(self, work: Callable[[], _Done]) -> _Done:
        """Do what is done for anybody."""
        return await to_thread.run_sync(work, limiter=self._hashing)

    async def stored(self, work: Callable[[], _Done]) -> _Done:
        """Do what is done for Intuit, which doesn't wait for anybody else's calls."""
        return await to_thread.run_sync(work, limiter=self._storing)


@router.post(PATH)
async def reported(
    request: Request, database: Annotated[Database, Depends(open_database)]
) -> Response:
    """One webhook: what changed is noted for the next look of auto-sync. The answer says nothing."""
    tokens = webhook_tokens()
    if not tokens:
        return Response(status_code=404, headers=_CLOSE)
    door = _door(request)
    try:
        body = await _signed_body(request, door, tokens)
    except WebhookRejected as rejected:
        door.notes.rejected(database, caller(request), rejected)
        # What is still on its way isn't read.
        return Response(status_code=403, headers=_CLOSE)
    try:
        woken = await door.stored(lambda: _store(database, body, door.notes))
    except WebhookUnreadable as unreadable:
        # Acknowledged, as Intuit would send it for ever, and nothing else before it.
        logger.warning("A webhook of Intuit's can't be read: %s.", unreadable)
        return Response()
    if woken:
        logger.info("QuickBooks reported edits. Workflows for the next look: %d.", woken)
    return Response()


def _store(database: Database, body: bytes, notes: WebhookNotes) -> int:
    """Store what a signed body reports. Returns how many workflows the next look starts."""
    try:
        changes = reported_changes(body)
    except WebhookUnreadable:
        notes.received(database, ())
        raise
    woken = note_reported(database, changes, utc_now())
    notes.received(database, {change.realm_id for change in changes})
    return woken


async def _signed_body(request: Request, door: Door, tokens: list[str]) -> bytes:
    """The body, once it is known to be Intuit's.

    Raises:
        WebhookRejected: it isn't, or it is too long or too slow to find out.
    """
    signature = signature_in(request.headers.get(SIGNATURE_HEADER, ""))
    if signature is None:
        raise WebhookRejected("it has no signature")
    body = await _read(request, door.senders)
    if not await door.hashed(lambda: is_signed(body, signature, tokens)):
        raise WrongSignature
    return body


async def _read(request: Request, senders: Senders) -> bytes:
    try:
        return await bounded_body(
            request, senders, most_bytes=MOST_BYTES, most_seconds=MOST_SECONDS
        )
    except BodyUnread as unread:
        if unread.why is Unread.TOO_LONG:
            raise WebhookRejected(f"it is longer than {MOST_BYTES // 1024} KiB") from None
        raise WebhookRejected(str(unread)) from None


def _door(request: Request) -> Door:
    """The one of the application; made at its first call, in its event loop."""
    state = request.app.state
    if not hasattr(state, "webhook_door"):
        state.webhook_door = Door()
    door: Door = state.webhook_door
    return door
