"""Amounts are in the currency of the company being worked on, and in no other's beside it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from include.books.currency import (
    amount_unit,
    amounts_in,
    books_currency,
    smallest_unit,
    write_amounts_in,
)
from include.books.money import format_money


def test_a_company_within_another_gives_its_currency_back() -> None:
    with amounts_in("CAD"):
        with amounts_in("GBP"):
            assert books_currency() == "GBP"
        assert books_currency() == "CAD"
    assert books_currency() == "USD"


def test_an_error_gives_the_currency_back_too() -> None:
    with pytest.raises(ValueError, match="stopped"), amounts_in("CAD"):
        raise ValueError("stopped")
    assert books_currency() == "USD"


def test_a_thread_has_the_currency_only_with_its_starters_context() -> None:
    with amounts_in("CAD"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(format_money, 100).result() == "$1.00"
        assert pool.submit(copy_context().run, format_money, 100).result() == "CA$1.00"
        assert asyncio.run(asyncio.to_thread(format_money, 100)) == "CA$1.00"


def test_two_requests_at_once_write_each_in_its_own_currency() -> None:
    async def request(currency: str) -> str:
        write_amounts_in(currency)
        await asyncio.sleep(0)
        return await asyncio.to_thread(format_money, 100)

    async def both() -> list[str]:
        return list(await asyncio.gather(request("CAD"), request("GBP")))

    assert asyncio.run(both()) == ["CA$1.00", "£1.00"]
    assert format_money(100) == "$1.00"


@pytest.mark.parametrize(
    ("currency", "unit", "smallest"),
    [
        ("USD", "dollars", "cent"),
        ("CAD", "Canadian dollars", "cent"),
        ("AUD", "Australian dollars", "cent"),
        ("GBP", "British pounds", "penny"),
        ("EUR", "EUR", "cent"),
    ],
)
def test_an_amount_is_a_number_of_the_currencys_units(
    currency: str, unit: str, smallest: str
) -> None:
    with amounts_in(currency):
        assert (amount_unit(), smallest_unit()) == (unit, smallest)
