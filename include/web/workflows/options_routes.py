"""Options: the example that follows what is typed, and saving."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData

from include.database.reads.start_dates import WorkflowStart
from include.database.setup.companies import WorkflowActive
from include.database.setup.start_dates import reads_from
from include.web.frame.access import Syncer
from include.web.frame.pages import go_to, render
from include.web.workflows.desk import Chosen, Desk, SetupDesk
from include.web.workflows.form import OptionsForm, RuleRow, from_form
from include.web.workflows.options_page import example_of, options_page
from include.web.workflows.saving import date_entries, save, typed_start_date
from include.workflows.template import Template, TemplateUnavailable, require

router = APIRouter()


@router.post("/{category}/{key}/example")
async def show_example(desk: Desk, chosen: Chosen) -> Response:
    """How a recent record would post with the options as typed; changes nothing."""
    sent = await desk.request.form()

    def answer() -> Response:
        lists = desk.lists()
        form = from_form(chosen, sent, lists.catalogue)
        wanted = sent.get("example_record")
        shown = example_of(desk, chosen, form, lists, wanted if isinstance(wanted, str) else "")
        return render(desk.request, "workflows/example.html", example=shown, chosen=chosen)

    return await run_in_threadpool(answer)


@router.post("/{category}/{key}/save")
async def save_options(desk: Desk, who: Syncer, chosen: Chosen) -> Response:
    """Save the options and turn the workflow on; a field that can't be read is marked."""
    sent = await desk.request.form()
    return await run_in_threadpool(_save_options, desk, who.name, chosen, sent)


def _save_options(desk: SetupDesk, actor: str, chosen: Template, sent: FormData) -> Response:
    lists = desk.lists()
    form = from_form(chosen, sent, lists.catalogue)
    if sent.get("add-rule"):
        form.rules.append(RuleRow())
        return options_page(desk, chosen, form, lists)
    start = _start(desk, chosen, sent, form)
    if form.errors or form.options is None:
        return options_page(desk, chosen, form, lists, status=422)
    try:
        if lists.facts is not None:
            require(chosen, form.options, lists.facts)
        replace = bool(sent.get("replace"))
        changed = save(desk, actor, chosen, form.options, start, replace=replace)
    except (TemplateUnavailable, WorkflowActive) as reason:
        return options_page(desk, chosen, form, lists, trouble=str(reason), status=409)
    below = f"{chosen.category.value}/{chosen.key}?applied={'yes' if changed else 'same'}"
    return go_to(desk.request, f"/companies/{desk.company.id}/workflows/{below}")


def _start(desk: SetupDesk, chosen: Template, sent: FormData, form: OptionsForm) -> WorkflowStart:
    """Where the workflow begins: as typed, unless it began before."""
    known = desk.start(chosen.category)
    if desk.active(chosen.category) or known.fixed:
        return known
    day = typed_start_date(sent, form)
    if day is None:
        return known
    date_entries(desk, chosen, sent, form, day)
    return WorkflowStart(day, reads_from(day))
