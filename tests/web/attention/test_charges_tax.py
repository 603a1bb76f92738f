"""Whether a payee charges sales tax is said on the item of the record that waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.setup.payee_tax import charges_tax
from tests.sync.office import COMPANY, EXPENSES, Office
from tests.sync.tax_office import ACME, JANE, charges, ontario_deal, open_abroad, use_codes
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def ontario(tmp_path: Path) -> Iterator[OfficePages]:
    """A brokerage in Ontario whose deal waits until someone says who charges HST."""
    with open_abroad(tmp_path, "CA") as office:
        use_codes(office, "CA")
        ontario_deal(office)
        yield OfficePages(office.database, office)


def office_of(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def answers(*said: tuple[str, str]) -> dict[str, object]:
    return {
        "category": EXPENSES.value,
        "cause": "payee's tax not decided",
        "party": [party for party, _ in said],
        "charges": [answer for _, answer in said],
    }


def test_one_payee_is_decided_by_a_button_and_the_bill_posts(ontario: OfficePages) -> None:
    charges(office_of(ontario), broker=True)
    ontario.run(EXPENSES)
    page = ontario.open("attention")
    assert "Does Jane Doe charge GST/HST? Yes No" in words(page)
    assert "Harborview Realty Group charge" not in words(page)
    answer = ontario.press("attention/tax", answers((JANE, "yes")))
    assert answer.status_code == 303
    bills = {one["total"] for one in office_of(ontario).entries("Bill")}
    assert bills == {16_950_00, 13_113_65}
    assert "Nothing needs attention." in words(ontario.open("attention"))


def test_several_payees_of_a_record_are_decided_together(ontario: OfficePages) -> None:
    ontario.run(EXPENSES)
    page = words(ontario.open("attention"))
    assert "Does Jane Doe charge GST/HST?" in page
    assert "Does Harborview Realty Group charge GST/HST?" in page
    ontario.press("attention/tax", answers((JANE, "no"), (ACME, "yes")))
    bills = {one["total"] for one in office_of(ontario).entries("Bill")}
    assert bills == {16_950_00, 11_605_00}


def test_who_is_left_open_stays_on_hold(ontario: OfficePages) -> None:
    ontario.run(EXPENSES)
    ontario.press("attention/tax", answers((JANE, "yes"), (ACME, "")))
    assert [one["total"] for one in office_of(ontario).entries("Bill")] == [13_113_65]
    page = words(ontario.open("attention"))
    assert "Does Harborview Realty Group charge GST/HST? Yes No" in page


def test_nothing_chosen_or_nobody_known_changes_nothing(ontario: OfficePages) -> None:
    ontario.run(EXPENSES)
    refused = ontario.press("attention/tax", answers((JANE, ""), (ACME, "perhaps")))
    assert refused.status_code == 422
    assert "Nothing was changed." in words(refused.text)
    ontario.press("attention/tax", answers(("vendor/agent:99", "yes")))
    with ontario.database.reading() as session:
        assert charges_tax(session, COMPANY) == {}
    assert not office_of(ontario).entries("Bill")


def test_an_auditor_reads_the_question_and_decides_nothing(ontario: OfficePages) -> None:
    ontario.run(EXPENSES)
    ontario.sign_in(AUDITOR)
    assert "Does Jane Doe charge" not in words(ontario.open("attention"))
    assert ontario.press("attention/tax", answers((JANE, "yes"))).status_code == 403
    with ontario.database.reading() as session:
        assert charges_tax(session, COMPANY) == {}
