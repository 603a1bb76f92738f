from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.quickbooks.latin import latin


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Łukasz Żak", "Lukasz Zak"),
        ("Đorđe Šešelj", "Dorde Seselj"),
        ("Nguyễn Thị Thế", "Nguyên Thi Thê"),
        ("İbrahim Y\u0131ld\u0131z", "Ibrahim Yildiz"),
        ("Zoë Muñoz-Søren", "Zoë Muñoz-Søren"),
        ("Zoe\u0308", "Zoë"),
        ("O\u2019Hara \u2013 \u201cthe Oaks\u201d\u2026", 'O\'Hara - "the Oaks"...'),
        ("\u20ac500 \u2122", "EUR500 TM"),
        ("李 Wei 🏠", "Wei"),
        ("12 Oak\n\u201cStreet\u201d", '12 Oak\n"Street"'),
        ("李明", ""),
        ("  12 Oak  Street ", "  12 Oak  Street "),
        ("", ""),
    ],
)
def test_letters_are_written_with_the_nearest_that_quickbooks_keeps(
    text: str, written: str
) -> None:
    assert latin(text) == written


@given(st.text())
def test_whatever_comes_can_be_kept_and_is_changed_once(text: str) -> None:
    written = latin(text)

    assert written.encode("iso-8859-1").decode("iso-8859-1") == written
    assert latin(written) == written


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_what_can_be_kept_is_left_as_it_is(text: str) -> None:
    assert latin(text) == text
