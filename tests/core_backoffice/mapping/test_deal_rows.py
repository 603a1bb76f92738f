"""Deals out of their rows: one row, one row an agent, rows joined by an ID, two sheets."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.causes import HoldCause
from include.books.currency import amounts_in
from include.core_backoffice.canonical.rows import CanonicalDeal, ItemKind
from include.core_backoffice.mapping.tables import ProfileMismatch
from tests.core_backoffice.mapping.made_files import (
    agent,
    made_sheet,
    mapped,
    one_deal,
    one_held,
    profile_of,
    value,
)

FIELDS: dict[str, object] = {
    "address": value("Address"),
    "closing_date": value("Closed"),
    "gross": value("Gross"),
    "status": value(
        "Status", words={"Sold": "closed", "Under contract": "pending", "Fell through": "cancelled"}
    ),
}
SPLIT = {"kind": "agent_split", "amount": value("Split"), "agent": agent()}
NET = {"kind": "brokerage_net", "amount": value("Net"), "repeated": True}
BY_AGENT: dict[str, object] = {
    "of": "deals",
    "key": ["Deal"],
    "fields": FIELDS,
    "items": [SPLIT, NET],
}
HEADER = "Deal|Address|Closed|Gross|Status|Agent|Split|Net"


def test_the_deals_own_amounts_on_every_row_count_once() -> None:
    deal = one_deal(
        profile_of(BY_AGENT),
        f"{HEADER}\n1|12 Oak St|1/5/2026|$1,000|Sold|Jane Doe|600|100\n1|12 OAK ST|||sold|John Roe|300|100.00",
    )

    assert deal.gross_cents == 100_000
    assert deal.closing_date == dt.date(2026, 1, 5)
    assert (deal.status, deal.is_final, deal.number) == ("closed", True, "1")
    assert (
        sum(item.amount_cents for item in deal.items if item.kind is ItemKind.AGENT_SPLIT) == 90_000
    )
    assert [item.amount_cents for item in deal.items if item.kind is ItemKind.BROKERAGE_NET] == [
        10_000
    ]


def test_rows_that_disagree_are_named_with_both_values() -> None:
    held = one_held(
        profile_of(BY_AGENT),
        f"{HEADER}\n1|12 Oak St|1/5/2026|1000|Sold|Jane Doe|600|100\n1|12 Oak St|1/5/2026|1,500|Sold|John Roe|300|100",
    )

    assert held.cause == HoldCause.ROWS_DISAGREE
    assert held.place.rows == (2, 3)
    assert held.sentence == (
        "Transaction 1, 12 Oak St: rows 2 and 3 of deals.csv have $1,000.00 and $1,500.00 in the column "
        '"Gross", but they are of one record.'
    )


def test_repeated_items_that_disagree_are_held() -> None:
    held = one_held(
        profile_of(BY_AGENT),
        f"{HEADER}\n1|||1000|Sold|Jane Doe|600|100\n1|||1000|Sold|John Roe|300|101",
    )

    assert held.cause == HoldCause.ROWS_DISAGREE
    assert held.place.column == "Net"


@pytest.mark.parametrize(
    ("status", "is_final"), [("Sold", True), ("Under Contract", False), ("FELL THROUGH", False)]
)
def test_a_deal_is_final_by_its_status(status: str, is_final: bool) -> None:
    deal = one_deal(profile_of(BY_AGENT), f"{HEADER}\n1||1/5/2026|10|{status}|Jane Doe|6|1")

    assert deal.is_final is is_final


def test_a_deal_is_final_by_its_own_field() -> None:
    fields = {**FIELDS, "is_final": value("Paid", words={"": "no", "*": "yes"})}
    own = profile_of({**BY_AGENT, "fields": fields})

    assert not one_deal(own, f"{HEADER}|Paid\n1||||Sold|Jane Doe|6|1|").is_final
    assert one_deal(own, f"{HEADER}|Paid\n1||||Under contract|Jane Doe|6|1|Jan 7").is_final


@pytest.mark.parametrize(("status", "what"), [("Weird", "has 'Weird' in"), ("", "has nothing in")])
def test_a_status_that_nobody_knows_is_held(status: str, what: str) -> None:
    held = one_held(profile_of(BY_AGENT), f"{HEADER}\n1||1/5/2026|10|{status}|Jane Doe|6|1")

    assert what in held.sentence
    assert held.place.column == "Status"
    assert (held.day, held.amount_cents) == (dt.date(2026, 1, 5), 1_000)


PRIMARY: dict[str, object] = {
    "of": "deals",
    "key": ["Deal"],
    "primary": {"column": "Row", "texts": ["Primary"]},
    "fields": {"gross": value("Gross"), "address": value("Address")},
    "items": [SPLIT],
}


def test_a_primary_row_has_the_deals_own_fields() -> None:
    rows = "Deal|Row|Gross|Address|Agent|Split\n1|Agent|999||John Roe|300\n1|primary|1,000|12 Oak St|Jane Doe|600"
    deal = one_deal(profile_of(PRIMARY), rows)

    assert (deal.gross_cents, deal.address, len(deal.items)) == (100_000, "12 Oak St", 2)


def test_a_deal_without_its_primary_row_is_held_as_a_whole() -> None:
    held = one_held(
        profile_of(PRIMARY), "Deal|Row|Gross|Address|Agent|Split\n1|Agent|||John Roe|300"
    )

    assert "without a primary row" in held.sentence


def test_two_primary_rows_must_agree() -> None:
    rows = "Deal|Row|Gross|Address|Agent|Split\n1|Primary|1||Jane Doe|3\n1|Primary|2||Jane Doe|4"

    assert one_held(profile_of(PRIMARY), rows).cause == HoldCause.ROWS_DISAGREE


SHEETS = profile_of(
    {
        "of": "deals",
        "sheet": "Deals",
        "headers": ["Deal", "Gross"],
        "key": ["Deal"],
        "fields": {"gross": value("Gross")},
    },
    {
        "of": "items",
        "sheet": "Items",
        "headers": ["Deal", "Fee"],
        "key": ["Deal"],
        "items": [{"kind": "deal_debit", "amount": value("Fee")}],
    },
)


def test_deals_and_items_of_two_sheets_are_joined_by_the_key() -> None:
    found = mapped(
        SHEETS,
        made_sheet("Deal|Gross\nTR-1|100\nTR-2|200", "Deals"),
        made_sheet("Deal|Fee\ntr-2 |7\nTR-1|5\nTR-2|8\nTR-3|9\nTR-1|x", "Items"),
        name="may.xlsx",
    )

    one, two, three = found
    assert one.held is not None
    assert one.held.sentence == (
        'Transaction TR-1: row 6 of the sheet "Items" in may.xlsx has \'x\' in the column "Fee", but it '
        "must be an amount of money."
    )
    assert one.held.place.sheet == "Items"
    assert isinstance(two.record, CanonicalDeal)
    assert sorted(item.amount_cents for item in two.record.items) == [700, 800]
    assert three.held is not None
    assert three.held.sentence == (
        'Transaction TR-3: row 5 of the sheet "Items" in may.xlsx has commission items of a transaction '
        "that no row of transactions has."
    )


def test_two_different_rows_of_one_deal_where_each_has_one_row() -> None:
    held = one_held(
        SHEETS,
        made_sheet("Deal|Gross\nTR-1|100\nTR-1|200", "Deals"),
        made_sheet("Deal|Fee\nTR-1|5", "Items"),
    )

    assert held.cause == HoldCause.DUPLICATE_ROWS
    assert held.place.rows == (2, 3)


def test_a_profile_says_that_each_deal_has_one_row() -> None:
    rows = "Deal|Agent|Split\n1|Jane Doe|6\n1|Jane Doe|7"
    table = {"of": "deals", "key": ["Deal"], "items": [SPLIT]}

    assert len(one_deal(profile_of(table), rows).items) == 2
    assert one_held(profile_of({**table, "one_row": True}), rows).cause == HoldCause.DUPLICATE_ROWS


def test_other_columns_are_kept_and_one_routes_the_deal() -> None:
    table = {
        **BY_AGENT,
        "attributes": {"Demand date": value("Demand"), "Class": value("Class")},
        "route": value("Office"),
    }
    (found,) = mapped(
        profile_of(table),
        f"{HEADER}|Office|Demand|Class\n1||||Sold|Jane Doe|6|1|North|1/2|\n1||||Sold|John Roe|3|1|north||",
    )

    assert isinstance(found.record, CanonicalDeal)
    assert found.record.attributes == (("Demand date", "1/2"),)
    assert found.route == "North"


def test_a_row_in_another_currency_is_held() -> None:
    table = {**BY_AGENT, "fields": {**FIELDS, "currency": value("Cur")}}

    assert (
        one_deal(profile_of(table), f"{HEADER}|Cur\n1||||Sold|Jane Doe|6|1|usd").key
        == "transaction:1"
    )
    held = one_held(profile_of(table), f"{HEADER}|Cur\n1||||Sold|Jane Doe|6|1|CAD")
    assert held.cause == HoldCause.OTHER_CURRENCY


def test_rows_of_a_canadian_company_are_in_its_dollars_and_rows_in_us_dollars_are_held() -> None:
    table = {**BY_AGENT, "fields": {**FIELDS, "currency": value("Cur")}}

    with amounts_in("CAD"):
        deal = one_deal(profile_of(table), f"{HEADER}|Cur\n1|||$7|Sold|Jane Doe|6|1|cad")
        held = one_held(profile_of(table), f"{HEADER}|Cur\n1|||7|Sold|Jane Doe|6|1|USD")
        signed = one_held(profile_of(table), f"{HEADER}|Cur\n1|||US$7|Sold|Jane Doe|6|1|")
    assert deal.gross_cents == 700
    assert (held.cause, signed.cause) == (HoldCause.OTHER_CURRENCY, HoldCause.OTHER_CURRENCY)
    assert "amounts must be in CAD" in held.sentence


def test_a_profile_of_another_currency_reads_no_file_of_the_company() -> None:
    profile = profile_of(BY_AGENT).model_copy(update={"currency": "USD", "name": "Lone Wolf"})
    text = f"{HEADER}\n1|||7|Sold|Jane Doe|6|1"

    with amounts_in("CAD"), pytest.raises(ProfileMismatch) as refused:
        one_deal(profile, text)
    assert refused.value.sentence == (
        'The import profile "Lone Wolf" has amounts in USD, but the company keeps its books in CAD. '
        "CoreBooks converts no amounts."
    )
    assert one_deal(profile, text).key == "transaction:1"


def test_zeros_that_a_spreadsheet_ate_are_given_back() -> None:
    table = {
        "of": "deals",
        "key": ["File"],
        "fields": {"number": value("File", width=6), "zip": value("ZIP", width=5)},
    }

    deal = one_deal(profile_of(table), "File|ZIP\n1234|2134")
    assert (deal.key, deal.number, deal.zip) == ("transaction:001234", "001234", "02134")


def test_values_of_several_columns() -> None:
    fields = {
        "address": value("Number", "Street", join=True),
        "closing_date": value("Actual close", "Planned close"),
        "timezone": {"constant": "America/Chicago"},
    }
    table = {"of": "deals", "key": ["Deal"], "fields": fields}

    deal = one_deal(
        profile_of(table), "Deal|Number|Street|Planned close|Actual close\n1|12|Oak St|1/5/2026| "
    )
    assert (deal.address, deal.closing_date, deal.timezone) == (
        "12 Oak St",
        dt.date(2026, 1, 5),
        "America/Chicago",
    )


def test_the_same_day_written_in_two_ways_is_one_key() -> None:
    table = {
        "of": "deals",
        "key": ["Address", "Closed"],
        "fields": {"closing_date": value("Closed"), "address": value("Address")},
        "items": [SPLIT],
    }
    deal = one_deal(
        profile_of(table),
        "Address|Closed|Agent|Split\n12 Oak St|1/5/2026|Jane Doe|6\n12  oak st|01/05/2026|Jane Doe|7",
    )

    assert len(deal.items) == 2
    assert deal.number == ""
