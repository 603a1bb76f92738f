"""`corebooks verify-trail`: for whoever has a terminal where CoreBooks runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.trail.checkpoints import store_due
from include.database.trail.verify_offline import main
from include.settings import database_url
from tests.cli.conftest import Run
from tests.database.setup.test_companies import willow_park


def test_a_trail_is_verified_compared_and_exported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__CHECKPOINTS", str(tmp_path / "elsewhere"))
    database = Database(database_url())
    connect_company(database, willow_park(), actor="finance ops")
    (written,) = store_due(database, utc_now())
    database.close()
    saved = tmp_path / "elsewhere" / written
    export = tmp_path / "export.jsonl"
    code, said = run(
        "verify-trail", "--company", "willow", "--checkpoint", str(saved), "--export", str(export)
    )
    assert code == 0, said
    assert "Audit trail verified: 1 event, unchanged and in order." in said
    assert "It continues the checkpoint of" in said
    key = said.split("Public key for checkpoints: ")[1].split()[0]
    assert main([str(export), "--key", key, "--checkpoint", str(saved)]) == 0
    saved.write_text(saved.read_text(encoding="utf-8").replace("\n1\n", "\n7\n"), encoding="utf-8")
    code, said = run("verify-trail", "--company", "willow")
    assert code == 1
    assert "isn't signed with the public key" in said
