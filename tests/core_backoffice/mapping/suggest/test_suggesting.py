"""A profile suggested for files that none is known for: columns, rows, signs, words, and what is asked."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.books.country_words import words_of
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import FileRefused
from include.core_backoffice.mapping.own_layout import sample_workbook
from include.core_backoffice.mapping.profile import DateOrder, RowTest, Sign, Value
from include.core_backoffice.mapping.suggest import suggest_by_columns, suggest_profile
from tests.core_backoffice.mapping.suggest.files import columns_of, file, reason, suggested

ONE_ROW_EACH = """
    Deal ID | Status | Closing Date | Address   | Gross Commission | Agent    | Agent Net | Company Dollar
    7       | Closed | 11/26/2026   | 7 Oak St  | 10,000.00        | Jane Doe | 8,000.00  | 2,000.00
    8       | Closed | 10/01/2026   | 8 Elm Ave | 9,000.00         | Tom Lead | 7,000.00  | 2,000.00
"""


def test_columns_are_found_by_their_names() -> None:
    suggestion = suggested(ONE_ROW_EACH)
    assert columns_of(suggestion) == {
        "number": "Deal ID",
        "status": "Status",
        "closing_date": "Closing Date",
        "address": "Address",
        "gross": "Gross Commission",
        "agent_name": "Agent",
        "agent_net": "Agent Net",
        "brokerage_net": "Company Dollar",
    }
    assert suggestion.profile is not None
    (table,) = suggestion.profile.tables
    assert (table.key, table.dates) == (("Deal ID",), DateOrder.MDY)
    assert [rule.kind for rule in table.items] == ["agent_net", "brokerage_net"]


def test_each_has_its_reason_as_a_sentence() -> None:
    suggestion = suggested(ONE_ROW_EACH)
    assert reason(suggestion, "gross").sentence == (
        '"Gross Commission" is a name of the gross commission.'
    )
    assert reason(suggestion, "rows").sentence == "Each row is a transaction."


def test_a_postcode_is_found_and_called_by_the_name_of_the_country() -> None:
    rows = ONE_ROW_EACH.replace("Address  ", "Postcode ")
    assert columns_of(suggested(rows))["zip"] == "Postcode"
    said = {
        "US": '"Postcode" is a name of the ZIP code.',
        "GB": '"Postcode" is a name of the postcode.',
        "CA": '"Postcode" is a name of the postal code.',
    }
    for country, sentence in said.items():
        with words_of(country):
            assert reason(suggested(rows), "zip").sentence == sentence


def test_whether_files_are_whole_is_always_asked() -> None:
    first = suggested(ONE_ROW_EACH).questions[0]
    assert (first.setting, first.suggested) == ("contents", "changes")
    assert [choice.value for choice in first.choices] == ["changes", "snapshot"]


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ("11/26/2026", "01/02/2026", DateOrder.MDY),
        ("26/11/2026", "01/02/2026", DateOrder.DMY),
        ("2026-11-26", "2026-02-01", DateOrder.YMD),
        ("1795694400000", "1795694400000", DateOrder.MILLISECONDS),
        ("46352", "46353", DateOrder.EXCEL),
    ],
)
def test_the_order_of_dates_is_seen_over_the_whole_column(
    first: str, second: str, order: DateOrder
) -> None:
    text = ONE_ROW_EACH.replace("11/26/2026", first).replace("10/01/2026", second)
    suggestion = suggested(text)
    assert suggestion.profile is not None
    assert suggestion.profile.tables[0].dates is order
    assert "dates" not in {question.setting for question in suggestion.questions}


def test_the_order_of_dates_is_asked_where_two_are_possible() -> None:
    suggestion = suggested(ONE_ROW_EACH.replace("11/26/2026", "11/06/2026"))
    (question,) = [one for one in suggestion.questions if one.setting == "dates"]
    assert [choice.value for choice in question.choices] == ["MM/DD/YYYY", "DD/MM/YYYY"]
    assert question.text == (
        'How are dates in the column "Closing Date" written? An example is 11/06/2026.'
    )


def test_words_that_nobody_knows_are_asked_one_by_one() -> None:
    suggestion = suggested(ONE_ROW_EACH.replace("Closed | 10", "In play | 10"))
    (question,) = [one for one in suggestion.questions if one.setting.startswith("status")]
    assert question.text == 'What does "In play" in the column "Status" mean?'
    assert suggestion.profile is not None
    assert suggestion.profile.tables[0].fields["status"].words == {"Closed": "closed"}


def test_a_row_per_agent_repeats_what_is_the_deals() -> None:
    suggestion = suggested("""
        Deal ID | Closing Date | GCI    | Agent    | Commission | Co Broke | Co Broker | Co. Dollar
        7       | 11/26/2026   | 10,000.00 | Jane Doe | 4,000.00 | 1,000.00 | Acme | 1,000.00
        7       | 11/26/2026   | 10,000.00 | Tom Lead | 4,000.00 | 1,000.00 | Acme |
        8       | 11/27/2026   | 5,000.00  | Jane Doe | 2,000.00 | 500.00   | Acme | 500.00
        8       | 11/27/2026   | 5,000.00  | Tom Lead | 2,000.00 | 500.00   | Acme |
        Totals  |              | 30,000.00 |          | 12,000.00 | 3,000.00 |     | 1,500.00
    """)
    assert suggestion.profile is not None
    (table,) = suggestion.profile.tables
    assert {str(rule.kind): rule.repeated for rule in table.items} == {
        "agent_split": False,
        "co_broke": True,
        "brokerage_net": False,
    }
    assert table.skip == (RowTest(texts=("Totals",)),)
    assert "each row is one agent's share" in reason(suggestion, "rows").sentence


def test_a_row_per_item_reads_what_it_is_and_debits_below_zero() -> None:
    suggestion = suggested("""
        Deal ID | Closing Date | GCI       | Company Net | Item Type           | Item | Amount   | Agent
        7       | 11/26/2026   | 10,000.00 | 2,300.00    | Agent Split         |      | 8,000.00 | Jane Doe
        7       | 11/26/2026   | 10,000.00 | 2,300.00    | Post-Commission Debit | E&O | (300.00) | Jane Doe
        7       | 11/26/2026   | 10,000.00 | 2,300.00    | Memo                |      |          |
        8       | 11/26/2026   | 9,000.00  | 1,000.00    | Agent Split         |      | 8,000.00 | Tom Lead
    """)
    assert suggestion.profile is not None
    plain, below, net = suggestion.profile.tables[0].items
    assert isinstance(plain.kind, Value)
    assert isinstance(below.kind, Value)
    assert (plain.sign, below.sign) == (Sign.PLAIN, Sign.NEGATED)
    assert plain.kind.words == {"Agent Split": "agent_split", "Post-Commission Debit": ""}
    assert below.kind.words["Post-Commission Debit"] == "agent_debit"
    assert (net.kind, net.repeated) == ("brokerage_net", True)
    assert "item_kind: Memo" in {question.setting for question in suggestion.questions}


def test_a_primary_row_has_the_deals_own_columns() -> None:
    suggestion = suggested("""
        Deal ID | Entity Type | Entity Name | Amount   | Closing Date | Gross Commission | Company Dollar
        7       | Primary     | Jane Doe    | 4,000.00 | 11/26/2026   | 10,000.00        | 2,000.00
        7       | Co-Agent    | Tom Lead    | 4,000.00 |              |                  |
    """)
    assert suggestion.profile is not None
    assert suggestion.profile.tables[0].primary == RowTest(column="Entity Type", texts=("Primary",))


def test_numbered_groups_are_one_wide_row() -> None:
    suggestion = suggested("""
        Deal ID | Closing Date | GCI | Agent 1 Name | Agent 1 Split | Agent 2 Name | Agent 2 Split | Company Net
        7 | 11/26/2026 | 10,000.00 | Jane Doe | 4,000.00 | Tom Lead | 4,000.00 | 2,000.00
        8 | 11/26/2026 | 10,000.00 | Jane Doe | 8,000.00 |          |          | 2,000.00
    """)
    assert columns_of(suggestion)["agent_split"] == "Agent {n} Split"
    assert columns_of(suggestion)["agent_name"] == "Agent {n} Name"


def test_without_a_number_address_and_closing_date_are_the_key() -> None:
    suggestion = suggested(ONE_ROW_EACH.replace("Deal ID", "Remarks"))
    assert suggestion.profile is not None
    assert suggestion.profile.tables[0].key == ("Address", "Closing Date")
    assert reason(suggestion, "key").sentence == (
        'No column has a number, so "Address" and "Closing Date" together identify a transaction.'
    )


def test_without_a_brokerage_net_it_is_asked_how_it_follows() -> None:
    suggestion = suggested(ONE_ROW_EACH.replace("Company Dollar", "Remarks"))
    assert "brokerage_net" in {question.setting for question in suggestion.questions}
    assert suggestion.profile is not None
    assert suggestion.profile.brokerage_net == "stated"
    assert suggestion.notes == ('These columns have amounts that aren\'t read: "Remarks".',)


def test_percentages_are_named_and_not_read() -> None:
    suggestion = suggested(
        ONE_ROW_EACH.replace("Company Dollar", "Split %").replace("2,000.00", "80%")
    )
    assert suggestion.notes == ('These columns have percentages, which aren\'t read: "Split %".',)


def test_a_file_with_the_columns_of_a_ready_profile_gets_that() -> None:
    own = open_file("mine.xlsx", io.BytesIO(sample_workbook()))
    suggestion = suggest_profile(own, "Our workbook")
    assert suggestion.profile is not None
    assert suggestion.profile.name == "Our workbook"
    assert suggestion.reasons[0].sentence == 'The file has the columns of "CoreBooks layout".'
    by_columns = suggest_by_columns(own, "Our workbook").profile
    assert by_columns is not None
    assert [table.of.value for table in by_columns.tables][:2] == ["deals", "items"]


@pytest.mark.parametrize(
    "text", ["", "a", "1|2|3", "Deal ID|Gross\n", "x|y\n1|2", "Total|||\n\n\n", "#|%|$\n1|2%|$3"]
)
def test_a_file_that_has_nothing_to_map_gets_a_note_and_no_error(text: str) -> None:
    try:
        own = file(text or " ")
    except FileRefused:
        return
    suggestion = suggest_profile(own, "")
    assert suggestion.notes


CELLS = st.sampled_from(
    [
        *(
            "",
            " ",
            "Deal ID",
            "Agent 1",
            "Agent {n}",
            "Agent 2",
            "Status",
            "Amount",
            "Kind",
            "x" * 400,
        ),
        *("1", "0012", "$5.00", "(5.00)", "1.234,50", "11/06/2026", "26/11/2026", "a@b.co", "80%"),
        *("Total", "closed", "#REF!", "[2]", "/", "=1+1", "Primary", "\u202e", "46352", "yes"),
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=8))
@settings(deadline=None)
def test_any_file_gets_a_suggestion(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    try:
        own = open_file("any.csv", io.BytesIO(text.encode()))
    except FileRefused:
        return
    suggestion = suggest_profile(own, "any")
    assert suggestion.profile is not None or suggestion.notes
