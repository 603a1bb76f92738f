"""What a file may be at most, and what is checked before it is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from include.core_backoffice.files.bounds import BOUNDS, check_zip, size_of
from include.core_backoffice.files.sheets import FileRefused
from tests.core_backoffice.files.made import Sized, zipped


def test_the_largest_file_is_taken_and_one_byte_more_is_not() -> None:
    assert size_of("a.csv", Sized(BOUNDS.file_bytes)) == 256 << 20
    with pytest.raises(FileRefused) as refused:
        size_of("a.csv", Sized(BOUNDS.file_bytes + 1))
    assert refused.value.sentence == "a.csv has 256 MiB. The limit is 256 MiB."


def test_a_part_that_unpacks_to_far_more_than_it_has_is_refused() -> None:
    bomb = zipped({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * (50 << 20)})
    with pytest.raises(FileRefused) as refused:
        check_zip("deals.xlsx", io.BytesIO(bomb))
    assert refused.value.sentence == (
        "deals.xlsx unpacks to 50 MiB, which is more than a workbook of its size has."
    )


def test_more_parts_than_a_workbook_has_are_refused() -> None:
    with pytest.raises(
        FileRefused, match="deals.xlsx has 10,001 parts, which is more than a workbook has."
    ):
        check_zip("deals.xlsx", io.BytesIO(zipped({f"{index}": "" for index in range(10_001)})))


def test_a_part_that_is_encrypted_is_a_password() -> None:
    content = bytearray(zipped({"xl/workbook.xml": "<a/>"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileRefused, match="protected by a password"):
        check_zip("deals.xlsx", io.BytesIO(bytes(content)))


def test_a_workbook_that_is_not_swollen_passes() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl\\Workbook.xml", "x" * (2 << 20))
    assert check_zip("deals.xlsx", out) == ("xl/workbook.xml",)
