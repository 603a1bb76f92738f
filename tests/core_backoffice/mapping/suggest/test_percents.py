"""A share that is written as a percentage of the gross commission, where no column has its amount."""

from __future__ import annotations

import pytest

from include.core_backoffice.canonical.rows import CanonicalDeal, ItemKind
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.suggest import answer
from tests.core_backoffice.mapping.suggest.files import columns_of, file, suggested

SPLITS = """
    Deal ID | Closing Date | Gross Commission | Agent    | Split % | Company Dollar
    7       | 11/26/2026   | 10,000.00        | Jane Doe | 80%     | 2,000.00
    8       | 11/27/2026   | 9,000.00         | Tom Lead | 70%     | 2,700.00
"""


def splits(text: str, scale: str = "") -> list[int]:
    """What agents get, in cents."""
    profile = suggested(text).profile
    assert profile is not None
    if scale:
        profile = answer(profile, "percent: Split %", scale)
    deals = MappedFile(profile, file(text), "deals.csv").records(lambda _: None)
    return [
        item.amount_cents
        for deal in deals
        if isinstance(deal.record, CanonicalDeal)
        for item in deal.record.items
        if item.kind is ItemKind.AGENT_SPLIT
    ]


def test_the_split_is_the_percentage_of_the_gross() -> None:
    assert splits(SPLITS) == [800_000, 630_000]
    assert columns_of(suggested(SPLITS))["agent_percent"] == "Split %"


def test_what_it_is_a_percentage_of_is_said() -> None:
    assert suggested(SPLITS).notes[-1] == (
        'Read as percentages of the whole gross commission: "Split %". If something is taken off the '
        "top before the split, map the amounts instead."
    )


@pytest.mark.parametrize(("eighty", "seventy", "scale"), [("80", "70", "1"), ("0.8", "0.7", "100")])
def test_without_a_sign_it_is_asked_how_numbers_are_written(
    eighty: str, seventy: str, scale: str
) -> None:
    text = SPLITS.replace("80%", eighty).replace("70%", seventy)
    (question,) = [one for one in suggested(text).questions if one.setting.startswith("percent")]
    assert (question.setting, question.suggested) == ("percent: Split %", scale)
    assert splits(text) == [800_000, 630_000]
    assert splits(text, scale) == [800_000, 630_000]


def test_with_an_amount_it_is_named_and_not_read() -> None:
    text = SPLITS.replace("Closing Date", "Agent Net").replace("11/26/2026", "8,000.00")
    suggestion = suggested(text.replace("11/27/2026", "6,300.00"))
    assert "agent_percent" not in columns_of(suggestion)
    assert "These columns have percentages, which aren't read" in " ".join(suggestion.notes)


def test_the_rate_of_the_price_is_no_split() -> None:
    assert "agent_percent" not in columns_of(suggested(SPLITS.replace("Split %", "Commission %")))


def test_a_referral_and_a_co_broke_can_be_percentages() -> None:
    text = SPLITS.replace("Closing Date", "Referral %").replace("11/26/2026", "25%")
    assert columns_of(suggested(text.replace("11/27/2026", "25%")))["referral_percent"] == (
        "Referral %"
    )
