"""The form for adding QuickBooks Online names what is wrong at each field."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from include.database.engine import Database
from include.provider.connections.company_form import OnlineForm, choices, errors_in
from include.provider.connections.company_ids import suggested_id
from include.provider.stops import ActionNeeded

GOOD = OnlineForm("willow-park", "America/Chicago", "core", "qbo")


def lookup(connection_id: str) -> Any:
    kinds = {
        "core": "core_backoffice",
        "qbo": "quickbooks_online",
        "elsewhere": "quickbooks_online",
    }
    if connection_id not in kinds:
        message = f"Airflow has no connection {connection_id!r}."
        raise ActionNeeded(message)
    back = "https://airflow.example/corebooks/quickbooks/connected"
    return SimpleNamespace(
        conn_type=kinds[connection_id],
        host="",
        login="",
        password="",
        extra_dejson={
            "redirect_uri": "https://other.example/" if connection_id == "elsewhere" else back
        },
    )


def test_a_good_form_has_no_errors(sqlite_database: Database) -> None:
    assert errors_in(GOOD, sqlite_database, lookup) == {}


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        (OnlineForm("Willow Park", GOOD.timezone, "core", "qbo"), "company", "such as willow-park"),
        (
            OnlineForm("x" * 41, GOOD.timezone, "core", "qbo"),
            "company",
            "at most 40 lowercase letters",
        ),
        (OnlineForm("willow", "../etc/passwd", "core", "qbo"), "timezone", "from the list"),
        (
            OnlineForm("willow", GOOD.timezone, "qbo", "qbo"),
            "core",
            "The connection type of qbo is quickbooks_online.",
        ),
        (
            OnlineForm("willow", GOOD.timezone, "core", ""),
            "quickbooks",
            "Choose an Airflow connection",
        ),
        (OnlineForm("willow", GOOD.timezone, "core", "x"), "quickbooks", "no connection 'x'"),
        (
            OnlineForm("willow", GOOD.timezone, "core", "elsewhere"),
            "quickbooks",
            "QuickBooks can't return here",
        ),
    ],
)
def test_each_mistake_is_told_at_its_field(
    sqlite_database: Database, form: OnlineForm, field: str, sentence: str
) -> None:
    errors = errors_in(form, sqlite_database, lookup)
    assert list(errors) == [field]
    assert sentence in errors[field]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Willow & Park Realty", "willow-park-realty"), ("  ", "willow-park"), ("Öst 12", "ost-12")],
)
def test_a_company_id_is_suggested_from_what_was_typed(typed: str, name: str) -> None:
    assert suggested_id(typed) == name


def test_the_lists_begin_with_american_zones_and_airflows_default_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_CORE", "anything")
    offered = choices(lookup)
    assert list(offered.timezones)[:2] == ["America/New_York", "America/Chicago"]
    assert "Europe/Paris" in offered.timezones
    assert offered.core == ["core_backoffice_default", "core", "imports-only"]
    assert offered.quickbooks == ["quickbooks_online_default"]
