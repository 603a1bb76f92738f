"""Upload: stored as it is, read if its headers are known, and refused with a sentence."""

from __future__ import annotations

import json

import pytest

from include.core_backoffice.mapping.own_layout import sample_workbook
from include.database.tables.feeds import Arrival, Feed
from include.web.frame import bounds
from tests.web.imports.test_mapping_routes import MATCHED
from tests.web.imports.uploading import SOURCE, import_sample, upload, upload_sample
from tests.web.office_pages import AUDITOR, OfficePages, words


def arrivals(pages: OfficePages) -> list[tuple[str, str, str]]:
    with pages.database.reading() as session:
        return [
            (row.feed_id, row.name, row.status)
            for row in session.query(Arrival).order_by(Arrival.id)
        ]


def test_the_first_file_makes_a_source_and_opens_the_mapping(pages: OfficePages) -> None:
    answer = upload_sample(pages)
    assert answer.headers["location"].endswith("/imports/files/1/mapping")
    assert arrivals(pages) == [(SOURCE, "sample.xlsx", "no profile")]


def test_the_source_has_the_name_that_was_typed(pages: OfficePages) -> None:
    upload(pages, "a.csv", b"Deal,Gross\n1,5\n", {"name": "CORE é reports"})
    with pages.database.reading() as session:
        feed = session.query(Feed).one()
    assert (feed.id, feed.name, feed.door) == (
        "willow-park-core-e-reports",
        "CORE é reports",
        "upload",
    )


def test_a_file_with_known_headers_is_read_at_once(pages: OfficePages) -> None:
    import_sample(pages)
    answer = upload(pages, "again.xlsx", sample_workbook(), {"source": SOURCE})
    assert answer.headers["location"].endswith("/imports/files/2")
    assert arrivals(pages)[1][2] in ("read", "duplicate")


@pytest.mark.parametrize(
    ("name", "content"), [("", b"a"), ("empty.csv", b"")], ids=["no file", "an empty one"]
)
def test_no_file_is_no_upload(pages: OfficePages, name: str, content: bytes) -> None:
    answer = upload(pages, name, content)
    assert answer.status_code == 422
    assert "Choose a file that isn&#39;t empty." in answer.text or "Choose a file" in words(
        answer.text
    )
    assert arrivals(pages) == []


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(pages: OfficePages) -> None:
    upload(pages, "broken.xlsx", b"PK\x03\x04 not a workbook")
    shown = words(pages.open("imports/files/1"))
    assert "Rejected" in shown
    assert "Discard" in shown
    mapping = pages.browser.get(pages.address("imports/files/1/mapping"))
    assert mapping.status_code == 422


def test_a_larger_file_than_can_be_taken_is_refused_before_it_is_kept(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_UPLOAD_BYTES", 10_000)
    answer = upload(pages, "large.csv", b"a" * 20_000)
    assert answer.status_code == 413
    assert "larger than 256 MiB, so it wasn't stored." in words(answer.text)
    assert arrivals(pages) == []


def test_a_file_may_hold_what_no_form_may(pages: OfficePages) -> None:
    answer = upload(pages, "nul.csv", b"Deal,Gross\n1,\0\n" + b"2,5\n" * 80_000)
    assert answer.status_code == 303


def test_who_only_reads_uploads_nothing(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    assert upload_sample(pages).status_code == 403
    assert arrivals(pages) == []


def test_without_the_token_nothing_is_uploaded(pages: OfficePages) -> None:
    answer = upload(pages, "a.csv", b"Deal\n1\n", {"csrf_token": "made up"})
    assert answer.status_code == 403
    assert arrivals(pages) == []


def test_a_path_in_a_name_is_left_out(pages: OfficePages) -> None:
    upload(pages, "C:\\exports\\..\\july.csv", b"Deal,Gross\n1,5\n")
    assert arrivals(pages)[0][1] == "july.csv"


def own_source(pages: OfficePages, name: str, header: bytes, known_as: str) -> None:
    """A source whose active profile reads files with these columns."""
    answer = upload(pages, name, header + ROWS, {"source": "new", "name": known_as})
    file = answer.headers["location"].split("/files/")[1].split("/")[0]
    body = {"name": known_as, "tables": [{"of": "deals", "headers": header.decode().split(",")}]}
    form = {"body": json.dumps(body), **MATCHED, "name": known_as}
    answer = pages.press(f"imports/files/{file}/mapping/save", form)
    assert answer.status_code == 303, words(answer.text)


HEADER = b"Deal,Street,State of it,Closed on,Gross,Agent,Agent gets,House"
ROWS = b"\n7,1 Elm,Done,30/11/2026,1000.00,Jane Doe,600.00,400.00\n"


def test_without_a_choice_the_columns_tell_the_source(pages: OfficePages) -> None:
    import_sample(pages)
    own_source(pages, "plain.csv", HEADER, "Plain exports")
    upload(pages, "august.csv", HEADER + ROWS)
    assert arrivals(pages)[-1][:2] == ("willow-park-plain-exports", "august.csv")
    upload(pages, "again.xlsx", sample_workbook())
    assert arrivals(pages)[-1][:2] == (SOURCE, "again.xlsx")


def test_two_sources_with_the_same_columns_are_told_apart_by_names_or_asked(
    pages: OfficePages,
) -> None:
    own_source(pages, "north 2026-10.csv", HEADER, "North")
    own_source(pages, "south 2026-10.csv", HEADER, "South")
    upload(pages, "South 2026-11.csv", HEADER + ROWS)
    assert arrivals(pages)[-1][0] == "willow-park-south"
    answer = upload(pages, "other.csv", HEADER + ROWS)
    assert answer.status_code == 422
    assert "“North” and “South” read the columns of other.csv." in words(answer.text)
    assert len(arrivals(pages)) == 3


def test_columns_that_no_source_knows_are_asked_about(pages: OfficePages) -> None:
    import_sample(pages)
    answer = upload(pages, "sample 2.csv", b"Deal,Gross\n1,5\n")
    assert answer.status_code == 422
    shown = words(answer.text)
    assert "No source knows the columns of sample 2.csv. Choose its source, or New source" in shown
    assert f'<option value="{SOURCE}" selected>' in answer.text
    assert len(arrivals(pages)) == 1
    answer = upload(pages, "sample 2.csv", b"Deal,Gross\n1,5\n", {"source": "new", "name": "Two"})
    assert arrivals(pages)[-1][0] == "willow-park-two"


def test_a_name_that_a_source_has_is_that_source(pages: OfficePages) -> None:
    import_sample(pages)
    upload(pages, "a.csv", b"Deal,Gross\n1,5\n", {"name": "exports"})
    assert arrivals(pages)[-1][0] == SOURCE
    answer = upload(pages, "b.csv", b"Deal\n1\n", {"source": "new", "name": "Exports"})
    assert answer.status_code == 422
    assert "There is a source “Exports” already." in words(answer.text)


def test_a_file_that_cannot_be_opened_asks_for_its_source(pages: OfficePages) -> None:
    import_sample(pages)
    answer = upload(pages, "broken.xlsx", b"PK\x03\x04 not a workbook")
    assert answer.status_code == 422
    assert "No source knows the columns of broken.xlsx." in words(answer.text)
