"""The active workflow of a category, and the versions before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from include.database.engine import Database
from include.database.tables.companies import WorkflowSetup
from include.web.workflows.form import changed_options
from include.workflows.category import Category
from include.workflows.template import Template, templates


@dataclass(frozen=True, slots=True)
class Active:
    """The active workflow of a category."""

    template: Template
    options: Mapping[str, Any]
    version: int
    created_by: str
    created_at: dt.datetime
    sync_from: dt.datetime
    start_date: dt.date | None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the setup; `changes` says what it changed of the one before, in words."""

    number: int
    title: str
    created_by: str
    created_at: dt.datetime
    active: bool
    changes: Sequence[str]


def active_of(database: Database, company_id: str, category: Category) -> Active | None:
    """The active workflow of a category."""
    with database.reading() as session:
        row = session.scalars(
            select(WorkflowSetup).where(
                WorkflowSetup.company_id == company_id,
                WorkflowSetup.category == category,
                WorkflowSetup.active,
            )
        ).first()
    if row is None or row.template not in templates():
        return None
    return Active(
        templates()[row.template],
        row.options,
        row.version,
        row.created_by,
        row.created_at,
        row.sync_from,
        row.start_date,
    )


def versions_of(database: Database, company_id: str, category: Category) -> list[Version]:
    """All versions of a category's setup, the newest first."""
    with database.reading() as session:
        rows = session.scalars(
            select(WorkflowSetup)
            .where(WorkflowSetup.company_id == company_id, WorkflowSetup.category == category)
            .order_by(WorkflowSetup.version)
        ).all()
    found = []
    before: WorkflowSetup | None = None
    for row in rows:
        template = templates().get(row.template)
        found.append(
            Version(
                row.version,
                template.title if template else row.template,
                row.created_by,
                row.created_at,
                row.active,
                _changes(before, row, template),
            )
        )
        before = row
    return found[::-1]


def _changes(
    before: WorkflowSetup | None, row: WorkflowSetup, template: Template | None
) -> list[str]:
    if before is None or before.template != row.template or template is None:
        return []
    fields = template.options.model_fields
    return [
        f"{fields[name].title or name}: {_said(before.options.get(name))} → "
        f"{_said(row.options.get(name))}"
        for name in changed_options(before.options, row.options)
        if name in fields
    ]


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name", value))
    if isinstance(value, list):
        return f"{len(value)} {'rule' if len(value) == 1 else 'rules'}"
    return {True: "yes", False: "no", None: "none", "": "none"}.get(value, str(value))
