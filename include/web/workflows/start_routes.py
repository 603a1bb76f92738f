"""The start date of a workflow: what it would post, while it is chosen, and changing it until the first entry."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from include.database.setup.start_dates import StartDateFixed
from include.web.frame.access import Syncer
from include.web.frame.fields import typed_day
from include.web.frame.pages import go_to, render
from include.web.workflows.desk import Chosen, Desk
from include.web.workflows.options_page import opened_options
from include.web.workflows.saving import save_start_date
from include.web.workflows.start import look
from include.workflows.choices import option_fields

router = APIRouter()

_NO_DATE = "Choose a start date to see what it would post."


@router.get("/{category}/{key}/start")
def show_start_date(desk: Desk, chosen: Chosen) -> Response:
    """What the start date of the form would post; reads CORE for some seconds at most, changes nothing."""
    sent, errors = desk.request.query_params, dict[str, str]()
    day = typed_day("start_date", sent.get("start_date", ""), errors)
    page = "workflows/start_look.html"
    if day is None:
        trouble = errors.get("start_date", _NO_DATE)
        return render(desk.request, page, chosen=chosen, look=None, trouble=trouble)
    found, dates = look(desk, chosen, sent, day)
    return render(
        desk.request,
        page,
        chosen=chosen,
        look=found,
        dates=dates,
        date_title=option_fields(chosen.options)[dates.name].title,
        is_new=desk.active(chosen.category) is None,
        trouble="",
    )


@router.post("/{category}/{key}/start")
async def change_start_date(desk: Desk, who: Syncer, chosen: Chosen) -> Response:
    """Change the start date of a workflow that is on and hasn't posted yet."""
    sent = await desk.request.form()

    def answer() -> Response:
        active = desk.active(chosen.category)
        if active is None or active.template.key != chosen.key:
            raise HTTPException(
                409,
                f"“{chosen.title}” is no longer on. Nothing was changed. Open Workflows to see what is.",
            )
        errors: dict[str, str] = {}
        day = typed_day("start_date", str(sent.get("start_date", "")).strip(), errors)
        trouble = errors.get("start_date", "" if day else "Choose a start date.")
        if day is not None:
            try:
                save_start_date(desk, who.name, active, sent, day)
            except StartDateFixed as reason:
                trouble = str(reason)
        if trouble:
            return opened_options(desk, chosen, desk.lists(), trouble=trouble, status=409)
        below = f"{chosen.category.value}/{chosen.key}?applied=start"
        return go_to(desk.request, f"/companies/{desk.company.id}/workflows/{below}")

    return await run_in_threadpool(answer)
