"""The address that Web Connectors call. It has its own sign-in, apart from Airflow's.

Anybody can call it. So nothing is done for a caller before they are known but what is bounded: how
much is read (`web_connector_body`), how many envelopes are parsed and passwords checked at once, in
threads of their own beside those of Airflow's pages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, TypeVar

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.plain_text import plain
from include.settings import encryption_keys
from include.version import VERSION
from include.web.frame.company_context import open_database
from include.web.frame.senders import Senders
from include.web.integrations.web_connector_body import BodyRefused, read_body
from include.web_connector.callers import Callers
from include.web_connector.service import Result, WebConnectorService
from include.web_connector.soap import (
    MOST_BYTES,
    Call,
    EnvelopeRejected,
    answer,
    fault,
    read_call,
)

logger = logging.getLogger(__name__)

PATH = "/webconnector"
_XML = "text/xml; charset=utf-8"
_CLOSE = {"Connection": "close"}
_Answer = TypeVar("_Answer")

router = APIRouter()


class Door:
    """What the calls of one application share."""

    def __init__(self) -> None:
        self.senders = Senders()
        self.callers = Callers()
        self._looks = anyio.CapacityLimiter(4)
        self._calls = anyio.CapacityLimiter(8)
        self._hashing = anyio.CapacityLimiter(2)

    async def look(self, work: Callable[[], _Answer]) -> _Answer:
        """Do what takes little, for anybody: it doesn't wait for those whose calls are answered."""
        return await to_thread.run_sync(work, limiter=self._looks)

    async def answer(self, work: Callable[[], Result]) -> Result:
        """Answer a call; one with a ticket may wait for the database."""
        return await to_thread.run_sync(work, limiter=self._calls)

    async def signed_in(self, sign_in: Callable[[], Result], address: str) -> Result:
        """Check a sign-in when its turn has come; a wrong one waits for its answer."""
        async with self.callers.turn(address):
            result = await to_thread.run_sync(sign_in, limiter=self._hashing)
        if result == ["", "nvu"]:
            await anyio.sleep(self.callers.was_wrong(address))
        else:
            self.callers.was_right(address)
        return result


def service(database: Annotated[Database, Depends(open_database)]) -> WebConnectorService:
    """The service. Tests put their own in its place."""
    return WebConnectorService(database, seal_of(database, encryption_keys()), VERSION)


@router.post(PATH)
async def called(
    request: Request, web_connector: Annotated[WebConnectorService, Depends(service)]
) -> Response:
    """One call of a Web Connector: an envelope in, an envelope out."""
    door = _door(request)

    async def is_living(ticket: str) -> bool:
        return await door.look(lambda: web_connector.is_living(ticket))

    try:
        body = await read_body(request, door.senders, is_living, MOST_BYTES)
        call = await door.look(lambda: read_call(body))
    except BodyRefused as refused:
        # What is still on its way isn't read.
        return _rejected(request, refused, _CLOSE)
    except EnvelopeRejected as rejected:
        return _rejected(request, rejected, {})
    result = await _result(door, web_connector, call, _caller(request))
    return Response(answer(call.operation, result), media_type=_XML)


async def _result(
    door: Door, web_connector: WebConnectorService, call: Call, caller: str
) -> Result:
    def answered() -> Result:
        return web_connector.call(call, caller)

    if call.operation != "authenticate":
        return await door.answer(answered)
    if await door.look(lambda: web_connector.is_known(call)):
        return await door.answer(answered)
    return await door.signed_in(answered, caller)


@router.get(PATH)
def looked_at() -> PlainTextResponse:
    """What a browser shows, to check that the address is right."""
    return PlainTextResponse(
        "This is the CoreBooks web service for QuickBooks Web Connector. The Web Connector on the PC "
        "with QuickBooks calls it. There is nothing to do in a browser.\n"
    )


def _door(request: Request) -> Door:
    """The one of the application; made at its first call, in its event loop."""
    state = request.app.state
    if not hasattr(state, "web_connector_door"):
        state.web_connector_door = Door()
    door: Door = state.web_connector_door
    return door


def _rejected(request: Request, why: Exception, headers: dict[str, str]) -> Response:
    logger.warning("An envelope from %s was rejected: %s", _caller(request), why)
    return Response(fault(str(why)), 400, headers=headers, media_type=_XML)


def _caller(request: Request) -> str:
    """The caller's address, as the server saw it or its own proxy told it."""
    return plain(request.client.host)[:100] if request.client else "an unknown address"
