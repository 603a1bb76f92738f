"""Settings, Permissions: what runs by itself, and who must agree before anything is sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.ledger import automation
from include.ledger.columns import utc_now
from include.ledger.database import Ledger
from include.ledger.models import Automation, Company
from include.web.access import Connector
from include.web.opened import Here, OpenLedger
from include.web.pages import go_to, render
from include.web.permissions_form import PermissionsForm, form_of, in_words, next_times

router = APIRouter(prefix="/companies/{company_id}/permissions")


@router.get("")
def permissions(request: Request, company: Here, ledger: OpenLedger, saved: str = "") -> Response:
    """The settings as they are."""
    with ledger.reading() as session:
        typed = form_of(automation.of(session, company.id))
    return _page(request, company, ledger, typed, {}, saved=saved == "yes")


@router.post("")
def change(
    request: Request,
    company: Here,
    ledger: OpenLedger,
    who: Connector,
    form: Annotated[PermissionsForm, Form()],
) -> Response:
    """Keep new settings; what cannot be read is marked, and nothing typed is lost."""
    errors: dict[str, str] = {}
    settings = form.read(errors)
    if errors:
        return _page(request, company, ledger, form, errors, status=422)
    automation.change(ledger, company.id, settings, who.name)
    return go_to(request, f"/companies/{company.id}/permissions?saved=yes")


def _page(
    request: Request,
    company: Company,
    ledger: Ledger,
    typed: PermissionsForm,
    errors: dict[str, str],
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    with ledger.reading() as session:
        settings = automation.of(session, company.id)
        row = session.get(Automation, company.id)
    return render(
        request,
        "permissions.html",
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
