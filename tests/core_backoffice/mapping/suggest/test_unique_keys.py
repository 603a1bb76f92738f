"""What identifies a transaction where no header says it: the column whose texts differ."""

from __future__ import annotations

from include.core_backoffice.mapping.suggest import answer
from include.core_backoffice.mapping.suggest.samples import samples
from include.core_backoffice.mapping.suggest.unique_keys import unique_columns
from tests.core_backoffice.mapping.suggest.files import file, reason, suggested

OWN_NAMES = """
    Folio  | Gross Commission | Agent    | Agent Net | Company Dollar | Slip
    A-7    | 10,000.00        | Jane Doe | 8,000.00  | 2,000.00       | s1
    A-8    | 9,000.00         | Jane Doe | 7,000.00  | 2,000.00       | s2
    A-9    | 8,000.00         | Tom Lead | 6,000.00  | 2,000.00       | s3
    Totals | 27,000.00        |          | 21,000.00 | 6,000.00       |
"""


def offered(text: str) -> tuple[str, ...]:
    (sample,) = samples(file(text))
    return unique_columns(sample)


def test_the_first_column_of_different_texts_is_the_key() -> None:
    suggestion = suggested(OWN_NAMES)
    assert suggestion.profile is not None
    (table,) = suggestion.profile.tables
    assert table.key == ("Folio",)
    assert table.fields["number"].columns == ("Folio",)
    assert (
        reason(suggestion, "key").sentence == '"Folio" has a text of its own for each transaction.'
    )


def test_it_is_asked_and_the_answer_is_the_key() -> None:
    suggestion = suggested(OWN_NAMES)
    question = next(one for one in suggestion.questions if one.setting == "key")
    assert [choice.value for choice in question.choices] == ["Folio", "Slip"]
    assert suggestion.profile is not None
    (table,) = answer(suggestion.profile, "key", "Slip").tables
    assert (table.key, table.fields["number"].columns) == (("Slip",), ("Slip",))


def test_a_column_that_is_called_an_id_goes_first() -> None:
    assert offered("Slip | Our ref\n s1 | r1\n s2 | r2") == ("Our ref", "Slip")


def test_rows_of_one_transaction_follow_one_another() -> None:
    assert offered("Folio\n A1\n A1\n A2\n A3") == ("Folio",)
    assert offered("Folio\n A1\n A2\n A1\n A3") == ()


def test_dates_amounts_names_and_blanks_identify_nothing() -> None:
    text = """
        When       | Paid   | Who      | Mail      | Year | Slip
        11/01/2026 | 10.00  | Jane Doe | a1@ex.com | 2026 | s1
        11/02/2026 | 11.00  | Tom Lead | a2@ex.com | 2026 |
        11/03/2026 | 12.00  | Ann Acme | a3@ex.com | 2026 | s3
        11/04/2026 | 13.00  | Bob Best | a4@ex.com | 2026 | s4
    """
    assert offered(text) == ()
