"""The encoding of a text file, and what a reader is told of it."""

from __future__ import annotations

import pytest

from include.core_backoffice.files.sheets import FileRefused
from tests.core_backoffice.files.made import cells, opened

TEXT = "Agent,Office\nRenée Müller,São Paulo\nJosé Núñez,Café “Old Town”\n"
TABLE = [tuple(line.split(",")) for line in TEXT.splitlines()]


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_names_with_accents_come_through(codec: str) -> None:
    assert cells(TEXT.encode(codec)) == TABLE


def test_excel_for_mac_writes_its_own_encoding() -> None:
    assert cells((TEXT * 3).encode("mac_roman"))[:3] == TABLE


def test_utf_8_needs_no_note_and_others_are_named() -> None:
    assert opened(TEXT).notes == ()
    assert opened(TEXT.encode("utf-8-sig")).notes == ()
    assert opened(TEXT.encode("cp1252")).notes == (
        "The text is Windows-1252 (Western Europe), not UTF-8. Check names with accents.",
    )


def test_one_letter_a_long_way_down_decides() -> None:
    lines = "Jane Doe,Austin\n" * 100_000
    assert cells(f"{lines}Renée,Austin\n".encode("cp1252"))[-1] == ("Renée", "Austin")
    assert cells(f"{lines}Renée,Austin\n".encode())[-1] == ("Renée", "Austin")


def test_a_mark_that_lies_is_refused() -> None:
    with pytest.raises(FileRefused, match="report starts as UTF-8 text but can't be read"):
        opened(b"\xef\xbb\xbfAgent,Office\nRen\xe9e,Austin\n")


def test_half_a_character_at_the_end_of_utf_16_is_refused() -> None:
    with pytest.raises(FileRefused, match="report starts as UTF-16 text but can't be read"):
        opened(TEXT.encode("utf-16")[:-1])


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(FileRefused, match="report isn't a table"):
        opened(b"Deal,Gross\n\x00\x01\x02,\x03\n")
