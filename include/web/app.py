"""The application that Airflow mounts under /corebooks."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from include.web.attention import note_routes
from include.web.attention import routes as attention
from include.web.automation import routes as auto_sync
from include.web.billing import routes as billing
from include.web.existing import of_record as existing_of_record
from include.web.existing import routes as existing
from include.web.frame import errors
from include.web.frame.bounds import BoundedApp
from include.web.frame.company_context import in_its_words, only_seen
from include.web.frame.csrf import guard
from include.web.frame.visits import visit
from include.web.health import routes as health
from include.web.history import routes as history
from include.web.history import trail_routes
from include.web.imports import routes as imports
from include.web.imports.upload_routes import UPLOADS
from include.web.integrations import desktop_routes as desktop
from include.web.integrations import push_route as push
from include.web.integrations import routes as integrations
from include.web.integrations import web_connector_route as web_connector
from include.web.integrations import webhook_route as webhook
from include.web.months import routes as months
from include.web.moving import routes as moving
from include.web.names import payee_tax
from include.web.names import routes as names
from include.web.overview import routes as overview
from include.web.permissions import alert_routes as alerts
from include.web.permissions import routes as permissions
from include.web.runs import airflow_routes, run_routes
from include.web.runs import approval_routes as approvals
from include.web.runs import progress_routes as runs
from include.web.saved_filters import routes as saved_filters
from include.web.tie_out import routes as tie_out
from include.web.transactions import list_routes as transactions
from include.web.workflows import routes as workflows

_HERE = Path(__file__).parent

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    transactions.router,
    saved_filters.router,
    billing.router,
    imports.router,
    runs.router,
    airflow_routes.router,
    attention.router,
    note_routes.router,
    existing.router,
    existing_of_record.router,
    names.router,
    payee_tax.router,
    trail_routes.router,
    history.router,
    run_routes.router,
    approvals.router,
    months.router,
    tie_out.router,
    workflows.router,
    auto_sync.router,
    permissions.router,
    alerts.router,
    # Before Integrations, whose addresses have a company where this one says "desktop".
    desktop.router,
    integrations.router,
    moving.router,
)


def create_app() -> FastAPI:
    """The pages.

    Every route but the static files, the Web Connector's, Intuit's, those of sources and that for load balancers
    asks for a signed-in user; every address with a company, for one who can see it; every change of theirs, for a token.
    """
    app = BoundedApp(title="CoreBooks", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.mount("/htmx", StaticFiles(directory=_htmx()), name="htmx")
    for router in ROUTERS:
        app.include_router(
            router,
            dependencies=[
                Depends(visit),
                Depends(only_seen),
                Depends(in_its_words),
                Depends(guard),
            ],
        )
    # No person calls it, and no browser: it checks the PC's own user name and password.
    app.include_router(web_connector.router)
    # Intuit calls it, and signs what it sends.
    app.include_router(webhook.router)
    # Whoever was given a source's secret calls its address, and signs what they send.
    app.include_router(push.router)
    # Load balancers have no sign-in: it says ok or nothing.
    app.add_route(health.PATH, health.health, methods=["GET"])
    app.uploads = UPLOADS
    app.unbounded = frozenset({web_connector.PATH, webhook.PATH})
    app.unbounded_under = (push.UNDER,)
    errors.register(app)
    return app


def _htmx() -> Path:
    """Where the package django-htmx keeps htmx's script; nothing else of it is used."""
    spec = find_spec("django_htmx")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("django_htmx is missing: install requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "static" / "django_htmx"
