"""A second API server beside the live Airflow, with the FAB auth manager: its users, its roles.

The scheduler, the workers, and both databases are the same; only who may do what is decided by FAB.
"""

from __future__ import annotations

import secrets

import httpx

from sandbox.demo.demo import Demo
from sandbox.demo.ports import free_ports
from sandbox.demo.settings import python
from tests.security.attacker import Attacker

FAB = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
USERS = {"olivia": "Admin", "omar": "Op", "fiona": "User", "vera": "Viewer"}
"""FAB's roles, with a user each, of other names than the simple manager's."""
_START_LIMIT = 120.0


def start_fab(demo: Demo) -> tuple[str, str]:
    """Start the API server and make the users.

    Returns:
        Its address, and the password of all users.
    """
    (port,) = free_ports(1)
    url, password = f"http://127.0.0.1:{port}", secrets.token_urlsafe(12)
    environment = {
        **demo.environment,
        "AIRFLOW__CORE__AUTH_MANAGER": FAB,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "FAB_PASSWORD": password,
    }
    users = [f"{name}:{role}" for name, role in USERS.items()]
    made = python("-W", "ignore", "-m", "tests.security.fab_users", *users)
    demo.processes.run("fab users", made, environment)
    demo.processes.start("fab api-server", python("-m", "airflow", "api-server"), environment)
    demo.processes.wait_for(lambda: _is_up(url), "Airflow with FAB", _START_LIMIT)
    return url, password


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v2/version", timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False


def fab_users(url: str, password: str) -> dict[str, Attacker]:
    """Every user, signed in, by role."""
    return {role: Attacker(url, name, password) for name, role in USERS.items()}
