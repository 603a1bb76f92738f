"""The application that Airflow mounts under /corebooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, select_autoescape

from include.books.money import format_usd
from include.ledger.database import Ledger
from include.settings import ledger_url
from include.sync.report import companies_overview
from include.web.access import SignedIn

_HERE = Path(__file__).parent
# Nothing from elsewhere, no inline script; framed by Airflow only.
_CSP = "default-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'"


def _ledger() -> Iterator[Ledger]:
    ledger = Ledger(ledger_url())
    try:
        yield ledger
    finally:
        ledger.close()


def create_app() -> FastAPI:
    """The pages. Every route but the style sheet asks for a signed-in user."""
    app = FastAPI(title="CoreBooks", docs_url=None, redoc_url=None, openapi_url=None)
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape()
    )
    environment.filters["usd"] = format_usd
    templates = Jinja2Templates(env=environment)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")

    @app.get("/", response_class=HTMLResponse)
    def overview(
        request: Request, user: SignedIn, ledger: Annotated[Ledger, Depends(_ledger)]
    ) -> HTMLResponse:
        """The newest run of every workflow, and what is held back."""
        page = templates.TemplateResponse(
            request,
            "overview.html",
            {"companies": companies_overview(ledger), "user": user.get_name()},
        )
        page.headers["Content-Security-Policy"] = _CSP
        page.headers["Cache-Control"] = "no-store"
        return page

    return app
