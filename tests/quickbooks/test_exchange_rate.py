"""Entries of another currency count with what they are in the company's books."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.quickbooks.desktop.entries.entries import entry as desktop_entry
from include.quickbooks.exchange_rate import at_its_rate
from include.quickbooks.online.entries.entries import entry as online_entry

BILL = Entry(
    DocumentKind.BILL,
    EntryRef("7", "0"),
    "TR-1",
    dt.date(2026, 2, 2),
    "3",
    1_00,
    1_00,
    (("First", 33), ("Second", 33), ("Third", 34)),
    "",
    EntryStatus.LIVE,
    currency="EUR",
)


def test_what_rounding_leaves_is_on_the_last_line() -> None:
    found = at_its_rate(BILL, Decimal("1.5"))
    assert (found.total, found.balance, found.currency) == (1_50, 1_50, "EUR")
    assert found.lines == (("First", 50), ("Second", 50), ("Third", 50))


@pytest.mark.parametrize("rate", [None, "", "soon", "NaN", 0, "-1"])
def test_without_a_rate_the_amounts_stay_and_the_currency_is_told(rate: Any) -> None:
    assert at_its_rate(BILL, rate) == BILL
    assert BILL.is_foreign


def test_the_home_currency_has_no_rate() -> None:
    ours = replace(BILL, currency="")
    assert at_its_rate(ours, "1.5") == ours


def test_both_products_read_an_entry_in_euros_in_the_company_s_own_currency() -> None:
    detail = {"AccountRef": {"value": "9"}}
    line = {"Id": "1", "Amount": 100, "DetailType": "AccountBasedExpenseLineDetail"}
    body = {
        "Id": "7",
        "TotalAmt": 100,
        "Balance": 40,
        "CurrencyRef": {"value": "EUR"},
        "ExchangeRate": Decimal("1.1"),
        "Line": [{**line, "AccountBasedExpenseLineDetail": detail}],
    }
    qbxml = (
        "<BillRet><TxnID>7</TxnID><EditSequence>1</EditSequence><AmountDue>100.00</AmountDue>"
        "<CurrencyRef><FullName>Euro</FullName></CurrencyRef><ExchangeRate>1.1</ExchangeRate>"
        "<ExpenseLineRet><AccountRef><ListID>9</ListID></AccountRef><Amount>100.00</Amount>"
        "</ExpenseLineRet></BillRet>"
    )
    online = online_entry(DocumentKind.BILL, body)
    desktop = desktop_entry(DocumentKind.BILL, etree.fromstring(qbxml))
    for found in (online, desktop):
        assert (found.currency, found.total, [cents for _, cents in found.lines]) == (
            "EUR",
            110_00,
            [110_00],
        )
    assert online.balance == 44_00
