"""Whoever can write the database, but has neither the trail's key nor an earlier checkpoint, is found.

Each alteration is made with SQL, after dropping the triggers, in a database with two runs. One
checkpoint was saved between them. Verify and the verifier for auditors say what they find.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from include.database.audit import TrailBroken, verify
from include.database.engine import Database
from include.database.migrate import migrate
from include.database.trail import checkpoints, verify_offline
from include.database.trail.export import export_lines
from include.database.trail.verify_offline import (
    START,
    TOPICS,
    Checkpoint,
    event_content,
    verify_export,
)
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database.trail.attacker import as_attacker
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Books:
    """A database after two runs, a copy of it after the first, and what an auditor saved then."""

    now: Path
    earlier: Path
    checkpoint: Checkpoint
    key: str


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("books")
    database = Database(f"sqlite:///{folder / 'now.db'}")
    migrate(database)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks() as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        office.connect()
        core.post("/examples/A")
        office.run(INCOME, actor="ann")
        with database.reading() as session:
            checkpoint = checkpoints.make_checkpoint(session, COMPANY, NOW)
            key = checkpoints.trail_public_key(session, COMPANY)
        database.close()
        shutil.copyfile(folder / "now.db", folder / "earlier.db")
        office.run(EXPENSES, actor="ben")
    database.close()
    return Books(folder / "now.db", folder / "earlier.db", checkpoint, key)


@pytest.fixture
def copy(books: Books, tmp_path: Path) -> Iterator[Database]:
    shutil.copyfile(books.now, tmp_path / "copy.db")
    database = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    yield database
    database.close()


def verify_says(database: Database, *checkpoint: Checkpoint) -> str:
    """What Verify says; empty if it finds nothing."""
    with database.reading() as session:
        try:
            verify(session, COMPANY, checkpoint)
        except TrailBroken as broken:
            return str(broken)
    return ""


def offline_says(database: Database, books: Books) -> str:
    """What the verifier for auditors says of an export made now."""
    with database.reading() as session:
        lines = list(export_lines(session, COMPANY, NOW))
    # An attacker would let the export say nothing of its own.
    head = json.loads(lines[0]) | {"broken": ""}
    lines[0] = json.dumps(head)
    return "\n".join(verify_export(lines, books.key, [books.checkpoint]).found)


def rehash(connection: Connection) -> None:
    """Write every hash anew, as public arithmetic can."""
    previous = START
    columns = "id, company_id, number, at, actor, event, subject, detail"
    rows = connection.execute(text(f"SELECT {columns} FROM audit_event ORDER BY number")).all()
    for row in rows:
        at = dt.datetime.fromisoformat(row.at).replace(tzinfo=dt.UTC).isoformat()
        detail = json.loads(row.detail)
        event = row._asdict() | {"company": row.company_id, "at": at, "detail": detail}
        content = event_content(event | {"previous_hash": previous})
        values = {"id": row.id, "previous": previous, "hash": hashlib.sha256(content).hexdigest()}
        connection.execute(
            text("UPDATE audit_event SET previous_hash = :previous, hash = :hash WHERE id = :id"),
            values,
        )
        previous = values["hash"]


def rewrite_everything(connection: Connection) -> None:
    """Write another user into the trail, and every hash anew."""
    connection.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE actor = 'ann'"))
    rehash(connection)


def drop_rows_of_run(connection: Connection, run: int) -> None:
    """Remove a run with everything that refers to it."""
    connection.execute(text("DELETE FROM operation WHERE run_id = :run"), {"run": run})
    connection.execute(text("DELETE FROM sync_run WHERE id = :run"), {"run": run})


def move_to_another_company(connection: Connection) -> None:
    """Give an event to a company that was connected later."""
    names = [row.name for row in connection.execute(text("PRAGMA table_info(company)"))]
    values = ["'other'" if name in ("id", "realm_id") else name for name in names]
    connection.execute(text(f"INSERT INTO company SELECT {', '.join(values)} FROM company"))
    connection.execute(text("UPDATE audit_event SET company_id = 'other' WHERE number = 6"))


INVOICE = "kind = 'invoice'"
LAST = "(SELECT max(number) FROM audit_event)"
Alter = str | Callable[[Connection], None]

# What is done; what Verify says; what the verifier for auditors says, given one earlier checkpoint.
ALTERATIONS: tuple[tuple[str, Alter, str, str], ...] = (
    (
        "the end of the trail is cut off",
        f"DELETE FROM audit_event WHERE number > {LAST} - 6",
        "differs from the audit trail",
        "the audit trail doesn't have it",
    ),
    (
        "the whole trail is removed",
        "DELETE FROM audit_event",
        "Run 1 (brokerage income, started by ann) is in the database, but",
        "the audit trail ends at event 0",
    ),
    (
        "the middle of the trail is removed",
        "DELETE FROM audit_event WHERE number = 5",
        "broken at event 5: event 6 is in its place",
        "Event 6 is in the place of event 5",
    ),
    (
        "one actor is rewritten",
        "UPDATE audit_event SET actor = 'nobody' WHERE number = 3",
        "broken at event 3: its content was changed",
        "An event up to",
    ),
    (
        "an actor is rewritten and every hash made anew",
        rewrite_everything,
        "broken at event 1: its content was changed, or the audit trail's key was replaced",
        "An event up to",
    ),
    (
        "an event's detail is rewritten",
        "UPDATE audit_event SET detail = json_set(detail, '$.why', 'asked to') WHERE number = 2",
        "broken at event 2: its content was changed",
        "An event up to",
    ),
    (
        "an event's time is rewritten",
        "UPDATE audit_event SET at = '2026-01-01 00:00:00.000000' WHERE number = 4",
        "broken at event 4",
        "An event up to",
    ),
    (
        "an event's subject is rewritten",
        "UPDATE audit_event SET subject = 'another' WHERE number = 4",
        "broken at event 4",
        "An event up to",
    ),
    (
        "two events are swapped",
        (
            "UPDATE audit_event SET number = CASE number WHEN 3 THEN -4 ELSE -3 END WHERE number IN (3, 4);"
            "UPDATE audit_event SET number = -number WHERE number < 0"
        ),
        "broken at event 3: it doesn't follow the event before it",
        "Event 3 doesn't follow the event before it",
    ),
    (
        "an event is inserted at the end",
        (
            "INSERT INTO audit_event (company_id, number, at, actor, event, subject, detail, "
            "previous_hash, hash) SELECT company_id, number + 1, at, 'ann', 'changes approved', 'run 2', "
            f"'{{}}', hash, hash FROM audit_event WHERE number = {LAST}"
        ),
        "its content was changed",
        "",
    ),
    (
        "an event is moved to another company",
        move_to_another_company,
        "broken at event 6: event 7 is in its place",
        "Event 7 is in the place of event 6",
    ),
    (
        "an amount is edited",
        f"UPDATE operation SET total_cents = 130000 WHERE {INVOICE}",
        "of $10,000.00: the amount in the database is $1,300.00, and the audit trail has $10,000.00",
        "the amount in the database is $1,300.00, and the audit trail has $10,000.00",
    ),
    (
        "what was posted is edited",
        f"UPDATE operation SET payload = json_set(payload, '$.memo', 'x') WHERE {INVOICE}",
        "of $10,000.00: the content was changed",
        "the content was changed",
    ),
    (
        "a reason is edited",
        f"UPDATE operation SET reason = 'asked by the owner' WHERE {INVOICE}",
        "the reason in the database is “asked by the owner”, and the audit trail has “new in CORE”",
        "the reason in the database is “asked by the owner”",
    ),
    (
        "a response from QuickBooks is edited",
        f"UPDATE operation SET answer = json_set(answer, '$.total_cents', 1) WHERE {INVOICE}",
        "the response from QuickBooks was changed",
        "the response from QuickBooks was changed",
    ),
    (
        "a change's QuickBooks ID is edited",
        f"UPDATE operation SET quickbooks_id = '999' WHERE {INVOICE}",
        "the response from QuickBooks in the database is “999”",
        "the response from QuickBooks in the database is “999”",
    ),
    (
        "a time of sending is edited",
        f"UPDATE operation SET sent_at = '2026-01-01 00:00:00.000000' WHERE {INVOICE}",
        "the status was changed",
        "the status was changed",
    ),
    (
        "a posted change is told as an error",
        f"UPDATE operation SET status = 'error' WHERE {INVOICE}",
        "the status in the database is “error”, and the audit trail has “posted”",
        "the status in the database is “error”",
    ),
    (
        "a change is moved to another run",
        f"UPDATE operation SET run_id = 2 WHERE {INVOICE}",
        "the run in the database is “2”, and the audit trail has “1”",
        "the run in the database is “2”",
    ),
    (
        "a change is removed",
        f"DELETE FROM operation WHERE {INVOICE}",
        "but the change was removed from the database",
        "but the change was removed from the database",
    ),
    (
        "a run is removed with its changes",
        lambda c: drop_rows_of_run(c, 1),
        "Run 1 (brokerage income, started by ann) is in the audit trail",
        "Run 1 (brokerage income, started by ann) is in the audit trail",
    ),
    (
        "a run is given to another user",
        "UPDATE sync_run SET actor = 'ben' WHERE id = 1",
        "the user who started it in the database is “ben”, and the audit trail has “ann”",
        "the user who started it in the database is “ben”",
    ),
    (
        "an approver is invented",
        "UPDATE sync_run SET approved_by = 'ada' WHERE id = 1",
        "the approver in the database is “ada”, and the audit trail has blank",
        "the approver in the database is “ada”",
    ),
    (
        "a failed run is told as completed",
        "UPDATE sync_run SET outcome = 'failed' WHERE id = 2",
        "the outcome in the database is “failed”, and the audit trail has “completed”",
        "the outcome in the database is “failed”",
    ),
    (
        "a run's figures are edited",
        "UPDATE sync_run SET counts = json_set(counts, '$.created', 7) WHERE id = 1",
        "the summary was changed",
        "the summary was changed",
    ),
    (
        "an entry is linked to another entry in QuickBooks",
        f"UPDATE link SET quickbooks_id = '999' WHERE {INVOICE}",
        "the QuickBooks ID in the database is “999”",
        "the QuickBooks ID in the database is “999”",
    ),
    (
        "an entry's amount is edited",
        f"UPDATE link SET total_cents = 1 WHERE {INVOICE}",
        "the amount in the database is $0.01, and the audit trail has $10,000.00",
        "the amount in the database is $0.01",
    ),
    (
        "an entry is given to another vendor",
        "UPDATE link SET party_id = '999' WHERE kind = 'bill'",
        "the customer or vendor in the database is “999”",
        "the customer or vendor in the database is “999”",
    ),
    (
        "an entry is removed",
        f"DELETE FROM link WHERE {INVOICE}",
        "but the entry was removed from the database",
        "but the entry was removed from the database",
    ),
    (
        "an agent is matched to another vendor",
        "UPDATE party_link SET quickbooks_id = '999' WHERE kind = 'vendor'",
        "the QuickBooks ID in the database is “999”",
        "the QuickBooks ID in the database is “999”",
    ),
    (
        "a run is invented",
        (
            "INSERT INTO sync_run (company_id, category, airflow_run_id, trigger, actor, preview, setup_id, "
            "started_at, outcome, counts, message) SELECT company_id, category, 'invented', trigger, 'ben', "
            "preview, setup_id, started_at, outcome, counts, '' FROM sync_run WHERE id = 1"
        ),
        "Run 3 (brokerage income, started by ben) is in the database, but the audit trail doesn't",
        "Run 3 (brokerage income, started by ben) is in the database, but the audit trail doesn't",
    ),
)


@pytest.mark.parametrize(
    ("alter", "verified", "offline"),
    [row[1:] for row in ALTERATIONS],
    ids=[row[0] for row in ALTERATIONS],
)
def test_an_altered_database_is_found(
    books: Books, copy: Database, alter: Alter, verified: str, offline: str
) -> None:
    with as_attacker(copy) as connection:
        if callable(alter):
            alter(connection)
        for statement in alter.split(";") if isinstance(alter, str) else ():
            connection.exec_driver_sql(statement)
    assert verified in verify_says(copy)
    assert offline in offline_says(copy, books)


def test_what_nobody_altered_is_verified(books: Books, copy: Database) -> None:
    assert verify_says(copy, books.checkpoint) == ""
    assert offline_says(copy, books) == ""


def test_an_older_copy_of_the_database_is_found_by_a_later_checkpoint(
    books: Books, copy: Database, tmp_path: Path
) -> None:
    with copy.reading() as session:
        later = checkpoints.make_checkpoint(session, COMPANY, NOW)
    shutil.copyfile(books.earlier, tmp_path / "restored.db")
    restored = Database(f"sqlite:///{tmp_path / 'restored.db'}")
    assert verify_says(restored) == ""
    assert "or an older copy of the database was restored" in verify_says(restored, later)
    restored.close()


def test_missing_triggers_are_found(copy: Database) -> None:
    with copy.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
    assert "the trigger audit_event_no_update is missing" in verify_says(copy)


@pytest.fixture
def exported(copy: Database, tmp_path: Path) -> Path:
    with copy.reading() as session:
        lines = "".join(export_lines(session, COMPANY, NOW))
    file = tmp_path / "export.jsonl"
    file.write_text(lines, encoding="utf-8")
    return file


def run_alone(books: Books, file: Path) -> tuple[int, str]:
    """The verifier as an auditor runs it: plain Python, isolated, in another folder."""
    alone = file.with_name("verify_offline.py")
    shutil.copyfile(verify_offline.__file__, alone)
    saved = file.with_name("checkpoint.txt")
    saved.write_text(books.checkpoint.note, encoding="utf-8")
    command = [sys.executable, "-I", str(alone), str(file)]
    command += ["--key", books.key, "--checkpoint", str(saved)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own)
    return done.returncode, done.stdout + done.stderr


def test_an_auditor_verifies_an_export_with_nothing_but_python(
    books: Books, exported: Path
) -> None:
    code, said = run_alone(books, exported)
    assert (code, "FOUND" in said) == (0, False)
    assert "matches, and its signature is right" in said
    assert "runs, changes, and entries are as the audit trail recorded them" in said


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[:-2], "its last lines were cut off"),
        (lambda lines: [lines[0], *lines[1:9], *lines[10:]], "is in the place of event 9"),
        (lambda lines: [line.replace('"ann"', '"ben"') for line in lines], "An event up to"),
        (lambda lines: lines[:-3] + lines[-1:], "removed from the database"),
        (lambda lines: [lines[0].replace("time 2026", "time 2025"), *lines[1:]], "isn't signed"),
        (lambda lines: ["what is this", *lines], "The export isn't readable"),
    ],
    ids=["end cut", "event cut", "edited", "row cut", "checkpoint edited", "no export"],
)
def test_an_export_that_was_edited_is_found(
    books: Books, exported: Path, edit: Callable[[list[str]], list[str]], said: str
) -> None:
    lines = edit(exported.read_text(encoding="utf-8").splitlines())
    found = verify_export(lines, books.key, [books.checkpoint]).found
    assert said in "\n".join(found)


@pytest.fixture(scope="module")
def ontario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A deal of CA$30,000 whose invoice QuickBooks taxed with 13 %, and its bills."""
    with open_abroad(tmp_path_factory.mktemp("ontario"), "CA") as office:
        use_codes(office, "CA")
        charges(office, agent=True, broker=True)
        ontario_deal(office)
        office.run(INCOME)
        office.run(EXPENSES)
        yield office


