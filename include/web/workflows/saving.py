"""Saving a workflow's options: what was typed becomes the version that it is on with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from starlette.datastructures import FormData

from include.database.reads.start_dates import WorkflowStart
from include.database.setup.companies import NewWorkflow, activate, change
from include.database.setup.start_dates import change_start_date, reads_from
from include.web.frame.fields import typed_day
from include.web.workflows.desk import SetupDesk
from include.web.workflows.form import OptionsForm
from include.web.workflows.start import CHOSEN, date_choice, today_of
from include.web.workflows.versions import Active
from include.workflows.options import WorkflowOptions
from include.workflows.template import Template


def typed_start_date(sent: FormData, form: OptionsForm) -> dt.date | None:
    """The start date as it was typed; without one, the form has an error."""
    form.texts["start_date"] = text = str(sent.get("start_date", "")).strip()
    day = typed_day("start_date", text, form.errors)
    if day is None:
        form.errors.setdefault("start_date", "Choose a start date.")
    return day


def date_entries(
    desk: SetupDesk, template: Template, sent: Mapping[str, object], form: OptionsForm, day: dt.date
) -> None:
    """Date a new workflow's entries as its start date suggests, unless a person chose otherwise."""
    choice = date_choice(template, sent, day, today_of(desk))
    form.texts[choice.name] = form.values[choice.name] = choice.value
    form.texts[CHOSEN] = "yes" if choice.is_chosen else ""
    if form.options is not None:
        form.options = template.options.model_validate(form.values)


def save(
    desk: SetupDesk,
    actor: str,
    template: Template,
    options: WorkflowOptions,
    start: WorkflowStart,
    *,
    replace: bool,
) -> bool:
    """Save the options and turn the workflow on with them.

    Args:
        desk: the company and its database.
        actor: who saves them.
        template: whose options.
        options: the options.
        start: where a new workflow begins; one that is on continues.
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
        sync_from=active.setup.sync_from if active else start.sync_from,
        start_date=active.setup.start_date if active else start.day,
    )
    (change if same or replace else activate)(desk.database, desk.company.id, new)
    return True


def save_start_date(
    desk: SetupDesk, actor: str, active: Active, sent: Mapping[str, object], day: dt.date
) -> None:
    """Change the start date of a workflow that is on, and with it the dates that were never chosen.

    Raises:
        StartDateFixed: the workflow has posted; nothing was changed.
    """
    choice = date_choice(active.template, sent, day, today_of(desk))
    new = NewWorkflow(
        category=active.template.category.value,
        template=active.template.key,
        options={**active.setup.options, choice.name: choice.value},
        actor=actor,
        sync_from=reads_from(day),
        start_date=day,
    )
    change_start_date(desk.database, desk.company.id, new)
