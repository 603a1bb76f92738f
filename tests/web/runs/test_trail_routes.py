"""Auditors take along what proves the audit trail at their next visit."""

from __future__ import annotations

import re

from sqlalchemy import text

from include.database.trail.verify_offline import read_checkpoint, verify_export
from tests.database.trail.attacker import as_attacker
from tests.sync.office import INCOME
from tests.web.office_pages import AUDITOR, OfficePages, words


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
