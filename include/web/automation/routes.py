"""Auto-sync & approvals: what syncs automatically, and who approves changes before they post."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.clock import utc_now
from include.core_backoffice.records.errors import CoreError
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.reads.automation import AutoSyncSettings, auto_sync_settings
from include.database.reads.companies import ConnectedCompany
from include.database.reads.core_calls import core_calls
from include.database.reads.permissions import people_who_see
from include.database.setup import automation
from include.provider.connections.core_webhooks import CalledCompany, register_webhooks
from include.provider.connections.sources import IMPORTS_ONLY
from include.provider.stops import ActionNeeded
from include.settings import encryption_keys
from include.web.automation.form import AutoSyncForm, form_of
from include.web.frame.access import Connector
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.airflow_runs import paused_workflows
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import go_to, render
from include.web.frame.schedules import in_words, next_times
from include.workflows.category import Category

router = APIRouter(prefix="/companies/{company_id}/auto-sync")


@router.get("")
def auto_sync(request: Request, company: Here, database: OpenDatabase, saved: str = "") -> Response:
    """The settings in effect."""
    stored = auto_sync_settings(database, company.id)
    typed = form_of(stored.settings, stored.people)
    return _page(request, database, company, stored, typed, {}, saved=saved)


@router.post("")
def change_auto_sync(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Connector,
    form: Annotated[AutoSyncForm, Form()],
) -> Response:
    """Save new settings; a field that can't be read is marked, and everything typed stays."""
    errors: dict[str, str] = {}
    stored = auto_sync_settings(database, company.id)
    settings = form.read(errors, stored.people)
    if errors:
        return _page(request, database, company, stored, form, errors, status=422)
    automation.change(database, company.id, settings, who.name)
    return go_to(request, f"/companies/{company.id}/auto-sync?saved=yes")


@router.post("/core-calls")
def have_core_call(
    request: Request,
    company: Here,
    database: OpenDatabase,
    who: Connector,
    lookup: ConnectionLookup,
) -> Response:
    """Have CORE report changes by calls, from now on; again, if it stopped."""
    called = CalledCompany(company.id, company.core_connection)
    try:
        register_webhooks(database, seal_of(database, encryption_keys()), called, who.name, lookup)
    except (CoreError, ActionNeeded) as reason:
        stored = auto_sync_settings(database, company.id)
        typed = form_of(stored.settings, stored.people)
        return _page(request, database, company, stored, typed, {}, status=502, trouble=str(reason))
    return go_to(request, f"/companies/{company.id}/auto-sync?saved=calls")


def _page(
    request: Request,
    database: Database,
    company: ConnectedCompany,
    stored: AutoSyncSettings,
    typed: AutoSyncForm,
    errors: dict[str, str],
    *,
    status: int = 200,
    **told: str,
) -> Response:
    """The page; `saved` is what was saved, `trouble` why CORE can't be asked to call."""
    with database.reading() as session:
        calls = core_calls(session, company.core_connection)
        who_see = people_who_see(session, company.id)
    return render(
        request,
        "automation/automation.html",
        "auto-sync",
        status,
        typed=typed,
        errors=errors,
        calls=calls,
        has_core=company.core_connection != IMPORTS_ONLY,
        settings=stored.settings,
        people=stored.people,
        approvers=stored.approvers,
        changed_by=stored.changed_by,
        changed_at=stored.changed_at,
        schedule=in_words(stored.settings.schedule),
        next_times=next_times(stored.settings.schedule, company.timezone, utc_now()),
        looks=[(Category(look.category).heading, look) for look in stored.looks],
        paused=[one.heading for one in paused_workflows(request)],
        who_see=[person.name for person in who_see],
        **{"saved": "", "trouble": "", **told},
    )
