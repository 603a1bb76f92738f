"""A profile's values as people type them, and back."""

from __future__ import annotations

import pytest

from include.web.imports.mapping_text import (
    patterns,
    text_of,
    texts_of,
    typed_value,
    typed_words,
    value_text,
    words_text,
)

COLUMNS = {"first": "First", "last": "Last", "net + tax": "Net + tax"}


def known(typed: str) -> str:
    return COLUMNS.get(typed.strip().casefold(), "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("First", {"columns": ["First"]}),
        ("first + LAST", {"columns": ["First", "Last"], "join": True}),
        ("First | Last", {"columns": ["First", "Last"], "join": False}),
        ("Net + tax", {"columns": ["Net + tax"]}),
        ('"Referral"', {"constant": "Referral"}),
        ('""', {"constant": ""}),
        ("", None),
        ("   ", None),
    ],
)
def test_a_column_several_or_a_fixed_text(text: str, value: dict[str, object] | None) -> None:
    assert typed_value(text, known) == (value, "")


def test_a_column_that_is_not_there_is_named() -> None:
    assert typed_value("First + Lost", known)[1] == "Lost"
    assert typed_value("Lost", known)[1] == "Lost"


def test_what_is_not_typed_stays() -> None:
    before = {"columns": ["Zip"], "width": 5, "words": {"a": "b"}, "join": True}
    assert typed_value("First", known, before)[0] == {
        "columns": ["First"],
        "width": 5,
        "words": {"a": "b"},
    }


@pytest.mark.parametrize("text", ["First", "First + Last", "First | Last", '"Referral"', ""])
def test_what_is_shown_is_read_again(text: str) -> None:
    value, _ = typed_value(text, known)
    assert value_text(value) == text


def test_words_are_a_line_each_and_blank_and_other_have_names() -> None:
    words = {"Done": "closed", "": "pending", "*": "cancelled", "a = b": "active"}
    assert words_text(words).splitlines()[1:3] == ["(blank) = pending", "(other) = cancelled"]
    assert typed_words(words_text(words)) == (words, "")
    assert typed_words("Done = closed\nnonsense") == ({"Done": "closed"}, "nonsense")


def test_texts_are_divided_by_commas() -> None:
    assert texts_of("Total*, (blank), Grand total*") == ("Total*", "", "Grand total*")
    assert text_of(texts_of("Total*, (blank)")) == "Total*, (blank)"


def test_groups_that_repeat_are_one_header() -> None:
    names = ["Agent 1 Split", "Agent 2 Split", "Agent 1 fee 1", "Agent 1 fee 2", "1099", "Line 4"]
    assert patterns(names) == ("Agent {n} Split", "Agent {n} fee {m}")
