"""Who takes care of a record, why it waits, and until when it is off the list."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from httpx import Response

from include.clock import utc_now
from include.database.record_notes import LONGEST_NOTE
from include.database.tables.records import RecordState
from tests.sync.office import COMPANY, EXPENSES, INCOME, ZONE, Office
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, words

NOTE = "Waits for the closing statement."


@pytest.fixture
def deals(pages: OfficePages) -> list[str]:
    """Two transactions whose invoices were deleted in QuickBooks, the first one first."""
    office = office_of(pages)
    made = [str(office.core.post(f"/examples/{one}")["transactions"][0]) for one in "AB"]
    pages.run(INCOME)
    for entry in office.entries("Invoice"):
        office.quickbooks.edit("Invoice", entry["id"], "delete")
    pages.run(INCOME)
    with pages.database.writing() as session:
        for state in session.query(RecordState).filter_by(record_key=f"transaction:{made[0]}"):
            state.since -= dt.timedelta(hours=1)
    return made


def office_of(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def today() -> dt.date:
    """The day it is at the company, in Chicago."""
    return utc_now().astimezone(ZONE).date()


def listed(pages: OfficePages, **asked: str) -> list[str]:
    """The CORE IDs on the page, in its order."""
    return re.findall(r'<article[^>]* id="r-transaction-(\d+)"', pages.open("attention", **asked))


def note(pages: OfficePages, what: str, deal: str, **fields: str) -> Response:
    return pages.press(f"attention/{what}", {"key": f"transaction:{deal}", **fields})


def snooze(pages: OfficePages, deal: str, days: int) -> Response:
    return note(pages, "snooze", deal, until=str(today() + dt.timedelta(days=days)))


def test_a_record_is_taken_and_found_under_its_owner(pages: OfficePages, deals: list[str]) -> None:
    page = pages.open("attention")
    assert page.count("Assign to me") == 2
    answer = note(pages, "owner", deals[0], owner=FINANCE_OPS.name)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"#r-transaction-{deals[0]}")
    assert listed(pages, owner="is:mine") == [deals[0]]
    assert listed(pages, owner="is:unassigned") == [deals[1]]
    assert pages.open("attention").count("Assign to me") == 1
    pages.sign_in(ADMIN)
    assert listed(pages, owner="is:mine") == []
    assert listed(pages, owner=FINANCE_OPS.name) == [deals[0]]


def test_a_record_is_assigned_to_someone_who_opened_corebooks_and_to_no_one_else(
    pages: OfficePages, deals: list[str]
) -> None:
    pages.sign_in(ADMIN)
    assert "<option>finn</option>" not in pages.open("attention")
    pages.sign_in(FINANCE_OPS)
    pages.open("attention")
    pages.sign_in(ADMIN)
    assert "<option>finn</option>" in pages.open("attention")
    assert note(pages, "owner", deals[0], owner="finn").status_code == 303
    refused = note(pages, "owner", deals[1], owner="moon")
    assert refused.status_code == 422
    assert "No user named “moon” who opened CoreBooks can see this company." in words(refused.text)
    assert listed(pages, owner="is:unassigned") == [deals[1]]


def test_a_note_is_shown_with_its_writer_on_the_list_and_on_the_transaction(
    pages: OfficePages, deals: list[str]
) -> None:
    assert note(pages, "note", deals[0], note=NOTE).status_code == 303
    note(pages, "owner", deals[0], owner=FINANCE_OPS.name)
    for path in ("attention", f"transactions/{deals[0]}"):
        shown = words(pages.open(path))
        assert f"“{NOTE}” Last saved" in shown
        assert "by finn." in shown
    assert "Owner finn" in words(pages.open(f"transactions/{deals[0]}"))
    assert "Owner" not in words(pages.open(f"transactions/{deals[1]}"))


def test_a_note_that_is_too_long_is_refused_and_stays_in_its_field(
    pages: OfficePages, deals: list[str]
) -> None:
    typed = f"<b>{'x' * LONGEST_NOTE}"
    answer = note(pages, "note", deals[1], note=typed)
    assert answer.status_code == 422
    assert "The note has 1,003 characters, and the limit is 1,000." in words(answer.text)
    assert html.escape(typed) in answer.text
    assert NOTE not in words(pages.open("attention"))


def test_what_others_write_is_text(pages: OfficePages, deals: list[str]) -> None:
    note(pages, "note", deals[0], note="<script>alert(1)</script>")
    page = pages.open("attention")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_snoozed_record_is_off_the_list_and_counts_as_on_hold(
    pages: OfficePages, deals: list[str]
) -> None:
    assert snooze(pages, deals[0], 7).status_code == 303
    assert listed(pages) == [deals[1]]
    assert listed(pages, snoozed="only") == [deals[0]]
    assert listed(pages, snoozed="all") == deals
    page = pages.open("attention")
    shown = words(page)
    assert "Deleted in QuickBooks 2 20,000.00" in shown
    assert "1 snoozed record included, $10,000.00" in shown
    assert "1 snoozed record isn't listed. Show snoozed records" in shown
    assert "Needs attention 2 on hold" in shown
    assert 'value="only">Snoozed (1)' in page
    assert "Snoozed until" in words(pages.open(f"transactions/{deals[0]}"))


def test_with_all_of_them_snoozed_the_page_says_so(pages: OfficePages, deals: list[str]) -> None:
    for deal in deals:
        snooze(pages, deal, 2)
    assert "Every record on hold is snoozed. Show snoozed records" in words(pages.open("attention"))


def test_a_snooze_ends_on_its_day_or_when_someone_ends_it(
    pages: OfficePages, deals: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for deal in deals:
        snooze(pages, deal, 2)
    note(pages, "snooze", deals[1], again="yes")
    assert listed(pages) == [deals[1]]
    later = utc_now() + dt.timedelta(days=2)
    monkeypatch.setattr("include.web.attention.page.utc_now", lambda: later)
    assert listed(pages) == deals


def test_a_run_that_finds_the_same_hold_again_and_a_note_end_no_snooze(
    pages: OfficePages, deals: list[str]
) -> None:
    snooze(pages, deals[0], 7)
    pages.run(INCOME)
    note(pages, "note", deals[0], note=NOTE)
    assert listed(pages) == [deals[1]]


def test_a_hold_in_another_workflow_lists_a_snoozed_record_again(
    pages: OfficePages, deals: list[str]
) -> None:
    pages.run(EXPENSES)
    snooze(pages, deals[0], 7)
    assert listed(pages) == [deals[1]]
    office = office_of(pages)
    bill = next(one for one in office.entries("Bill") if one["number"].startswith("TR-2026-640224"))
    office.quickbooks.edit("Bill", bill["id"], "delete")
    pages.run(EXPENSES)
    assert listed(pages) == deals


@pytest.mark.parametrize("until", ["", "soon", "2019-01-01", "2098-01-01"])
def test_a_day_that_no_one_can_wait_for_is_refused(
    pages: OfficePages, deals: list[str], until: str
) -> None:
    assert note(pages, "snooze", deals[0], until=until).status_code == 422
    assert listed(pages) == deals


def test_a_record_that_is_not_there_is_refused(pages: OfficePages, deals: list[str]) -> None:
    assert deals
    for what, field in (("note", "note"), ("owner", "owner"), ("snooze", "again")):
        answer = note(pages, what, "999", **{field: "x"})
        assert answer.status_code == 422
        assert "This record isn't in CoreBooks anymore." in words(answer.text)


def test_an_auditor_reads_notes_and_writes_none(pages: OfficePages, deals: list[str]) -> None:
    note(pages, "note", deals[0], note=NOTE)
    pages.sign_in(AUDITOR)
    page = pages.open("attention")
    assert NOTE in words(page)
    assert "<textarea" not in page
    for what in ("note", "owner", "snooze"):
        assert note(pages, what, deals[0], note="x", owner="", again="yes").status_code == 403
    assert NOTE in words(pages.open("attention"))


def test_a_change_leads_back_to_the_list_as_it_was_filtered(
    pages: OfficePages, deals: list[str]
) -> None:
    query = f"workflow={INCOME.value}&owner=is%3Aunassigned&page=1"
    page = pages.open("attention", workflow=INCOME.value, owner="is:unassigned")
    assert f"/attention/note?{query}" in html.unescape(page)
    answer = pages.press(
        f"attention/note?{query}", {"key": f"transaction:{deals[0]}", "note": NOTE}
    )
    assert answer.headers["location"] == (
        f"/corebooks/companies/{COMPANY}/attention?{query}#r-transaction-{deals[0]}"
    )


def test_the_trail_has_each_of_them(pages: OfficePages, deals: list[str]) -> None:
    note(pages, "note", deals[0], note=NOTE)
    note(pages, "owner", deals[0], owner="finn")
    snooze(pages, deals[0], 3)
    shown = words(pages.open("history/trail"))
    for said in ("Added a note to", f"“{NOTE}”", "Assigned", "to finn", "Snoozed", "until"):
        assert said in shown
