from __future__ import annotations

import pytest

from include.workflows.category import Category, Stream


@pytest.mark.parametrize(
    ("category", "stored", "heading", "stream"),
    [
        (Category.BROKERAGE_INCOME, "brokerage_income", "Brokerage income", Stream.TRANSACTIONS),
        (Category.AGENT_EXPENSES, "agent_expenses", "Agent expenses", Stream.TRANSACTIONS),
        (Category.AGENT_BILLING, "agent_billing", "Agent billing", Stream.BILLING),
    ],
)
def test_a_category_is_fed_from_transactions_or_from_statements(
    category: Category, stored: str, heading: str, stream: Stream
) -> None:
    assert (category.value, category.heading, category.stream) == (stored, heading, stream)


def test_streams_are_stored_by_these_words() -> None:
    assert [stream.value for stream in Stream] == ["transactions", "billing statements"]
