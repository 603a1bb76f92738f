"""JSON as rows: objects a line or in a list, what is nested as columns, numbers with their digits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.sheets import FileRefused
from tests.core_backoffice.files.made import cells, opened, rows


def test_one_object_a_line() -> None:
    text = '{"deal": "D-1", "gross": 100.10}\n\n{"deal": "D-2", "agent": null}\n'
    assert rows(text) == [
        (0, ("deal", "gross", "agent")),
        (1, ("D-1", Decimal("100.10"), None)),
        (3, ("D-2", None, None)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '[{"deal": "D-1"}, {"deal": "D-2"}]',
        '[\n  {\n    "deal": "D-1"\n  },\n  {\n    "deal": "D-2"\n  }\n]\n',
        '{\n  "deal": "D-1"\n}\n{\n  "deal": "D-2"\n}\n',
    ],
)
def test_a_list_of_objects_however_it_is_laid_out(text: str) -> None:
    assert rows(text) == [(0, ("deal",)), (1, ("D-1",)), (2, ("D-2",))]


def test_what_is_nested_becomes_columns_of_its_own() -> None:
    text = '{"id": 1, "agent": {"name": "A", "at": {"zip": "02134"}}, "items": [{"x": 2.50}, {"x": 3}], "t": ["q"]}'
    assert cells(text) == [
        ("id", "agent.name", "agent.at.zip", "items 1 x", "items 2 x", "t 1"),
        (Decimal(1), "A", "02134", Decimal("2.50"), Decimal(3), "q"),
    ]


def test_an_envelope_around_lists_has_a_sheet_for_each() -> None:
    file = opened('{"count": 2, "deals": [{"n": 1}], "agents": [{"name": "A"}, {"name": "B"}]}')
    assert [(sheet.name, list(sheet.rows())) for sheet in file.sheets] == [
        ("deals", [(0, ("n",)), (1, (Decimal(1),))]),
        ("agents", [(0, ("name",)), (1, ("A",)), (2, ("B",))]),
    ]


def test_one_record_with_a_list_of_its_own_is_a_row_and_no_envelope() -> None:
    assert cells('{"id": 7, "items": [{"x": 1}]}') == [
        ("id", "items 1 x"),
        (Decimal(7), Decimal(1)),
    ]


def test_numbers_keep_their_digits() -> None:
    (values,) = cells('{"a": 0.1, "b": 1234567890123456789.25, "c": 1e2, "d": 1700000000000}')[1:]
    assert [str(value) for value in values] == [
        "0.1",
        "1234567890123456789.25",
        "1E+2",
        "1700000000000",
    ]


def test_a_name_that_an_object_has_twice_keeps_both_values() -> None:
    assert cells('{"a": 1, "a": 2}') == [("a", "a [2]"), (Decimal(1), Decimal(2))]
    assert cells('{"a.b": 1, "a": {"b": 2}}') == [("a.b", "a.b [2]"), (Decimal(1), Decimal(2))]


def test_a_line_that_is_no_object_is_a_row_with_nothing_else() -> None:
    text = '{"deal": "D-1"}\n{"deal": "D-2", "gr\n[1]\n{"deal": "D-3"}\n'
    assert rows(text) == [
        (0, ("deal", "Unreadable line")),
        (1, ("D-1", None)),
        (2, (None, '{"deal": "D-2", "gr')),
        (3, (None, "[1]")),
        (4, ("D-3", None)),
    ]


@pytest.mark.parametrize(
    "text", ['[{"a": 1}, ', '[{"a": 1}', "[" * 100_000, '{"a": ' * 100_000, "{]"]
)
def test_what_is_cut_off_or_broken_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match="report begins as JSON does, but can't be read as JSON."):
        opened(text)


@pytest.mark.parametrize("text", ["[]", "{}", "[{}]"])
def test_what_has_no_records_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match="report has no records."):
        opened(text)


def test_the_names_are_the_header_even_where_all_values_are_text() -> None:
    found = find_header(
        opened('{"1": "Address", "2": "Agent"}\n{"1": "Oak St", "2": "A"}').sheets[0]
    )
    assert found is not None
    assert (found.row, found.names) == (0, ("1", "2"))


def test_text_in_any_encoding() -> None:
    assert cells('{"agent": "Renée"}'.encode("utf-16"))[1] == ("Renée",)
    assert cells('{"agent": "Renée"}'.encode("cp1252"))[1] == ("Renée",)


def test_more_columns_than_a_sheet_may_have() -> None:
    text = "{" + ", ".join(f'"c{index}": 1' for index in range(2001)) + "}"
    with pytest.raises(FileRefused, match="2,001 columns. The limit is 2,000."):
        opened(text)
