"""Agent billing in an account's own columns: statements, their lines, and what was paid."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from include.core_backoffice.canonical.rows import CanonicalStatement
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.own_layout import sample_workbook
from include.core_backoffice.mapping.profile import DateOrder, Profile, TableKind
from include.core_backoffice.mapping.suggest import answer
from include.core_backoffice.mapping.suggest.billing import is_billing
from include.core_backoffice.mapping.suggest.naming import named
from include.core_backoffice.mapping.suggest.samples import samples
from tests.core_backoffice.mapping.suggest.files import columns_of, file, reason, suggested

BILLING = """
    Invoice # | Agent    | Email      | Description | Type   | Amount | Bill Date  | Due        | Paid  | Paid On    | Paid By
    900       | Jane Doe | jd@ex.com  | Desk fee    | Charge | 95.00  | 11/01/2026 | 11/15/2026 | 95.00 | 11/20/2026 | card
    900       | Jane Doe | jd@ex.com  | Technology  | Charge | 25.00  | 11/01/2026 | 11/15/2026 | 5.00  | 11/20/2026 | card
    900       | Jane Doe | jd@ex.com  | Bonus       | Credit | 20.00  | 11/01/2026 | 11/15/2026 |       |            |
"""


def profile_of(text: str) -> Profile:
    profile = suggested(text).profile
    assert profile is not None
    return profile


def statements(text: str, profile: Profile) -> list[CanonicalStatement]:
    mapped = list(MappedFile(profile, file(text), "billing.csv").records(lambda _: None))
    assert [own.held for own in mapped if own.held] == []
    return [own.record for own in mapped if isinstance(own.record, CanonicalStatement)]


def test_columns_of_billing_are_found() -> None:
    suggestion = suggested(BILLING)
    assert columns_of(suggestion) == {
        "statement": "Invoice #",
        "agent_name": "Agent",
        "agent_email": "Email",
        "line_name": "Description",
        "is_credit": "Type",
        "amount": "Amount",
        "billing_date": "Bill Date",
        "due_date": "Due",
        "payment_amount": "Paid",
        "paid_on": "Paid On",
        "method": "Paid By",
    }
    assert reason(suggestion, "statement").sentence == (
        '"Invoice #" is a name of the statement number.'
    )
    assert suggestion.questions[0].text == (
        "Does each file have all billing of all agents, or only what changed?"
    )


def test_the_statement_is_read_as_suggested() -> None:
    (own,) = statements(BILLING, profile_of(BILLING))
    assert (own.number, own.agent.name) == ("900", "Jane Doe")
    lines = {line.name: (line.amount_cents, line.is_credit) for line in own.lines}
    assert lines == {
        "Desk fee": (9_500, False),
        "Technology": (2_500, False),
        "Bonus": (2_000, True),
    }
    assert sum(payment.amount_cents for payment in own.payments) == 10_000
    assert {(payment.paid_on, payment.method) for payment in own.payments} == {
        (dt.date(2026, 11, 20), "card")
    }


def test_without_a_number_an_agent_has_one_statement_a_day() -> None:
    text = BILLING.replace("Invoice #", "Whatever")
    table = profile_of(text).tables[0]
    assert table.of is TableKind.STATEMENTS
    assert table.key == ("Email", "Bill Date")
    assert "identify a statement" in reason(suggested(text), "key").sentence


def test_words_and_dates_that_may_be_anything_are_asked() -> None:
    text = BILLING.replace("Credit", "Rebate").replace("11/15/2026", "15/11/2026")
    suggestion = suggested(text)
    settings = [question.setting for question in suggestion.questions]
    assert settings == ["contents", "is_credit: Rebate", "dates"]
    assert suggestion.profile is not None
    fields = answer(suggestion.profile, "is_credit: Rebate", "yes").tables[0].fields
    assert fields["is_credit"].words["Rebate"] == "yes"


def test_a_date_that_is_written_in_another_way_says_so() -> None:
    text = BILLING.replace("11/01/2026", "11/26/2026").replace("11/20/2026", "2026-11-20")
    fields = profile_of(text).tables[0].fields
    assert fields["paid_on"].dates is DateOrder.YMD
    assert fields["due_date"].dates is None


@pytest.mark.parametrize(
    "header", ["Gross Commission", "Net Commission", "Company Dollar", "Agent Split"]
)
def test_a_file_with_commissions_is_none_of_billing(header: str) -> None:
    (sample,) = samples(file(BILLING.replace("Paid ", f"{header} ", 1)))
    deals = named(sample.columns, {})
    assert not is_billing(deals, deals)


def test_our_own_workbook_is_of_transactions() -> None:
    own = open_file("mine.xlsx", io.BytesIO(sample_workbook()))
    assert own.sheets[4].name == "Billing"
