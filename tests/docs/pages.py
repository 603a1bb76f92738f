"""The pages under docs, with their generated parts as they must be now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from include.sync.run.mode import RunMode
from include.workflows.category import Category
from include.workflows.documentation import category_parts, fill, table
from tests.docs import supported
from tests.docs.canonical_schema import data_package_text, tables_text
from tests.docs.editions import editions_text
from tests.docs.worked_examples import billing_text, examples_text, worked_examples

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "workflows"

# What the pages tell of each purpose; a purpose without a text is an error.
_DOES = {
    RunMode.SYNC: "Posts what is new or changed in CORE, and tries every record on hold again.",
    RunMode.RECREATE: "Creates voided or deleted entries again, with the date they had.",
    RunMode.OVERWRITE: "Replaces edits made in QuickBooks with CORE's values, also in entries that are "
    "paid or printed, or whose QuickBooks version was kept.",
    RunMode.KEEP_QUICKBOOKS: "Accepts entries as they are in QuickBooks. Their records are off hold "
    "until they change in CORE again. Nothing is posted.",
    RunMode.LINK: "Takes entries that someone else created in QuickBooks as the records' own. Nothing is "
    "created a second time.",
    RunMode.FIND_EXISTING: "Searches QuickBooks for entries of what CoreBooks hasn't posted, and lists them under "
    "Existing entries. Nothing is posted.",
    RunMode.POST_ANYWAY: "Creates entries although QuickBooks has one with the same number, or for the "
    "same customer or vendor with the same amount on a near date.",
    RunMode.REPLACE: "Voids entries that mustn't be changed, such as a printed check, and creates them "
    "again as CORE has them.",
    RunMode.VOID: "Voids entries that are no longer in CORE: for a replaced agent, a canceled "
    "transaction, a deleted record, or an entry that became another kind.",
    RunMode.REPOST: "Posts past entries with the current template and options. Entries of an earlier "
    "template are voided and created again; others are updated.",
    RunMode.UNDO: "Voids entries the run created, reverts entries it updated, and re-creates entries it "
    "voided. Entries changed since then stay as they are and are listed. CORE isn't read, and the "
    "records are skipped until they change or you select them.",
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every page and its text, with the worked examples posted again."""
    examples = worked_examples()
    for category in Category:
        path = FOLDER / f"{category.value}.md"
        parts = category_parts(category) | {"purposes": purposes_text()}
        text = (
            examples_text(category, examples[category]) if category in examples else billing_text()
        )
        yield path, fill(path.read_text(encoding="utf-8"), parts | {"examples": text})
    desktop = FOLDER.parent / "quickbooks-desktop.md"
    yield desktop, fill(desktop.read_text(encoding="utf-8"), {"editions": editions_text()})
    editions = FOLDER.parent / "editions.md"
    yield editions, fill(editions.read_text(encoding="utf-8"), supported.parts())
    schema = FOLDER.parent / "canonical-schema.md"
    yield schema, fill(schema.read_text(encoding="utf-8"), {"tables": tables_text()})
    yield FOLDER.parent / "canonical-datapackage.json", data_package_text()


def purposes_text() -> str:
    """What a run can be for."""
    rows = [(mode.heading, _DOES[mode], _needs(mode)) for mode in RunMode]
    return table(("Purpose", "What it does", "What it needs"), rows)


def _needs(mode: RunMode) -> str:
    needs = []
    if mode.needs_records:
        needs.append("the records")
    if mode is RunMode.UNDO:
        needs.append("the run number")
    if mode.needs_preview:
        needs.append("your own preview in the last 24 hours")
    return " and ".join(needs)
