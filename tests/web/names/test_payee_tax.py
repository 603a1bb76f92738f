"""Who charges sales tax is said on a page or by a file; nobody is guessed."""

from __future__ import annotations

import pytest
from httpx import Response

from include.books.gateway import CompanyFacts
from include.database.setup.company_facts import note_facts
from include.database.setup.payee_tax import charges_tax, note_payees
from include.web.frame.csrf import csrf_token
from tests.sync.office import COMPANY
from tests.web.office_pages import AUDITOR, OfficePages, words

JANE, ACME = "vendor/agent:45", "vendor/vendor:7"
CANADIAN = CompanyFacts(
    "913", "Willow & Park", "QuickBooks Online Plus", "CAD", country="CA", tax_codes=True
)


@pytest.fixture
def taxed(pages: OfficePages) -> OfficePages:
    """A company in Canada whose last run paid Jane Doe and Acme."""
    with pages.database.writing() as session:
        note_facts(session, COMPANY, CANADIAN, "CoreBooks")
        note_payees(session, COMPANY, {JANE: "Jane Doe", ACME: "Acme Staging"})
    return pages


def decided(pages: OfficePages) -> dict[str, bool]:
    with pages.database.reading() as session:
        return charges_tax(session, COMPANY)


def test_in_the_united_states_nobody_is_asked(pages: OfficePages) -> None:
    assert "Who charges" not in words(pages.open("names"))


def test_undecided_payees_stand_first_and_are_counted_on_the_page_of_matches(
    taxed: OfficePages,
) -> None:
    assert "2 payees aren't decided: Who charges GST/HST" in words(taxed.open("names"))
    shown = words(taxed.open("names/tax"))
    assert "2 payees, undecided ones first" in shown
    taxed.press("names/tax", {"party": [JANE, ACME], "charges": ["", "no"]})
    shown = words(taxed.open("names/tax"))
    assert shown.index("Jane Doe") < shown.index("Acme Staging")
    assert "1 payee isn't decided." in shown


def test_answers_are_saved_changed_and_taken_back(taxed: OfficePages) -> None:
    answer = taxed.press("names/tax", {"party": [JANE, ACME], "charges": ["yes", "no"]})
    assert "Saved 2 payees." in words(answer.text)
    assert decided(taxed) == {JANE: True, ACME: False}
    again = taxed.press("names/tax", {"party": [JANE, ACME], "charges": ["yes", "no"]})
    assert "Nothing was changed." in words(again.text)
    taxed.press("names/tax", {"party": [JANE], "charges": [""]})
    assert decided(taxed) == {ACME: False}


def test_somebody_whom_no_run_paid_and_nonsense_change_nothing(taxed: OfficePages) -> None:
    taxed.press("names/tax", {"party": ["vendor/agent:99", JANE], "charges": ["yes", "maybe"]})
    assert decided(taxed) == {}


def test_a_file_is_imported_and_its_bad_rows_are_told(taxed: OfficePages) -> None:
    answer = upload(taxed, f"CORE key,Charges GST/HST\n{JANE},yes\n{ACME},perhaps\n")
    text = words(answer.text)
    assert "Imported payees.csv: 1 payee changed." in text
    assert "Row 3, Acme Staging: “perhaps” is neither yes nor no. It was left out." in text
    assert decided(taxed) == {JANE: True}


def test_the_exported_list_filled_in_comes_back(taxed: OfficePages) -> None:
    exported = taxed.open("names/tax/export.csv")
    assert "CORE key,CORE name,Charges GST/HST,Decided by" in exported
    upload(taxed, exported.replace("Jane Doe,,", "Jane Doe,yes,"))
    assert decided(taxed) == {JANE: True}


def test_a_file_that_is_none_is_refused(taxed: OfficePages) -> None:
    answer = upload(taxed, "<html><body>Sign in</body></html>")
    assert answer.status_code == 422
    assert decided(taxed) == {}


def test_an_auditor_reads_and_changes_nothing(taxed: OfficePages) -> None:
    taxed.sign_in(AUDITOR)
    assert "Jane Doe" in words(taxed.open("names/tax"))
    answer = taxed.press("names/tax", {"party": [JANE], "charges": ["yes"]})
    assert answer.status_code == 403
    assert decided(taxed) == {}


def upload(pages: OfficePages, text: str) -> Response:
    answer: Response = pages.browser.post(
        pages.address("names/tax/import"),
        data={"csrf_token": csrf_token(pages.who)},
        files={"file": ("payees.csv", text.encode())},
    )
    return answer
