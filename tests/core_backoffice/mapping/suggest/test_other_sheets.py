"""Files without transactions: a roster, a vendor list, payments alone; and a workbook that has all of them."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from include.core_backoffice.canonical.rows import CanonicalPerson, CanonicalStatement
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.own_layout import sample_workbook
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.suggest import answer, suggest_by_columns
from include.core_backoffice.records.people import PayeeKind
from tests.core_backoffice.mapping.suggest.files import columns_of, file, suggested

ROSTER = """
    Agent Code | First Name | Last Name | E-mail      | Cell         | Status   | License
    0101       | Jane       | Doe       | jd@ex.com   | 617-555-0101 | Active   | 11
    0102       | Tom        | Lead      | tl@ex.com   | 617-555-0102 | Departed | 12
"""
VENDORS = """
    Vendor Name | Contact   | Main Email      | Street     | Zip  | Terms
    Acme Realty | Ann Acme  | ann@acme.com    | 7 Oak St   | 2108 | Net 30
    Title Co    | Tim Title | tim@title.com   | 8 Elm Ave  | 2109 | Net 30
"""
PAYMENTS = """
    Payment ID | Invoice # | Amount Paid | Payment Date | Paid By
    p-1        | 900       | 95.00       | 11/20/2026   | card
    p-2        | 900       | 25.00       | 11/21/2026   | check
"""


def profile_of(text: str) -> Profile:
    profile = suggested(text).profile
    assert profile is not None
    return profile


def records(text: str, profile: Profile) -> list[object]:
    mapped = list(MappedFile(profile, file(text), "list.csv").records(lambda _: None))
    assert [own.held for own in mapped if own.held] == []
    return [own.record for own in mapped]


def test_a_roster_is_a_list_of_agents() -> None:
    profile = profile_of(ROSTER)
    assert [(table.of, table.key) for table in profile.tables] == [
        (TableKind.AGENTS, ("Agent Code",))
    ]
    jane, tom = records(ROSTER, profile)
    assert isinstance(jane, CanonicalPerson)
    assert isinstance(tom, CanonicalPerson)
    assert (jane.kind, jane.given_name, jane.family_name, jane.email, jane.phone) == (
        PayeeKind.AGENT,
        "Jane",
        "Doe",
        "jd@ex.com",
        "617-555-0101",
    )
    assert (jane.active, tom.active) == (True, False)


def test_it_is_asked_whether_a_file_has_all_agents() -> None:
    assert suggested(ROSTER).questions[0].text == (
        "Does each file have all agents, or only what changed?"
    )


def test_a_list_of_vendors_keeps_the_zeros_of_zip_codes() -> None:
    acme = records(VENDORS, profile_of(VENDORS))[0]
    assert isinstance(acme, CanonicalPerson)
    assert (acme.kind, acme.company, acme.zip) == (PayeeKind.VENDOR, "Acme Realty", "02108")


def test_who_the_people_are_is_asked_where_no_word_says_it() -> None:
    text = """
        Name     | Email     | Phone
        Jane Doe | jd@ex.com | 617-555-0101
        Tom Lead | tl@ex.com | 617-555-0102
    """
    suggestion = suggested(text)
    question = next(one for one in suggestion.questions if one.setting.startswith("listed"))
    assert question.suggested == "agents"
    profile = answer(profile_of(text), question.setting, "vendors")
    assert profile.tables[0].of is TableKind.VENDORS
    assert {own.kind for own in records(text, profile) if isinstance(own, CanonicalPerson)} == {
        PayeeKind.VENDOR
    }
    with pytest.raises(ValueError, match="nobody"):
        answer(profile, question.setting, "nobody")


def test_a_word_of_a_status_that_nobody_knows_is_asked() -> None:
    suggestion = suggested(ROSTER.replace("Departed", "On leave"))
    assert "active: On leave" in [question.setting for question in suggestion.questions]
    assert suggestion.profile is not None
    profile = answer(suggestion.profile, "active: On leave", "no")
    assert profile.tables[0].fields["active"].words["On leave"] == "no"


def test_payments_alone_wait_for_their_statement() -> None:
    profile = profile_of(PAYMENTS)
    (table,) = profile.tables
    assert (table.of, table.key, table.key_of_each_row) == (
        TableKind.PAYMENTS,
        ("Invoice #",),
        ("Payment ID",),
    )
    (own,) = records(PAYMENTS, profile)
    assert isinstance(own, CanonicalStatement)
    assert own.lines == ()
    assert [(one.amount_cents, one.paid_on, one.method) for one in own.payments] == [
        (9_500, dt.date(2026, 11, 20), "card"),
        (2_500, dt.date(2026, 11, 21), "check"),
    ]


def test_columns_of_payments_are_found() -> None:
    assert columns_of(suggested(PAYMENTS)) == {
        "statement": "Invoice #",
        "payment_id": "Payment ID",
        "amount": "Amount Paid",
        "paid_on": "Payment Date",
        "method": "Paid By",
    }


@pytest.mark.parametrize("header", ["Gross Commission", "Company Dollar", "Agent Split"])
def test_a_file_with_commissions_is_no_list(header: str) -> None:
    text = ROSTER.replace("License", header).replace("| 11\n", "| 9,000.00\n")
    table = profile_of(text).tables[0]
    assert table.of is TableKind.DEALS


def test_a_sheet_that_names_an_agent_often_is_no_list() -> None:
    rows = ROSTER.strip().splitlines()
    text = "\n".join([rows[0], *[rows[1]] * 5])
    suggestion = suggested(text)
    kinds = {table.of for table in suggestion.profile.tables} if suggestion.profile else set()
    assert TableKind.AGENTS not in kinds


def test_all_sheets_of_a_workbook_are_read() -> None:
    own = open_file("mine.xlsx", io.BytesIO(sample_workbook()))
    profile = suggest_by_columns(own, "Our workbook").profile
    assert profile is not None
    assert [table.of.value for table in profile.tables] == [
        "deals",
        "items",
        "agents",
        "vendors",
        "statements",
    ]
