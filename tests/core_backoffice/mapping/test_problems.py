"""Rows in sentences."""

from __future__ import annotations

from include.core_backoffice.mapping.problems import RowProblem, Spot, cell_shown, where


def spots(*rows: int, sheet: str = "") -> list[Spot]:
    return [Spot("may.xlsx", sheet, row) for row in rows]


def test_rows_are_named_as_a_spreadsheet_shows_them() -> None:
    assert where(spots(7)) == "row 7 of may.xlsx"
    assert where(spots(9, 7, 7, sheet="Deals")) == 'rows 7 and 9 of the sheet "Deals" in may.xlsx'
    assert where(spots(*range(1, 8))) == "rows 1, 2, 3, 4, 5, and 2 more of may.xlsx"
    assert where([*spots(2, sheet="A"), *spots(3, sheet="B")]) == (
        'row 2 of the sheet "A" in may.xlsx and row 3 of the sheet "B" in may.xlsx'
    )


def test_a_sentence_begins_with_the_record_and_fits_one_row() -> None:
    assert RowProblem(spots(7), "have no date.").sentence("Transaction 1") == (
        "Transaction 1: row 7 of may.xlsx has no date."
    )
    assert (
        RowProblem(spots(7, 8), "have no date.").sentence("")
        == "Rows 7 and 8 of may.xlsx have no date."
    )


def test_what_could_be_a_tax_id_is_not_repeated() -> None:
    assert cell_shown("123-45-6789", "Agent SSN") == "a value that isn't shown"
    assert cell_shown("123-45-6789", "Tax ID") == "a value that isn't shown"
    assert cell_shown("12", "Syntax") == "'12'"


def test_others_texts_are_plain() -> None:
    problem = RowProblem([Spot("may\n.xlsx", "\x1b[2J", 7)], "is bad.")

    assert problem.sentence("Deal\u202e 1").isprintable()
