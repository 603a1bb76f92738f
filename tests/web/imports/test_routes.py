"""Imports: the first visit, the list with its filters, and the list as a file."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.mapping.own_layout import SHEETS
from tests.web.imports.uploading import SOURCE, import_sample, upload, upload_sample
from tests.web.office_pages import ADMIN, AUDITOR, OfficePages, words

HOSTILE = "<script>alert(1)<script>=1+1\u202egpj.csv"


def test_the_first_visit_offers_three_ways_and_the_workbook(pages: OfficePages) -> None:
    shown = words(pages.open("imports"))
    assert "Upload a file" in shown
    assert "Watch a folder or mailbox" in shown
    assert "Connect a database or webhook" in shown
    assert "Download the empty two-sheet workbook" in shown
    assert "Download a filled sample" in shown


def test_who_only_reads_is_told_what_appears_here(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    shown = words(pages.open("imports"))
    assert "No sources yet." in shown
    assert "Your Airflow role can view imports but not set them up." in shown
    assert "Upload a file" not in shown


def test_the_workbook_is_downloaded_empty_and_filled(pages: OfficePages) -> None:
    for name, rows in (("empty", 1), ("sample", 5)):
        answer = pages.browser.get(pages.address(f"imports/workbook/{name}"))
        assert answer.headers["content-disposition"].startswith("attachment")
        book = load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == list(SHEETS)
        assert book["Transactions"].max_row == rows


def test_a_file_is_a_line_with_what_became_of_it(pages: OfficePages) -> None:
    import_sample(pages)
    shown = words(pages.open("imports"))
    assert "Exports Upload Transactions; Agent billing On" in shown
    assert "sample.xlsx Exports Uploaded by finn" in shown
    assert "Read 18 18 0 8" in shown


def test_the_list_is_narrowed_to_a_source_and_a_status(pages: OfficePages) -> None:
    upload_sample(pages)
    upload(pages, "other.csv", b"Deal,Gross\n1,5\n", {"name": "Second"})
    assert "other.csv" in pages.open("imports", source="willow-park-second")
    assert "sample.xlsx" not in pages.open("imports", source="willow-park-second")
    assert "sample.xlsx" in pages.open("imports", status="no profile")
    assert "No imports match." in words(pages.open("imports", status="refused"))
    assert "sample.xlsx" in pages.open("imports", status="nonsense")


def test_the_menu_counts_what_waits_for_someone(pages: OfficePages) -> None:
    upload_sample(pages)
    assert "Imports 1 waiting for you" in words(pages.open(""))


def test_a_hostile_file_name_is_plain_text_on_every_page(pages: OfficePages) -> None:
    upload(pages, HOSTILE, b"Deal,Gross\n1,5\n")
    for path in ("imports", "imports/files/1", "imports/files/1/rows", "imports/files/1/mapping"):
        page = pages.open(path)
        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_exported_without_a_formula(pages: OfficePages, form: str) -> None:
    upload(pages, "=cmd|' !A1.csv", b"Deal,Gross\n1,5\n")
    answer = pages.browser.get(pages.address(f"imports/export.{form}"), params={"source": SOURCE})
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="willow-park-imports.{form}"'
    )
    file = open_file(f"list.{form}", io.BytesIO(answer.content))
    rows = [cells for _, cells in file.sheets[0].rows()]
    assert rows[0][:3] == ("Import", "File", "Source")
    assert rows[1][6] == "No profile"
    if form == "csv":
        assert rows[1][1] == "'=cmd|' !A1.csv"
    else:
        cell = load_workbook(io.BytesIO(answer.content)).active
        assert cell is not None
        assert cell["B2"].data_type == "s"


def test_an_admin_may_add_sources_and_others_are_told(pages: OfficePages) -> None:
    assert "Ask your Airflow administrator" in words(pages.open("imports/sources/new"))
    pages.sign_in(ADMIN)
    assert "Ask your Airflow administrator" not in words(pages.open("imports/sources/new"))
