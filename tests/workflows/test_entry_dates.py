"""Entries of past months follow their closings, unless a person says otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from include.workflows.entry_dates import date_option, entry_day, is_history, suggested_date
from include.workflows.template import template, templates
from tests.workflows.records import deal

TODAY = dt.date(2026, 11, 30)
NEW_YEAR, THIS_MONTH = dt.date(2026, 1, 1), dt.date(2026, 11, 1)


@pytest.mark.parametrize("key", sorted(templates()))
def test_every_template_says_by_which_option_its_entries_are_dated(key: str) -> None:
    name, note = date_option(template(key))
    assert note.own_date in type(template(key).options.model_fields[name].get_default())


def test_a_start_in_a_past_month_dates_entries_by_their_closing() -> None:
    invoices, billing = template("income-via-invoices"), template("billings-and-payments")
    assert suggested_date(invoices, NEW_YEAR, TODAY) == "CORE close date"
    assert suggested_date(billing, NEW_YEAR, TODAY) == "CORE billing and payment date"


def test_a_start_in_this_month_keeps_quickbooks_default() -> None:
    assert not is_history(THIS_MONTH, TODAY)
    assert suggested_date(template("expenses-via-bills"), THIS_MONTH, TODAY) == "QuickBooks default"


def test_the_date_of_an_entry_is_that_of_the_option() -> None:
    bills = template("expenses-via-bills")
    sold = replace(deal(demand="2026-03-20"), closing_date=dt.date(2026, 3, 4))
    assert entry_day(bills, "CORE close date", sold, TODAY) == dt.date(2026, 3, 4)
    assert entry_day(bills, "QuickBooks default", sold, TODAY) == TODAY
    assert entry_day(bills, "Demand date", sold, TODAY, "Demand date") == dt.date(2026, 3, 20)
    assert entry_day(bills, "Demand date", sold, TODAY, "Another field") == TODAY
