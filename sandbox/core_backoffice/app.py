"""The sandbox as a web application."""

from __future__ import annotations

import functools
from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sandbox.core_backoffice import answers
from sandbox.core_backoffice.api import Api
from sandbox.core_backoffice.calls import Calls, CallsMiddleware
from sandbox.core_backoffice.control.house import HouseControl
from sandbox.core_backoffice.control.records import RecordControl
from sandbox.core_backoffice.control.statements import StatementControl
from sandbox.core_backoffice.faults import API, FaultMiddleware, Faults
from sandbox.core_backoffice.generator import generate
from sandbox.core_backoffice.pages import Pages
from sandbox.core_backoffice.routes import answer_with
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.store import Store
from sandbox.core_backoffice.throttle import Throttle, ThrottleMiddleware
from sandbox.core_backoffice.webhooks import Webhooks

_CONTROL = "/sandbox"
_ROUTES = tuple(
    route
    for router in (
        Api.router(f"{API}/v1"),
        Api.router(f"{API}/v2"),
        RecordControl.router(_CONTROL),
        StatementControl.router(_CONTROL),
        HouseControl.router(_CONTROL),
        Pages.router(),
    )
    for route in router.routes
)


def create_app(settings: SandboxSettings | None = None) -> FastAPI:
    """Open the books, generating them in an empty place, and put the API around them.

    Returns:
        The application; `app.state.store` is the open `Store`, `app.state.webhooks` who is called.
    """
    settings = settings or SandboxSettings()
    store = open_store(settings)
    faults, calls, webhooks = Faults(), Calls(), Webhooks()
    store.watchers.append(webhooks.changed)
    app = FastAPI(title="CORE BackOffice sandbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.store, app.state.webhooks = store, webhooks
    app.router.routes.extend(_ROUTES)
    answer_with(
        app,
        Api(store, settings, webhooks),
        RecordControl(store),
        StatementControl(store, pays_more=settings.pays_more),
        HouseControl(store, settings, faults, calls),
        Pages(store),
    )
    app.add_exception_handler(answers.Refused, answers.answer_refused)
    app.add_exception_handler(HTTPException, _no_such_route)
    # The last one added is the outermost: every call is counted, however it ends.
    if settings.limits == "published":
        app.add_middleware(ThrottleMiddleware, throttle=Throttle())
    app.add_middleware(FaultMiddleware, faults=faults)
    app.add_middleware(CallsMiddleware, calls=calls)
    return app


def open_store(settings: SandboxSettings) -> Store:
    """The books of a data folder, or new ones in memory; a folder's seed is written only once."""
    store = Store(settings.data)
    if store.in_memory:
        # What these settings say has no part in the books.
        store.copy_from(_generated(replace(settings, limits="none", switches=True, api_key="")))
    elif store.is_empty:
        with store.transaction():
            generate(store, settings)
    return store


@functools.lru_cache(maxsize=16)
def _generated(settings: SandboxSettings) -> Store:
    """A brokerage to be copied: tests start many that are the same."""
    store = Store(None)
    with store.transaction():
        generate(store, settings)
    return store


async def _no_such_route(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if request.url.path.startswith(f"{API}/"):
        return JSONResponse(answers.no_such_route().body, 404)
    return JSONResponse({"detail": error.detail}, error.status_code)
