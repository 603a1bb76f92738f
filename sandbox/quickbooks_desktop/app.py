"""The PC as one ASGI application: its control and its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from sandbox.accounting.pages import STATIC
from sandbox.quickbooks_desktop import control, pages
from sandbox.quickbooks_desktop.workstation import Workstation


def create_app(pc: Workstation) -> FastAPI:
    """Build the application around a PC, which ends with it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        pc.stop()
        pc.file.close()

    app = FastAPI(title="QuickBooks Desktop sandbox", lifespan=lifespan, openapi_url=None)
    app.state.workstation = pc
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (control, pages):
        # `include_router` would make every route a second time.
        app.router.routes.extend(part.router.routes)
    return app
