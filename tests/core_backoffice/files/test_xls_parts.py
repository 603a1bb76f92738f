"""What an XLS workbook has besides values."""

from __future__ import annotations

import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from include.core_backoffice.files.xls_parts import xls_parts
from tests.core_backoffice.files.made import opened
from tests.core_backoffice.files.xls import label, number, record, xls

DEALS = xls(
    "Deals",
    [
        record(0x007D, 1, 1, 0, 0, 1, 0, form="6H"),  # column B is hidden
        record(0x0208, 2, 0, 3, 0, 0, 0, 0x20, form="6HI"),  # row 3 is hidden
        label(0, 0, "Deal"),
        label(0, 1, "Gross"),
        label(1, 0, "D-1"),
        number(1, 1, 0.1 + 0.2),
        label(2, 0, "D-2"),
        record(0x0205, 2, 1, 0, 0x17, 1, form="3H2B"),  # B3 is #REF!
        record(0x0205, 2, 2, 0, 1, 0, form="3H2B"),  # C3 is TRUE
        label(3, 0, "D-3"),
        record(0x0006, 3, 1, 0, 2, 0, 7, 0, 0, 0, 0xFFFF, 0, 0, 0, form="3H6BHHIH"),  # #DIV/0!
        record(0x00E5, 1, 1, 2, 0, 0, form="5H"),  # A2:A3 is merged
    ],
)


def test_errors_hidden_rows_and_columns_and_merged_cells_are_seen() -> None:
    file = opened(DEALS, "deals.xls")
    assert file.format == "XLS"
    assert [cells[:2] for _, cells in file.sheets[0].rows()] == [
        ("Deal", "Gross"),
        ("D-1", Decimal("0.3")),
        ("D-2", "#REF!"),
        ("D-3", "#DIV/0!"),
    ]
    assert file.notes == (
        "Sheet “Deals” has hidden rows (3). They are read like all others.",
        "Sheet “Deals” has hidden columns (B). They are read like all others.",
        "Sheet “Deals” has merged cells (A2:A3). Only the first row of each has the value.",
        (
            "Sheet “Deals” has cells without a value (B3 #REF!, B4 #DIV/0!). "
            "Correct them, because their rows are put on hold."
        ),
        "Formulas are not calculated. Their last values in the file are used.",
    )


def test_a_file_that_is_not_understood_has_nothing_known() -> None:
    assert xls_parts("deals.xls", io.BytesIO(DEALS[:600])) == {}
    assert xls_parts("deals.xls", io.BytesIO(b"")) == {}


@given(at=st.integers(0, 1535), new=st.binary(min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_any_bytes_changed_end_in_no_error(at: int, new: bytes) -> None:
    xls_parts("deals.xls", io.BytesIO(DEALS[:at] + new + DEALS[at + len(new) :]))
