"""Which QuickBooks name each CORE name has leaves as a file."""

from __future__ import annotations

import csv
import io

import pytest

from tests.sync.office import EXPENSES
from tests.web.office_pages import OfficePages


def exported(pages: OfficePages, **asked: str) -> list[dict[str, str]]:
    answer = pages.browser.get(pages.address("names/export.csv"), params=asked)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_match_has_a_row_and_a_search_narrows_them(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.run(EXPENSES)
    monkeypatch.setattr("include.database.reads.names.PAGE", 1)
    rows = exported(pages)
    paid = {entry["party"] for entry in pages.office.entries("Bill")}
    assert {row["QuickBooks name"] for row in rows} == paid
    assert {row["Matched by"] for row in rows} == {"Name"}
    one = rows[0]["CORE name"]
    assert [row["CORE name"] for row in exported(pages, q=one)] == [one]
    assert exported(pages, q="no such name") == []
    assert "names/export.csv?q=" in pages.open("names", q=one)
