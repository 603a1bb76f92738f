"""INCOME and EXPENSES of make: short words, the templates' own keys, and typing errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.workflows.category import Category
from sandbox.demo.__main__ import main
from sandbox.demo.choices import ChoiceUnknown, choices, chosen

INCOME, EXPENSES = Category.BROKERAGE_INCOME, Category.AGENT_EXPENSES


@pytest.mark.parametrize(
    ("category", "word", "key"),
    [
        (INCOME, "invoices", "income-via-invoices"),
        (INCOME, "sales-receipts", "income-via-sales-receipts"),
        (INCOME, "deposits", "income-via-deposits"),
        (INCOME, " Deposits ", "income-via-deposits"),
        (INCOME, "income-via-deposits", "income-via-deposits"),
        (EXPENSES, "bills", "expenses-via-bills"),
        (EXPENSES, "checks", "expenses-via-checks"),
        (EXPENSES, "expenses", "expenses-via-expenses"),
        (EXPENSES, "expenses-via-checks", "expenses-via-checks"),
    ],
)
def test_a_word_or_the_templates_key(category: Category, word: str, key: str) -> None:
    assert chosen(category, word) == key


def test_every_template_of_the_category_has_a_word() -> None:
    assert list(choices(INCOME)) == ["deposits", "invoices", "sales-receipts"]
    assert list(choices(EXPENSES)) == ["bills", "checks", "expenses"]


@pytest.mark.parametrize("word", ["", "checks", "expenses-via-checks", "depostis"])
def test_any_other_word_is_answered_with_the_choices(word: str) -> None:
    with pytest.raises(ChoiceUnknown, match="Choose one of: deposits, invoices, sales-receipts."):
        chosen(INCOME, word)


def test_the_demo_does_not_start_with_a_wrong_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--state", str(tmp_path / "state"), "--expenses", "cheques"]) == 1
    printed = capsys.readouterr().out
    assert "Agent expenses has no template 'cheques'" in printed
    assert "Choose one of: bills, checks, expenses." in printed
    assert not (tmp_path / "state").exists()
