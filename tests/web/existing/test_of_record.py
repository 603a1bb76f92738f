"""On a record's own page an entry is linked by hand, unlinked, and marked as booked in another way."""

from __future__ import annotations

import pytest

from tests.sync.existing.books import found, statuses
from tests.sync.office import BILLING, INCOME, Office
from tests.sync.people import agent, statement
from tests.web.existing.moving_in import find, invoice_by_hand
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def link(pages: OfficePages, transaction: str, entry: str) -> str:
    """Link an entry to a transaction, and come back to its page. Returns what the answer says."""
    form = {
        "category": INCOME.value,
        "record": f"transaction:{transaction}",
        "run_id": transaction,
        "kind": "invoice",
        "entry": entry,
    }
    return words(pages.press("existing/by-hand", form).text)


def entry_id(office: Office) -> str:
    """The QuickBooks ID of the only invoice."""
    (entry,) = office.entries("Invoice")
    return str(entry["id"])


def test_an_entry_is_linked_by_its_quickbooks_id_and_unlinked(
    pages: OfficePages, here: Office
) -> None:
    # Neither number, nor amount, nor payee would have it found.
    transaction = invoice_by_hand(here, cents=123, number="9")
    pages.run(INCOME, preview=True)
    assert "Already in QuickBooks?" in words(pages.open(f"transactions/{transaction}"))
    link(pages, transaction, entry_id(here))
    shown = words(pages.open(f"transactions/{transaction}"))
    assert "was in QuickBooks before, and was linked by finn" in shown
    assert "Its amount is -$9,998.77 apart from CORE's." in shown
    (match,) = found(here)
    form = {"document": match.document_key, "act": "unlink"}
    pages.press(f"existing/decide?record=transaction:{transaction}", form)
    assert "May be in QuickBooks" in words(pages.open(f"transactions/{transaction}"))


def test_a_number_or_an_amount_names_an_entry_that_a_search_found(
    pages: OfficePages, here: Office
) -> None:
    transaction = invoice_by_hand(here, cents=980_000, number="1042")
    find(pages)
    link(pages, transaction, "$9,800.00")
    assert [match.decision for match in found(here)] == ["linked"]


def test_what_is_no_id_is_refused(pages: OfficePages, here: Office) -> None:
    transaction = invoice_by_hand(here)
    pages.run(INCOME, preview=True)
    assert "“the blue one” isn't a QuickBooks ID" in link(pages, transaction, "the blue one")


def test_an_entry_that_is_not_there_says_so_on_the_record_s_page(
    pages: OfficePages, here: Office
) -> None:
    transaction = invoice_by_hand(here)
    pages.run(INCOME, preview=True)
    link(pages, transaction, "99999")
    assert "Not linked" in words(pages.open(f"transactions/{transaction}"))


def test_a_record_is_marked_as_booked_and_posts_again_once_it_isn_t(
    pages: OfficePages, here: Office
) -> None:
    transaction = invoice_by_hand(here, cents=123, number="9")
    pages.run(INCOME, preview=True)
    record = f"transaction:{transaction}"
    form = {"category": INCOME.value, "record": record, "note": "Journal entry 7"}
    assert pages.press("existing/booked", form).status_code == 303
    pages.run(INCOME)
    assert len(here.entries("Invoice")) == 1
    shown = words(pages.open(f"transactions/{transaction}"))
    assert "Marked as booked by finn" in shown
    assert "Journal entry 7" in shown
    document = f"{INCOME.value}/{record}/income"
    pages.press("existing/not-booked", {"record": record, "document": document})
    pages.run(INCOME)
    assert len(here.entries("Invoice")) == 2
    assert statuses(here, INCOME) == ["synced"]


def test_a_statement_has_the_same_on_its_agent_s_page(pages: OfficePages, here: Office) -> None:
    amy = agent(here, "Amy", "Adler")
    one = statement(here, amy)
    pages.run(BILLING, preview=True)
    assert "Already in QuickBooks?" in words(pages.open(f"billing/{amy}"))
    form = {"category": BILLING.value, "record": f"statement:{one}", "note": ""}
    answer = pages.press("existing/booked", form)
    assert answer.headers["location"].endswith(f"billing/{amy}")
    assert "Marked as booked by finn" in words(pages.open(f"billing/{amy}"))


def test_who_only_reads_is_offered_and_allowed_nothing(pages: OfficePages, here: Office) -> None:
    transaction = invoice_by_hand(here)
    pages.run(INCOME, preview=True)
    pages.sign_in(AUDITOR)
    assert "Already in QuickBooks?" not in words(pages.open(f"transactions/{transaction}"))
    for path in ("by-hand", "booked", "not-booked"):
        assert pages.press(f"existing/{path}").status_code == 403
