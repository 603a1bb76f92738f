"""The doctor: each thing that is wrong is named, with what to do about it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from include.cli.checks import (
    airflow_check,
    connections_check,
    keys_check,
    machine_check,
    webhooks_check,
)
from include.cli.checks.finding import Finding, State
from include.clock import utc_now
from include.database.engine import Database
from include.database.from_quickbooks.webhooks_seen import note_received, note_rejected
from include.database.keys.digest_key import with_digests
from include.database.keys.known_keys import seal_of
from include.database.setup.companies import connect_company
from include.settings import database_url, encryption_keys
from tests.cli.conftest import Run
from tests.database.setup.test_companies import willow_park


def only(found: Iterable[Finding]) -> tuple[State, str]:
    (finding,) = found
    return finding.state, finding.sentence


def test_a_database_that_was_not_migrated_is_a_problem_and_the_exit_code_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    code, text = run("doctor", "--json")
    found = {one["about"]: one for one in json.loads(text)}
    assert code == 1
    assert found["CoreBooks database"]["state"] == "problem"
    assert "Run `corebooks migrate`." in found["CoreBooks database"]["sentence"]
    assert found["Python package"]["state"] == "ok"
    assert "checks found a problem." in run("doctor")[1]


def test_a_missing_fernet_key_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("migrate")[0] == 0
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", old)
    with closing(Database(database_url())) as database:
        with_digests(database, seal_of(database, encryption_keys()))
        state, said = only(keys_check.fernet_key(database))
        assert (state, "decrypts everything" in said) == (State.GOOD, True)
        monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", new)
        state, said = only(keys_check.fernet_key(database))
    assert (state, "can't be decrypted" in said) == (State.WRONG, True)
    assert new not in said


def test_another_trail_key_is_noticed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("migrate")[0] == 0
    monkeypatch.setenv("AIRFLOW__COREBOOKS__TRAIL_KEY", "first")
    with closing(Database(database_url())) as database:
        connect_company(database, willow_park(), actor="finn")
        assert only(keys_check.trail_key(database))[0] is State.GOOD
        monkeypatch.setenv("AIRFLOW__COREBOOKS__TRAIL_KEY", "second")
        state, said = only(keys_check.trail_key(database))
    assert (state, "was begun with another key" in said) == (State.WRONG, True)


@pytest.mark.usefixtures("simple_start")
def test_companies_answer_and_clocks_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Database(database_url())) as database:
        found = {one.about: one for one in connections_check.companies_answer(database)}
        quickbooks = found["Willow & Park Realty: QuickBooks"]
        assert quickbooks.state is State.GOOD
        assert quickbooks.sentence.startswith("QuickBooks returned ")
        core = found["Willow & Park Realty: CORE"]
        assert (core.state, "Airflow has no connection 'core'" in core.sentence) == (
            State.WRONG,
            True,
        )
        assert only(connections_check.clocks_agree(database))[0] is State.GOOD
        late = utc_now() - dt.timedelta(minutes=10)
        monkeypatch.setattr(connections_check, "utc_now", lambda: late)
        state, said = only(connections_check.clocks_agree(database))
    assert (state, "differs from QuickBooks' by" in said) == (State.WRONG, True)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://airflow.example.com", State.GOOD),
        ("http://localhost:8080", State.NEXT),
        ("http://airflow.example.com", State.WRONG),
    ],
)
def test_an_address_without_tls_is_for_this_machine_only(
    monkeypatch: pytest.MonkeyPatch, address: str, state: State
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", address)
    assert only(airflow_check.address_suits())[0] is state


def test_an_api_server_that_does_not_answer_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("migrate")[0] == 0
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://127.0.0.1:1")
    with closing(Database(database_url())) as database:
        state, said = only(airflow_check.pages_answer(database))
    assert (state, "doesn't answer from here (ConnectError)" in said) == (State.WRONG, True)


def test_a_folder_for_checkpoints_that_takes_no_files_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__CHECKPOINTS", str(tmp_path / "new" / "folder"))
    assert only(machine_check.checkpoints_can_be_written())[0] is State.GOOD
    monkeypatch.setenv("AIRFLOW__COREBOOKS__CHECKPOINTS", "/dev/null/checkpoints")
    assert only(machine_check.checkpoints_can_be_written())[0] is State.WRONG


def test_a_full_disk_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("migrate")[0] == 0
    monkeypatch.setattr(machine_check, "_LEAST_FREE", 1 << 62)
    with closing(Database(database_url())) as database:
        found = list(machine_check.disk_has_space(database))
    assert {one.state for one in found} == {State.WRONG}


def test_whether_intuits_notifications_arrive_is_told_for_each_company(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("migrate")[0] == 0
    with closing(Database(database_url())) as database:
        check = webhooks_check.notifications_arrive
        assert list(check(database)) == []
        connect_company(database, willow_park(), actor="finn")
        state, said = only(check(database))
        assert (state, "aren't set up, which is optional" in said) == (State.GOOD, True)

        monkeypatch.setenv("AIRFLOW__COREBOOKS__WEBHOOK_TOKEN", "the-verifier-token")
        assert only(check(database))[0] is State.NEXT
        note_rejected(database, 3, utc_now())
        rejected, none_yet = check(database)
        assert (rejected.state, none_yet.state) == (State.NEXT, State.NEXT)
        assert "3, the last" in rejected.sentence
        assert "None was accepted since." in rejected.sentence

        note_received(
            database, {willow_park().realm_id}, dt.datetime(2026, 11, 29, 21, 5, tzinfo=dt.UTC)
        )
        received = list(check(database))[-1]
    assert (received.about, received.state) == ("Willow & Park Realty: notifications", State.GOOD)
    assert "Nov 29, 2026, 3:05 PM CST" in received.sentence