TAXES: tuple[tuple[str, str, str], ...] = (
    (
        "an entry's tax is edited",
        f"UPDATE link SET tax_cents = 130000 WHERE {INVOICE}",
        (
            "of CA$30,000.00 (QuickBooks ID {id}): the tax in the database is CA$1,300.00, and the audit "
            "trail has CA$3,900.00"
        ),
    ),
    (
        "an entry's tax is removed",
        f"UPDATE link SET tax_cents = 0 WHERE {INVOICE}",
        "the tax in the database is CA$0.00, and the audit trail has CA$3,900.00",
    ),
    (
        "a change's tax is edited",
        f"UPDATE operation SET tax_cents = 130000 WHERE {INVOICE}",
        "the tax in the database is CA$1,300.00, and the audit trail has CA$3,900.00",
    ),
    (
        "the tax before a change is edited",
        f"UPDATE operation SET tax_before_cents = 1 WHERE {INVOICE}",
        "the tax was changed",
    ),
    (
        "a change's date is edited",
        f"UPDATE operation SET date = '2026-01-31' WHERE {INVOICE}",
        "the date was changed",
    ),
)


@pytest.mark.parametrize(
    ("statement", "said"), [row[1:] for row in TAXES], ids=[row[0] for row in TAXES]
)
def test_an_altered_tax_is_found(
    ontario: Office, tmp_path: Path, statement: str, said: str
) -> None:
    (invoice,) = ontario.quickbooks.entries("Invoice")
    assert invoice["total"] == 33_900_00
    copy = copied(ontario, tmp_path)
    assert verify_says(copy) == ""
    with as_attacker(copy) as connection:
        connection.exec_driver_sql(statement)
    said = said.replace("{id}", invoice["id"])
    assert said in verify_says(copy)
    with copy.reading() as session:
        lines = list(export_lines(session, COMPANY, NOW))
    assert said in "\n".join(verify_export(lines).found)
    copy.close()


