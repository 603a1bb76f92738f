"""A run's page reads like a report: what was asked, what was posted by account, and every change in full."""

from __future__ import annotations

import csv
import io
import re

import pytest

from include.books.money import format_amount
from include.web.runs import run_routes
from tests.sync.closings import close
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.web.history.test_routes import posted, run_ids
from tests.web.office_pages import AUDITOR, FINANCE_OPS, HOME, OfficePages, words

__all__ = ["posted"]


def balances(office: Office) -> dict[str, int]:
    """Every account of the company as QuickBooks has it, in cents."""
    return dict(office.quickbooks.balances())


def test_a_run_shows_every_change_with_before_and_after_ids_and_reason(
    pages: OfficePages, posted: Office
) -> None:
    page = pages.open(f"history/{run_ids(posted)[0]}")
    shown = f"{words(page)} {pages.unfold(page)}"
    (invoice,) = posted.entries("Invoice")
    for part in (
        "Track broker income via invoices, version 1",
        "by finn",
        "Create Invoice TR-2026-640224",
        "Reason New in CORE",
        "CORE record Transaction 640224",
        f"Invoice {invoice['id']}",
        "Request ID",
        "Intuit trace ID",
        "Total $10,000.00",
    ):
        assert part in shown


def test_an_auditor_cannot_undo_and_finance_ops_see_its_preview_first(
    pages: OfficePages, posted: Office
) -> None:
    run_id = run_ids(posted)[0]
    assert f"Undo run {run_id}" not in pages.open(f"history/{run_id}")
    assert pages.press(f"history/{run_id}/undo").status_code == 403

    pages.sign_in(FINANCE_OPS)
    assert f"Undo run {run_id}" in pages.open(f"history/{run_id}")
    pages.press(f"history/{run_id}/undo")
    assert [row["total"] for row in posted.entries("Invoice")] == [10_000_00]
    pages.press(f"history/{run_id}/undo")
    assert [row["total"] for row in posted.entries("Invoice")] == [0]


def test_an_unknown_run_is_named(pages: OfficePages, posted: Office) -> None:
    assert posted
    answer = pages.browser.get(pages.address("history/999"))
    assert answer.status_code == 404
    assert "Willow & Park Realty has no run 999." in words(answer.text)
    assert pages.run(BILLING)


def test_what_a_run_posted_by_account_is_what_quickbooks_has(pages: OfficePages) -> None:
    assert pages.office is not None
    for letter in "ABE":
        pages.office.core.post(f"/examples/{letter}")
    for category in (INCOME, EXPENSES, BILLING):
        before = balances(pages.office)
        pages.run(category)
        moved = {
            account: cents - before.get(account, 0)
            for account, cents in balances(pages.office).items()
            if cents != before.get(account, 0)
        }
        shown = words(pages.open(f"history/{run_ids(pages.office)[-1]}"))
        assert moved
        for account, cents in moved.items():
            assert re.search(rf"{re.escape(account)} \d+ {format_amount(abs(cents))}", shown), (
                account
            )


