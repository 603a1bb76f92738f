"""With which template and options a record is booked: settings have versions.

What is new is booked as the workflow is set up now. What stands in QuickBooks keeps the template,
and the number of documents, it was entered with; a changed option is for what changes from then
on. Restating history is a run of its own, which books everything as the workflow is set up now.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.companies import WorkflowSetup
from include.database.tables.entries import Link
from include.database.tables.records import Record, RecordState
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext
from include.workflows.choices import DecidesEntries, note_of
from include.workflows.options import WorkflowOptions
from include.workflows.template import Template, TemplateUnknown, template

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setup:
    """A version of the workflow."""

    version: int
    template: Template
    options: WorkflowOptions


class Setups:
    """The workflow's versions, read when they are needed."""

    def __init__(self, context: SyncContext, session: Session) -> None:
        self._context = context
        self._session = session
        self.present = Setup(context.setup_version, context.template, context.options)
        self._known: dict[int, Setup | None] = {context.setup_version: self.present}

    def of(self, state: RecordState, record: Record, live: Sequence[Link]) -> tuple[Setup, int]:
        """What a record is booked with, and the version whose shape its entries have.

        Args:
            state: where the record stands.
            record: the record as CORE has it now.
            live: its documents that stand in QuickBooks.
        """
        present = self.present
        if not live or self._context.mode is RunMode.REPOST:
            return present, present.version
        newest = max(live, key=lambda link: (link.setup_version, link.document_key))
        shape = self._version(newest.shape_version) or present
        if state.synced_fingerprint == record.fingerprint:
            return self._version(newest.setup_version) or present, shape.version
        if shape.template.key != present.template.key:
            return self._version(newest.setup_version) or shape, shape.version
        return _with_shape(present, shape), shape.version

    def _version(self, version: int) -> Setup | None:
        if version not in self._known:
            self._known[version] = self._read(version)
        return self._known[version]

    def _read(self, version: int) -> Setup | None:
        row = self._session.scalars(
            select(WorkflowSetup).where(
                WorkflowSetup.company_id == self._context.company_id,
                WorkflowSetup.category == self._context.category,
                WorkflowSetup.version == version,
            )
        ).first()
        if row is None:
            return None
        try:
            chosen = template(row.template)
            return Setup(version, chosen, chosen.options.model_validate(row.options))
        except (TemplateUnknown, ValidationError):
            logger.warning(
                "Version %d of the workflow (%s) can no longer be used; its entries are kept up "
                "with the present template and options",
                version,
                row.template,
            )
            return None


def _with_shape(present: Setup, shape: Setup) -> Setup:
    """The present options, but with those that decide how many documents there are as they were."""
    kept = {name: getattr(shape.options, name) for name in shape_options(present.template.options)}
    if all(getattr(present.options, name) == value for name, value in kept.items()):
        return present
    return Setup(present.version, present.template, present.options.model_copy(update=kept))


def shape_options(options: type[BaseModel]) -> list[str]:
    """The options that decide which documents a record has."""
    return [name for name, field in options.model_fields.items() if note_of(field, DecidesEntries)]
