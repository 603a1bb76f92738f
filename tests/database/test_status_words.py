"""The glossary of statuses is whole, and the only one."""

from __future__ import annotations

import re
from pathlib import Path

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
from include.database.statuses import LinkStatus, OperationStatus, RecordStatus, RunOutcome

INCLUDE = Path(status_words.__file__).parents[1]
LABELS = {
    *(badge.text for badge in (*RECORD.values(), *ENTRY.values())),
    *RunStatus,
    *ChangeStatus,
    *ConnectionStatus,
    status_words.EDITED.text,
    status_words.KEPT.text,
    status_words.NOT_SYNCED.text,
}


def test_every_stored_status_has_its_words() -> None:
    assert set(RECORD) == set(RecordStatus)
    assert set(ENTRY) == set(LinkStatus)
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
