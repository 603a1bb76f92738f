"""The pages under docs/workflows say what the templates do, and what was really posted."""

from __future__ import annotations

import difflib

from tests.docs.pages import FOLDER, pages


def test_the_generated_parts_are_up_to_date() -> None:
    stale: list[str] = []
    for path, wanted in pages():
        written = path.read_text(encoding="utf-8")
        stale += difflib.unified_diff(
            written.splitlines(), wanted.splitlines(), path.name, "generated"
        )
    assert not stale, "Run `make docs`:\n" + "\n".join(stale)


def test_every_workflow_has_its_page() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == {
        "agent_billing.md",
        "agent_expenses.md",
        "brokerage_income.md",
    }
