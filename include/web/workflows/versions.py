"""The template and options that a workflow is on with, and the versions before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from include.books.dates import format_day
from include.database.engine import Database
from include.database.reads.active_setups import ActiveSetup, active_setups
from include.database.reads.workflows import SetupVersion, setup_versions
from include.web.workflows.form import changed_options
from include.workflows.category import Category
from include.workflows.choices import option_fields
from include.workflows.template import Template, templates


@dataclass(frozen=True, slots=True)
class Active:
    """What a workflow is on with."""

    template: Template
    setup: ActiveSetup


@dataclass(frozen=True, slots=True)
class Version:
    """A version, with what it changed of the one before, in words."""

    setup: SetupVersion
    title: str
    changes: Sequence[str]


def all_active(database: Database, company_id: str) -> dict[Category, Active]:
    """The workflows of a company that are on."""
    with database.reading() as session:
        setups = active_setups(session, company_id)
    return {
        category: Active(templates()[setup.template], setup)
        for category in Category
        if (setup := setups.get(category)) and setup.template in templates()
    }


def versions_of(database: Database, company_id: str, category: Category) -> list[Version]:
    """All versions of a workflow, the newest first."""
    setups = setup_versions(database, company_id, category)
    versions = []
    for before, setup in zip([None, *setups], setups, strict=False):
        template = templates().get(setup.template)
        title = template.title if template else setup.template
        versions.append(Version(setup, title, _changes(before, setup, template)))
    return versions[::-1]


def _changes(
    before: SetupVersion | None, setup: SetupVersion, template: Template | None
) -> list[str]:
    if before is None or before.template != setup.template or template is None:
        return []
    fields = option_fields(template.options)
    changes = _changed(before, setup, fields)
    if before.start_date != setup.start_date:
        changes.insert(0, f"Start date: {_day(before.start_date)} → {_day(setup.start_date)}")
    return changes


def _changed(
    before: SetupVersion, setup: SetupVersion, fields: Mapping[str, FieldInfo]
) -> list[str]:
    return [
        f"{fields[name].title or name}: {_in_words(before.options.get(name))} → "
        f"{_in_words(setup.options.get(name))}"
        for name in changed_options(before.options, setup.options)
        if name in fields
    ]


def _day(day: dt.date | None) -> str:
    return format_day(day) if day else "blank"


def _in_words(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name", value))
    if isinstance(value, list):
        return f"{len(value)} {'rule' if len(value) == 1 else 'rules'}"
    return {True: "On", False: "Off", None: "blank", "": "blank"}.get(value, str(value))
