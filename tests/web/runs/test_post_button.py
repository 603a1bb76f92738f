"""A button that voids says whether it posts or shows a preview first, and of what."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from include.database.tables.runs import SyncRun
from tests.sync.happenings import deleted_in_core
from tests.sync.office import EXPENSES, INCOME, Office
from tests.web.office_pages import ADMIN, FINANCE_OPS, OfficePages, words

YOURS_FIRST = "You see your own preview first."
ONLY_IF_SAME = "They post only if nothing changed in CORE or QuickBooks since."


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    """Finn posted example A."""
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.run(INCOME)
    return pages.office


def newest(office: Office) -> SyncRun:
    with office.database.reading() as session:
        found = session.scalars(select(SyncRun).order_by(SyncRun.id.desc())).first()
    assert found is not None
    return found


def progress_page(office: Office) -> str:
    """The path of the newest run's page."""
    run = newest(office)
    return f"runs/{run.category}/{run.airflow_run_id}"


def live(office: Office) -> list[int]:
    return [entry["total"] for entry in office.entries("Invoice") if entry["total"]]


def test_an_undo_is_posted_by_who_saw_it_and_the_next_user_sees_it_first(
    pages: OfficePages, office_here: Office
) -> None:
    undone = newest(office_here).id
    does = f"ndo run {undone}: void 1 invoice, $10,000.00"
    assert f"Show preview to undo run {undone}" in words(pages.open(f"history/{undone}"))
    pages.press(f"history/{undone}/undo", {"show_preview": "yes"})
    finns = progress_page(office_here)
    shown = words(pages.open(finns))
    assert f"U{does}" in shown
    assert ONLY_IF_SAME in shown
    assert f"U{does}" in words(pages.open(f"history/{undone}"))
    assert f"U{does}" in words(pages.open(f"history/{newest(office_here).id}"))

    pages.sign_in(ADMIN)
    shown = words(pages.open(finns))
    assert f"Show preview to u{does}" in shown
    assert f"finn previewed these changes. {YOURS_FIRST}" in shown
    assert f"Show preview to undo run {undone}" in words(pages.open(f"history/{undone}"))
    # Even a form of Finn's, sent by Ada, shows Ada the preview.
    pages.press(f"{finns}/post")
    assert live(office_here) == [1_000_000]
    shown = words(pages.open(progress_page(office_here)))
    assert (
        "ada hasn't previewed these changes in the last 24 hours. This run is a preview." in shown
    )
    assert f"U{does}" in shown

    pages.press(f"{progress_page(office_here)}/post")
    assert live(office_here) == []
    assert (newest(office_here).actor, newest(office_here).preview) == ("ada", False)
    pages.sign_in(FINANCE_OPS)
    shown = words(pages.open(finns))
    assert "This preview is more than 24 hours old, or a newer run replaced it." in shown


def test_a_preview_of_yesterday_is_shown_again(pages: OfficePages, office_here: Office) -> None:
    undone = newest(office_here).id
    pages.press(f"history/{undone}/undo")
    with office_here.database.writing() as session:
        preview = session.get_one(SyncRun, newest(office_here).id)
        assert preview.finished_at is not None
        preview.finished_at -= dt.timedelta(hours=24)
    shown = words(pages.open(progress_page(office_here)))
    assert f"Show preview to undo run {undone}: void 1 invoice, $10,000.00" in shown
    pages.press(f"{progress_page(office_here)}/post")
    assert live(office_here) == [1_000_000]


def test_a_card_under_needs_attention_says_the_same(
    pages: OfficePages, office_here: Office
) -> None:
    deal = next(iter(office_here.links().values())).record_key.partition(":")[2]
    office_here.run(EXPENSES)
    deleted_in_core(office_here, deal)
    office_here.run(EXPENSES)
    form = {"category": EXPENSES.value, "record": deal, "mode": "void"}
    page = pages.open("attention")
    assert "Void in QuickBooks Shows you a preview first." in words(page)
    assert '<input type="hidden" name="show_preview" value="yes">' in page

    pages.press("attention/act", {**form, "show_preview": "yes"})
    seen = newest(office_here).id
    shown = words(pages.open("attention"))
    assert f"Void 2 bills, $8,000.00 You previewed this in run {seen}. {ONLY_IF_SAME}" in shown
    pages.sign_in(ADMIN)
    assert "Void in QuickBooks Shows you a preview first." in words(pages.open("attention"))
    pages.sign_in(FINANCE_OPS)
    pages.press("attention/act", form)
    assert newest(office_here).counts["voided"] == 2
