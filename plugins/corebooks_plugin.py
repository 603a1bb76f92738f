"""Registers CoreBooks' pages with Airflow."""

import sys
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

PREFIX = "/corebooks"


def _apps() -> list[dict[str, Any]]:
    # Every component of Airflow imports its plugins; only the API server shows pages.
    if sys.argv[1:2] not in (["api-server"], ["standalone"]) and "pytest" not in sys.modules:
        return []
    from include.web.app import create_app  # noqa: PLC0415  (as above)

    return [{"app": create_app(), "url_prefix": PREFIX, "name": "CoreBooks"}]


class CoreBooksPlugin(AirflowPlugin):
    """The pages, and their entry in Airflow's navigation."""

    name = "corebooks"
    fastapi_apps = _apps()
    external_views = [  # noqa: RUF012  (Airflow reads it from the class)
        {
            "name": "QuickBooks",
            "href": urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
            + f"{PREFIX}/",
            "destination": "nav",
            "url_route": "quickbooks",
            "nav_top_level": True,
        }
    ]
