from __future__ import annotations

import pytest

from include.core_backoffice.records.wording import api_name, field_words, item_words


@pytest.mark.parametrize(
    ("field", "words", "name"),
    [
        ("calculated_dollar_amount", "amount", " (calculated_dollar_amount)"),
        ("commissions_finalized_at", "date of the disbursement", " (commissions_finalized_at)"),
        ("statement_id", "statement", " (statement_id)"),
        ("statement_number", "statement number", " (statement_number)"),
        ("amount", "amount", ""),
    ],
)
def test_fields_have_a_bookkeepers_name_and_support_finds_the_apis(
    field: str, words: str, name: str
) -> None:
    assert (field_words(field), api_name(field)) == (words, name)


def test_item_types_have_a_bookkeepers_name() -> None:
    assert item_words("OFFICE_NET") == "brokerage net"
    assert api_name("OFFICE_NET") == " (OFFICE_NET)"
    assert item_words("sunshine_bonus") == ""