def test_a_run_with_a_rejected_change_is_not_called_verified(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    rule = {"code": "6430", "detail": "Select another account.", "times": None}
    pages.office.quickbooks.fault("fault", {"entity": "Invoice", "operation": "create"}, **rule)
    pages.run(INCOME)
    shown = words(pages.open(f"history/{run_ids(pages.office)[-1]}"))
    assert "Not complete 1 change wasn't posted." in shown
    assert "Verified" not in shown
    assert pages.office.entries("Invoice") == []


def test_a_void_counts_against_what_was_posted(pages: OfficePages, posted: Office) -> None:
    pages.sign_in(FINANCE_OPS)
    income = run_ids(posted)[0]
    for _ in range(2):  # its preview, then the undo itself
        pages.press(f"history/{income}/undo")
    page = pages.open(f"history/{run_ids(posted)[-1]}")
    assert f"Undo of run {income}, brokerage income" in words(page)
    assert "Void Invoice TR-2026-640224" in words(page)
    assert "Accounts Receivable 1 10,000.00" in words(page)
    assert '<del class="was">' in pages.browser.get(first_change(page)).text
    assert posted.balances("Commission Income") == (0,)


def first_change(page: str) -> str:
    (address, *_) = re.findall(r'href="([^"]+)" data-unfolds', page)
    return str(address)


def test_entries_are_one_line_each_and_what_they_need_comes_after_them(
    pages: OfficePages, posted: Office
) -> None:
    expenses = run_ids(posted)[1]
    shown = words(pages.open(f"history/{expenses}"))
    assert f"Created first {len(posted.entries('Bill'))} vendors" in shown
    assert shown.index("Create Bill TR-2026-640224") < shown.index("Create Vendor ")
    vendors = words(pages.open(f"history/{expenses}", part="lists"))
    assert "Create Vendor " in vendors
    assert "Create Bill" not in vendors


def test_without_script_a_line_opens_a_page_of_its_own(pages: OfficePages, posted: Office) -> None:
    page = pages.open(f"history/{run_ids(posted)[0]}")
    own = words(pages.browser.get(first_change(page)).text)
    assert "Create invoice TR-2026-640224" in own
    assert "Field Before After" in own
    unfolded = pages.browser.get(first_change(page), headers={"HX-Request": "true"}).text
    assert unfolded.strip().startswith('<tr class="unfolded">')


@pytest.mark.parametrize("change", ["0", "999999", "9999999999999999999999"])
def test_a_change_that_the_run_does_not_have_is_not_found(
    pages: OfficePages, posted: Office, change: str
) -> None:
    answer = pages.browser.get(pages.address(f"history/{run_ids(posted)[0]}/changes/{change}"))
    assert answer.status_code in (404, 422)


def test_a_change_is_not_shown_under_another_run(pages: OfficePages, posted: Office) -> None:
    income, expenses = run_ids(posted)
    address = first_change(pages.open(f"history/{income}"))
    wrong = address.replace(f"/history/{income}/", f"/history/{expenses}/")
    answer = pages.browser.get(wrong)
    assert (answer.status_code, "Open the run in History." in words(answer.text)) == (404, True)


def test_new_entries_that_are_dated_in_another_month_are_counted_and_marked(
    pages: OfficePages,
) -> None:
    assert pages.office is not None
    close(pages.office, gross=10_000_00)  # In February; its entry is dated today.
    name = pages.run(INCOME, preview=True)
    assert name
    page = pages.open(f"history/{run_ids(pages.office)[-1]}")
    assert "1 new entry is dated in another month than its closing. $10,000.00 would be" in words(
        page
    )
    assert re.search(r'<span class="tag wait">\w{3} \d+, 20\d\d</span>', page)
    assert pages.office.entries("Invoice") == []


def test_a_previews_page_posts_it_from_its_top_and_its_end(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    name = pages.run(INCOME, preview=True)
    page = pages.open(f"history/{run_ids(pages.office)[-1]}")
    assert page.count(f"{HOME}/runs/{INCOME}/{name}/post") == 2
    assert "Preview: brokerage income" in words(page)
    assert "Preview only Nothing was posted." in words(page)
    pages.press(f"runs/{INCOME}/{name}/post")
    done = pages.open(f"history/{run_ids(pages.office)[-1]}")
    assert "Verified 1 entry matches QuickBooks." in words(done)
    assert f"{HOME}/runs/" not in done
    assert [entry["total"] for entry in pages.office.entries("Invoice")] == [10_000_00]


def test_of_many_changes_the_accounts_are_worked_out_after_the_page(
    pages: OfficePages, posted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_routes, "MOST_AT_ONCE", 0)
    income = run_ids(posted)[0]
    # Whatever few of them are listed.
    assert "Commission Income" not in words(pages.open(f"history/{income}", part="errors"))
    page = pages.open(f"history/{income}")
    assert "Commission Income" not in words(page)
    assert f'hx-get="{pages.address(f"history/{income}/accounts")}"' in page
    for headers in ({"HX-Request": "true"}, {}):
        answer = pages.browser.get(pages.address(f"history/{income}/accounts"), headers=headers)
        assert "Commission Income 1 10,000.00" in words(answer.text)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_runs_changes_are_exported_whole(pages: OfficePages, posted: Office, form: str) -> None:
    answer = pages.browser.get(pages.address(f"history/{run_ids(posted)[1]}/export.{form}"))
    assert answer.status_code == 200
    assert f"{COMPANY}-run-" in answer.headers["content-disposition"]
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        bills = {row["Number"]: row["Amount (USD)"] for row in rows if row["Kind"] == "bill"}
        assert bills == {
            entry["number"]: f"{entry['total'] / 100:.2f}" for entry in posted.entries("Bill")
        }


def test_the_pages_of_a_run_are_read_by_auditors_and_undone_by_none_of_them(
    pages: OfficePages, posted: Office
) -> None:
    pages.sign_in(AUDITOR)
    page = pages.open(f"history/{run_ids(posted)[0]}")
    assert "data-dialog" not in page
    assert "/undo" not in page


def test_a_runs_changes_are_narrowed_by_kind_and_text_and_exported_so(
    pages: OfficePages, posted: Office
) -> None:
    income = run_ids(posted)[0]
    found = pages.open(f"history/{income}", q="tr-2026 commission")
    assert "1 of 2 changes" in words(found)
    assert found.count("data-unfolds") == 1
    assert "No changes match." in words(pages.open(f"history/{income}", q="nowhere"))
    assert pages.open(f"history/{income}", kind="customer").count("data-unfolds") == 1
    assert pages.open(f"history/{income}", kind="no kind").count("data-unfolds") == 2

    answer = pages.browser.get(
        pages.address(f"history/{income}/export.csv"), params={"kind": "customer"}
    )
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [row["Kind"] for row in rows] == ["customer"]
