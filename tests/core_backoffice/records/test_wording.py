"""Fields, item types and values as a bookkeeper reads them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from include.core_backoffice.records.wording import field_words, item_words, item_words_of, shown


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("calculated_dollar_amount", "amount"),
        ("commissions_finalized_at", "date of the disbursement"),
        ("statement_id", "statement"),
        ("statement_number", "statement number"),
        ("amount", "amount"),
    ],
)
def test_fields_have_a_bookkeepers_name(field: str, words: str) -> None:
    assert field_words(field) == words


def test_item_types_have_a_bookkeepers_name() -> None:
    assert item_words("OFFICE_NET") == "brokerage net"
    assert item_words("sunshine_bonus") == ""
    assert item_words_of("OFFICE_NET", "Amy Adler") == "the brokerage net"
    assert item_words_of("split", "Amy Adler") == "Amy Adler's commission after split"
    assert item_words_of("split", "") == "the agent's commission after split"
    assert item_words_of("sunshine_bonus", "Amy Adler") == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("see attached", "'see attached'"),
        ("see\n\n## attached\x1b[1m", "'see ## attached [1m'"),
        ("x" * 500, "'" + "x" * 60 + "…'"),
        (Decimal("7990.005"), "7990.005"),
        (None, "blank"),
        (True, "yes"),
        ([{"id": 1}], "a list"),
    ],
)
def test_values_are_shown_as_text_of_one_line(value: object, words: str) -> None:
    assert shown(value) == words
