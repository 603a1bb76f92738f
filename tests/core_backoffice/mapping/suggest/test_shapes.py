"""How rows make transactions, and how a column is among the rows of one."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.suggest.naming import Named
from include.core_backoffice.mapping.suggest.samples import SheetSample, samples
from include.core_backoffice.mapping.suggest.shapes import Shape, Within, rows_of, within
from tests.core_backoffice.mapping.suggest.files import file

DARWIN = """
    Ref    | Agent    | Gross  | Split  | Referral | Note
    7      | Jane Doe | 100.00 | 40.00  |          | a
    7      | Tom Lead | 100.00 | 50.00  | 5.00     | a
    8      | Jane Doe | 200.00 | 150.00 |          |
    9      | Jane Doe | 200.00 | 50.00  | 6.00     | b
    9      | Tom Lead | 200.00 | 60.00  |          | B
    Totals |          | 800.00 |        |          |
"""


def read(text: str) -> SheetSample:
    (sample,) = samples(file(text))
    return sample


def chosen(**headers: str) -> dict[str, Named]:
    return {role: Named(role, header, 100, "") for role, header in headers.items()}


def test_rows_that_repeat_a_number_are_agents() -> None:
    rows = rows_of(read(DARWIN), chosen(number="Ref"), {})
    assert (rows.shape, rows.key) == (Shape.AGENT, ("Ref",))
    assert rows.deals == ((0, 1), (2,), (3, 4))
    assert rows.totals == ("Totals",)
    assert rows.repeat


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Gross", Within.SAME),
        ("Note", Within.SAME),
        ("Split", Within.DIFFERENT),
        ("Referral", Within.ONCE),
    ],
)
def test_a_column_among_the_rows_of_a_transaction(header: str, expected: Within) -> None:
    sample = read(DARWIN)
    rows = rows_of(sample, chosen(number="Ref"), {})
    assert within(sample, header, rows.deals) is expected


def test_a_number_that_repeats_once_in_a_hundred_is_a_mistake() -> None:
    lines = [f"{number} | x" for number in [*range(99), 5]]
    rows = rows_of(read("Ref | Note\n" + "\n".join(lines)), chosen(number="Ref"), {})
    assert rows.shape is Shape.DEAL


def test_rows_that_tell_what_they_are_are_items_with_a_primary_row_or_not() -> None:
    text = "Ref | Kind | Amount\n7 | Primary | 5.00\n7 | Fee | 1.00\n8 | Primary | 2.00"
    columns = chosen(number="Ref", item_kind="Kind", item_amount="Amount")
    rows = rows_of(read(text), columns, {})
    assert (rows.shape, rows.primary) == (Shape.ITEM, "Primary")
    assert rows_of(read(text.replace("Primary", "Split")), columns, {}).primary == ""


def test_without_anything_that_identifies_there_is_no_key() -> None:
    rows = rows_of(read(DARWIN.replace("8  ", "   ")), chosen(agent_name="Agent"), {})
    assert (rows.key, rows.deals, rows.shape, rows.offered) == ((), (), Shape.DEAL, ())


def test_without_a_name_the_content_tells_the_key() -> None:
    rows = rows_of(read(DARWIN), chosen(agent_name="Agent"), {})
    assert (rows.key, rows.offered, rows.shape) == (("Ref",), ("Ref",), Shape.AGENT)
