"""The environment that the demo's processes run in: Airflow's settings, as variables."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from sandbox.demo.keys import Keys, write_password_file
from sandbox.demo.settings import (
    CHECKOUT,
    CLIENT_ID,
    CLIENT_SECRET,
    CORE_API_KEY,
    USERS,
    DemoSettings,
)

_AUTH_MANAGER = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"


def demo_environment(settings: DemoSettings, keys: Keys) -> dict[str, str]:
    """Everything a process of the demo may read; the user's own Airflow settings are excluded."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AIRFLOW", "_AIRFLOW", "PYTHON", "VIRTUAL_ENV"))
    }
    local = "127.0.0.1,localhost"
    return {
        **inherited,
        **_airflow(settings, keys),
        **_connections(settings),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{inherited.get('PATH', '')}",
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": local,
        "no_proxy": local,
        # Airflow's process titles would otherwise overwrite the marker of the demo's processes.
        "SPT_NOENV": "1",
        # macOS ends forked processes that touch its frameworks, as Airflow's workers do.
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    }


def _airflow(settings: DemoSettings, keys: Keys) -> dict[str, str]:
    settings.airflow_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    sections = {**_speed(settings), **_services(settings, keys)}
    variables = {
        f"AIRFLOW__{section}__{key}": value
        for section, values in sections.items()
        for key, value in values.items()
    }
    return {"AIRFLOW_HOME": str(settings.airflow_home), **variables}


def _services(settings: DemoSettings, keys: Keys) -> dict[str, dict[str, str]]:
    """Where everything is, and its secrets: section -> key -> value."""
    home = settings.airflow_home
    return {
        "CORE": {
            "LOAD_EXAMPLES": "False",
            "EXECUTOR": "LocalExecutor",
            # Every one of them is a process of about 140 MB.
            "PARALLELISM": "4",
            "DAGS_FOLDER": str(settings.dags),
            "PLUGINS_FOLDER": str(settings.plugins),
            "FERNET_KEY": keys.fernet_key,
            "AUTH_MANAGER": _AUTH_MANAGER,
            "SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
            "SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(write_password_file(home, keys)),
            "EXECUTION_API_SERVER_URL": f"{settings.airflow_url}/execution/",
            "TEST_CONNECTION": "Enabled",
        },
        "DATABASE": {"SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}"},
        "API": {
            "HOST": "127.0.0.1",
            "PORT": str(settings.airflow_port),
            "BASE_URL": settings.airflow_url,
            "WORKERS": "1",
            "SECRET_KEY": keys.api_secret,
            "INSTANCE_NAME": "CoreBooks demo",
        },
        "API_AUTH": {"JWT_SECRET": keys.jwt_secret},
        "LOGGING": {"COLORED_CONSOLE_LOG": "False"},
        "USAGE_DATA_COLLECTION": {"ENABLED": "False"},
        "COREBOOKS": {
            "DATABASE_URL": settings.database_url,
            "IMPORT_FOLDERS": str(settings.imports),
        },
    }


def _speed(settings: DemoSettings) -> dict[str, dict[str, str]]:
    """Shorter waits than Airflow's own, for one user who watches: section -> key -> value."""
    return {
        # The wait between the tasks of a run.
        "SCHEDULER": {
            "SCHEDULER_HEARTBEAT_SEC": "1",
            "SCHEDULER_IDLE_SLEEP_TIME": str(settings.scheduler_pause),
        },
        # A finished task frees its worker at its next heartbeat.
        "WORKERS": {"MIN_HEARTBEAT_INTERVAL": "1"},
        "DAG_PROCESSOR": {
            "REFRESH_INTERVAL": str(settings.reread_seconds),
            "MIN_FILE_PROCESS_INTERVAL": str(settings.reread_seconds),
            "BUNDLE_REFRESH_CHECK_INTERVAL": "2",
        },
    }


def _connections(settings: DemoSettings) -> dict[str, str]:
    core = {
        "conn_type": "core_backoffice",
        "host": f"{settings.core_url}/api",
        "password": CORE_API_KEY,
        "extra": {"spacing_seconds": 0},
    }
    quickbooks = {
        "conn_type": "quickbooks_online",
        "host": settings.quickbooks_url,
        "login": CLIENT_ID,
        "password": CLIENT_SECRET,
        "extra": {
            "environment": "sandbox",
            "oauth_url": settings.quickbooks_url,
            "redirect_uri": f"{settings.airflow_url}/corebooks/quickbooks/connected",
            "app_url": f"{settings.quickbooks_url}/app/{settings.realm}",
        },
    }
    to_core = (
        {} if settings.by_files else {"AIRFLOW_CONN_CORE_BACKOFFICE_DEFAULT": json.dumps(core)}
    )
    return {
        **to_core,
        "AIRFLOW_CONN_QUICKBOOKS_ONLINE_DEFAULT": json.dumps(quickbooks),
    }
