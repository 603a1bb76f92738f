"""Numbers: the same, longer, without prefix or zeros, cut off, in the memo, or another's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.documents import DocumentKind
from include.quickbooks.desktop.entries.spelling import number_of
from include.sync.existing.comparing.numbers import (
    EntryNumber,
    NumberFit,
    WantedNumber,
    compact,
    number_fit,
)

OWN, RECORD = "TR-2026-640224-A10401", "TR-2026-640224"


def fit(number: str, *texts: str, own: str = OWN, record: str = RECORD) -> NumberFit:
    return number_fit(WantedNumber.of(own, record), EntryNumber.of(number, texts))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("TR-2026-640224-A10401", NumberFit.SAME),
        ("tr 2026 640224 a10401", NumberFit.SAME),
        ("TR-2026-640224", NumberFit.RECORD),
        ("INV-TR-2026-640224", NumberFit.RECORD),
        ("TR-2026-640224/2", NumberFit.RECORD),
        ("640224", NumberFit.DIGITS),
        ("#00640224", NumberFit.DIGITS),
        ("2026-640224", NumberFit.DIGITS),
        ("TR-2026-640", NumberFit.CUT_OFF),
        ("TR-2026-6402245", NumberFit.NONE),
        ("9640224", NumberFit.NONE),
        ("1042", NumberFit.NONE),
        ("", NumberFit.NONE),
    ],
)
def test_how_a_number_fits(number: str, expected: NumberFit) -> None:
    assert fit(number) is expected


@pytest.mark.parametrize(
    "memo", ["Closing TR-2026-640224", "12 Oak St (TR-2026-640224)", "TR-2026-640224: net"]
)
def test_the_memo_may_have_it(memo: str) -> None:
    assert fit("77", memo) is NumberFit.IN_TEXT


def test_a_short_number_may_be_anothers_by_chance() -> None:
    assert fit("1042", own="1042", record="1042") is NumberFit.SHORT
    assert fit("INV-1042", own="1042", record="1042") is NumberFit.SHORT
    assert fit("77", "see 1042", own="1042", record="1042") is NumberFit.NONE


def test_zeros_before_a_short_number_do_not_count() -> None:
    assert fit("INV-123", own="TR-2026-000123", record="TR-2026-000123") is NumberFit.SHORT


def test_as_corebooks_shortens_it_for_desktop() -> None:
    assert (
        fit(
            number_of(DocumentKind.BILL, "TR-2026-640224-A10401-REMAINDER"),
            own="TR-2026-640224-A10401-REMAINDER",
        )
        is NumberFit.CUT_OFF
    )
    assert fit("99999~ABC") is NumberFit.NONE


@pytest.mark.parametrize("number", ["TR-2026-640224-A10401", "INV-640224", "TR-2026-640"])
def test_what_fits_is_found_by_its_keys(number: str) -> None:
    wanted, entry = WantedNumber.of(OWN, RECORD), EntryNumber.of(number, ())
    assert set(wanted.keys) & set(entry.keys)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_number_is_too_strange(number: str, memo: str, own: str, record: str) -> None:
    assert fit(number, memo, own=own, record=record) in NumberFit
    assert compact(compact(number)) == compact(number)
