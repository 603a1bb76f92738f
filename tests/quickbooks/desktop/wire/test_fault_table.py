from __future__ import annotations

import pytest

from include.books.gateway import Recovery
from include.quickbooks.desktop.wire.fault_table import HRESULTS, STATUS_CODES, Row


@pytest.mark.parametrize("table", [STATUS_CODES, HRESULTS], ids=["status codes", "HRESULTs"])
def test_only_the_last_row_fits_everything(table: tuple[Row, ...]) -> None:
    keys = [(row.code, row.words) for row in table]

    assert len(set(keys)) == len(keys)
    assert [n for n, key in enumerate(keys) if not key[0]] == [len(table) - 1]


def test_a_row_with_words_comes_before_the_one_for_any_words() -> None:
    for position, row in enumerate(STATUS_CODES):
        earlier = [other for other in STATUS_CODES[:position] if other.code == row.code]
        assert all(other.words for other in earlier)


@pytest.mark.parametrize("row", [*STATUS_CODES, *HRESULTS], ids=lambda row: row.code or "any")
def test_every_row_is_a_sentence_and_a_step(row: Row) -> None:
    filled = row.sentence.format(record="a bill", Record="A bill")

    assert filled[0].isupper()
    assert filled.endswith(".")
    assert row.what_to_do[0].isupper()
    assert row.what_to_do.endswith(".")
    if row.recovery is Recovery.FAULT:
        assert "support" in row.what_to_do or "Update QuickBooks" in row.what_to_do
