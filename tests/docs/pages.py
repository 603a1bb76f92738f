"""The pages under docs, with their generated parts as they must be now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from include.sync.run.mode import RunMode
from include.workflows.category import Category
from include.workflows.documentation import category_parts, fill, table
from tests.docs.editions import editions_text
from tests.docs.journal import billing_text, examples_text, worked_examples

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "workflows"

# What people are told of each purpose; a purpose without a text is an error.
_DOES = {
    RunMode.SYNC: "Books what is new and what changed in CORE, and everything that was held back.",
    RunMode.RECREATE: "Enters again what was deleted or voided in QuickBooks, on the day of its first "
    "posting.",
    RunMode.OVERWRITE: "Writes CORE's figures over what was changed in QuickBooks and held back.",
    RunMode.KEEP_QUICKBOOKS: "Changes nothing: what stands in QuickBooks is accepted, and no longer held back, "
    "until the record changes in CORE again.",
    RunMode.VOID: "Voids what CORE no longer asks for: a replaced agent's entry, a deal that fell "
    "through, a record deleted in CORE, an entry of another kind.",
    RunMode.REPOST: "Books everything as the workflow is set up now: entries of an earlier template "
    "are voided and entered by the present one, others are updated.",
    RunMode.UNDO: "Voids what that run created, puts back what it updated, enters again what it "
    "voided. What was written or changed since is left alone and named. CORE is not read, and the "
    "records are left alone until they change or are chosen.",
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every page and its text, the worked examples posted anew."""
    examples = worked_examples()
    for category in Category:
        path = FOLDER / f"{category.value}.md"
        parts = category_parts(category) | {"purposes": purposes_text()}
        journal = (
            examples_text(category, examples[category]) if category in examples else billing_text()
        )
        yield path, fill(path.read_text(encoding="utf-8"), parts | {"journal": journal})
    desktop = FOLDER.parent / "quickbooks-desktop.md"
    yield desktop, fill(desktop.read_text(encoding="utf-8"), {"editions": editions_text()})


def purposes_text() -> str:
    """What a run can be for."""
    rows = [(mode.heading, _DOES[mode], _asks(mode)) for mode in RunMode]
    return table(("purpose", "what it does", "asks for"), rows)


def _asks(mode: RunMode) -> str:
    asks = []
    if mode.needs_records:
        asks.append("the records")
    if mode is RunMode.UNDO:
        asks.append("the number of the run")
    if mode.needs_preview:
        asks.append("to be started twice: the first time is its preview")
    return "; ".join(asks)
