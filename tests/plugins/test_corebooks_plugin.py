"""The plugin's file, as Airflow loads it; tests/web/test_routes.py tries it in Airflow's own server."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_file_holds_one_plugin_with_its_page_in_the_navigation() -> None:
    path = ROOT / "plugins" / "corebooks_plugin.py"
    spec = importlib.util.spec_from_file_location("corebooks_plugin", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (app,) = module.CoreBooksPlugin.fastapi_apps
    (view,) = module.CoreBooksPlugin.external_views
    assert app["url_prefix"] == "/corebooks"
    assert view["name"] == "QuickBooks"
    assert view["nav_top_level"] is True
