from __future__ import annotations

from collections.abc import Callable

import pytest

from include.quickbooks.field_errors import Unfit, fitting, fitting_exactly, fitting_name


def test_a_text_is_measured_as_it_is_written() -> None:
    assert fitting("Łódź", 4, "memo") == "Lódz"
    with pytest.raises(Unfit, match="it has 3 characters, and at most 2 are allowed"):
        fitting("\u2026", 2, "memo")


@pytest.mark.parametrize(
    ("made", "text", "problem"),
    [
        (fitting_name, "李明", "none of the letters"),
        (fitting_name, "", "it is empty"),
        (fitting_name, "  ", "none of the letters"),
        (fitting_exactly, "łucja@example.com", "letters that QuickBooks does not keep"),
    ],
)
def test_what_cannot_be_written_is_said(
    made: Callable[[str, int, str], str], text: str, problem: str
) -> None:
    with pytest.raises(Unfit, match=problem):
        made(text, 100, "name")


def test_an_address_goes_as_it_is() -> None:
    assert fitting_exactly("jane@example.com", 100, "e-mail address") == "jane@example.com"
