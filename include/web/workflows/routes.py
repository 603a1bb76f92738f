"""The setup page: templates, their options, Apply and Run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData

from include.database.companies import NewWorkflow, WorkflowActive, activate, change, deactivate
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.provider.connections.opening import Lookup
from include.sync.run.mode import RunMode
from include.web.frame.access import Syncer
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.airflow_runs import Asked, start_run
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.live_lists import Lists, lists_now
from include.web.frame.pages import go_to, render
from include.web.integrations.check import check_both
from include.web.workflows.example import Example, example, recent_record
from include.web.workflows.form import (
    RULES,
    OptionsForm,
    RuleRow,
    fields_of,
    from_form,
    from_options,
    target_names,
)
from include.web.workflows.versions import Active, active_of, versions_of
from include.workflows.category import Category
from include.workflows.choices import NothingToSuggest, suggested
from include.workflows.template import (
    Template,
    TemplateUnavailable,
    of_category,
    require,
    templates,
    why_unavailable,
)

router = APIRouter(prefix="/companies/{company_id}/workflows")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every step of setting a workflow up works with."""

    request: Request
    company: ConnectedCompany
    database: Database
    lookup: Lookup

    def lists(self, *, at_once: bool = False) -> Lists:
        """The company's lists."""
        return lists_now(self.database, self.company, self.lookup, at_once=at_once)

    def active(self, category: Category) -> Active | None:
        """The active workflow of a category."""
        return active_of(self.database, self.company.id, category)


def _desk(
    request: Request, company: Here, database: OpenDatabase, lookup: ConnectionLookup
) -> _Desk:
    return _Desk(request, company, database, lookup)


Desk = Annotated[_Desk, Depends(_desk)]


@router.get("")
def all_workflows(desk: Desk) -> Response:
    """The templates by category, the active one of each marked."""
    lists = desk.lists()
    groups = []
    for category in Category:
        active = desk.active(category)
        rows = [
            (one, why_unavailable(one, lists.facts) if lists.facts else "")
            for one in of_category(category)
        ]
        groups.append((category, active, rows))
    return render(
        desk.request, "workflows/workflows.html", "workflows", groups=groups, trouble=lists.trouble
    )


@router.get("/{category}")
def of_one_category(desk: Desk, category: Category) -> Response:
    """Lead to the active template of a category, or to the choice."""
    active = desk.active(category)
    below = f"/{category.value}/{active.template.key}" if active else ""
    return go_to(desk.request, f"/companies/{desk.company.id}/workflows{below}")


@router.get("/{category}/{key}")
def template_page(
    desk: Desk, category: Category, key: str, step: str = "", refresh: str = "", applied: str = ""
) -> Response:
    """A template: what it creates; then, step by step, its connections and options."""
    chosen = _template(category, key)
    active = desk.active(category)
    is_active = active is not None and active.template.key == key
    shown: dict[str, Any] = {"chosen": chosen, "active": active}
    if step == "connections":
        checks = check_both(desk.database, desk.company, desk.lookup)
        page = "workflows/connections.html"
        return render(desk.request, page, "workflows", checks=checks, **shown)
    if not (is_active or step == "options"):
        return render(desk.request, "workflows/template.html", "workflows", **shown)
    lists = desk.lists(at_once=bool(refresh))
    values, trouble = _values(chosen, active if is_active else None, lists)
    form = from_options(chosen, values)
    return _options_page(desk, chosen, form, lists, trouble=trouble, applied=applied)


@router.post("/{category}/{key}/example")
async def show_example(desk: Desk, category: Category, key: str) -> Response:
    """What the options, as they stand in the form, mean for a recent record; changes nothing."""
    chosen, sent = _template(category, key), await desk.request.form()

    def answer() -> Response:
        lists = desk.lists()
        form = from_form(chosen, sent, lists.catalogue)
        shown = _example(desk, chosen, form, lists)
        return render(desk.request, "workflows/example.html", example=shown, chosen=chosen)

    return await run_in_threadpool(answer)


@router.post("/{category}/{key}/apply")
async def apply(desk: Desk, who: Syncer, category: Category, key: str) -> Response:
    """Make the options those of the active workflow; what is wrong is marked, nothing is lost."""
    chosen, sent = _template(category, key), await desk.request.form()

    def answer() -> Response:
        lists = desk.lists()
        form = from_form(chosen, sent, lists.catalogue)
        if sent.get("add-rule"):
            form.rules.append(RuleRow())
            return _options_page(desk, chosen, form, lists)
        since = _since(sent, form)
        if form.errors or form.options is None:
            return _options_page(desk, chosen, form, lists, status=422)
        try:
            if lists.facts is not None:
                require(chosen, form.options, lists.facts)
            replace = bool(sent.get("replace"))
            done = _apply(desk, who.name, chosen, form, since, replace=replace)
        except (TemplateUnavailable, WorkflowActive) as refused:
            return _options_page(
                desk,
                chosen,
                form,
                lists,
                trouble=str(refused),
                status=409,
            )
        below = f"{category.value}/{key}?applied={done}"
        return go_to(desk.request, f"/companies/{desk.company.id}/workflows/{below}")

    return await run_in_threadpool(answer)