def test_a_trail_that_was_begun_before_tax_had_a_topic_is_verified_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that is upgraded between two runs of a company with sales tax."""
    earlier = {**TOPICS, "link": TOPICS["link"][:-2], "operation": TOPICS["operation"][:-2]}
    with open_abroad(tmp_path, "CA") as office:
        use_codes(office, "CA")
        charges(office, agent=True, broker=True)
        deal = ontario_deal(office)
        with monkeypatch.context() as before_the_upgrade:
            before_the_upgrade.setattr(verify_offline, "TOPICS", earlier)
            office.run(INCOME)
            office.run(EXPENSES)
        assert verify_says(office.database) == ""
        office.core.patch(f"/transactions/{deal}", gross=4_000_000)
        office.run(INCOME)
        (invoice,) = office.quickbooks.entries("Invoice")
        assert invoice["total"] == 45_200_00
        assert verify_says(office.database) == ""
        with as_attacker(office.database) as connection:
            connection.exec_driver_sql("UPDATE link SET tax_cents = 1 WHERE kind = 'bill'")
        assert "a value was changed" in verify_says(office.database)


def copied(office: Office, folder: Path) -> Database:
    """A copy of an office's database, to be altered."""
    copy = Database(f"sqlite:///{folder / 'copy.db'}")
    with (
        contextlib.closing(office.database.engine.raw_connection()) as now,
        contextlib.closing(copy.engine.raw_connection()) as then,
    ):
        now.driver_connection.backup(then.driver_connection)  # type: ignore[union-attr]
    return copy
