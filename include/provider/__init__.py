"""What Airflow reads about CoreBooks, and what it runs.

Here are its connection types and settings. Read `dags` first (the DAGs; `dag_bundle` is how Airflow finds them in an installed package), then `tasks` (what the
tasks of a workflow do) and `run_conf` (what a run is asked for), `connections` (from an Airflow
connection to an open source or gateway), `approving` (the task `approve`), `stops` and `retries` (how a task
ends early, and when Airflow retries it), `schedule` (auto-sync), `airflow_runs` (runs that it starts), `company_names` (a company as a form suggests it),
`airflow_api` (DAG runs in a user's name), `trail_checkpoints` (checkpoints of the audit trail), `alerts` (who is
told what needs a person), `outside` (what others measure, start from, and follow),
`inbox` (what arrives starts a run), `desktop_wait` with `desktop_queue_state` and `shared_poll` (waiting for a PC or another run without
holding a worker), and
`preload` (what is imported before tasks start).
"""

from __future__ import annotations

from typing import Any

_CORE_BACKOFFICE: dict[str, Any] = {
    "hook-class-name": "include.provider.connections.hooks.CoreBackOfficeHook",
    "connection-type": "core_backoffice",
    "hook-name": "CORE BackOffice",
    "ui-field-behaviour": {
        "hidden-fields": ["schema", "login", "port", "extra"],
        "relabeling": {"host": "API address", "password": "API key"},
        "placeholders": {"host": "https://my.brokermint.com/api"},
    },
    "conn-fields": {
        "spacing_seconds": {
            "label": "Seconds between calls",
            "description": "Use 1.3 for the live service, 0 for the sandbox.",
            "schema": {"type": "number", "default": 1.3, "minimum": 0},
        },
    },
}

_QUICKBOOKS_ONLINE: dict[str, Any] = {
    "hook-class-name": "include.provider.connections.hooks.QuickBooksOnlineHook",
    "connection-type": "quickbooks_online",
    "hook-name": "QuickBooks Online",
    "ui-field-behaviour": {
        "hidden-fields": ["schema", "port", "extra"],
        "relabeling": {
            "host": "API address",
            "login": "Client ID",
            "password": "Client secret",
        },
        "placeholders": {"host": "https://quickbooks.api.intuit.com"},
    },
    "conn-fields": {
        "environment": {
            "label": "Environment",
            "schema": {
                "type": "string",
                "enum": ["production", "sandbox"],
                "default": "production",
            },
        },
        "redirect_uri": {
            "label": "Redirect address",
            "description": "Where Intuit sends the browser back to, exactly as registered with your app: "
            "https://YOUR-AIRFLOW/corebooks/quickbooks/connected.",
            "schema": {"type": ["string", "null"]},
        },
    },
}

_SETTINGS: dict[str, Any] = {
    "description": "CoreBooks",
    "options": {
        "database_url": {
            "description": "The CoreBooks database, as an SQLAlchemy URL. If blank, the SQLite file "
            "corebooks.db in AIRFLOW_HOME.",
            "version_added": "0.1.0",
            "type": "string",
            "sensitive": True,
            "example": "postgresql+psycopg://user:password@host/corebooks",
            "default": "",
        },
        "checkpoints": {
            "description": "Where checkpoints of the audit trail are written: a folder, or a URL of object "
            "storage. Users of the CoreBooks database shouldn't be able to write there. If blank, the "
            "folder corebooks-checkpoints in AIRFLOW_HOME.",
            "version_added": "0.2.0",
            "type": "string",
            "example": "s3://aws_default@bucket/corebooks",
            "default": "",
        },
        "trail_key": {
            "description": "The secret behind the hashes and checkpoints of the audit trail. If blank, "
            "CoreBooks makes one and keeps it encrypted with Airflow's Fernet key. Set it before the "
            "first company is connected, and never change it.",
            "version_added": "0.2.0",
            "type": "string",
            "sensitive": True,
            "example": "",
            "default": "",
        },
        "webhook_token": {
            "description": "The verifier tokens of Intuit's webhooks, separated by commas. If blank, CoreBooks "
            "takes no webhooks.",
            "version_added": "0.2.0",
            "type": "string",
            "sensitive": True,
            "example": "",
            "default": "",
        },
        "import_folders": {
            "description": "The local folders below which imports may read files, separated by commas. If blank, "
            "no source can read a local folder.",
            "version_added": "0.2.0",
            "type": "string",
            "example": "/srv/imports,/mnt/exports",
            "default": "",
        },
        "reads_a_month": {
            "description": "How many metered reads a month Intuit's tier allows your app. If blank, 500,000, "
            "those of the Builder tier. Integrations warns before they are used up.",
            "version_added": "0.2.0",
            "type": "string",
            "example": "1000000",
            "default": "",
        },
    },
}


def get_provider_info() -> dict[str, Any]:
    """Airflow's provider entry point: declarative connection forms, no code at start-up."""
    return {
        "package-name": "corebooks",
        "name": "CoreBooks",
        "description": "Syncs CORE BackOffice to QuickBooks.",
        "connection-types": [_CORE_BACKOFFICE, _QUICKBOOKS_ONLINE],
        "extra-links": [
            "include.provider.outside.links.RunLink",
            "include.provider.outside.links.QuickBooksLink",
        ],
        "asset-uris": [
            {
                "schemes": ["corebooks"],
                "handler": None,  # the address stays as it is written
                "to_openlineage_converter": "include.provider.outside.assets.dataset_of",
            }
        ],
        "config": {"corebooks": _SETTINGS},
    }
