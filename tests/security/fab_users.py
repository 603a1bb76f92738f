"""Makes FAB's tables and users; a program of its own, run with FAB as Airflow's auth manager.

FAB_PASSWORD=... python -m tests.security.fab_users NAME:ROLE ...
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
from airflow.providers.fab.auth_manager.models.db import FABDBManager
from airflow.utils.session import create_session


def make_users(roles: Mapping[str, str], password: str) -> dict[str, Any]:
    """Make FAB's tables, its roles, and a user for each name; returns the users by name."""
    with create_session() as session:
        tables: Any = FABDBManager
        tables(session).upgradedb()
    made = {}
    with get_application_builder() as builder:
        builder.sm.sync_roles()
        for name, role in roles.items():
            found = builder.sm.find_role(role)
            mail = f"{name}@example.com"
            made[name] = builder.sm.add_user(name, name.title(), role, mail, found, password)
            if not made[name]:
                raise SystemExit(f"{name} could not be made.")
    return made


if __name__ == "__main__":
    given = (user.partition(":") for user in sys.argv[1:])
    make_users({name: role for name, _, role in given}, os.environ["FAB_PASSWORD"])
