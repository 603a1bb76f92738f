"""What a file is, by its content; and that no file does more than be refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import FileRefused
from tests.core_backoffice.files.made import Sized, cells, opened, xlsx, zipped
from tests.core_backoffice.files.pdfs import ONE_AGENT, pdf

WORKBOOK = xlsx(["Deal", "Gross"], ["D-1", 100])


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"Deal,Gross\nD-1,100\n", "CSV"),
        (WORKBOOK, "XLSX"),
        (b'{"deal": "D-1"}\n', "JSON lines"),
        (b'[{"deal": "D-1"}]', "JSON"),
        (pdf(*ONE_AGENT), "PDF"),
    ],
)
def test_the_content_says_what_a_file_is_and_not_its_name(content: bytes, format_: str) -> None:
    for name in ("deals.csv", "deals.xls", "deals.xlsx", "deals.txt", "deals"):
        assert opened(content, name).format == format_


def test_a_web_page_named_as_a_workbook_is_refused_with_the_way_out() -> None:
    page = b"<html><body><table><tr><td>Deal</td></tr></table></body></html>"
    with pytest.raises(FileRefused) as refused:
        opened(page, "Commission Detail.xls")
    assert refused.value.sentence == (
        "Commission Detail.xls is a web page, whatever its name ends in."
    )
    assert "save it as an XLSX or CSV file" in refused.value.what_to_do


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "report is empty."),
        (b"<?xml version='1.0'?><Deals/>", "report is an XML file."),
        (bytes(range(256)), "report isn't a table that CoreBooks can read."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "report isn't a table that CoreBooks can read."),
        (zipped({"deals.csv": "Deal\nD-1"}), "report is a ZIP archive, not a workbook."),
        (WORKBOOK[:-40], "report is damaged or incomplete."),
        (WORKBOOK[:200], "report is damaged or incomplete."),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        opened(content)
    assert refused.value.sentence == sentence
    assert refused.value.what_to_do


def test_a_file_of_2_gb_is_refused_with_the_limit_before_a_byte_is_read() -> None:
    with pytest.raises(FileRefused, match="big.csv has 2,048 MiB. The limit is 256 MiB."):
        open_file("big.csv", Sized(2 << 30))


def test_the_name_is_plain_and_short_and_no_path() -> None:
    assert opened("a\n1", "C/reports/\x1b[31mdeals\n.csv").name == "[31mdeals .csv"
    assert len(opened("a\n1", "x" * 5000).name) == 200
    assert opened("a\n1", "").name == "The file"


def test_a_file_can_be_read_twice_from_its_beginning() -> None:
    for content in (b"Deal\nD-1\n", WORKBOOK, b'{"deal": "D-1"}\n'):
        sheet = opened(content).sheets[0]
        first = sheet.rows()
        next(first)
        assert list(sheet.rows()) == list(sheet.rows())


def _read_all(content: bytes) -> None:
    """Open, find headers and read it all: the only thing that may happen is that it is refused."""
    try:
        file = open_file("fuzz", io.BytesIO(content))
        for sheet in file.sheets:
            find_header(sheet, like=("Deal", "Agent {n} Name"))
            for _ in sheet.rows():
                pass
    except FileRefused as refusal:
        refused = refusal
    else:
        return
    assert refused.sentence.startswith(("fuzz", "Row", "Sheet"))
    assert refused.what_to_do


@given(st.binary(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_table_or_are_refused(content: bytes) -> None:
    _read_all(content)


@given(
    start=st.sampled_from(
        [b"[", b"{", b'[{"a":', b'{"a":[{', b"\xff\xfe", b"\xef\xbb\xbf", b"sep=", b'"']
    ),
    rest=st.text(alphabet='[]{}:,"\\ab1.e-\n\t ;', max_size=200),
)
@settings(max_examples=300, deadline=None)
def test_any_beginning_of_json_or_text_is_a_table_or_is_refused(start: bytes, rest: str) -> None:
    _read_all(start + rest.encode())


@given(at=st.integers(0, len(WORKBOOK) - 1), new=st.binary(min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_workbook_with_bytes_changed_is_a_table_or_is_refused(at: int, new: bytes) -> None:
    _read_all(WORKBOOK[:at] + new + WORKBOOK[at + len(new) :])


@given(at=st.integers(5, 3000), new=st.binary(min_size=1, max_size=8))
@settings(max_examples=8, deadline=None)
def test_a_pdf_with_bytes_changed_is_a_disbursement_or_is_refused(at: int, new: bytes) -> None:
    content = pdf(*ONE_AGENT)
    _read_all(content[:at] + new + content[at + len(new) :])


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert cells("Deal,Gross\r\n") == [("Deal", "Gross")]
    assert cells(xlsx(["Deal", "Gross"])) == [("Deal", "Gross")]
