"""The page of a template's options: the form, the example beside it, and the versions below."""

from __future__ import annotations

import contextlib

from fastapi.responses import Response

from include.database.from_quickbooks.entry_counts import stored_counts
from include.database.reads.existing_totals import has_begun
from include.web.frame.company_tax import company_tax
from include.web.frame.fields import typed_day
from include.web.frame.live_lists import Lists
from include.web.frame.pages import render
from include.web.workflows.desk import SetupDesk
from include.web.workflows.example import Example, example, recent_record
from include.web.workflows.form import RULES, OptionsForm, fields_of, from_options, target_names
from include.web.workflows.start import CHOSEN, first_suggestion, today_of
from include.web.workflows.versions import versions_of
from include.workflows.choices import NothingToSuggest, suggested
from include.workflows.entry_dates import date_option, suggested_date
from include.workflows.template import Template


def options_page(
    desk: SetupDesk,
    chosen: Template,
    form: OptionsForm,
    lists: Lists,
    *,
    trouble: str = "",
    applied: str = "",
    status: int = 200,
) -> Response:
    """The page with a form.

    Args:
        desk: the visitor, the company and its database.
        chosen: the template.
        form: the options as they were typed, or in effect.
        lists: the company's lists, for the drop-downs.
        trouble: why nothing was saved, or why the lists are old.
        applied: "yes" when the options were just saved, "same" when nothing was changed.
        status: the HTTP status.
    """
    active = desk.active(chosen.category)
    _check(chosen, form)
    return render(
        desk.request,
        "workflows/options.html",
        "workflows",
        status,
        chosen=chosen,
        active=active,
        form=form,
        groups=fields_of(chosen, form, lists.catalogue),
        has_rules=RULES in chosen.options.model_fields,
        targets=target_names(chosen, lists.catalogue),
        lists=lists,
        trouble=trouble or lists.trouble,
        applied=applied,
        versions=versions_of(desk.database, desk.company.id, chosen.category),
        example=example_of(desk, chosen, form, lists),
        start=desk.start(chosen.category),
        existing=_existing(desk, chosen),
        date_option=date_option(chosen)[0],
        suggested_date=_suggested(desk, chosen, form),
        date_is_chosen=bool(form.texts.get(CHOSEN)),
    )


def opened_options(
    desk: SetupDesk,
    chosen: Template,
    lists: Lists,
    applied: str = "",
    *,
    trouble: str = "",
    status: int = 200,
) -> Response:
    """The page as it opens: with the options in effect, or those suggested for a new workflow.

    `trouble` is why nothing was changed; the rest is as for `options_page`.
    """
    active, today = desk.active(chosen.category), today_of(desk)
    start = active.setup.start_date if active else first_suggestion(desk, today)
    if active is not None and active.template.key == chosen.key:
        values = dict(active.setup.options)
    else:
        try:
            values = suggested(chosen.options, lists.catalogue)
            values[date_option(chosen)[0]] = suggested_date(chosen, start or today, today)
        except NothingToSuggest as error:
            values, trouble = {}, trouble or str(error)
    form = from_options(chosen, values)
    form.texts["start_date"] = start.isoformat() if start else ""
    return options_page(
        desk, chosen, form, lists, trouble=trouble or lists.trouble, applied=applied, status=status
    )


def example_of(
    desk: SetupDesk, template: Template, form: OptionsForm, lists: Lists, wanted: str = ""
) -> Example:
    """How a record would post with the options of the form: the one that is wanted, or the newest."""
    if form.options is None:
        return Example(None, why_not="Correct the fields marked in the form to see an example.")
    recent = recent_record(desk.database, desk.company, template.category, desk.lookup, wanted)
    tax = company_tax(desk.database, desk.company)
    return example(template, form.options, recent, lists.catalogue, tax)


def _existing(desk: SetupDesk, chosen: Template) -> str:
    """What QuickBooks had before the workflow began, in words; empty once it has begun or was searched for."""
    category = chosen.category
    with desk.database.reading() as session:
        if has_begun(session, desk.company.id, category):
            return ""
        counted = stored_counts(session, desk.company.id).get(category)
    return counted.words if counted else ""


def _suggested(desk: SetupDesk, chosen: Template, form: OptionsForm) -> str:
    """The date option that was suggested for the start date that the form, or else the workflow, has."""
    today = today_of(desk)
    active = desk.active(chosen.category)
    day = active.setup.start_date if active else None
    if not active:
        day = typed_day("start_date", form.texts.get("start_date", ""), {})
    return suggested_date(chosen, day or today, today)


def _check(template: Template, form: OptionsForm) -> None:
    """Make options of the form's values, where that was not done yet and they allow it."""
    if form.options is None and not form.errors and form.values:
        with contextlib.suppress(ValueError):
            form.options = template.options.model_validate(form.values)
