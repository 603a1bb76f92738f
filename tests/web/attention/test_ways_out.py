"""Every hold has a way out on its item, and every button that its advice names is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.books.causes import HoldCause
from include.clock import utc_now
from include.database.reads.record_states import StateInWorkflow
from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from include.sync.run.mode import RunMode
from include.web.attention.ways_out import (
    ALLOWED,
    named_in,
    remedies,
    shows_matches,
    shows_options,
)
from tests.sync.office import INCOME, Office
from tests.web.office_pages import OfficePages

INCLUDE = Path(__file__).resolve().parents[3] / "include"
UNDONE = {HoldCause.UNDONE_IN_PART, HoldCause.NOT_UNDONE}


def held(cause: str, advice: str = "Correct it in CORE, then run again.") -> StateInWorkflow:
    return StateInWorkflow(
        category=INCOME,
        record_key="transaction:7",
        status=RecordStatus.ON_HOLD,
        cause=cause,
        sentence="It wasn't posted.",
        what_to_do=advice,
        since=utc_now(),
    )


def offered(cause: str, advice: str = "", held_by: str = "sync") -> list[RunMode]:
    return [one.mode for one in remedies(held(cause, advice), held_by, 3)]


@pytest.mark.parametrize("cause", [*HoldCause, "QuickBooks error 6140", ""])
def test_every_cause_has_a_run_that_helps(cause: str) -> None:
    found = remedies(held(cause), "sync", 3)
    assert found
    assert all(one.label and one.mode in ALLOWED | {RunMode.UNDO} for one in found)


def test_what_was_undone_is_never_posted_again_by_a_button() -> None:
    for cause in UNDONE:
        assert offered(cause, "Select “Overwrite with CORE”.") == [
            RunMode.KEEP_QUICKBOOKS,
            RunMode.UNDO,
        ]


def test_what_was_not_reposted_can_be_reposted_alone() -> None:
    advice = "Or select “Overwrite with CORE”. Or select “Keep QuickBooks version”."
    assert offered(HoldCause.NOT_REPOSTED, advice) == [
        RunMode.OVERWRITE,
        RunMode.KEEP_QUICKBOOKS,
        RunMode.REPOST,
    ]


def test_the_advice_decides_what_is_offered_in_its_order() -> None:
    """A paid invoice offers to overwrite it, a payment that a credit leaves without a balance doesn't."""
    paid = "Or select “Overwrite with CORE” to change it all the same. Or select “Keep QuickBooks version”."
    credit = "Remove the credit and run again, or select “Post anyway”."
    assert offered(HoldCause.SETTLED, paid) == [
        RunMode.OVERWRITE,
        RunMode.KEEP_QUICKBOOKS,
        RunMode.SYNC,
    ]
    assert offered(HoldCause.SETTLED, credit) == [RunMode.POST_ANYWAY, RunMode.SYNC]


def test_a_record_on_hold_for_two_entries_has_the_buttons_of_both() -> None:
    both = "Select “Re-create in QuickBooks”. To replace the edit, select “Overwrite with CORE”."
    assert offered(HoldCause.DELETED, both) == [
        RunMode.RECREATE,
        RunMode.OVERWRITE,
        RunMode.SYNC,
    ]


def test_what_was_edited_after_the_preview_of_a_void_is_previewed_again() -> None:
    advice = "Preview it again. Then post what the new preview shows."
    assert offered(HoldCause.EDITED, advice, "void")[0] is RunMode.VOID
    assert offered(HoldCause.EDITED, advice, "sync")[0] is RunMode.OVERWRITE


# What the code says to do, function by function: a sentence can't name what its item doesn't offer.


def advising() -> Iterator[tuple[str, set[HoldCause], set[RunMode], str]]:
    """Functions that put on hold: their name, causes, the buttons they name, and all of their texts."""
    for path in sorted(INCLUDE.rglob("*.py")):
        if "web" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            source = ast.unparse(node)
            causes = {HoldCause[name] for name in re.findall(r"HoldCause\.([A-Z_]+)\b", source)}
            modes = {RunMode[name] for name in re.findall(r"RunMode\.([A-Z]+)\.button", source)}
            if "VOID_OR_KEEP" in source:
                modes |= {RunMode.VOID, RunMode.KEEP_QUICKBOOKS}
            if "_THEN_KEEP" in source:
                modes.add(RunMode.KEEP_QUICKBOOKS)
            if causes:
                yield f"{path.stem}.{node.name}", causes, modes, source


ADVISING = [*advising()]


def test_the_code_has_advice_for_most_causes() -> None:
    """So that the next tests look at something."""
    told = {cause for _, causes, _, _ in ADVISING for cause in causes}
    assert len(told) > len(HoldCause) / 2
    assert {"guards._hold_cleared", "paid_by_others._hold_unclear"} <= {one[0] for one in ADVISING}


@pytest.mark.parametrize(
    ("name", "causes", "modes", "source"), ADVISING, ids=[a[0] for a in ADVISING]
)
def test_every_button_that_an_advice_names_is_on_the_item(
    name: str, causes: set[HoldCause], modes: set[RunMode], source: str
) -> None:
    assert name
    advice = " ".join(f"“{mode.button}”" for mode in modes)
    for cause in causes - UNDONE - {HoldCause.NOT_REPOSTED}:
        assert modes <= set(offered(cause, advice))
        if "workflow options" in source:
            assert shows_options(held(cause, "Change it in the workflow options."))
        if "under Needs attention" in source:
            assert shows_matches(held(cause, "Match the name under Needs attention."))


def test_buttons_are_told_apart_in_an_advice() -> None:
    assert named_in("Select “Void and re-create”.") == (RunMode.REPLACE,)
    assert named_in("Void and re-create it.") == ()
    assert named_in("“Void in QuickBooks”, or “Re-create in QuickBooks”") == (
        RunMode.VOID,
        RunMode.RECREATE,
    )


@pytest.fixture
def pages(office: Office) -> OfficePages:
    """The pages of an office whose runs Airflow only takes on: which ones is what these tests ask."""
    office.core.post("/examples/A")
    office.run(INCOME)
    return OfficePages(office.database)


@pytest.mark.parametrize("cause", [*HoldCause, "QuickBooks error 6140", ""])
def test_every_way_out_that_an_item_shows_starts_a_run(pages: OfficePages, cause: str) -> None:
    with pages.database.writing() as session:
        state = session.query(RecordState).filter_by(category=INCOME).one()
        state.status, state.cause = RecordStatus.ON_HOLD, cause
        state.sentence, state.what_to_do = "It wasn't posted.", "Correct it, then run again."
    page = pages.open("attention")
    item = page[page.index("<article") : page.index("</article>")]
    forms = re.findall(
        r'<form method="post" action="([^"]+/(?:act|undo)[^"]*)"(.*?)</form>', item, re.DOTALL
    )
    assert forms, "there is a button"
    for address, form in forms:
        fields = dict(re.findall(r'name="(category|record|show_preview)" value="([^"]*)"', form))
        fields |= dict(re.findall(r'name="(mode)" value="([^"]*)"', form))
        answer = pages.press(address.removeprefix("/corebooks").replace("&amp;", "&"), fields)
        assert answer.status_code == 303
    assert len(pages.started) == len(forms)
    assert all(started["records"] or started["undo_run"] for started in pages.started)
    assert item.count("primary") <= 1
