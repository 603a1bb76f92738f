"""Airflow finds CoreBooks' connection types through its provider entry point."""

from __future__ import annotations

from airflow.providers_manager import ProvidersManager

from include.provider import get_provider_info


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
