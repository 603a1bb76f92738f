"""A PDF's lines and pictures."""

from __future__ import annotations

import io

import pytest

from include.core_backoffice.files.pdf_text import lines_of, page_picture
from include.core_backoffice.files.sheets import FileRefused
from tests.core_backoffice.files.pdfs import ONE_AGENT, pdf


def test_lines_come_page_by_page_with_their_columns_apart() -> None:
    lines = lines_of(
        "a.pdf", io.BytesIO(pdf("Title", ("Left", "Middle", "1.00"), lines_per_page=1))
    )
    assert [(line.page, line.text) for line in lines] == [
        (1, "Title"),
        (1, "Page 1 of 2"),
        (2, "Left  Middle  1.00"),
        (2, "Page 2 of 2"),
    ]


def test_a_page_is_a_picture_of_a_bounded_size() -> None:
    picture = page_picture("a.pdf", io.BytesIO(pdf(*ONE_AGENT, lines_per_page=5)), 2)
    assert picture.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert 600 < width < height <= 1600


@pytest.mark.parametrize("page", [0, 2, -1])
def test_a_page_that_is_not_there(page: int) -> None:
    with pytest.raises(FileRefused, match="a.pdf has no such page."):
        page_picture("a.pdf", io.BytesIO(pdf(*ONE_AGENT)), page)


def test_a_picture_of_what_is_no_pdf() -> None:
    with pytest.raises(FileRefused, match="a.pdf is damaged"):
        page_picture("a.pdf", io.BytesIO(b"no PDF"), 1)
