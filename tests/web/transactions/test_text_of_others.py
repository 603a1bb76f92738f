"""A deal whose address and number are commands to a log, a terminal, a page, and a spreadsheet."""

from __future__ import annotations

import csv
import io
import logging
import unicodedata

import pytest

from tests.sync.closings import INVOICES, entries_of
from tests.sync.office import INCOME
from tests.web.office_pages import OfficePages, words

ADDRESS = (
    "12 Oak St\n\n## Nothing will be sent\n[Reviewed](https://example.com)\u202e "
    "![t](http://127.0.0.1:1/t)\x1b[2J"
)
NUMBER = "TR-7\n::endgroup::\x1b[31m"


def is_plain(text: str) -> bool:
    return not any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in text)


def test_what_others_wrote_is_one_line_of_text_wherever_it_comes_out(
    pages: OfficePages, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert pages.office is not None
    core = pages.office.core
    (deal,) = core.post("/examples/A")["transactions"]
    core.put(f"/raw/transactions/{deal}", address=ADDRESS, custom_id=NUMBER)
    pages.run(INCOME)

    [entry] = entries_of(pages.office, INVOICES, str(deal))
    assert entry["DocNumber"].startswith("TR-7 ::endgrou")
    texts = [entry["DocNumber"], entry["PrivateNote"], entry["Line"][0]["Description"]]
    assert [text for text in texts if not is_plain(text)] == []

    said = [record.getMessage() for record in caplog.records if "TR-7" in record.getMessage()]
    assert said
    assert [line for line in said if not is_plain(line)] == []

    shown = words(pages.open(f"transactions/{deal}"))
    assert "12 Oak St ## Nothing will be sent [Reviewed](https://example.com)" in shown
    answer = pages.browser.get(pages.address("history/export/changes.csv"))
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert all(is_plain(cell) for row in rows[1:] for cell in row)
