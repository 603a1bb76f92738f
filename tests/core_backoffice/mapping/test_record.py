"""What is held in a record's place: total rows, rows without a key, duplicates."""

from __future__ import annotations

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalDeal
from include.core_backoffice.mapping import record
from include.core_backoffice.mapping.apply import MappedFile
from tests.core_backoffice.mapping.made_files import made_file, mapped, one_held, profile_of, value

TABLE = {
    "of": "deals",
    "key": ["Deal"],
    "one_row": True,
    "fields": {"gross": value("Gross"), "address": value("Address")},
}
DEALS = profile_of(TABLE)


def test_rows_without_a_key_are_held_one_by_one() -> None:
    one, two, good = sorted(
        mapped(DEALS, "Deal|Address|Gross\n|12 Oak St|5\n|9 Elm St|6\nTR-1|1 Fir St|7"),
        key=lambda found: found.place.rows,
    )

    assert one.key.startswith("transaction:row-")
    assert one.key != two.key
    assert isinstance(good.record, CanonicalDeal)
    assert one.held is not None
    assert one.held.cause == HoldCause.ROW_WITHOUT_ID
    assert (one.held.title, one.held.number, one.held.amount_cents) == ("12 Oak St", "", 500)
    assert one.held.sentence == (
        'Row 2 of deals.csv has nothing in the column "Deal", so it isn\'t clear which transaction it '
        "is of."
    )


@pytest.mark.parametrize("row", ["|Grand total|900", "||900.00", "||($900.00)"])
def test_a_total_row_that_slips_through_is_known(row: str) -> None:
    held = one_held(DEALS, f"Deal|Address|Gross\n{row}")

    assert held.sentence == (
        'Row 2 of deals.csv looks like a total row, with amounts but nothing in the column "Deal".'
    )
    assert held.what_to_do.startswith("Add a skip rule for it to the import profile.")


@pytest.mark.parametrize(
    "key", ["Total", "TOTALS:", "Grand Total", "Total (12)", "Office totals", "Sum"]
)
def test_a_total_in_the_key_is_no_deal(key: str) -> None:
    held = one_held(DEALS, f"Deal|Address|Gross\n{key}||900")

    assert "looks like a total row" in held.sentence


@pytest.mark.parametrize("key", ["Totally-7", "SUM-12", "T0tal"])
def test_a_number_with_such_letters_is_one(key: str) -> None:
    (found,) = mapped(DEALS, f"Deal|Address|Gross\n{key}||900")

    assert found.held is None


def test_an_error_of_a_formula_is_no_key() -> None:
    assert (
        "'#REF!' in the column \"Deal\""
        in one_held(DEALS, "Deal|Address|Gross\n#REF!||900").sentence
    )


def test_a_row_that_repeats_another_counts_once_and_is_noted() -> None:
    file = made_file("Deal|Address|Gross|Other\nTR-1|12 Oak St|5|a\nTR-1|12 Oak St|5|b")
    reading = MappedFile(DEALS, file, "deals.csv")
    (only,) = reading.records(lambda _: None)

    assert isinstance(only.record, CanonicalDeal)
    assert only.place.rows == (2, 3)
    assert reading.notes[-1] == "Row 3 of deals.csv repeats another row and counts once."


def test_two_different_rows_of_one_key_are_both_named() -> None:
    held = one_held(
        DEALS, "Deal|Address|Gross\nTR-1|12 Oak St|5\ntr-1|12 Oak St|6\nTR-1|12 Oak St|5"
    )

    assert held.cause == HoldCause.DUPLICATE_ROWS
    assert held.sentence == (
        "Transaction TR-1, 12 Oak St: rows 2 and 3 of deals.csv have the same key but not the same "
        "values, so it isn't clear which is right."
    )


def test_a_key_that_is_none_is_held_and_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MOST_ROWS", 3)
    table = {**TABLE, "one_row": False, "key": ["State"]}
    held = one_held(profile_of(table), "State|Address|Gross\nOH|a|1\nOH|b|1\nOH|c|1")

    assert held.what_to_do == "In the import profile, choose the columns that identify each record."


def test_nothing_of_a_file_ends_the_reading() -> None:
    """Texts that are anything: each is a record, or held."""
    rows = [
        "\u202eTR-1|\x00|5",
        "TR-2|" + "x" * 5000 + "|1e999",
        "|||",
        "TR-3|=1+1|5|more|cells",
        "TR-4",
    ]
    found = mapped(DEALS, "\n".join(["Deal|Address|Gross", *rows]))

    assert [one.held is None for one in found] == [True, False, True, True]