@router.post("/{category}/run")
def run(
    request: Request,
    company: Here,
    who: Syncer,
    category: Category,
    preview: Annotated[str, Form()] = "",
    repost: Annotated[str, Form()] = "",
) -> Response:
    """Start a run for everything that changed, its preview, or the reposting of history."""
    del who
    mode = RunMode.REPOST if repost else RunMode.SYNC
    started = start_run(
        request, Asked(company.id, category, preview=bool(preview or repost), mode=mode)
    )
    return go_to(request, f"/companies/{company.id}/runs/{category.value}/{started.id}")


@router.post("/{category}/deactivate")
def stop_using(
    request: Request, company: Here, database: OpenDatabase, who: Syncer, category: Category
) -> Response:
    """Let the category have no active workflow; what was sent stays as it is."""
    deactivate(database, company.id, category.value, who.name)
    return go_to(request, f"/companies/{company.id}/workflows")


def _template(category: Category, key: str) -> Template:
    found = templates().get(key)
    if found is None or found.category is not category:
        raise HTTPException(
            404, f"{category.heading} has no template {key!r}. Choose one of the list."
        )
    return found


def _values(template: Template, active: Active | None, lists: Lists) -> tuple[dict[str, Any], str]:
    if active is not None:
        return dict(active.options), lists.trouble
    try:
        return suggested(template.options, lists.catalogue), lists.trouble
    except NothingToSuggest as error:
        return {}, lists.trouble or str(error)


def _since(sent: FormData, form: OptionsForm) -> dt.date | None:
    """The day from which everything is synced on the first run; None for what changes from now."""
    form.texts["everything"] = "true" if sent.get("everything") else ""
    form.texts["start_date"] = text = str(sent.get("start_date", "")).strip()
    if not sent.get("everything"):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        form.errors["start_date"] = "Choose the day from which everything is to be synced."
        return None


def _apply(
    desk: _Desk,
    actor: str,
    template: Template,
    form: OptionsForm,
    since: dt.date | None,
    *,
    replace: bool,
) -> str:
    """Keep the options. Returns "yes", or "same" when they were so before.

    Raises:
        WorkflowActive: another template is active, and nobody asked for it to be replaced.
    """
    assert form.options is not None  # noqa: S101  (the caller has seen that there are no errors)
    options = form.options.model_dump(mode="json")
    active = desk.active(template.category)
    same = active is not None and active.template.key == template.key
    if active is not None and same and active.options == options:
        return "same"
    # An active workflow goes on from where it was; a new one begins now, or with the day chosen.
    moment = dt.datetime.combine(since, dt.time(), dt.UTC) if since else None
    new = NewWorkflow(
        category=template.category.value,
        template=template.key,
        options=options,
        actor=actor,
        sync_from=active.sync_from if active else moment,
        start_date=active.start_date if active else since,
    )
    (change if same or replace else activate)(desk.database, desk.company.id, new)
    return "yes"


def _example(desk: _Desk, template: Template, form: OptionsForm, lists: Lists) -> Example:
    if form.options is None:
        return Example(None, why_not="Fill in what is marked, and the entries are shown here.")
    with desk.database.reading() as session:
        record, why_not = recent_record(session, desk.company, template.category, desk.lookup)
    if record is None:
        return Example(None, why_not=why_not)
    return example(template, form.options, record, lists.catalogue)


def _options_page(
    desk: _Desk,
    chosen: Template,
    form: OptionsForm,
    lists: Lists,
    *,
    trouble: str = "",
    applied: str = "",
    status: int = 200,
) -> Response:
    active = desk.active(chosen.category)
    if form.options is None and not form.errors and form.values:
        form.options = _checked(chosen, form.values)
    return render(
        desk.request,
        "workflows/options.html",
        "workflows",
        status,
        chosen=chosen,
        active=active,
        is_active=active is not None and active.template.key == chosen.key,
        form=form,
        groups=fields_of(chosen, form, lists.catalogue),
        has_rules=RULES in chosen.options.model_fields,
        targets=target_names(chosen, lists.catalogue),
        lists=lists,
        trouble=trouble or lists.trouble,
        applied=applied,
        versions=versions_of(desk.database, desk.company.id, chosen.category),
        example=_example(desk, chosen, form, lists),
    )


def _checked(template: Template, values: dict[str, Any]) -> Any:
    try:
        return template.options.model_validate(values)
    except ValueError:
        return None
