"""Turning on a template, and what makes that impossible."""

from __future__ import annotations

from contextlib import closing

import pytest

from include.database.engine import Database
from include.database.reads.active_setups import ActiveSetup, active_setups
from include.database.reads.companies import company_with_id
from include.settings import database_url
from tests.cli.conftest import Run


def setup_of(category: str) -> ActiveSetup:
    with closing(Database(database_url())) as database, database.reading() as session:
        return active_setups(session, "willow")[category]


SETUP = ("setup", "--company", "willow", "--template")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--company", "nowhere", "--template", "expenses-via-bills"), "To connect it, run"),
        (("--company", "nowhere", "--template", "magic"), "There is no template named 'magic'"),
    ],
)
def test_an_impossible_setup_is_answered_with_what_to_do(
    run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    code, text = run("setup", *arguments)
    assert code == 1
    assert sentence in text


@pytest.mark.usefixtures("simple_start")
def test_what_the_subscription_lacks_cannot_be_turned_on(run: Run) -> None:
    code, text = run(*SETUP, "expenses-via-bills")
    assert code == 1
    assert "can't be used because this QuickBooks company has no bills. Choose another" in text
    code, text = run(*SETUP, "expenses-via-checks", "--option", "class_field=Office")
    assert (code, "has no classes" in text) == (1, True)
    code, text = run(*SETUP, "expenses-via-checks")
    assert (code, "is on (version 1)." in text) == (0, True)
    code, text = run(*SETUP, "expenses-via-checks")
    assert (code, "is already on." in text) == (0, True)


@pytest.mark.usefixtures("simple_start")
def test_a_second_template_names_the_first_and_change_replaces_it(run: Run) -> None:
    assert run(*SETUP, "income-via-deposits")[0] == 0
    code, text = run(*SETUP, "income-via-invoices")
    assert code == 1
    assert (
        "Brokerage income is already on for willow, with the template income-via-deposits" in text
    )
    code, text = run(*SETUP, "income-via-invoices", "--change")
    assert (code, "is on (version 2)." in text) == (0, True)


@pytest.mark.usefixtures("simple_start")
def test_rules_for_items_are_given_as_json(run: Run) -> None:
    options = (*SETUP, "income-via-deposits", "--option")
    code, text = run(*options, "item_rules=[{'name': 'Referral fee'}]")
    assert (code, "Write it like" in text) == (1, True)
    assert run(*options, 'item_rules=[{"name": "Referral fee", "sync": false}]')[0] == 0


@pytest.mark.usefixtures("simple_start")
def test_history_is_dated_by_its_closings_unless_an_option_says_otherwise(run: Run) -> None:
    run(*SETUP, "income-via-deposits", "--since", "2020-01-01")
    assert setup_of("brokerage_income").options["payment_date"] == "CORE close date"
    chosen = ("--change", "--option", "payment_date=QuickBooks default")
    run(*SETUP, "income-via-deposits", "--since", "2020-01-01", *chosen)
    assert setup_of("brokerage_income").options["payment_date"] == "QuickBooks default"


@pytest.mark.usefixtures("simple_start")
def test_another_template_keeps_the_start_date_unless_another_is_given(run: Run) -> None:
    run(*SETUP, "income-via-deposits", "--since", "2020-01-01")
    run(*SETUP, "income-via-invoices", "--change")
    assert str(setup_of("brokerage_income").start_date) == "2020-01-01"
    run(*SETUP, "income-via-invoices", "--change", "--since", "2024-07-01")
    assert str(setup_of("brokerage_income").start_date) == "2024-07-01"


@pytest.mark.usefixtures("ontario")
def test_a_canadian_company_is_asked_for_its_tax_codes_at_once(run: Run) -> None:
    code, text = run(*SETUP, "income-via-invoices")
    assert code == 0
    assert (
        "Not chosen yet: Tax code for income. Until then, records are put on hold. Choose with "
        "--option NAME=CODE --change, or on the workflow's page." in text
    )
    code, text = run(*SETUP, "expenses-via-bills", "--option", "registered_tax_code=HST ON")
    assert "Not chosen yet: Tax code for payees who don't charge tax." in text
    code, text = run(*SETUP, "income-via-invoices", "--option", "tax_code=HST ON", "--change")
    assert (code, "Not chosen yet" in text) == (0, False)
    with closing(Database(database_url())) as database, database.reading() as session:
        company = company_with_id(session, "willow")
    assert company is not None
    assert company.uses_tax_codes
