"""What Airflow knows of CoreBooks, and what it runs.

Here are its connection types and settings. Read `dags` first (what is scheduled), then `tasks` (what a
workflow's tasks do), `connections` (from Airflow's connections to an open source and gateway),
`plan_approval` and `approval` (the task that waits for an approver), `stops` and `retries` (how a task
ends, and when Airflow tries again), `auto_sync` (which runs the schedules start), and `desktop_wait`
with `desktop_queue_state` (waiting for a PC without holding a worker).
"""

from __future__ import annotations

from typing import Any


def get_provider_info() -> dict[str, Any]:
    """Airflow's provider entry point: declarative connection forms, no code at start-up."""
    return {
        "package-name": "corebooks",
        "name": "CoreBooks",
        "description": "Syncs CORE BackOffice to QuickBooks.",
        "connection-types": [
            {
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
                        "description": "1.3 suits the live service; 0 the sandbox.",
                        "schema": {"type": "number", "default": 1.3, "minimum": 0},
                    },
                },
            },
            {
                "hook-class-name": "include.provider.connections.hooks.QuickBooksOnlineHook",
                "connection-type": "quickbooks_online",
                "hook-name": "QuickBooks Online",
                "ui-field-behaviour": {
                    "hidden-fields": ["schema", "port", "extra"],
                    "relabeling": {
                        "host": "API address",
                        "login": "Client id",
                        "password": "Client secret",
                    },
                    "placeholders": {"host": "https://quickbooks.api.intuit.com"},
                },
                "conn-fields": {
                    "realm_id": {
                        "label": "Company (realm) id",
                        "schema": {"type": ["string", "null"]},
                    },
                    "environment": {
                        "label": "Environment",
                        "schema": {
                            "type": "string",
                            "enum": ["production", "sandbox"],
                            "default": "production",
                        },
                    },
                },
            },
        ],
        "config": {
            "corebooks": {
                "description": "CoreBooks",
                "options": {
                    "database_url": {
                        "description": "CoreBooks' own database, as an SQLAlchemy URL. Empty: a "
                        "SQLite file corebooks.db in AIRFLOW_HOME.",
                        "version_added": "0.1.0",
                        "type": "string",
                        "sensitive": True,
                        "example": "postgresql+psycopg://user:password@host/corebooks",
                        "default": "",
                    },
                },
            }
        },
    }
