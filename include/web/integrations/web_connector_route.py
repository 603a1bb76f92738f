"""The address that Web Connectors call. It has its own sign-in, apart from Airflow's."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from include.database.engine import Database
from include.database.known_keys import seal_of
from include.settings import encryption_keys
from include.version import VERSION
from include.web.frame.company_context import open_database
from include.web_connector.service import WebConnectorService
from include.web_connector.soap import MOST_BYTES, EnvelopeRejected, answer, fault, read_call

logger = logging.getLogger(__name__)

PATH = "/webconnector"
_XML = "text/xml; charset=utf-8"

router = APIRouter()


def service(database: Annotated[Database, Depends(open_database)]) -> WebConnectorService:
    """The service. Tests put their own in its place."""
    return WebConnectorService(database, seal_of(database, encryption_keys()), VERSION)


@router.post(PATH)
async def called(
    request: Request, web_connector: Annotated[WebConnectorService, Depends(service)]
) -> Response:
    """One call of a Web Connector: an envelope in, an envelope out."""
    try:
        call = read_call(await _body(request))
    except EnvelopeRejected as rejected:
        logger.warning("An envelope from %s was rejected: %s", _caller(request), rejected)
        return Response(fault(str(rejected)), 400, media_type=_XML)
    result = await run_in_threadpool(web_connector.call, call)
    return Response(answer(call.operation, result), media_type=_XML)


@router.get(PATH)
def looked_at() -> PlainTextResponse:
    """What a browser shows, to check that the address is right."""
    return PlainTextResponse(
        "This is the CoreBooks web service for QuickBooks Web Connector. The Web Connector on the PC "
        "with QuickBooks calls it. There is nothing to do in a browser.\n"
    )


async def _body(request: Request) -> bytes:
    """The body, read no further than an envelope may be long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise EnvelopeRejected("The envelope is too long.")
    return bytes(body)


def _caller(request: Request) -> str:
    return request.client.host if request.client else "an unknown address"
