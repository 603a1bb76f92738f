"""One import: its facts, its rows, its bytes, and what waits for someone."""

from __future__ import annotations

import hashlib

import pytest

from include.clock import utc_now
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import sample_workbook, workbook
from include.database.tables.feeds import Arrival, FeedRecord
from tests.core_backoffice.files.pdfs import ONE_AGENT, pdf
from tests.sync.office import INCOME
from tests.web.imports.uploading import SAMPLE, SOURCE, form_of, import_sample, save, upload
from tests.web.office_pages import AUDITOR, OfficePages, words

FILE = "imports/files/1"


@pytest.fixture
def sample(pages: OfficePages) -> OfficePages:
    """The sample is read."""
    import_sample(pages)
    return pages


def statuses(pages: OfficePages) -> list[str]:
    with pages.database.reading() as session:
        return [row.status for row in session.query(Arrival).order_by(Arrival.id)]


def test_its_page_has_the_facts_and_the_records_that_changed(sample: OfficePages) -> None:
    shown = words(sample.open(FILE))
    assert "Rows read 18 Taken 18 8 records On hold 0" in shown
    assert "8 new, 0 changed, 0 deleted" in shown
    assert "Import profile CoreBooks layout, version 1" in shown
    assert "From Uploaded by finn" in shown
    assert '1 Beacon Street New Sheet "Transactions", row 2' in shown


def test_the_original_is_a_download_of_the_same_bytes(pages: OfficePages) -> None:
    content = sample_workbook()
    upload(pages, "<b>å</b>.xlsx", content)
    answer = pages.browser.get(pages.address(f"{FILE}/original"))
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert hashlib.sha256(content).hexdigest() in pages.open(FILE)


def test_the_viewer_opens_at_a_row_and_marks_it(sample: OfficePages) -> None:
    page = sample.open(f"{FILE}/rows", sheet="Items", row=4)
    marked = page.partition('class="chosen"')[2].partition("</tr>")[0]
    assert "TR-0002" in marked
    assert "Referral" in marked
    assert "Row 4 Transaction number TR-0002 Kind transaction debit" in words(page)


@pytest.mark.parametrize("asked", [{"row": 999_999}, {"sheet": "<b>none</b>"}, {"row": 0}, {}])
def test_a_row_that_is_not_there_shows_what_is(sample: OfficePages, asked: dict[str, str]) -> None:
    page = sample.open(f"{FILE}/rows", **asked)
    assert "TR-0001" in page
    assert "<b>none" not in page


@pytest.mark.parametrize("asked", [{"row": -1}, {"row": "x"}, {"sheet": "a" * 301}])
def test_an_address_that_no_page_has_is_refused(
    sample: OfficePages, asked: dict[str, object]
) -> None:
    answer = sample.browser.get(sample.address(f"{FILE}/rows"), params=asked)
    assert answer.status_code == 422


def test_a_formula_in_a_cell_is_its_text(pages: OfficePages) -> None:
    upload(pages, "a.csv", b'Deal,Note\n1,"=HYPERLINK(""http://x"")"\n2,<img src=x onerror=y>\n')
    page = pages.open(f"{FILE}/rows")
    assert "=HYPERLINK(&#34;http://x&#34;)" in page
    assert "<img src=x" not in page


def test_from_a_transaction_one_click_leads_to_its_row(sample: OfficePages) -> None:
    assert sample.office is not None
    sample.office.feed = SOURCE
    sample.run(INCOME)
    page = sample.open("transactions/TR-0002")
    assert 'From sample.xlsx, sheet "Transactions", row 3' in words(page)
    address = page.partition("sample.xlsx")[0].rpartition('href="')[2].partition('"')[0]
    opened = sample.browser.get(address.replace("&amp;", "&").partition("#")[0])
    assert "TR-0002" in opened.text.partition('class="chosen"')[2].partition("</tr>")[0]
    entries = words(sample.open(FILE))
    assert "Invoice TR-0002 (opens QuickBooks in a new tab), $10,000.00" in entries


def shorter() -> bytes:
    """A snapshot in which most transactions are missing."""
    deals = [{**EXAMPLES["Transactions"][0]}]
    return workbook({**EXAMPLES, "Transactions": deals, "Items": EXAMPLES["Items"][:2]})


