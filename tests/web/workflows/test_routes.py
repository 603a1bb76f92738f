"""Templates are chosen, set up, saved and run from the pages of Workflows; one per category."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from include.database.keys.seal import Seal
from include.database.setup.companies import deactivate
from include.database.tables.companies import WorkflowSetup
from include.database.tables.records import Record
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web.office_pages import AUDITOR, OfficePages, words

INVOICES = f"workflows/{INCOME}/income-via-invoices"
DEPOSITS = f"workflows/{INCOME}/income-via-deposits"
ITEMS = {"gross_product": "Gross Commission", "default_product": "Other Income", "itemized": "true"}


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture
def fresh(pages: OfficePages) -> OfficePages:
    """No income template is chosen yet; CORE has one transaction."""
    assert pages.office is not None
    deactivate(pages.database, COMPANY, INCOME, actor="finn")
    pages.office.core.post("/examples/A")
    return pages


def form(**fields: Any) -> dict[str, Any]:
    """The options of invoices as the form sends them."""
    later = {
        "edited_in_quickbooks": "Overwrite with CORE",
        "closed_period": "Put on hold",
        "no_longer_in_core": "Put on hold",
        "fell_through": "Put on hold",
        "invoice_date": "QuickBooks default",
        "due_date": "QuickBooks default",
    }
    return {**ITEMS, **later, **fields}


def active(pages: OfficePages) -> WorkflowSetup | None:
    with pages.database.reading() as session:
        return session.scalars(
            select(WorkflowSetup).where(WorkflowSetup.category == INCOME, WorkflowSetup.active)
        ).first()


def test_templates_are_listed_by_category_and_those_in_use_are_on(pages: OfficePages) -> None:
    page = pages.open("workflows")
    headings = re.findall(r'<h2 id="c-[a-z_]+">([^<]+)<', page)
    assert headings == ["Brokerage income", "Agent expenses", "Agent billing"]
    turned_on = re.findall(r">([^<]+)</a></h3><span class=\"st good\">On<", page)
    assert turned_on == [
        "Track broker income via invoices",
        "Send agent commission payments via bills",
        "Track agent billings and payments",
    ]


def test_the_whole_way_from_use_this_template_to_run(fresh: OfficePages) -> None:
    assert "Use this template" in words(fresh.open(INVOICES))
    assert "A customer for each property" in words(fresh.open(INVOICES))
    confirmed = words(fresh.open(INVOICES, step="connections"))
    assert "CORE accepted the API key." in confirmed
    assert "QuickBooks returned Willow & Park Realty" in confirmed
    options = fresh.open(INVOICES, step="options")
    assert 'value="Gross Commission"' in options
    assert "Start with transactions closed on or after" in words(options)

    applied = fresh.press(f"{INVOICES}/save", form(start_date="2020-01-01"))
    assert applied.status_code == 303
    assert "Options saved. Brokerage income is on." in words(
        fresh.browser.get(applied.headers["location"]).text
    )
    setup = active(fresh)
    assert setup is not None
    assert (setup.template, setup.created_by) == ("income-via-invoices", "finn")
    assert str(setup.start_date) == "2020-01-01"

    run = fresh.press(f"workflows/{INCOME}/run")
    assert "1 created ($10,000.00)" in words(fresh.browser.get(run.headers["location"]).text)
    assert fresh.office is not None
    assert len(fresh.office.entries("Invoice")) == 1


def test_the_example_beside_the_form_follows_what_is_typed(fresh: OfficePages) -> None:
    assert "Gross Commission" in words(fresh.open(INVOICES, step="options"))
    answer = fresh.press(f"{INVOICES}/example", form(gross_product="Referral"), htmx=True)
    shown = words(answer.text)
    assert "Invoice TR-2026-640224" in shown
    assert "Referral 10,000.00" in shown
    assert active(fresh) is None


def test_the_example_is_journaled_and_another_record_can_be_chosen(fresh: OfficePages) -> None:
    assert fresh.office is not None
    fresh.office.core.post("/examples/B")
    fresh.run(EXPENSES)
    page = fresh.open(INVOICES, step="options")
    assert "Journal entry What this entry debits and credits" in words(page)
    assert "Accounts Receivable 1 10,000.00 Commission Income 1 10,000.00" in words(page)
    keys = re.findall(r'<option value="(transaction:\d+)"', page)
    assert len(keys) == 2
    for key in keys:
        answer = fresh.press(f"{INVOICES}/example", {**form(), "example_record": key}, htmx=True)
        assert f'<option value="{key}" selected>' in answer.text
    unknown = fresh.press(f"{INVOICES}/example", {**form(), "example_record": "x"}, htmx=True)
    assert f'<option value="{keys[0]}" selected>' in unknown.text


def test_an_example_that_cannot_be_decrypted_says_which_setting_to_correct(
    fresh: OfficePages,
) -> None:
    sealed = Seal([Fernet.generate_key().decode()]).seal("00-1234567")
    with fresh.database.writing() as session:
        session.add(
            Record(
                company_id=COMPANY,
                key="transaction:1",
                stream="transactions",
                day=dt.date(2026, 1, 1),
                payload={"tax_id": sealed},
                fingerprint="f",
            )
        )
    answer = fresh.browser.get(fresh.address(INVOICES), params={"step": "options"})
    assert answer.status_code == 500
    assert "Airflow's Fernet key changed. Add the old key after the new one" in words(answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_is_wrong_is_marked_and_everything_typed_stays(fresh: OfficePages) -> None:
    answer = fresh.press(
        f"{INVOICES}/save",
        form(gross_product="Moonshine", fixed_customer="All our deals", start_date=""),
    )
    assert answer.status_code == 422
    shown = words(answer.text)
    assert "no active product named “Moonshine”" in shown
    assert "Choose a start date." in shown
    assert 'value="Moonshine"' in answer.text
    assert 'value="All our deals"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert active(fresh) is None


def test_an_account_of_the_wrong_type_is_rejected_with_the_types_that_fit(
    fresh: OfficePages,
) -> None:
    fields = {
        "deposit_account": "Commission Income",
        "income_account": "Commission Income",
        "default_account": "Other Income",
    }
    answer = fresh.press(f"{DEPOSITS}/save", form(**fields))
    assert "Commission Income has the type Income. Deposit to takes Bank" in words(answer.text)


def test_a_second_template_is_rejected_with_a_link_to_the_first(pages: OfficePages) -> None:
    page = pages.open(DEPOSITS)
    assert "Only one template can be on, because two would post everything twice." in words(page)
    assert f"/corebooks/companies/{COMPANY}/{INVOICES}" in page
    fields = {
        "deposit_account": "Checking Account",
        "income_account": "Commission Income",
        "default_account": "Other Income",
        "payment_date": "QuickBooks default",
    }
    answer = pages.press(f"{DEPOSITS}/save", form(**fields))
    assert answer.status_code == 409
    assert "Brokerage income is already on for willow-park" in words(answer.text)

    answer = pages.press(f"{DEPOSITS}/save", form(replace="yes", **fields))
    assert answer.status_code == 303
    setup = active(pages)
    assert setup is not None
    assert setup.template == "income-via-deposits"


def test_the_same_options_again_make_no_new_version(pages: OfficePages) -> None:
    first = pages.press(f"{INVOICES}/save", form())
    before = active(pages)
    again = pages.press(f"{INVOICES}/save", form())
    assert "applied=same" in again.headers["location"]
    after = active(pages)
    assert before is not None
    assert after is not None
    assert (first.status_code, before.version) == (303, after.version)


def test_a_changed_option_is_a_version_with_what_changed_in_words(pages: OfficePages) -> None:
    pages.press(f"{INVOICES}/save", form())
    pages.press(f"{INVOICES}/save", form(invoice_date="CORE close date"))
    shown = words(pages.open(INVOICES))
    assert "Invoice date: QuickBooks default \N{RIGHTWARDS ARROW} CORE close date" in shown


def test_rules_are_added_filled_in_and_removed(pages: OfficePages) -> None:
    added = pages.press(f"{INVOICES}/save", form(**{"add-rule": "yes"}))
    assert added.text.count('name="rule-name"') == 1
    rule = {"rule-name": "Franchise fee", "rule-treatment": "nothing", "rule-target": ""}
    assert pages.press(f"{INVOICES}/save", form(**rule)).status_code == 303
    setup = active(pages)
    assert setup is not None
    (kept,) = setup.options["item_rules"]
    assert (kept["name"], kept["sync"]) == ("Franchise fee", False)
    wrong = pages.press(f"{INVOICES}/save", form(**{**rule, "rule-target": "Moonshine"}))
    assert "no active product named “Moonshine”" in words(wrong.text)
    gone = pages.press(f"{INVOICES}/save", form(**rule, **{"rule-remove": "0"}))
    assert gone.status_code == 303
    setup = active(pages)
    assert setup is not None
    assert setup.options["item_rules"] == []


@pytest.mark.usefixtures("quick_waits")
def test_when_quickbooks_does_not_respond_the_lists_are_those_last_read(
    pages: OfficePages, office_here: Office
) -> None:
    pages.open(INVOICES)
    office_here.quickbooks = replace(office_here.quickbooks, url="http://127.0.0.1:9")
    page = pages.open(INVOICES, refresh="yes")
    assert "The lists below were last read" in words(page)
    assert 'value="Gross Commission"' in page


def test_an_auditor_reads_the_setup_and_changes_nothing(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    assert "Your Airflow role can view these options but not change them." in words(
        pages.open(INVOICES)
    )
    for path in (f"{INVOICES}/save", f"workflows/{INCOME}/run", f"workflows/{INCOME}/turn-off"):
        assert pages.press(path, form()).status_code == 403
    assert active(pages) is not None


def test_turning_it_off_leaves_what_was_posted(pages: OfficePages, office_here: Office) -> None:
    office_here.core.post("/examples/A")
    pages.run(INCOME)
    assert pages.press(f"workflows/{INCOME}/turn-off").status_code == 303
    assert active(pages) is None
    assert len(office_here.entries("Invoice")) == 1


def test_reposting_shows_its_preview_first(pages: OfficePages, office_here: Office) -> None:
    office_here.core.post("/examples/A")
    pages.run(INCOME)
    pages.press(f"{INVOICES}/save", form(fixed_customer="All our deals"))
    answer = pages.press(f"workflows/{INCOME}/run", {"repost": "yes"})
    page = pages.browser.get(answer.headers["location"]).text
    assert "Update Invoice TR-2026-640224" in words(page)
    assert "All our deals" in pages.unfold(page)
    assert "All our deals" not in str(office_here.entries("Invoice"))


def test_an_unknown_template_is_not_found(pages: OfficePages) -> None:
    assert (
        pages.browser.get(pages.address(f"workflows/{INCOME}/by-carrier-pigeon")).status_code == 404
    )
