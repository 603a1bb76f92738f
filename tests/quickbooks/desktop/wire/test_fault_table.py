from __future__ import annotations

import pytest

from include.books.gateway import Recovery
from include.quickbooks.desktop.wire.connection_table import ADVICE, OTHER, Advice, advice
from include.quickbooks.desktop.wire.fault_row import Row
from include.quickbooks.desktop.wire.fault_table import HRESULTS, LOCKS, STATUS_CODES

DOCUMENTED = (
    "1 500 501 510 530 531 550 560 570 600 1000 1010 1030 1060 3000 3010 3020 3030 3031 3035 3040 3045 "
    "3050 3060 3065 3070 3080 3085 3090 3100 3101 3110 3120 3130 3140 3150 3151 3152 3160 3161 3162 3170 "
    "3171 3172 3173 3175 3176 3180 3185 3190 3200 3205 3210 3220 3230 3231 3240 3250 3260 3261 3270 3280 "
    "3290 3391 9001 9002 9003 9004 9005 9100"
)
"""Status codes of Intuit's tables, in the documentation and in the on-screen reference."""


@pytest.mark.parametrize("code", DOCUMENTED.split())
def test_every_documented_status_has_a_row(code: str) -> None:
    assert any(row.code == code for row in STATUS_CODES)


@pytest.mark.parametrize("known", [*ADVICE.values(), OTHER], ids=lambda known: known.sentence)
def test_every_advice_is_a_sentence_and_a_step(known: Advice) -> None:
    assert known.sentence.endswith(".")
    assert known.what_to_do.endswith(".")
    assert advice("0x8004ffff") is OTHER


@pytest.mark.parametrize("table", [STATUS_CODES, HRESULTS], ids=["status codes", "HRESULTs"])
def test_only_the_last_row_fits_everything(table: tuple[Row, ...]) -> None:
    keys = [(row.code, row.words) for row in table]

    assert len(set(keys)) == len(keys)
    assert [n for n, key in enumerate(keys) if not key[0]] == [len(table) - 1]


def test_a_row_with_words_comes_before_the_one_for_any_words() -> None:
    for position, row in enumerate(STATUS_CODES):
        earlier = [other for other in STATUS_CODES[:position] if other.code == row.code]
        assert all(other.words for other in earlier)


@pytest.mark.parametrize(
    "row", [*LOCKS, *STATUS_CODES, *HRESULTS], ids=lambda row: row.code or "any"
)
def test_every_row_is_a_sentence_and_a_step(row: Row) -> None:
    filled = row.sentence.format(record="a bill", Record="A bill")

    assert filled[0].isupper()
    assert filled.endswith(".")
    assert row.what_to_do[0].isupper()
    assert row.what_to_do.endswith(".")
    if row.recovery is Recovery.FAULT:
        assert "support" in row.what_to_do or "Update QuickBooks" in row.what_to_do
