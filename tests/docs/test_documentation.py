"""What is written from a template: tables of options, and texts between a page's markers."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from include.books.catalogue import ListKind, ListRef
from include.workflows.category import Category
from include.workflows.choices import Choice, Group
from include.workflows.documentation import (
    PartsDiffer,
    category_parts,
    fill,
    option_tables,
    options_text,
    table,
    templates_text,
)
from include.workflows.options import DateChoice, Options
from include.workflows.template import of_category, templates


class Example(Options):
    receipt_date: DateChoice = Field(
        default=DateChoice.CLOSE_DATE, title="Receipt date", description="When it was received."
    )
    deposit_account: Annotated[ListRef, Choice(ListKind.ACCOUNT, ("Bank",), "Checking Account")] = (
        Field(title="Deposit to", description="Where it goes.")
    )
    default_class: Annotated[ListRef | None, Choice(ListKind.CLASS)] = None
    itemized: bool = Field(default=True, title="Itemized lines", description="A line | per item.")
    late: Annotated[str, Group("Later")] = Field(default="", title="Late")


def test_an_options_name_default_choices_and_help_are_a_row() -> None:
    tables = option_tables(Example)
    assert tables[""].splitlines()[2:] == [
        (
            "| Receipt date | `receipt_date` | CORE close date | QuickBooks default, CORE close date "
            "| When it was received. |"
        ),
        (
            "| Deposit to | `deposit_account` | *Checking Account*, if you have it "
            "| your accounts: Bank | Where it goes. |"
        ),
        "| default_class | `default_class` | blank | your classes |  |",
        "| Itemized lines | `itemized` | on | on, off | A line \\| per item. |",
    ]


def test_options_are_under_the_heading_of_their_group() -> None:
    assert list(option_tables(Example)) == ["", "Later"]
    assert "`late`" in option_tables(Example)["Later"]


@pytest.mark.parametrize("category", Category)
def test_every_option_of_every_template_is_on_the_page_of_its_category(category: Category) -> None:
    text = options_text(category)
    for template in of_category(category):
        assert f"### {template.title}" in text
        for name, field in template.options.model_fields.items():
            assert f"| {field.title} | `{name}` |" in text


@pytest.mark.parametrize("category", Category)
def test_an_option_that_all_templates_share_is_described_once(category: Category) -> None:
    text = options_text(category)
    assert text.count("`edited_in_quickbooks`") == 1
    if category is not Category.AGENT_BILLING:
        assert text.count("`item_rules`") == 1


def test_what_a_template_creates_is_listed_sentence_by_sentence() -> None:
    bills = templates()["expenses-via-bills"]
    text = templates_text(Category.AGENT_EXPENSES)
    assert all(f"- {sentence}" in text for sentence in bills.creates)
    assert text.count("It needs a QuickBooks subscription with bills.") == 1


PAGE = "Written once.\n<!-- generated: options -->\nold\n<!-- end -->\nThe end.\n"


def test_only_text_between_the_markers_is_rewritten() -> None:
    filled = fill(PAGE, {"options": "new \\1 text\n"})
    assert filled == PAGE.replace("old", "new \\1 text")
    assert fill(filled, {"options": "new \\1 text"}) == filled


@pytest.mark.parametrize("parts", [{}, {"options": "new", "journal": "new"}])
def test_markers_and_texts_must_fit_each_other(parts: dict[str, str]) -> None:
    with pytest.raises(PartsDiffer, match="markers don't match"):
        fill(PAGE, parts)


def test_amounts_are_on_the_right() -> None:
    assert table(("account", "debit"), [("Checking", "1.00")], right=(1,)).splitlines() == [
        "| account | debit |",
        "| --- | ---: |",
        "| Checking | 1.00 |",
    ]


def test_a_page_has_a_part_for_what_is_created_and_one_for_options() -> None:
    assert list(category_parts(Category.AGENT_BILLING)) == ["templates", "options"]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "Missing markers: none. Markers without a text: options."),
        (
            {"options": "", "templates": "", "journal": ""},
            "Missing markers: journal, templates. Markers without a text: none.",
        ),
    ],
)
def test_what_does_not_fit_is_named(parts: dict[str, str], says: str) -> None:
    with pytest.raises(PartsDiffer) as problem:
        fill(PAGE, parts)
    assert str(problem.value) == f"The page's markers don't match the generated texts. {says}"


def test_several_markers_without_a_text_are_all_named() -> None:
    page = PAGE + PAGE.replace("options", "purposes")
    with pytest.raises(PartsDiffer, match="Markers without a text: options, purposes."):
        fill(page, {})


class Odd(Options):
    """Options of every other shape."""

    required: str = Field(title="Required")
    account: Annotated[ListRef, Choice(ListKind.ACCOUNT)] = Field(title="Account")
    receipt_date: Annotated[DateChoice | None, Group("Later")] = DateChoice.CLOSE_DATE
    names: tuple[str, ...] = Field(default_factory=lambda: ("one\ntwo",), title="Names")


def test_what_must_be_chosen_has_no_default() -> None:
    tables = option_tables(Odd)
    assert tables[""].splitlines()[2:] == [
        "| Required | `required` | none | text |  |",
        "| Account | `account` | none | your accounts |  |",
        "| Names | `names` | ('one\\ntwo',) | a list |  |",
    ]
    assert tables["Later"].splitlines()[2:] == [
        "| receipt_date | `receipt_date` | CORE close date | QuickBooks default, CORE close date |  |"
    ]


def test_a_cell_is_on_one_line() -> None:
    assert table(("a",), [("one\ntwo",)]).splitlines()[2:] == ["| one two |"]
