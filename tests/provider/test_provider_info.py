"""Airflow finds CoreBooks' connection types through its provider entry point."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from airflow.providers_manager import ProvidersManager

from include import settings
from include.provider import get_provider_info

ROOT = Path(__file__).resolve().parents[2]


def test_airflow_lists_every_setting_of_corebooks() -> None:
    """`airflow config list` shows them, and a wrong name is noticed."""
    read = set(re.findall(r'_read\("corebooks", "(\w+)"\)', inspect.getsource(settings)))
    old_names = {"ledger_url"}
    assert read - old_names == set(get_provider_info()["config"]["corebooks"]["options"])


def test_airflow_knows_both_connection_types() -> None:
    assert get_provider_info()["package-name"] == "corebooks"
    hooks = ProvidersManager().hooks  # type: ignore[no-untyped-call]  # (Airflow ships it so)
    for kind, name in (
        ("core_backoffice", "CORE BackOffice"),
        ("quickbooks_online", "QuickBooks Online"),
    ):
        hook = hooks[kind]
        assert hook is not None
        assert hook.hook_name == name


def test_every_field_that_the_readme_fills_in_is_on_the_connections_form() -> None:
    """Airflow hides the JSON of these types, so what isn't a field can't be entered."""
    (online,) = (
        one
        for one in get_provider_info()["connection-types"]
        if one["connection-type"] == "quickbooks_online"
    )
    assert "extra" in online["ui-field-behaviour"]["hidden-fields"]
    labels = {field["label"] for field in online["conn-fields"].values()}
    assert labels >= {"Environment", "Redirect address"}
    for address in ("README.md", "docs/go-live.md"):
        assert "Redirect address" in (ROOT / address).read_text(encoding="utf-8")
