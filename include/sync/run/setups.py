"""Which template and options apply to a record: a workflow's settings have versions.

New records use the workflow's current settings. Entries in QuickBooks keep the template, and the
number of documents, they were posted with; a changed option applies to what changes from then on.
Reposting past entries is a run of its own, which applies the current settings to everything.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.database.tables.companies import WorkflowSetup
from include.sync.run.mode import RunMode
from include.sync.run.run import SyncContext
from include.workflows.choices import DecidesEntries, note_of
from include.workflows.setup import Setup
from include.workflows.template import TemplateUnknown, template

logger = logging.getLogger(__name__)


class PostedWith(Protocol):
    """An entry, as far as the settings it was posted with matter."""

    @property
    def document_key(self) -> str: ...  # noqa: D102  (as in `Tracked`)
    @property
    def setup_version(self) -> int: ...  # noqa: D102
    @property
    def shape_version(self) -> int: ...  # noqa: D102


class Setups:
    """The workflow's versions, read when needed."""

    def __init__(self, context: SyncContext, session: Session) -> None:
        self._context = context
        self._session = session
        self.current = Setup(context.setup_version, context.template, context.options)
        self._known: dict[int, Setup | None] = {context.setup_version: self.current}

    def of(self, live: Sequence[PostedWith], *, is_synced: bool) -> tuple[Setup, int]:
        """The settings for a record, and the version whose shape its entries have.

        Args:
            live: its entries that are in QuickBooks.
            is_synced: the record is in CORE as it was last synced.
        """
        current = self.current
        if not live or self._context.mode is RunMode.REPOST:
            return current, current.version
        newest = max(live, key=lambda link: (link.setup_version, link.document_key))
        shape = self._version(newest.shape_version) or current
        if is_synced:
            return self._version(newest.setup_version) or current, shape.version
        if shape.template.key != current.template.key:
            return self._version(newest.setup_version) or shape, shape.version
        return _with_shape(current, shape), shape.version

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
                "Version %d of the workflow (%s) can no longer be used. Its entries are updated with "
                "the current template and options.",
                version,
                row.template,
            )
            return None


def _with_shape(current: Setup, shape: Setup) -> Setup:
    """The current options, except those that decide how many documents there are."""
    kept = {name: getattr(shape.options, name) for name in shape_options(current.template.options)}
    if all(getattr(current.options, name) == value for name, value in kept.items()):
        return current
    return Setup(current.version, current.template, current.options.model_copy(update=kept))


def shape_options(options: type[BaseModel]) -> list[str]:
    """The options that decide which documents a record has."""
    return [name for name, field in options.model_fields.items() if note_of(field, DecidesEntries)]
