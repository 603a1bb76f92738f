"""The first rows of a file are kept, and whether that is all of it."""

from __future__ import annotations

import io

from include.core_backoffice.files.beginning import beginning
from include.core_backoffice.files.open_file import open_file


def csv(rows: int) -> bytes:
    return b"Deal,Gross\n" + b"".join(b"%d,5\n" % number for number in range(rows))


def test_a_short_file_is_kept_whole() -> None:
    kept = beginning(open_file("a.csv", io.BytesIO(csv(3))), most=4)
    assert kept.is_whole
    assert len(list(kept.file.sheets[0].rows())) == 4


def test_of_a_long_file_the_first_rows_are_kept_and_can_be_read_again() -> None:
    kept = beginning(open_file("a.csv", io.BytesIO(csv(10))), most=4)
    assert not kept.is_whole
    (sheet,) = kept.file.sheets
    assert [number for number, _ in sheet.rows()] == [1, 2, 3, 4]
    assert list(sheet.rows()) == list(sheet.rows())
