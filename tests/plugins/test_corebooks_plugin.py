"""The plugin's file, which steps back for the installed package; tests/web/test_routes.py tries the plugin itself."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded() -> ModuleType:
    """The file, as Airflow loads it."""
    path = ROOT / "plugins" / "corebooks_plugin.py"
    spec = importlib.util.spec_from_file_location("corebooks_plugin", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_installed_package_registers_the_plugin_so_the_file_does_not() -> None:
    assert not hasattr(loaded(), "CoreBooksPlugin")


def test_without_it_the_file_holds_one_plugin_with_its_page_in_the_navigation_and_on_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What it imports looks for entry points of its own.
    importlib.import_module("include.web.plugin")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: ())
    plugin = loaded().CoreBooksPlugin
    (app,) = plugin.fastapi_apps
    view, tab = plugin.external_views
    assert app["url_prefix"] == "/corebooks"
    assert view["name"] == "QuickBooks"
    assert view["nav_top_level"] is True
    assert tab["destination"] == "dag_run"
    assert tab["href"] == "/corebooks/airflow/{DAG_ID}/{RUN_ID}"
