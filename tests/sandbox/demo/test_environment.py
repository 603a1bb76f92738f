from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from sandbox.demo.environment import demo_environment
from sandbox.demo.keys import load_keys
from sandbox.demo.settings import USERS, DemoSettings


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    first = load_keys(tmp_path)
    assert load_keys(tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    Fernet(first.fernet_key)


def test_the_password_file_is_for_its_owner_only(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    environment = demo_environment(DemoSettings(state=tmp_path), keys)
    file = Path(environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    assert json.loads(file.read_text()) == dict.fromkeys(USERS, keys.password)
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_airflow_of_the_users_own_stays_out_of_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", "/srv/airflow")
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW_CONN_PAYROLL", "postgres://payroll")
    environment = demo_environment(DemoSettings(state=tmp_path), load_keys(tmp_path))
    assert environment["AIRFLOW_HOME"] == str(tmp_path / "airflow")
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "AIRFLOW_CONN_PAYROLL" not in environment


def test_tasks_and_connections_follow_the_chosen_ports(tmp_path: Path) -> None:
    settings = DemoSettings(
        state=tmp_path, airflow_port=18180, core_port=18190, quickbooks_port=18191
    )
    environment = demo_environment(settings, load_keys(tmp_path))
    execution_api = environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]
    assert execution_api == "http://127.0.0.1:18180/execution/"
    core = json.loads(environment["AIRFLOW_CONN_CORE_BACKOFFICE_DEFAULT"])
    assert core["host"] == "http://127.0.0.1:18190/api"
    quickbooks = json.loads(environment["AIRFLOW_CONN_QUICKBOOKS_ONLINE_DEFAULT"])
    assert quickbooks["host"] == "http://127.0.0.1:18191"
