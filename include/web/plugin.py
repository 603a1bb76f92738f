"""Registers CoreBooks' pages with Airflow."""

import sys
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from include.provider.preload import forks_tasks, preload

PREFIX = "/corebooks"
_BASE = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
# Every component of Airflow imports its plugins; only the API server shows pages.
_SHOWS_PAGES = sys.argv[1:2] in (["api-server"], ["standalone"]) or "pytest" in sys.modules


if forks_tasks(sys.argv, conf.get("core", "executor", fallback="")):
    preload()


def _apps() -> list[dict[str, Any]]:
    if not _SHOWS_PAGES:
        return []
    from include.web.app import create_app  # noqa: PLC0415  (as above)

    return [{"app": create_app(), "url_prefix": PREFIX, "name": "CoreBooks"}]


def _middlewares() -> list[dict[str, Any]]:
    if not _SHOWS_PAGES:
        return []
    from include.web.frame.airflow_acts import AirflowActs  # noqa: PLC0415  (as above)
    from include.web.frame.airflow_runs import AirflowInReach  # noqa: PLC0415  (as above)

    return [
        {"middleware": middleware, "args": [], "kwargs": {}, "name": f"CoreBooks {number}"}
        for number, middleware in enumerate((AirflowInReach, AirflowActs), start=1)
    ]


class CoreBooksPlugin(AirflowPlugin):
    """The pages, their item in Airflow's navigation, and a tab on each DAG run that shows its page."""

    name = "corebooks"
    fastapi_apps = _apps()
    fastapi_root_middlewares = _middlewares()
    external_views = [  # noqa: RUF012  (Airflow reads it from the class)
        {
            "name": "QuickBooks",
            "href": f"{_BASE}{PREFIX}/",
            "icon": f"{_BASE}{PREFIX}/static/quickbooks.svg",
            "icon_dark_mode": f"{_BASE}{PREFIX}/static/quickbooks-dark.svg",
            "destination": "nav",
            "url_route": "quickbooks",
            "nav_top_level": True,
        },
        {
            "name": "CoreBooks",
            "href": f"{_BASE}{PREFIX}/airflow/{{DAG_ID}}/{{RUN_ID}}",
            "icon": f"{_BASE}{PREFIX}/static/quickbooks.svg",
            "icon_dark_mode": f"{_BASE}{PREFIX}/static/quickbooks-dark.svg",
            "destination": "dag_run",
            "url_route": "corebooks-run",
        },
    ]
