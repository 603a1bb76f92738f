"""The glossary of statuses is whole, and the only one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from include.database import status_words
from include.database.status_words import (
    BY_OUTCOME,
    ENTRY,
    RECORD,
    ChangeStatus,
    ConnectionStatus,
    RunStatus,
)
from include.database.statuses import (
    LinkStatus,
    OperationStatus,
    RecordStatus,
    RunOutcome,
    WarningKind,
)
from sandbox.core_backoffice.model import Status

INCLUDE = Path(status_words.__file__).parents[1]
LABELS = {
    *(badge.text for badge in (*RECORD.values(), *ENTRY.values())),
    *RunStatus,
    *ChangeStatus,
    *ConnectionStatus,
    status_words.EDITED.text,
    status_words.KEPT.text,
    status_words.NOT_SYNCED.text,
    status_words.WARNED.text,
    status_words.DELETED_IN_CORE.text,
    status_words.NOT_FROM_CORE.text,
}
OF_CORE = {*get_args(Status), "canceled"}
"""CORE's statuses of a transaction, which pages show beside ours, and how pages write one."""


def test_no_status_of_ours_is_a_word_of_cores() -> None:
    said = {word for label in LABELS for word in re.findall(r"\w+", label.casefold())}
    assert said & OF_CORE == set()


def test_every_stored_status_has_its_words() -> None:
    assert set(RECORD) == set(RecordStatus)
    assert set(ENTRY) == set(LinkStatus)
    assert set(status_words.WARNINGS) == set(WarningKind)
    assert set(BY_OUTCOME) == {outcome.value for outcome in RunOutcome}
    assert {ChangeStatus.of(status.value) for status in OperationStatus} == set(ChangeStatus)
    for kind in (*RunStatus, *ChangeStatus, *ConnectionStatus):
        assert kind.kind in ("good", "bad", "wait", "quiet")


@pytest.mark.parametrize("pattern", ["*.py", "*.html"])
def test_no_page_command_or_task_has_a_second_list_of_them(pattern: str) -> None:
    """A label is not given to a name, put into a table, or shown as a badge; headings may say it."""
    labels = "|".join(re.escape(label) for label in sorted(LABELS))
    quoted = re.compile(rf'(?:[=:] |badge\()"({labels})"')
    found = [
        f"{path.relative_to(INCLUDE)}: {label}"
        for part in ("web", "cli", "provider", "sync")
        for path in sorted((INCLUDE / part).rglob(pattern))
        for label in quoted.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []
