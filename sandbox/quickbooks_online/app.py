"""The sandbox as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from sandbox.accounting.pages import STATIC
from sandbox.quickbooks_online import api, by_hand, control, oauth, pages, shapes
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.settings import StartSettings


class Sandbox(FastAPI):
    """An application that can drop a connection, as networks do."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep the connection where `shapes.Dropped` finds it."""
        # uvicorn's `send` is a method of the request, which knows the connection.
        request = getattr(send, "__self__", None)
        scope[shapes.TRANSPORT] = getattr(request, "transport", None)
        await super().__call__(scope, receive, send)


def create_app(start: StartSettings | None = None) -> FastAPI:
    """Open the company file and build the application around it."""
    runtime = Runtime(start or StartSettings())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        runtime.webhooks.close()
        runtime.store.close()

    app = Sandbox(title="QuickBooks Online sandbox", lifespan=lifespan, openapi_url=None)
    app.state.runtime = runtime
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (api, oauth, control, by_hand, pages):
        # `include_router` would make every route anew, and tests start many sandboxes.
        app.router.routes.extend(part.router.routes)
    return app
