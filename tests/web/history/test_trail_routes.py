"""Auditors read the audit trail in sentences, filter and search it, and take along what proves it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.trail import checkpoints
from include.database.trail.verify_offline import read_checkpoint, verify_export
from include.sync.post.manual_matches import remove_match
from tests.database.trail.attacker import as_attacker
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web.office_pages import AUDITOR, OfficePages, words

NOON = dt.datetime(2026, 11, 28, 18, tzinfo=dt.UTC)


@pytest.fixture
def posted(pages: OfficePages) -> Office:
    """Two runs post example A; the auditor opens the pages."""
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.run(INCOME)
    pages.run(EXPENSES)
    pages.sign_in(AUDITOR)
    return pages.office


def unfolded(pages: OfficePages, page: str, place: int = 0) -> str:
    """What a line of the trail unfolds to, by its place from the top."""
    address = re.findall(r'href="([^"]+)" data-unfolds', page)[place]
    return str(pages.browser.get(address, headers={"HX-Request": "true"}).text)


def test_what_was_posted_is_told_in_sentences_with_links(
    pages: OfficePages, posted: Office
) -> None:
    [invoice] = posted.entries("Invoice")
    page = pages.open("history/trail", q="arlington")
    said = f"Created invoice {invoice['number']} (opens QuickBooks in a new tab), $10,000.00, for 11 Arlington"
    assert said in words(page)
    assert re.search(r'href="[^"]+/companies/willow-park/transactions/640224">11 Arlington', page)
    assert f"invoice?txnId={invoice['id']}" in page
    assert "transaction:640224" not in page
    assert "brokerage_income" not in re.sub(r'(href|value)="[^"]*"', "", page)


def test_events_of_one_run_are_one_line_that_unfolds_to_them(
    pages: OfficePages, posted: Office
) -> None:
    bills = posted.entries("Bill")
    page = pages.open("history/trail")
    assert f"Created {len(bills)} bills of agent expenses. {len(bills)} events" in words(page)
    inside = words(unfolded(pages, page))
    for bill in bills:
        assert f"Created bill {bill['number']}" in inside
    apart = words(pages.open("history/trail", apart="yes"))
    assert apart.count("Created bill") == len(bills)


def test_an_event_unfolds_to_its_fields_and_its_hash(pages: OfficePages, posted: Office) -> None:
    with posted.database.engine.connect() as connection:
        query = text("SELECT number, hash, previous_hash FROM audit_event WHERE subject LIKE :it")
        row = connection.execute(query, {"it": "brokerage_income/%"}).one()
    inside = words(unfolded(pages, pages.open("history/trail", q=str(row.number))))
    assert "Total $10,000.00" in inside
    assert f"Event number {row.number}" in inside
    assert f"Previous hash {row.previous_hash} Hash {row.hash}" in inside
    alone = words(pages.open(f"history/trail/{row.number}"))
    assert row.hash in alone
    missing = pages.browser.get(pages.address("history/trail/99999"))
    assert missing.status_code == 404
    assert "doesn't list an event 99,999" in words(missing.text)


def test_a_setting_unfolds_to_what_it_was_and_is(pages: OfficePages, posted: Office) -> None:
    on = AutomationSettings(sync_deals=True, approval_required=True, approvers=("controller",))
    automation.change(posted.database, COMPANY, on, "ada")
    page = pages.open("history/trail", kind="settings")
    assert "Turned on auto-sync of transactions, turned on approval before posting" in words(page)
    assert "Auto-sync of transactions Off On" in words(unfolded(pages, page))


def test_events_are_filtered_by_kind_user_and_day(pages: OfficePages, posted: Office) -> None:
    assert posted
    everything = words(pages.open("history/trail"))
    assert "Settings 3" in everything
    assert "Connections 1" in everything
    settings = words(pages.open("history/trail", kind="settings"))
    assert "Turned on Brokerage income" in settings
    assert "Created" not in settings.partition("What happened")[2].partition("For auditors")[0]
    assert "Settings 3" in settings, "counts are those of the whole trail"
    assert "Turned on Brokerage income" in words(pages.open("history/trail", who="finance ops"))
    assert "No events match." in words(pages.open("history/trail", who="nobody"))
    assert "No events match." in words(pages.open("history/trail", until="2001-01-01"))
    assert "No events match." in words(pages.open("history/trail", kind="nonsense"))


def test_an_event_is_found_by_either_name_of_a_thing(pages: OfficePages, posted: Office) -> None:
    bill = next(one for one in posted.entries("Bill"))
    with posted.database.writing() as session:
        renamed = (
            "UPDATE party_link SET display_name = 'Adler Homes LLC' WHERE core_name = 'Amy Adler'"
        )
        session.execute(text(renamed))
        of_lee = "SELECT party_key FROM party_link WHERE core_name = 'Lee Lawson'"
        key = session.execute(text(of_lee)).scalar_one()
    remove_match(posted.database, COMPANY, key, "ada")

    def found(search: str) -> str:
        return words(pages.open("history/trail", q=search))

    assert f"Created bill {bill['number']}" in found(bill["number"])
    assert "Created bill" in found("11 arlington")
    assert "Created vendor Amy Adler" in found("adler homes")
    assert "Created vendor Amy Adler" in found("amy adler")
    assert "Removed the match of CORE's" in found("match removed")
    assert "No events match." in found("nothing is called this")


def test_a_long_trail_goes_on_from_the_oldest_event_of_a_page(
    pages: OfficePages, posted: Office
) -> None:
    schedules = [f"{minute} * * * *" for minute in range(60)]
    for schedule in schedules:
        automation.change(posted.database, COMPANY, AutomationSettings(schedule=schedule), "ada")
    first = pages.open("history/trail")
    assert words(first).count("Changed the auto-sync schedule") == 50
    [older] = re.findall(r'rel="next" href="[^"]*before=(\d+)"', first)
    rest = words(pages.open("history/trail", before=older))
    assert rest.count("Changed the auto-sync schedule") == 9
    assert "Connected QuickBooks Online" in rest
    assert "Newest" in rest


def test_a_run_with_more_events_than_a_page_reads_is_continued(
    pages: OfficePages, posted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.database.reads.trail.MOST_EVENTS", 2)
    bills = len(posted.entries("Bill"))
    page, told = pages.open("history/trail", kind="entries"), 0
    for _page in range(20):
        told += sum(map(int, re.findall(r"Created (\d+) bill", words(page))))
        told += words(page).count("Created bill")
        older = re.findall(r'rel="next" href="[^"]*before=(\d+)"', page)
        if not older:
            break
        page = pages.open("history/trail", kind="entries", before=older[0])
    assert told == bills


def test_the_export_has_the_sentence_beside_what_is_stored(
    pages: OfficePages, posted: Office
) -> None:
    [invoice] = posted.entries("Invoice")
    answer = pages.browser.get(pages.address("history/export/trail.csv?kind=entries"))
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    [row] = [row for row in rows if row["Record"].startswith("brokerage_income/")]
    said = f"Created invoice {invoice['number']}, $10,000.00, for 11 Arlington St"
    assert row["What happened"].startswith(said)
    assert (row["Amount (USD)"], row["Run"], row["Event"]) == ("10000.00", "1", "created")
    assert '"total_cents": 1000000' in row["Detail"]
    assert len(row["Hash"]) == 64


def test_the_audit_trail_verifies_until_an_event_is_changed(
    pages: OfficePages, posted: Office
) -> None:
    said = words(pages.press("history/trail/verify", htmx=True).text)
    assert re.search(r"Audit trail verified: \d+ events, unchanged and in order\.", said)
    assert "by audra." in said
    assert re.search(r"Checkpoint \d+ · ([0-9a-f]{8} ){3}[0-9a-f]{8}", said)
    with as_attacker(posted.database) as connection:
        connection.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE number = 2"))
    said = words(pages.press("history/trail/verify", htmx=True).text)
    assert "The audit trail doesn't verify." in said
    assert "broken at event 2: its content was changed" in said


def test_the_page_says_when_the_audit_trail_was_verified_last(
    pages: OfficePages, posted: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__CHECKPOINTS", str(tmp_path))
    state = re.findall(r'hx-get="([^"]+/state)"', pages.open("history/trail"))[0]
    before = words(pages.browser.get(state, headers={"HX-Request": "true"}).text)
    assert "Not verified yet." in before
    assert checkpoints.store_due(posted.database, NOON)
    after = pages.browser.get(state, headers={"HX-Request": "true"}).text
    assert "Audit trail last verified Nov 28, 2026, 12:00 PM CST:" in words(after)
    copied = (
        re.findall(r'data-copy="([^"]+)"', after)[0].replace("&#43;", "+").replace("&#39;", "'")
    )
    assert read_checkpoint(copied).at == NOON.isoformat()
    assert "It continues the stored checkpoint of Nov 28, 2026, 12:00 PM CST." in words(
        pages.press("history/trail/verify", htmx=True).text
    )
    for file in tmp_path.rglob("*.txt"):
        file.write_text("not a checkpoint")
    broken = words(pages.open("history/trail/state"))
    assert "The newest checkpoint can't be used." in broken


def test_texts_of_others_are_plain_in_a_sentence(pages: OfficePages, posted: Office) -> None:
    assert posted
    automation.change(
        posted.database,
        COMPANY,
        AutomationSettings(approvers=("<b>boss</b>\u202e",)),
        "ada",
    )
    page = pages.open("history/trail")
    assert "&lt;b&gt;boss&lt;/b&gt;" in page
    assert "\u202e" not in page


def test_an_auditor_saves_a_checkpoint_and_verifies_an_export_with_it(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.run(INCOME)
    pages.sign_in(AUDITOR)
    page = pages.open("history/trail")
    key = re.findall(r"Public key: <code>([^<]+)</code>", page)[0].replace("&#43;", "+")
    saved = read_checkpoint(pages.open("history/trail/checkpoint.txt"))
    assert "corebooks/willow-park" in saved.note
    export = pages.open("history/trail/export.jsonl").splitlines()
    report = verify_export(export, key, [saved])
    assert report.found == []
    assert "def verify_export" in pages.open("history/trail/verify_offline.py")
    assert '"event": "recorded"' in "\n".join(export)
    assert "recorded" not in words(page).split("newest first")[1]

    with as_attacker(pages.office.database) as connection:
        connection.execute(text("UPDATE operation SET total_cents = 5 WHERE kind = 'invoice'"))
    said = "the amount in the database is $0.05, and the audit trail has $10,000.00"
    answer = pages.press("history/trail/verify", htmx=True)
    assert said in words(answer.text)
    altered = verify_export(pages.open("history/trail/export.jsonl").splitlines(), key, [saved])
    assert said in " ".join(altered.found)
