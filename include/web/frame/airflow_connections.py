"""Airflow connections as its API server sees them; tasks look them up in another way."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from include.provider.connections.listed import listed_ids
from include.provider.connections.opening import AirflowConnection
from include.provider.stops import ActionNeeded

_ENVIRONMENT = "AIRFLOW_CONN_"


def in_server(connection_id: str) -> AirflowConnection:
    """Look a connection up: environment first, then Airflow's database, as Airflow itself does.

    Raises:
        ActionNeeded: there is none of this id.
    """
    from airflow.models.connection import Connection  # noqa: PLC0415  (slow, and only for this)
    from airflow.sdk.exceptions import AirflowException  # noqa: PLC0415  (as above)

    try:
        found: AirflowConnection = Connection.get_connection_from_secrets(connection_id)
    except (AirflowException, ValueError):
        # The error's own text could show a part of the connection.
        raise ActionNeeded(
            f"Airflow has no connection {connection_id} that it can read. Create or correct it under "
            "Admin > Connections, then try again."
        ) from None
    return found


def type_of(connection: AirflowConnection) -> str:
    """The type of a connection, "core_backoffice" for one; empty where it does not say."""
    return str(getattr(connection, "conn_type", None) or "")


def connections_of_type(type_: str, lookup: Callable[[str], AirflowConnection]) -> list[str]:
    """The IDs of the connections of a type that can be listed, sorted.

    One that a secrets backend holds cannot be listed; it is found by its ID nevertheless.
    """
    given = (
        name.removeprefix(_ENVIRONMENT).lower()
        for name in os.environ
        if name.startswith(_ENVIRONMENT)
    )
    return sorted({*listed_ids(type_), *(id_ for id_ in given if _is_of(type_, id_, lookup))})


def _lookup() -> Callable[[str], AirflowConnection]:
    return in_server


ConnectionLookup = Annotated[Callable[[str], AirflowConnection], Depends(_lookup)]
"""How a route looks connections up. Tests put their own in its place."""

lookup_in_server = _lookup
"""The dependency that tests override."""


def _is_of(type_: str, connection_id: str, lookup: Callable[[str], AirflowConnection]) -> bool:
    try:
        return type_of(lookup(connection_id)) == type_
    except ActionNeeded:
        return False
