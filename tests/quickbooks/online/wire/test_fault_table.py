from __future__ import annotations

import re

import pytest

from include.books.gateway import Recovery
from include.quickbooks.online.wire.fault_table import TABLE, Row


def position(*, codes: str = "", words: str = "") -> int:
    """Where the row with these codes and words is; words may be a part of the row's."""
    [found] = [n for n, row in enumerate(TABLE) if row.codes == codes and words in row.words][:1]
    return found


def test_no_row_is_there_twice_and_only_the_last_fits_everything() -> None:
    keys = [(row.codes, row.words) for row in TABLE]

    assert len(set(keys)) == len(keys)
    assert [n for n, key in enumerate(keys) if key == ("", "")] == [len(TABLE) - 1]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # QuickBooks has sent the words of one error under the code of another.
        ({"words": "period (has )?closed"}, {"codes": "5010"}),
        ({"words": "duplicate document number"}, {"codes": "6210"}),
        ({"words": "request_?id"}, {"codes": "6000"}),
        # A code with words comes before the same code with any.
        ({"codes": "610", "words": "inactive"}, {"codes": "610"}),
        ({"codes": "6000", "words": "unexpected error"}, {"codes": "6000"}),
        # The company as a whole comes before one record, and known codes before classes of errors.
        ({"codes": "6190"}, {"words": "period (has )?closed"}),
        ({"codes": "100 130", "words": "auth"}, {"words": "Authentication"}),
        ({"codes": "10000"}, {"words": "SystemFault"}),
    ],
)
def test_the_narrower_row_comes_first(earlier: dict[str, str], later: dict[str, str]) -> None:
    rows_with_words_only = [n for n, row in enumerate(TABLE) if row.words and not row.codes]
    first = position(**earlier)
    second = (
        max(n for n, row in enumerate(TABLE) if row.codes == later["codes"] and not row.words)
        if "codes" in later
        else next(n for n in rows_with_words_only if later["words"] in TABLE[n].words)
    )
    assert first < second


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.codes or row.words or "any")
def test_every_row_is_a_sentence_and_a_step(row: Row) -> None:
    re.compile(row.words)
    filled = row.sentence.format(record="a bill", Record="A bill", returned="It is so.", code="1")

    assert filled[0].isupper()
    assert row.what_to_do[0].isupper()
    assert row.what_to_do.endswith(".")
    assert filled.endswith(".")


def test_who_can_help_is_in_the_step() -> None:
    for row in TABLE:
        if row.recovery is Recovery.FAULT:
            assert "support" in row.what_to_do
        if row.recovery is Recovery.RETRY_LATER:
            assert "No action is needed." in row.what_to_do
