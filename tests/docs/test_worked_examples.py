"""The figures of the worked examples that the pages show, asserted one by one."""

from __future__ import annotations

import pytest

from include.workflows.category import Category
from tests.docs.worked_examples import Example, Outcome, worked_examples
from tests.sync.office import EXPENSES, INCOME


@pytest.fixture(scope="module")
def examples() -> dict[Category, list[Example]]:
    return worked_examples()


def by_account(example: Example) -> dict[str, int]:
    """Debits less credits."""
    sums: dict[str, int] = {}
    for line in example.lines:
        sums[line.account] = sums.get(line.account, 0) + line.debit - line.credit
    return sums


@pytest.mark.parametrize(
    ("letter", "income", "costs"),
    [
        ("A", 10_000_00, 8_000_00),
        ("B", 10_000_00, 8_200_00),
        ("C", 9_000_00, 7_200_00),
        ("D", 10_000_00, 7_200_00),
    ],
)
def test_every_template_leads_to_the_same_income_and_cost(
    examples: dict[Category, list[Example]], letter: str, income: int, costs: int
) -> None:
    matching = [
        example for group in examples.values() for example in group if example.letter == letter
    ]
    assert len({example.template for example in matching}) == 6
    assert {example.outcome for example in matching} == {Outcome(income, costs)}


@pytest.mark.parametrize(
    ("category", "template", "account"),
    [
        (INCOME, "income-via-invoices", "Accounts Receivable"),
        (INCOME, "income-via-sales-receipts", "Checking Account"),
        (INCOME, "income-via-deposits", "Checking Account"),
        (EXPENSES, "expenses-via-bills", "Accounts Payable"),
        (EXPENSES, "expenses-via-checks", "Checking Account"),
        (EXPENSES, "expenses-via-expenses", "Checking Account"),
    ],
)
def test_the_other_side_is_on_paper_or_in_the_bank(
    examples: dict[Category, list[Example]], category: Category, template: str, account: str
) -> None:
    (example,) = [
        example
        for example in examples[category]
        if (example.letter, example.template) == ("A", template)
    ]
    posted = by_account(example)
    assert posted[account] == (10_000_00 if category is INCOME else -8_000_00)
    assert sum(posted.values()) == 0
