"""Workflows: the templates, one template step by step, running a workflow and turning it off."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.database.setup.companies import deactivate
from include.provider.airflow_api import Asked
from include.provider.connections.check import check_both
from include.sync.run.mode import RunMode
from include.web.existing.first_run import FirstRun, FirstRunDesk
from include.web.frame.access import Syncer
from include.web.frame.airflow_runs import start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import go_to, render
from include.web.workflows import options_routes, start_routes
from include.web.workflows.desk import Chosen, Desk
from include.web.workflows.options_page import opened_options
from include.workflows.category import Category
from include.workflows.template import of_category, why_unavailable

router = APIRouter(prefix="/companies/{company_id}/workflows")
router.include_router(options_routes.router)
router.include_router(start_routes.router)


@router.get("")
def all_workflows(desk: Desk) -> Response:
    """The templates by category, with the one that each workflow is on with."""
    lists, active = desk.lists(), desk.all_active()
    groups = []
    for category in Category:
        rows = [
            (template, why_unavailable(template, lists.facts) if lists.facts else "")
            for template in of_category(category)
        ]
        groups.append((category, active.get(category), rows))
    return render(
        desk.request, "workflows/workflows.html", "workflows", groups=groups, trouble=lists.trouble
    )


@router.get("/{category}")
def of_one_category(desk: Desk, category: Category) -> Response:
    """Redirect to the template that a workflow is on with, or to the choice of templates."""
    active = desk.active(category)
    below = f"/{category.value}/{active.template.key}" if active else ""
    return go_to(desk.request, f"/companies/{desk.company.id}/workflows{below}")


@router.get("/{category}/{key}")
def template_page(
    desk: Desk, chosen: Chosen, step: str = "", refresh: str = "", applied: str = ""
) -> Response:
    """A template: what it creates, then, step by step, its connections and options."""
    active = desk.active(chosen.category)
    shown: dict[str, Any] = {"chosen": chosen, "active": active}
    if step == "connections":
        checks = check_both(desk.database, desk.company, desk.lookup)
        page = "workflows/connections.html"
        return render(desk.request, page, "workflows", checks=checks, **shown)
    is_active = active is not None and active.template.key == chosen.key
    if not (is_active or step == "options"):
        return render(desk.request, "workflows/template.html", "workflows", **shown)
    return opened_options(desk, chosen, desk.lists(at_once=bool(refresh)), applied)


@router.post("/{category}/run")
def run(
    desk: Desk,
    who: Syncer,
    category: Category,
    preview: Annotated[str, Form()] = "",
    repost: Annotated[str, Form()] = "",
    anyway: Annotated[str, Form()] = "",
) -> Response:
    """Start a run of all changes, its preview, or the preview of reposting past entries.

    The first run asks where QuickBooks has entries of the period, unless it is to run `anyway`.
    """
    del who
    request, company = desk.request, desk.company
    if not (preview or repost or anyway):
        first = FirstRun(
            [category], f"workflows/{category.value}/run", f"workflows/{category.value}"
        )
        asking = FirstRunDesk(request, company, desk.database, desk.lookup)
        question = asking.question(first)
        if question is not None:
            return question
    mode = RunMode.REPOST if repost else RunMode.SYNC
    started = start_run(
        request, Asked(company.id, category, preview=bool(preview or repost), mode=mode)
    )
    return go_to(request, f"/companies/{company.id}/runs/{category.value}/{started.id}")


@router.post("/{category}/turn-off")
def turn_off(
    request: Request, company: Here, database: OpenDatabase, who: Syncer, category: Category
) -> Response:
    """Turn a workflow off; entries in QuickBooks don't change."""
    deactivate(database, company.id, category.value, who.name)
    return go_to(request, f"/companies/{company.id}/workflows")
