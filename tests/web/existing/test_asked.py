"""What an address of Existing entries asks for; what there isn't counts as not asked."""

from __future__ import annotations

from include.database.reads.existing import Part
from include.web.existing.asked import Asked
from include.workflows.category import Category


def test_a_workflow_and_a_list_are_told() -> None:
    asked = Asked(workflow="agent_expenses", part="review")
    assert (asked.category, asked.listed) == (Category.AGENT_EXPENSES, Part.REVIEW)


def test_nothing_and_what_there_isnt_are_none() -> None:
    for asked in (Asked(), Asked(workflow="payroll", part="all")):
        assert (asked.category, asked.listed) == (None, None)


def test_forms_carry_the_list_back_and_not_its_page() -> None:
    asked = Asked(workflow="agent_expenses", part="review", page=3)
    assert asked.query() == "workflow=agent_expenses&part=review"
    assert asked.query(page=2) == "workflow=agent_expenses&part=review&page=2"
    assert asked.query(part="") == "workflow=agent_expenses"
    assert Asked(record="transaction:7").query() == "record=transaction%3A7"
