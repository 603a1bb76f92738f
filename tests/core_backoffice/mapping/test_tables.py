"""A profile's tables in a file's sheets: found below titles, in any sheet, or what is missing."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.apply import MappedFile, matches
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.tables import ProfileMismatch
from tests.core_backoffice.mapping.made_files import (
    MadeSheet,
    made_file,
    made_sheet,
    mapped,
    one_deal,
    profile_of,
    value,
)

DEALS = {
    "of": "deals",
    "headers": ["Deal", "Gross"],
    "key": ["Deal"],
    "fields": {"gross": value("Gross")},
}
ITEMS = {
    "of": "items",
    "sheet": "Items",
    "headers": ["Deal", "Fee"],
    "key": ["Deal"],
    "items": [{"kind": "deal_debit", "amount": value("Fee")}],
}


def refusal(profile: Profile, *sheets: MadeSheet | str) -> str:
    with pytest.raises(ProfileMismatch) as caught:
        MappedFile(profile, made_file(*sheets), "deals.csv")
    return str(caught.value)


def test_the_header_is_found_below_titles_and_its_case_and_blanks_dont_matter() -> None:
    deal = one_deal(
        profile_of(DEALS), "Closed deals of May\n\n GROSS  | \ufeffdeal\n 100.00 | TR-1"
    )

    assert (deal.id, deal.gross_cents) == ("TR-1", 10_000)


def test_the_second_column_of_a_name_has_a_number() -> None:
    table = {**DEALS, "fields": {"gross": value("Amount [2]")}}

    assert one_deal(profile_of(table), "Deal|Amount|Amount\nTR-1|1|2").gross_cents == 200


def test_two_header_rows_are_joined() -> None:
    table = {
        **DEALS,
        "headers": ["Deal", "Totals / Gross"],
        "header_rows": 2,
        "fields": {"gross": value("Totals / Gross")},
    }

    assert one_deal(profile_of(table), " |Totals| \nDeal|Gross|Net\nTR-1|5|4").gross_cents == 500


def test_a_header_that_a_report_repeats_on_each_page_is_no_data() -> None:
    found = mapped(profile_of(DEALS), "Deal|Gross\nTR-1|1\nDeal|Gross\nTR-2|2")

    assert [one.key for one in found] == ["transaction:TR-1", "transaction:TR-2"]


def test_all_sheets_with_the_headers_are_read_but_hidden_ones_and_others() -> None:
    file = made_file(
        made_sheet("Deal|Gross\nTR-1|1", "Jan"),
        made_sheet("Deal|Gross\nTR-2|2", "Feb"),
        made_sheet("Deal|Gross\nTR-3|3", "Old", hidden=True),
        made_sheet("How to fill this in", "Read me"),
    )
    reading = MappedFile(profile_of(DEALS), file, "deals.xlsx")

    assert [one.key for one in reading.records(lambda _: None)] == [
        "transaction:TR-1",
        "transaction:TR-2",
    ]
    assert reading.notes == (
        'The sheet "Old" is hidden and wasn\'t read.',
        'The sheet "Read me" wasn\'t read.',
    )


def test_a_named_sheet_is_read_even_if_it_is_hidden() -> None:
    profile = profile_of({**DEALS, "sheet": "closed"})
    sheets = [
        made_sheet("Deal|Gross\nTR-1|1", "Pending"),
        made_sheet("Deal|Gross\nTR-2|2", "Closed", hidden=True),
    ]

    assert one_deal(profile, *sheets).id == "TR-2"


def test_a_missing_column_is_named() -> None:
    assert refusal(profile_of(DEALS), "Deal|GCI\nTR-1|1") == (
        'deals.csv lacks the column "Gross", which the import profile "Test" reads. '
        "Import the right file, or choose or change its import profile."
    )
    assert not matches(profile_of(DEALS), made_file("Deal|GCI\nTR-1|1"))
    assert matches(profile_of(DEALS), made_file("Deal|Gross"))


def test_a_column_that_is_new_is_noted() -> None:
    reading = MappedFile(
        profile_of(DEALS), made_file("Deal|Gross|E&O fee| \nTR-1|1|5|"), "deals.csv"
    )

    assert reading.notes == (
        'deals.csv has the column "E&O fee", which the import profile doesn\'t know.',
    )


def test_deals_are_not_read_without_their_items() -> None:
    """All deals would look as if nobody were paid."""
    profile = profile_of(DEALS, ITEMS)

    assert refusal(profile, made_sheet("Deal|Gross\nTR-1|1", "Deals")).startswith(
        "deals.csv has transactions but no sheet with commission items. "
    )


def test_agents_may_come_in_a_file_of_their_own() -> None:
    agents = {
        "of": "agents",
        "headers": ["ID", "Name"],
        "key": ["ID"],
        "person": {"kind": "agent", "id": value("ID"), "name": value("Name")},
    }
    reading = MappedFile(
        profile_of(DEALS, ITEMS, agents), made_file("ID|Name\n7|Jane Doe"), "agents.csv"
    )

    assert reading.kinds == {"agents"}
    assert [one.key for one in reading.records(lambda _: None)] == ["agent:7"]


def test_a_field_that_there_isnt_is_refused_not_left_out() -> None:
    table = {**DEALS, "fields": {"gros": value("Gross")}}

    assert refusal(profile_of(table), "Deal|Gross\nTR-1|1").startswith(
        'The import profile "Test" maps "gros", but transactions have no such field. '
    )


def test_a_key_is_mandatory() -> None:
    assert refusal(profile_of({**DEALS, "key": []}), "Deal|Gross\nTR-1|1").startswith(
        'The import profile "Test" has no key for transactions. '
    )


def test_rows_are_skipped_and_chosen_by_their_cells() -> None:
    table = {
        **DEALS,
        "skip": [{"texts": ["Total*", "Printed by *"]}, {"column": "Gross", "texts": [""]}],
        "only": [{"column": "Type", "texts": ["sale", "lease*"]}],
    }
    reading = MappedFile(
        profile_of(table),
        made_file(
            """
            Deal | Type | Gross
            TR-1 | Sale | 1.00
            TR-2 | Leases of May | 2.00
            TR-3 | Referral | 3.00
            TR-4 | Sale |
            TOTALS | Sale | 6.00
            | Printed by Office |
            """
        ),
        "deals.csv",
    )

    assert [one.key for one in reading.records(lambda _: None)] == [
        "transaction:TR-1",
        "transaction:TR-2",
    ]
    assert (reading.counts.rows, reading.counts.skipped) == (2, 4)
