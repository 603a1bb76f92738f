"""The plugin loads into Airflow's own server, and its pages need a sign-in there."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]

SERVE = """
from airflow.utils.db import initdb
initdb()
from fastapi.testclient import TestClient
from airflow.api_fastapi.app import create_app
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
app = create_app()
from airflow.api_fastapi.app import get_auth_manager
client = TestClient(app, raise_server_exceptions=False)
anonymous = client.get("/corebooks/")
token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="vera", role="viewer"))
viewer = client.get("/corebooks/", headers={"Authorization": f"Bearer {token}"})
errors = client.get(
    "/api/v2/plugins/importErrors", headers={"Authorization": f"Bearer {token}"}
)
print("RESULT", anonymous.status_code, viewer.status_code, '<p class="brand">CoreBooks<' in viewer.text)
"""


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


def test_in_airflows_server_anonymous_is_rejected_and_a_viewer_sees_the_page(
    tmp_path: Path,
) -> None:
    database_url = f"sqlite:///{tmp_path / 'corebooks.db'}"
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": Fernet.generate_key().decode(),
        "AIRFLOW__COREBOOKS__DATABASE_URL": database_url,
        "PYTHONPATH": str(ROOT),
    }
    migrated = [sys.executable, "-W", "ignore", "-m", "include.cli", "migrate"]
    subprocess.run(migrated, env=environment, check=True, cwd=ROOT)  # noqa: S603  (our own Python)
    # As the API server is started: only there does the plugin create its pages.
    code = f"import sys; sys.argv = ['airflow', 'api-server']\n{SERVE}"
    done = subprocess.run(  # noqa: S603  (our own Python)
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert "RESULT 401 200 True" in done.stdout, done.stdout[-2000:] + done.stderr[-3000:]
