"""The mapping page: from a file to an active profile, with the entries in view before anything is read."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import workbook
from include.database.tables.feeds import Arrival, FeedCompany, FeedRecord, ImportProfile
from include.database.tables.runs import SyncRun
from tests.web.imports.uploading import (
    SOURCE,
    form_of,
    import_sample,
    save,
    upload,
    upload_sample,
)
from tests.web.office_pages import AUDITOR, OfficePages, words

MAPPING = "imports/files/1/mapping"
PLAIN = (
    b"Deal,Street,State of it,Closed on,Gross,Agent,Agent gets,House\n"
    b"7,1 Elm,Done,30/11/2026,1000.00,Jane Doe,600.00,400.00\n"
    b"8,2 Elm,Done,30/11/2026,2000.00,Jane Doe,1200.00,800.00\n"
)
MATCHED = {
    "name": "Plain",
    "contents": "changes",
    "t0-of": "deals",
    "t0-key-0": "Deal",
    "t0-dates": "DD/MM/YYYY",
    "t0-f-number": "Deal",
    "t0-f-address": "Street",
    "t0-f-status": "State of it",
    "t0-f-status-words": "Done = closed",
    "t0-f-closing_date": "Closed on",
    "t0-f-gross": "Gross",
    "t0-items": "2",
    "t0-i0-kind": "agent_split",
    "t0-i0-amount": "Agent gets",
    "t0-i0-a-name": "Agent",
    "t0-i1-kind": "brokerage_net",
    "t0-i1-amount": "House",
}


def matched(pages: OfficePages, content: bytes = PLAIN, **changes: str) -> dict[str, str]:
    """A file is uploaded; the form with its columns matched."""
    assert upload(pages, "plain.csv", content).status_code == 303
    headers = content.split(b"\n")[0].decode().split(",")
    body = {"name": "Plain", "tables": [{"of": "deals", "headers": headers}]}
    return {"body": json.dumps(body), **MATCHED, **changes}


def test_a_known_layout_opens_with_its_ready_profile_and_the_entries(pages: OfficePages) -> None:
    upload_sample(pages)
    shown = words(pages.open(MAPPING))
    assert "The headers fit the ready profile CoreBooks layout." in shown
    assert "Rows read 18 Add up 18" in shown
    assert "Invoice TR-0001 1 Beacon Street, Boston, MA 02108 First sync 10,000.00" in shown
    assert "Bill TR-0001-A0101 Jane Doe First sync 7,840.00" in shown
    assert re.search(r"In balance ([\d,]+\.00) \1 ", shown)


def test_activating_reads_the_file_and_feeds_the_company(pages: OfficePages) -> None:
    import_sample(pages)
    with pages.database.reading() as session:
        profile = session.query(ImportProfile).one()
        assert (profile.active, profile.rows_checked, profile.rows_held) == (True, 18, 0)
        assert session.query(Arrival).one().status == "read"
        assert session.query(FeedRecord).count() == 8
        fed = {(row.stream, row.feed_id) for row in session.query(FeedCompany)}
    assert fed == {("transactions", SOURCE), ("billing statements", SOURCE)}


def test_columns_are_matched_by_hand(pages: OfficePages) -> None:
    answer = pages.press(f"{MAPPING}/save", matched(pages))
    assert answer.status_code == 303, words(answer.text)
    with pages.database.reading() as session:
        assert {row.key for row in session.query(FeedRecord)} == {"transaction:7", "transaction:8"}


def test_the_preview_follows_the_form_and_saves_nothing(pages: OfficePages) -> None:
    answer = pages.press(f"{MAPPING}/preview", matched(pages), htmx=True)
    shown = words(answer.text)
    assert "Rows read 2 Add up 2 2 transactions" in shown
    assert "Gross $3,000.00" in shown
    assert "<html" not in answer.text
    with pages.database.reading() as session:
        assert session.query(ImportProfile).count() == 0
        assert session.query(FeedRecord).count() == 0
        assert session.query(SyncRun).count() == 0


def test_without_a_script_the_page_comes_again_with_what_was_typed(pages: OfficePages) -> None:
    answer = pages.press(MAPPING, matched(pages) | {"add-item": "t0-"})
    assert answer.status_code == 200
    form = form_of(answer.text, "mapping")
    assert form["t0-items"] == ["3"]
    assert form["t0-i0-amount"] == ["Agent gets"]
    assert "Rows read 2" in words(answer.text)


def test_what_does_not_add_up_is_named_by_row_and_keeps_the_profile_from_being_activated(
    pages: OfficePages,
) -> None:
    wrong = PLAIN.replace(b"1200.00,800.00", b"1200.00,900.00")
    answer = pages.press(f"{MAPPING}/save", matched(pages, wrong))
    assert answer.status_code == 409
    shown = words(answer.text)
    assert "1 of 2 rows, and 1 of 2 records, would be on hold. 1% is the most" in shown
    assert "Row 3" in shown
    assert "out of balance" in shown.lower()
    assert "rows?sheet=&amp;row=3" in answer.text
    with pages.database.reading() as session:
        assert session.query(ImportProfile).count() == 0
        assert session.query(FeedRecord).count() == 0


def test_one_in_a_hundred_may_be_on_hold(pages: OfficePages) -> None:
    deals = [
        {
            **EXAMPLES["Transactions"][0],
            "Transaction number": f"T-{number}",
            "Brokerage net": Decimal(2000),
        }
        for number in range(200)
    ]
    deals[7]["Brokerage net"] = Decimal(1)
    items = [{**EXAMPLES["Items"][0], "Transaction number": f"T-{number}"} for number in range(200)]
    upload(pages, "many.xlsx", workbook({"Transactions": deals, "Items": items}))
    assert save(pages, MAPPING).status_code == 303
    shown = words(pages.open("imports/files/1"))
    assert 'Sheet "Transactions", row 9' in shown


def test_a_draft_is_saved_whatever_adds_up_and_reads_nothing(pages: OfficePages) -> None:
    wrong = PLAIN.replace(b"1200.00,800.00", b"1200.00,900.00")
    answer = pages.press(f"{MAPPING}/save", matched(pages, wrong, draft="yes"))
    assert answer.headers["location"].endswith(f"/imports/sources/{SOURCE}?saved=draft#profiles")
    with pages.database.reading() as session:
        assert session.query(ImportProfile).one().active is False
        assert session.query(Arrival).one().status == "no profile"
    refused = pages.press(f"imports/sources/{SOURCE}/profiles/1/activate")
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("t0-f-gross", "Grosss", "The file has no column “Grosss”."),
        ("t0-i0-amount", "<b>", "The file has no column “<b>”."),
        ("t0-f-status-words", "Done", "“Done” says no meaning."),
        ("name", "", "A profile needs a name."),
        ("contents", "", "Say whether each file has all records"),
    ],
)
def test_a_field_that_cannot_be_read_is_marked_and_stays(
    pages: OfficePages, field: str, value: str, sentence: str
) -> None:
    answer = pages.press(f"{MAPPING}/save", matched(pages) | {field: value})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert "<b>" not in answer.text.partition("<main")[2].replace("<b>1</b>", "")
    with pages.database.reading() as session:
        assert session.query(ImportProfile).count() == 0


def test_cells_of_a_file_are_plain_text_in_samples_and_preview(pages: OfficePages) -> None:
    hostile = PLAIN.replace(b"1 Elm", b"<script>alert(1)</script>[x](javascript:y)")
    answer = pages.press(MAPPING, matched(pages, hostile))
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;[x](javascript:y)" in answer.text


@pytest.mark.parametrize("body", ["", "[]", "{", '{"tables": 7}', '{"tables": [{"of": 1}]}'])
def test_a_made_up_profile_in_the_form_breaks_nothing(pages: OfficePages, body: str) -> None:
    form = matched(pages) | {"body": body}
    for below in ("", "/preview", "/save"):
        assert pages.press(f"{MAPPING}{below}", form).status_code in (200, 422, 303, 409)


def test_who_only_reads_sees_the_mapping_and_changes_nothing(pages: OfficePages) -> None:
    form = matched(pages)
    pages.sign_in(AUDITOR)
    assert "can view this profile but not change it" in words(pages.open(MAPPING))
    for below in ("", "/preview", "/save"):
        assert pages.press(f"{MAPPING}{below}", form).status_code == 403


def test_the_next_file_of_the_layout_is_known_again(pages: OfficePages) -> None:
    pages.press(f"{MAPPING}/save", matched(pages))
    upload(pages, "next.csv", PLAIN.replace(b"7,1 Elm", b"9,3 Elm"), {"source": SOURCE})
    shown = words(pages.open("imports/files/2"))
    assert "Read" in shown
    assert "Plain, version 1" in shown
    assert "Version 1 of Plain reads them." in words(pages.open("imports/files/2/mapping"))


def test_a_profile_that_is_changed_is_a_new_version(pages: OfficePages) -> None:
    form = matched(pages)
    pages.press(f"{MAPPING}/save", form)
    pages.press(f"{MAPPING}/save", {**form, "t0-f-city": '"Boston"'})
    with pages.database.reading() as session:
        rows = session.query(ImportProfile).order_by(ImportProfile.version).all()
        assert [(row.version, row.active) for row in rows] == [(1, False), (2, True)]
        assert rows[1].body["tables"][0]["fields"]["city"]["constant"] == "Boston"


def test_unknown_columns_are_suggested_with_reasons_and_questions(pages: OfficePages) -> None:
    known = (
        b"Transaction ID,Property Address,Status,Closing Date,Gross Commission,Agent Name,"
        b"Agent Split,Company Dollar\n"
        b"7,1 Elm St,In play,03/04/2026,1000.00,Jane Doe,600.00,400.00\n"
        b"8,2 Elm St,Closed,05/06/2026,2000.00,Jane Doe,1200.00,800.00\n"
    )
    upload(pages, "unknown.csv", known)
    page = pages.open(f"{MAPPING}?start=suggest")
    shown = words(page)
    assert "Suggested from the column names" in shown
    assert "Why these columns" in shown
    assert "Only you know" in shown
    form = form_of(page, "mapping")
    assert form["t0-f-gross"] == ["Gross Commission"]
    settings = form["question"]
    form["answer"] = ["snapshot" if one == "contents" else "" for one in settings]
    answer = pages.browser.post(pages.address(MAPPING), data=form)
    assert form_of(answer.text, "mapping")["contents"] == ["snapshot"]
    assert "contents" not in form_of(answer.text, "mapping").get("question", [])


def test_an_answer_that_nobody_offers_is_refused(pages: OfficePages) -> None:
    form = matched(pages) | {"question": "contents", "answer": "everything"}
    answer = pages.press(f"{MAPPING}/save", form)
    assert answer.status_code == 422
    assert "can't be answered with “everything”" in words(answer.text)


def test_a_ready_profile_reads_a_file_without_the_columns_that_need_not_be_there(
    pages: OfficePages,
) -> None:
    upload(
        pages,
        "loft.csv",
        b"Deal ID,Deal Status,Address,Completion Date,Sale Price,Agent Name,Agent Email,"
        b"Gross Commission Income,Agent Net,Company Dollar\n"
        b"7,closed,1 Elm,2026-11-26,400000,Jane Doe,jd@ex.com,1000.00,600.00,400.00\n",
    )
    assert "Loft47 export" in words(pages.open(MAPPING))
    assert save(pages, MAPPING).status_code == 303
