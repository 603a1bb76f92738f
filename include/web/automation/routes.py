"""Settings, Permissions: what runs by itself, and who must agree before anything is sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.database import automation
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.tables.columns import utc_now
from include.database.tables.companies import Automation
from include.web.automation.form import PermissionsForm, form_of, in_words, next_times
from include.web.frame.access import Connector
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import go_to, render

router = APIRouter(prefix="/companies/{company_id}/permissions")


@router.get("")
def permissions(
    request: Request, company: Here, database: OpenDatabase, saved: str = ""
) -> Response:
    """The settings as they are."""
    with database.reading() as session:
        typed = form_of(automation.of(session, company.id))
    return _page(request, company, database, typed, {}, saved=saved == "yes")


@router.post("")
def change(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Connector,
    form: Annotated[PermissionsForm, Form()],
) -> Response:
    """Keep new settings; what cannot be read is marked, and nothing typed is lost."""
    errors: dict[str, str] = {}
    settings = form.read(errors)
    if errors:
        return _page(request, company, database, form, errors, status=422)
    automation.change(database, company.id, settings, who.name)
    return go_to(request, f"/companies/{company.id}/permissions?saved=yes")


def _page(
    request: Request,
    company: ConnectedCompany,
    database: Database,
    typed: PermissionsForm,
    errors: dict[str, str],
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    with database.reading() as session:
        settings = automation.of(session, company.id)
        row = session.get(Automation, company.id)
    return render(
        request,
        "automation/automation.html",
        "permissions",
        status,
        typed=typed,
        errors=errors,
        saved=saved,
        settings=settings,
        changed=row,
        schedule=in_words(settings.schedule),
        next_times=next_times(settings.schedule, company.timezone, utc_now()),
    )
