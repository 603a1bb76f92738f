"""The pages under docs/workflows tell of every template and option what the code has: word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.books.gateway import Feature
from include.workflows.category import Category
from include.workflows.documentation import category_parts
from include.workflows.template import of_category, template, templates

FOLDER = Path("docs/workflows")


@pytest.mark.parametrize("category", Category)
def test_templates_and_options_are_on_the_page_of_their_workflow(category: Category) -> None:
    page = (FOLDER / f"{category.value}.md").read_text(encoding="utf-8")
    for name, text in category_parts(category).items():
        assert f"<!-- generated: {name} -->\n{text.strip()}\n<!-- end -->" in page, (
            "Run `make docs`"
        )


def test_each_template_makes_its_kinds_of_entries() -> None:
    made = {
        key: (chosen.category.value, sorted(chosen.kinds), sorted(chosen.voided_when_gone))
        for key, chosen in templates().items()
    }
    assert made == {
        "billings-and-payments": (
            "agent_billing",
            ["credit memo", "invoice", "payment", "refund"],
            ["payment", "refund"],
        ),
        "expenses-via-bills": ("agent_expenses", ["bill", "vendor credit"], []),
        "expenses-via-checks": ("agent_expenses", ["check"], []),
        "expenses-via-expenses": ("agent_expenses", ["expense"], []),
        "income-via-deposits": ("brokerage_income", ["deposit"], []),
        "income-via-invoices": ("brokerage_income", ["invoice"], []),
        "income-via-sales-receipts": ("brokerage_income", ["sales receipt"], []),
    }
    assert template("expenses-via-bills").needs == {Feature.BILLS}
    assert all(
        offered.category is category for category in Category for offered in of_category(category)
    )
