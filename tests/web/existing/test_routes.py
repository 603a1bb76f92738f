"""Moving in: what QuickBooks had is found, linked with one click or one by one, and unlinked again."""

from __future__ import annotations

import re

import pytest

from include.database.tables.existing import ExistingMatch
from tests.sync.existing.books import found, statuses
from tests.sync.office import INCOME, Office
from tests.web.existing.moving_in import find, invoice_by_hand, invoices_by_hand
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def one(office: Office) -> ExistingMatch:
    """The only entry that was found."""
    (match,) = found(office)
    return match


def totals(office: Office) -> list[int]:
    """The totals of the invoices in QuickBooks."""
    return [entry["total"] for entry in office.entries("Invoice")]


def decide(pages: OfficePages, act: str, **form: str) -> str:
    """Decide about the only entry. Returns what the page says."""
    assert pages.office is not None
    fields = {"document": one(pages.office).document_key, "act": act, **form}
    return words(pages.press("existing/decide", fields).text)


def test_before_a_search_the_page_says_what_belongs_there(pages: OfficePages) -> None:
    shown = words(pages.open("existing"))
    assert "Select Find existing entries to search QuickBooks." in shown
    assert shown.count("Find existing entries of") == 3


def test_certain_entries_are_linked_with_one_click_and_unlinked_again(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here)
    find(pages)
    shown = words(pages.open("existing"))
    assert "Ready to link $10,000.00 1 entry" in shown
    assert "same number" in shown
    assert "Link 1 entry?" in words(pages.open("existing/link", workflow=INCOME.value))
    answer = words(pages.press(f"existing/link?workflow={INCOME.value}").text)
    assert "1 entry linked ($10,000.00)." in answer
    assert "All decided" in answer
    assert statuses(here, INCOME) == ["synced"]
    pages.run(INCOME)
    assert totals(here) == [1_000_000]

    assert "isn't linked to TR-2026" in decide(pages, "unlink")
    assert "1 to decide" in words(pages.open("existing"))
    pages.run(INCOME)
    assert totals(here) == [1_000_000]
    assert statuses(here, INCOME) == ["on hold"]


def test_an_uncertain_entry_is_shown_beside_core_and_linked(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here, cents=980_000, number="1042")
    find(pages)
    shown = words(pages.open("existing"))
    assert "To review $10,000.00 1 entry" in shown
    assert "total is $9,800.00 instead of $10,000.00" in shown
    assert "Amount $10,000.00 $9,800.00 (differs)" in shown
    assert "differs from CORE by -$200.00" in decide(pages, "link")
    listed = words(pages.open("existing", part="decided"))
    assert "Differs from CORE" in listed
    assert "-$200.00 apart from CORE" in listed
    assert "stays -$200.00 apart from CORE" in decide(pages, "accept")
    assert "Differs from CORE" not in words(pages.open("existing", part="decided"))


def test_posting_anyway_creates_the_entry_and_not_a_match_never_proposes_it_again(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here, number="1042", cents=980_000)
    find(pages)
    assert "The next sync creates" in decide(pages, "post-anyway")
    assert "listed again" in decide(pages, "decide-again")
    assert "isn't proposed for" in decide(pages, "not-a-match")
    find(pages)
    assert found(here) == []
    pages.run(INCOME)
    assert sorted(totals(here)) == [980_000, 1_000_000]


def test_what_is_marked_as_booked_is_not_posted_until_it_is_unmarked(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here, cents=500_000, number="1042")
    find(pages)
    assert "CoreBooks doesn't post" in decide(pages, "mark", note="Journal entry 7")
    pages.run(INCOME)
    assert totals(here) == [500_000]
    assert "Marked as booked" in words(pages.open("existing", part="decided"))
    assert "isn't marked as booked anymore" in decide(pages, "unmark")


def test_what_one_click_linked_is_undone_by_one(pages: OfficePages, here: Office) -> None:
    invoices_by_hand(here, "12 Beacon St", "14 Beacon St")
    find(pages)
    pages.press(f"existing/link?workflow={INCOME.value}")
    assert [match.decision for match in found(here)] == ["linked", "linked"]
    page = pages.open("existing", part="decided")
    confirm = re.search(r"confirm_id=(\w+)", page)
    assert confirm is not None
    query = {"workflow": INCOME.value, "confirm_id": confirm[1]}
    assert "Undo linking of 2 entries?" in words(pages.open("existing/undo", **query))
    form = {"confirm_id": confirm[1]}
    answer = pages.press(f"existing/undo?workflow={INCOME.value}", form)
    assert "2 entries unlinked." in words(answer.text)
    assert pages.press(f"existing/undo?workflow={INCOME.value}", form).status_code == 404


def test_a_refusal_changes_nothing_and_says_why(pages: OfficePages, here: Office) -> None:
    invoice_by_hand(here)
    find(pages)
    refused = pages.press("existing/decide", {"document": "no/such", "act": "link"})
    assert refused.status_code == 422
    assert "Nothing was changed." in words(refused.text)
    assert pages.press("existing/link").status_code == 422
    assert "isn't linked to an existing entry" in decide(pages, "unlink")


def test_who_only_reads_sees_everything_and_changes_nothing(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here)
    find(pages)
    pages.sign_in(AUDITOR)
    shown = words(pages.open("existing"))
    assert "Ready to link" in shown
    assert "Link 1 entry" not in shown
    for path in ("find", "decide", f"link?workflow={INCOME.value}", "undo"):
        assert pages.press(f"existing/{path}").status_code == 403
    assert one(here).decision == ""


def test_a_piece_is_answered_to_htmx_with_what_was_done(pages: OfficePages, here: Office) -> None:
    invoice_by_hand(here)
    find(pages)
    form = {"document": one(here).document_key, "act": "link"}
    piece = pages.press("existing/decide", form, htmx=True).text
    assert "<html" not in piece
    assert "is linked to TR-2026" in words(piece)


def test_a_record_on_hold_for_an_entry_leads_to_it_and_to_a_search_of_its_own(
    pages: OfficePages, here: Office
) -> None:
    transaction = invoice_by_hand(here)
    pages.run(INCOME)
    record = f"transaction:{transaction}"
    assert f"existing?record=transaction%3A{transaction}" in pages.open("attention")
    shown = words(pages.open("existing", record=record))
    assert "No search found an existing entry for this record." in shown
    assert "Find existing entries of brokerage income" in shown
    find(pages, record=transaction)
    assert pages.started[-1]["records"] == [transaction]
    assert "Agrees: same number" in words(pages.open("existing", record=record))
    decide(pages, "link")
    assert statuses(here, INCOME) == ["synced"]


def test_after_a_search_the_list_that_has_something_is_shown(
    pages: OfficePages, here: Office
) -> None:
    reloaded = re.compile(r'id="found" hx-get="[^"]*existing\?([^"]*)"')
    before = reloaded.search(pages.open("existing", workflow=INCOME.value))
    assert before is not None
    assert before[1] == f"workflow={INCOME.value}"
    invoice_by_hand(here)
    find(pages)
    piece = pages.browser.get(
        pages.address(f"existing?{before[1]}"), headers={"HX-Request": "true"}
    )
    assert "Link 1 entry" in words(piece.text)
