"""What columns hold, judged over all their cells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from include.core_backoffice.mapping.profile import DateOrder
from include.core_backoffice.mapping.suggest.content import (
    Signs,
    day_orders,
    decimal_comma,
    has_cents,
    holds,
    is_amounts,
    signs,
    typical_cents,
    words,
)
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.synonyms import Holds
from tests.core_backoffice.mapping.suggest.files import column


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (("11/26/2026", "01/02/2026", "soon"), (DateOrder.MDY,)),
        (("26/11/2026", "01/02/2026"), (DateOrder.DMY,)),
        (("01/02/2026", "03/04/2026"), (DateOrder.MDY, DateOrder.DMY)),
        (("2026-11-26",), (DateOrder.YMD,)),
        (("1795694400000",), (DateOrder.MILLISECONDS,)),
        (("46352",), (DateOrder.EXCEL,)),
        (("TR-1", "TR-2"), ()),
        (("1", "2", "3"), ()),
        (("", ""), ()),
    ],
)
def test_dates_and_their_order(cells: tuple[str, ...], orders: tuple[DateOrder, ...]) -> None:
    assert day_orders(column(*cells)) == orders


def test_a_workbooks_own_dates_need_no_order() -> None:
    assert day_orders(Column("Closed", (dt.date(2026, 2, 1), None))) == (DateOrder.MDY,)


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (("1,234.50", "$5.00"), False),
        (("1.234,50", "5,00"), True),
        (("1.234", "5.678"), True),
        (("1,234", "5,678"), False),
        (("12", "13"), False),
        (("see attached",), False),
    ],
)
def test_how_amounts_are_written(cells: tuple[str, ...], comma: bool) -> None:
    assert decimal_comma([column(*cells)]) is comma


def test_numbers_of_a_workbook_win_over_a_few_texts() -> None:
    cells = (Decimal("1.5"), Decimal("2.5"), "1.234,50")
    assert decimal_comma([Column("Amount", cells)]) is False


def test_ids_with_zeros_before_them_are_no_amounts() -> None:
    assert is_amounts(column("1200", "7"))
    assert not is_amounts(column("0012", "7"))
    assert not has_cents(column("1200", "7"))
    assert has_cents(column("1200.00", "7"))


def test_what_may_be_taken_for_what() -> None:
    assert holds(column("a@b.co", "c@d.co", "n/a"), Holds.EMAIL)
    assert not holds(column("Jane Doe"), Holds.EMAIL)
    assert holds(column("", ""), Holds.AMOUNT)
    assert not holds(column(*(str(number) + "x" for number in range(30))), Holds.WORD)
    assert holds(column("yes", "no", "Y"), Holds.YES_NO)


def test_words_signs_and_the_typical_amount() -> None:
    assert words(column("Sold", "sold ", "Open", "")) == ("Sold", "Open")
    assert signs(("(5.00)", "6", "x", "0"), comma=False) == Signs(below=1, above=1)
    assert typical_cents(column("1.00", "9.00", "5.00")) == 500
    assert typical_cents(column("x")) == 0
