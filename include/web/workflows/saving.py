"""Saving a workflow's options: what was typed becomes the version that it is on with."""

from __future__ import annotations

import datetime as dt

from starlette.datastructures import FormData

from include.database.setup.companies import NewWorkflow, activate, change
from include.web.frame.fields import typed_day
from include.web.workflows.desk import SetupDesk
from include.web.workflows.form import OptionsForm
from include.workflows.options import WorkflowOptions
from include.workflows.template import Template


def typed_start_date(sent: FormData, form: OptionsForm) -> dt.date | None:
    """The start date of the first run; None when it syncs only what changes from now on."""
    form.texts["everything"] = "true" if sent.get("everything") else ""
    form.texts["start_date"] = text = str(sent.get("start_date", "")).strip()
    if not sent.get("everything"):
        return None
    day = typed_day("start_date", text, form.errors)
    if day is None:
        form.errors.setdefault("start_date", "Choose a start date for the first run.")
    return day


def save(
    desk: SetupDesk,
    actor: str,
    template: Template,
    options: WorkflowOptions,
    start_date: dt.date | None,
    *,
    replace: bool,
) -> bool:
    """Save the options and turn the workflow on with them.

    Args:
        desk: the company and its database.
        actor: who saves them.
        template: whose options.
        options: the options.
        start_date: where a new workflow begins, None for now; one that is on continues.
        replace: whether another template that is on may be replaced.

    Returns:
        Whether anything changed.

    Raises:
        WorkflowActive: another template is on and may not be replaced.
    """
    stored = options.model_dump(mode="json")
    active = desk.active(template.category)
    same = active is not None and active.template.key == template.key
    if active and same and active.setup.options == stored:
        return False
    new = NewWorkflow(
        category=template.category.value,
        template=template.key,
        options=stored,
        actor=actor,
        sync_from=active.setup.sync_from if active else _midnight(start_date),
        start_date=active.setup.start_date if active else start_date,
    )
    (change if same or replace else activate)(desk.database, desk.company.id, new)
    return True


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None
