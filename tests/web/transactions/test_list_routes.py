"""Transactions are searched, opened, previewed and synced from their pages."""

from __future__ import annotations

import csv
import re

import httpx
import pytest

from include.database.reads import transactions as reads
from include.web.transactions import list_routes
from tests.database.reads.test_transactions import JUNE
from tests.database.reads.test_transactions import deal as transaction_record
from tests.sync.closings import close, item
from tests.sync.office import EXPENSES, INCOME, Office
from tests.web.office_pages import AUDITOR, OfficePages, words
from tests.web.transactions.test_unreadable import spoil


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture
def deal(office_here: Office) -> str:
    """Example A: 10,000.00 in Arlington St, closed, with its disbursement; nothing is booked yet."""
    (deal,) = office_here.core.post("/examples/A")["transactions"]
    return str(deal)


def test_before_anything_was_read_the_page_says_how_to_read_it(pages: OfficePages) -> None:
    assert "No transactions yet. Run or preview a workflow to read them from CORE." in words(
        pages.open("transactions")
    )


def test_one_press_books_income_and_expenses_and_the_entries_are_linked(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    answer = pages.press("transactions/sync", {"records": deal}, htmx=True)
    assert answer.status_code == 200
    assert "Brokerage income" in words(answer.text)
    assert "Agent expenses" in words(answer.text)
    assert [run["dag"] for run in pages.started] == [INCOME.value, EXPENSES.value]
    assert all(run["records"] == [deal] for run in pages.started)

    shown = words(pages.open(f"transactions/{deal}"))
    assert "Invoice TR-2026-640224" in shown
    assert "10,000.00" in shown
    assert shown.count("Synced") >= 2
    assert len(office_here.entries("Invoice")) == 1
    assert office_here.entries("Bill")
    (address,) = set(
        re.findall(r'href="([^"]*invoice\?txnId=[^"]*)"', pages.open(f"transactions/{deal}"))
    )
    assert httpx.get(address, trust_env=False).status_code == 200


def test_without_htmx_the_press_leads_back_to_the_transaction(
    pages: OfficePages, deal: str
) -> None:
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 303
    assert f"/transactions/{deal}?run=brokerage_income%2Fmanual__1" in answer.headers["location"]
    page = pages.browser.get(answer.headers["location"])
    assert "1 created ($10,000.00)" in words(page.text)


def test_the_preview_shows_exactly_what_is_then_posted(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    preview = words(
        pages.press("transactions/sync", {"records": deal, "preview": "yes"}, htmx=True).text
    )
    assert office_here.entries("Invoice") == office_here.entries("Bill") == []
    foretold = sorted(
        (kind.lower(), *rest)
        for kind, *rest in re.findall(
            r"Create (Invoice|Bill) (\S+) (.+?)(?: \w{3} \d+, 20\d\d){2} New in CORE.*? ([\d,]+\.\d\d)\b",
            preview,
        )
    )

    pages.press("transactions/sync", {"records": deal}, htmx=True)
    posted = sorted(
        (kind.lower(), row["number"], row["party"], f"{row['total'] / 100:,.2f}")
        for kind in ("Invoice", "Bill")
        for row in office_here.entries(kind)
    )
    assert foretold == posted


def test_the_list_is_searched_by_address_number_id_and_agent(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.core.post("/examples/B")
    pages.run(INCOME, preview=True)
    assert "2 transactions" in words(pages.open("transactions"))
    for search in ("arlington", "TR-2026-640224", deal):
        shown = words(pages.open("transactions", q=search))
        assert "11 Arlington St" in shown or deal in search, search
    assert "No transactions match." in words(pages.open("transactions", q="nowhere at all"))


def test_the_list_is_filtered_by_status_and_close_date(pages: OfficePages, deal: str) -> None:
    pages.press("transactions/sync", {"records": deal})
    assert "1 transaction" in words(
        pages.open("transactions", status="synced", workflow="brokerage_income")
    )
    assert "No transactions match." in words(pages.open("transactions", status="on hold"))
    assert "No transactions match." in words(pages.open("transactions", until="2001-01-01"))


def test_the_list_says_what_it_comes_to_and_why_something_is_not_synced(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.core.post("/examples/B")
    pages.run(INCOME)
    shown = words(pages.open("transactions"))
    total = sum(row["gross"] for row in office_here.core.get("/transactions"))
    assert f"2 transactions {total / 100:,.2f}" in shown
    assert "CORE read" in shown
    spoil(office_here, deal)
    pages.run(INCOME)
    held = words(pages.open("transactions", status="on hold"))
    assert "On hold 1" in held
    assert "On hold Not synced Amount isn't a number" in held


@pytest.mark.usefixtures("deal")
def test_what_no_run_has_read_can_be_asked_for(pages: OfficePages) -> None:
    pages.run(INCOME, preview=True)
    (chip,) = re.findall(r'href="[^"]*\?([^"]*)">Not synced', pages.open("transactions"))
    assert chip == "status=not+synced"
    assert "No transactions match." in words(pages.open("transactions", status="not synced"))


def test_a_column_sorts_and_sorts_back(pages: OfficePages, deal: str) -> None:
    pages.run(INCOME, preview=True)
    first = pages.open("transactions", q=deal)
    assert 'aria-sort="descending"><a href="/corebooks/companies/willow-park/transactions?' in first
    (by_gross,) = re.findall(r'href="[^"?]*\?([^"]*sort=gross[^"]*)"', first)
    assert by_gross == f"q={deal}&amp;sort=gross&amp;way=down"
    sorted_page = pages.open("transactions", q=deal, sort="gross", way="down")
    assert f"q={deal}&amp;sort=gross&amp;way=up" in sorted_page
    assert '<input type="hidden" name="sort" value="gross">' in sorted_page
    assert "1 transaction" in words(pages.open("transactions", sort="nothing", size="7"))


def test_the_list_is_exported_with_its_filters(
    pages: OfficePages, office_here: Office, deal: str
) -> None:
    office_here.use("income-via-invoices", invoice_date="CORE close date")
    pages.run(INCOME)
    answer = pages.browser.get(pages.address("transactions/export.csv"), params={"q": deal})
    assert answer.headers["content-disposition"].endswith('"willow-park-transactions.csv"')
    heading, row = list(csv.reader(answer.text.lstrip("\ufeff").splitlines()))
    exported = dict(zip(heading, row, strict=True))
    assert exported["CORE ID"] == deal
    assert exported["Gross commission (USD)"] == "10000.00"
    assert exported["Brokerage income"] == "Synced"
    assert exported["Agent expenses"] == "Not synced"
    none = pages.browser.get(pages.address("transactions/export.csv"), params={"q": "nowhere"})
    assert len(none.text.splitlines()) == 1
    wrong = pages.browser.get(pages.address("transactions/export.xlsx"), params={"since": "soon"})
    assert wrong.status_code == 422
    assert "isn't a date" in words(wrong.text)


def test_a_date_that_is_none_is_marked_and_nothing_typed_is_lost(pages: OfficePages) -> None:
    answer = pages.browser.get(pages.address("transactions"), params={"q": "oak", "since": "soon"})
    assert answer.status_code == 422
    assert "“soon” isn't a date" in words(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert 'value="oak"' in answer.text


def test_nothing_chosen_starts_nothing(pages: OfficePages) -> None:
    answer = pages.press("transactions/sync", {})
    assert answer.status_code == 422
    assert "No records are selected." in words(answer.text)
    assert pages.started == []


def test_an_auditor_sees_all_of_it_and_can_start_nothing(pages: OfficePages, deal: str) -> None:
    pages.press("transactions/sync", {"records": deal})
    pages.sign_in(AUDITOR)
    shown = words(pages.open(f"transactions/{deal}"))
    assert "Invoice TR-2026-640224" in shown
    assert "Sync to QuickBooks" not in shown
    before = len(pages.started)
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 403
    assert "Your Airflow role doesn't allow you to start runs or change workflows." in words(
        answer.text
    )
    assert len(pages.started) == before


def test_a_form_without_the_token_is_refused(pages: OfficePages, deal: str) -> None:
    answer = pages.browser.post(pages.address("transactions/sync"), data={"records": deal})
    assert answer.status_code == 403
    assert "This form expired, or it wasn't opened from CoreBooks." in words(answer.text)
    assert pages.started == []


def test_when_airflow_refuses_its_reason_is_shown(pages: OfficePages, deal: str) -> None:
    pages.refuses = "the DAG is being parsed"
    answer = pages.press("transactions/sync", {"records": deal})
    assert answer.status_code == 502
    assert "Airflow didn't start the brokerage income run: the DAG is being parsed." in words(
        answer.text
    )


def test_a_transaction_that_was_never_read_can_be_opened_by_its_id(
    pages: OfficePages, deal: str
) -> None:
    answer = pages.browser.get(pages.address("transactions/open"), params={"id": deal})
    assert answer.headers["location"].endswith(f"/transactions/{deal}")
    assert "CoreBooks hasn't read this transaction from CORE yet." in words(
        pages.open(f"transactions/{deal}")
    )


def test_an_items_treatment_is_chosen_for_one_transaction(
    pages: OfficePages, office_here: Office
) -> None:
    (deal,) = office_here.core.post("/examples/B")["transactions"]
    (item,) = office_here.core.get(f"/transactions/{deal}")["items"]
    office_here.core.patch(
        f"/transactions/{deal}", items=[item | {"sync": None, "create_payment": None}]
    )
    pages.press("transactions/sync", {"records": str(deal)})
    assert "Save for this transaction Workflow" in words(pages.open(f"transactions/{deal}"))
    assert [row["total"] for row in office_here.entries("Invoice")] == [10_000_00]

    answer = pages.press(
        f"transactions/{deal}/items", {"item": "Referral fee", "treatment": "line"}
    )
    assert answer.status_code == 303
    assert "Save for this transaction This transaction" in words(pages.open(f"transactions/{deal}"))
    pages.press("transactions/sync", {"records": str(deal)})
    assert [row["total"] for row in office_here.entries("Invoice")] == [9_000_00]


@pytest.fixture
def sixty(pages: OfficePages) -> OfficePages:
    """Pages of sixty deals, where Airflow takes runs and has not begun them."""
    with pages.database.writing() as session:
        session.add_all(transaction_record(n, JUNE) for n in range(1, 61))
    pages.office = None
    return pages


def test_before_many_are_synced_the_page_asks_and_says_how_many(sixty: OfficePages) -> None:
    answer = sixty.press("transactions/selected", {"records": ["1", "2", "2"]}, htmx=True)
    shown = words(answer.text)
    assert "<dialog data-open" in answer.text
    assert "Sync 2 transactions?" in shown
    assert "posts its brokerage income and agent expenses to Willow & Park Realty." in shown
    assert sixty.started == []


def test_without_htmx_a_page_asks_and_its_button_does_it(sixty: OfficePages) -> None:
    asked = sixty.press("transactions/selected", {"records": ["1", "2"]})
    assert "Sync 2 transactions?" in words(asked.text)
    assert asked.text.count('name="records"') == 2
    answer = sixty.press("transactions/sync", {"records": ["1", "2"]})
    assert answer.status_code == 303
    assert [run["dag"] for run in sixty.started] == [INCOME, EXPENSES]
    assert all(run["records"] == ["1", "2"] for run in sixty.started)


def test_all_that_were_found_are_synced_whichever_page_they_are_on(sixty: OfficePages) -> None:
    assert "Select all 60 matching transactions" in words(sixty.open("transactions"))
    everything = {"everything": "yes", "q": "arlington", "preview": "yes"}
    sixty.press("transactions/sync", everything, htmx=True)
    assert [len(run["records"]) for run in sixty.started] == [60, 60]
    assert all(run["preview_only"] for run in sixty.started)


def test_a_filter_that_cannot_be_read_never_chooses_everything(sixty: OfficePages) -> None:
    answer = sixty.press("transactions/sync", {"everything": "yes", "since": "soon"})
    assert answer.status_code == 422
    assert "“soon” isn't a date" in words(answer.text)
    assert sixty.started == []


def test_more_than_five_hundred_do_not_go_at_once(sixty: OfficePages) -> None:
    many = {"records": [str(number) for number in range(1, 502)]}
    for path in ("transactions/selected", "transactions/sync"):
        answer = sixty.press(path, many)
        assert answer.status_code == 422
        assert "You selected 501 records, and the limit is 500." in words(answer.text)
    assert sixty.started == []


def test_what_is_no_id_is_marked_and_kept(sixty: OfficePages) -> None:
    answer = sixty.browser.get(sixty.address("transactions/open"), params={"id": "TR/7"})
    assert answer.status_code == 422
    assert (
        "“TR/7” isn't a CORE ID. CORE IDs have letters, digits, hyphens, and full stops."
        in words(answer.text)
    )
    assert 'value="TR/7"' in answer.text
    assert 'aria-describedby="id-error"' in answer.text


def test_what_is_synced_with_warnings_is_counted_listed_with_its_reason_and_cleared(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pages.office is not None
    sign = item("Sign install", 20_000, create_payment=False)
    deals = [close(pages.office, items=[sign]), close(pages.office)]
    pages.office.use("income-via-invoices", invoice_date="CORE close date")
    pages.run(INCOME)
    assert "Synced with warnings 1" in words(pages.open("transactions"))
    with monkeypatch.context() as patch:
        for module in (reads, list_routes):
            patch.setattr(module, "MOST_COUNTED", 0)
        assert "Synced with warnings 0+" in words(pages.open("transactions"))

    shown = pages.open("transactions", status="synced with warnings")
    assert "1 Option Way" in shown
    assert "2 Option Way" not in shown
    assert "Synced with warnings Not synced Posted to a default" in words(shown)
    assert 'title="No product is named “Sign install”, so it posts to Other Income."' in shown
    assert "2 transactions" in words(pages.open("transactions", status="synced"))
    address = pages.address("transactions/export.csv")
    answer = pages.browser.get(address, params={"status": "synced with warnings"})
    (row,) = csv.DictReader(answer.text.lstrip("\ufeff").splitlines())
    assert row["Brokerage income"] == "Synced with warnings"
    assert row["Brokerage income: reason"].startswith("No product is named")

    form = {"records": deals, "status": "synced with warnings"}
    answer = pages.press("transactions/warnings/clear", form)
    assert answer.headers["location"].endswith("/transactions?status=synced+with+warnings")
    assert "Synced with warnings" not in words(pages.open("transactions"))
    assert pages.press("transactions/warnings/clear", {"records": []}).status_code == 422


def test_an_auditor_clears_no_warning(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    assert pages.press("transactions/warnings/clear", {"records": ["1"]}).status_code == 403
