"""`corebooks proof-pack`: a month's proof pack, for scripts."""

from __future__ import annotations

import zipfile
from pathlib import Path

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.trail.verify_offline import main
from include.settings import database_url
from tests.cli.conftest import Run
from tests.database.setup.test_companies import willow_park


def test_a_pack_is_written_and_verifies(run: Run, tmp_path: Path) -> None:
    database = Database(database_url())
    connect_company(database, willow_park(), actor="finance ops")
    database.close()
    pack = tmp_path / "october.zip"
    code, said = run("proof-pack", "--company", "willow", "--month", "2026-10", str(pack))
    assert code == 0, said
    assert f"October 2026: 0 entries. Written to {pack}." in said
    assert "month.pdf" in zipfile.ZipFile(pack).namelist()
    assert main([str(pack)]) == 0


def test_nothing_is_written_over_and_a_month_is_a_month(run: Run, tmp_path: Path) -> None:
    database = Database(database_url())
    connect_company(database, willow_park(), actor="finance ops")
    database.close()
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    code, said = run("proof-pack", "--company", "willow", "--month", "2026-10", str(there))
    assert (code, there.read_bytes()) == (1, b"mine"), said
    code, said = run("proof-pack", "--company", "willow", "--month", "October", str(there))
    assert code == 2
    assert "'October' isn't a month. Write it like 2026-10." in said
