"""Airflow's connections, looked up in the API server."""

from __future__ import annotations

import json

import pytest

from include.provider.connections.listed import connections_of_type, in_server, type_of
from include.provider.stops import ActionNeeded


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    core = {"conn_type": "core_backoffice", "host": "https://core.example/api", "password": "key-1"}
    monkeypatch.setenv("AIRFLOW_CONN_OFFICE_CORE", json.dumps(core))
    monkeypatch.setenv("AIRFLOW_CONN_BROKEN", '{"conn_type":')


def test_a_connection_of_the_environment_is_found() -> None:
    found = in_server("office_core")
    assert (found.host, found.password) == ("https://core.example/api", "key-1")
    assert type_of(found) == "core_backoffice"


@pytest.mark.parametrize("connection_id", ["nowhere", "broken"])
def test_one_that_is_missing_or_unreadable_is_named_with_what_to_do(connection_id: str) -> None:
    with pytest.raises(ActionNeeded, match=f"{connection_id}.*Admin > Connections"):
        in_server(connection_id)


def test_connections_of_the_environment_are_listed_by_type() -> None:
    assert connections_of_type("core_backoffice", in_server) == ["office_core"]
    assert connections_of_type("quickbooks_online", in_server) == []
