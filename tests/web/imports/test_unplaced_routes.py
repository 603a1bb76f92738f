"""What belongs to no record, on the pages: told, exported, and dismissed by who may sync."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.imports.uploading import SOURCE, save, upload
from tests.web.office_pages import AUDITOR, OfficePages, words

CLOSINGS = b"""Transaction number,Address,Status,Close date,Gross commission,Agent,Agent net,Brokerage net
TR-1,1 Oak St,Closed,2026-07-01,100.00,Jane Doe,60.00,40.00
TR-2,2 Oak St,Closed,2026-07-01,100.00,Jane Doe,60.00,40.00
"""
TOTAL = CLOSINGS + b",,,,200.00,,120.00,80.00\n"
FILE = "imports/files/2"


@pytest.fixture
def with_total(pages: OfficePages) -> OfficePages:
    """A file of changes whose last row is a total: it names no transaction."""
    upload(pages, "closings.csv", CLOSINGS)
    mapping = "imports/files/1/mapping"
    answer = save(pages, mapping, {"contents": "changes"})
    assert answer.status_code == 303, words(answer.text)
    upload(pages, "july.csv", TOTAL, {"source": SOURCE})
    return pages


def key_of(pages: OfficePages) -> str:
    page = pages.open(FILE)
    return page.partition('name="key" value="')[2].partition('"')[0]


def test_it_is_told_where_people_look(with_total: OfficePages) -> None:
    for place in ("imports", "attention", FILE):
        assert "looks like a total row" in words(with_total.open(place)) or place == "attention"
    shown = words(with_total.open("attention"))
    assert "1 payment or row of an import belongs to no record, so no run sees it." in shown
    assert "Belongs to no record 1." in words(with_total.open("imports"))


def test_it_is_exported(with_total: OfficePages) -> None:
    answer = with_total.browser.get(with_total.address("imports/unplaced/export.csv"))
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["File"], row["Rows"]) == ("july.csv", "row 4")
    assert "looks like a total row" in row["What happened"]


def test_who_may_sync_dismisses_it_with_a_reason(with_total: OfficePages) -> None:
    form = {"key": key_of(with_total), "why": "The report's total"}
    assert with_total.press(f"{FILE}/dismiss", form).status_code == 303
    assert "Dismissed by finn: The report's total" in words(with_total.open(FILE))
    assert "Belongs to no record" not in words(with_total.open("imports"))
    assert "belongs to no record" not in words(with_total.open("attention"))
    assert "Dismissed row 4 of july.csv" in words(with_total.open("history/trail"))


def test_without_a_reason_nothing_is_dismissed(with_total: OfficePages) -> None:
    answer = with_total.press(f"{FILE}/dismiss", {"key": key_of(with_total), "why": " "})
    assert answer.status_code == 422
    assert "Enter why the rows are no record." in words(answer.text)


def test_who_only_reads_is_offered_nothing(with_total: OfficePages) -> None:
    key = key_of(with_total)
    with_total.sign_in(AUDITOR)
    assert "Dismiss" not in with_total.open(FILE)
    assert with_total.press(f"{FILE}/dismiss", {"key": key, "why": "A total"}).status_code == 403