@pytest.fixture
def waiting(pages: OfficePages) -> OfficePages:
    """A snapshot was read, and one that is much shorter waits for someone."""
    upload(pages, SAMPLE, sample_workbook())
    assert save(pages, f"{FILE}/mapping", {"contents": "snapshot"}).status_code == 303
    upload(pages, "short.xlsx", shorter(), {"source": SOURCE})
    assert statuses(pages) == ["read", "waiting for you"]
    return pages


def test_a_much_shorter_snapshot_waits_and_says_why(waiting: OfficePages) -> None:
    shown = words(waiting.open("imports/files/2"))
    assert "Waiting for you" in shown
    assert "Nothing of short.xlsx was read." in shown
    assert "Read it anyway" in shown
    assert "Discard" in shown


def test_it_is_read_when_someone_says_so(waiting: OfficePages) -> None:
    assert waiting.press("imports/files/2/read").status_code == 303
    assert statuses(waiting) == ["read", "read"]
    shown = words(waiting.open("imports/files/2"))
    assert "Read anyway by finn" in shown
    assert "3 deleted" in shown
    with waiting.database.reading() as session:
        gone = [row.key for row in session.query(FeedRecord).filter_by(gone=True)]
    assert sorted(gone) == ["transaction:TR-0002", "transaction:TR-0003", "transaction:TR-0004"]
    again = waiting.press("imports/files/2/read")
    assert again.status_code == 409
    assert "was read or discarded meanwhile" in words(again.text)


def test_or_discarded(waiting: OfficePages) -> None:
    assert waiting.press("imports/files/2/discard").status_code == 303
    assert statuses(waiting) == ["read", "discarded"]
    assert waiting.press("imports/files/2/discard").status_code == 409


def test_who_only_reads_decides_nothing(waiting: OfficePages) -> None:
    waiting.sign_in(AUDITOR)
    assert "Read it anyway</button>" not in waiting.open("imports/files/2")
    for below in ("read", "discard"):
        assert waiting.press(f"imports/files/2/{below}").status_code == 403
    assert statuses(waiting) == ["read", "waiting for you"]


def test_the_same_file_again_does_nothing(sample: OfficePages) -> None:
    answer = sample.browser.get(sample.address(f"{FILE}/original"))
    upload(sample, "copy.xlsx", answer.content, {"source": SOURCE})
    assert statuses(sample) == ["read", "duplicate"]
    assert "Same as before" in words(sample.open("imports/files/2"))


def test_an_import_of_another_company_or_none_is_not_there(sample: OfficePages) -> None:
    for number in ("2", "999999999999"):
        answer = sample.browser.get(sample.address(f"imports/files/{number}"))
        assert answer.status_code == 404
    assert form_of(sample.open(f"{FILE}/mapping"), "mapping")


def test_the_page_of_a_disbursement_is_shown_beside_what_is_on_hold(pages: OfficePages) -> None:
    upload(pages, "disbursement.pdf", pdf(*ONE_AGENT))
    picture = pages.browser.get(pages.address(f"{FILE}/picture?row=1"))
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_only_a_disbursement_has_pictures(sample: OfficePages) -> None:
    answer = sample.browser.get(sample.address(f"{FILE}/picture?row=1"))
    assert answer.status_code == 404


def test_a_transaction_out_of_balance_counts_with_its_rows(pages: OfficePages) -> None:
    import_sample(pages)
    items = [dict(row) for row in EXAMPLES["Items"]]
    items[0]["Amount"] = "8000.01"
    content = workbook({**EXAMPLES, "Items": items})
    upload(pages, "corrected.xlsx", content, {"source": SOURCE})
    shown = words(pages.open("imports/files/2"))
    assert "Rows read 18" in shown
    assert "Taken 18" not in shown
    assert "On hold 0" not in shown
    assert "out of balance by $0.01" in shown


def test_a_file_that_is_no_longer_kept_is_told_and_no_address_opens_it(sample: OfficePages) -> None:
    with sample.database.writing() as session:
        session.get_one(Arrival, 1).content_dropped_at = utc_now()
    page = sample.open(FILE)
    shown = words(page)
    assert "The file is no longer kept." in shown
    assert "Rows read 18 Taken 18 8 records On hold 0" in shown
    assert 'Sheet "Transactions", row 2' in shown
    assert f"{FILE}/rows" not in page
    assert "Match columns" not in shown
    for below in ("rows", "original", "picture", "mapping"):
        answer = sample.browser.get(sample.address(f"{FILE}/{below}"))
        assert answer.status_code == 410
        assert "The file sample.xlsx is no longer kept." in words(answer.text)
