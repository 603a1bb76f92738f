"""Airflow's connections as its API server sees them; tasks look them up otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from include.provider.connections import AirflowConnection
from include.provider.stops import NeedsPerson


def in_server(connection_id: str) -> AirflowConnection:
    """Look a connection up: environment first, then Airflow's database, as Airflow itself does.

    Raises:
        NeedsPerson: there is none of this id.
    """
    from airflow.models.connection import Connection  # noqa: PLC0415  (slow, and only for this)
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415  (as above)

    try:
        return Connection.get_connection_from_secrets(connection_id)
    except AirflowNotFoundException:
        raise NeedsPerson(
            f"Airflow has no connection {connection_id!r}. Make it under Admin > Connections, then "
            "try again."
        ) from None


def _lookup() -> Callable[[str], AirflowConnection]:
    return in_server


ConnectionLookup = Annotated[Callable[[str], AirflowConnection], Depends(_lookup)]
"""How a route looks connections up. Tests put their own in its place."""

lookup_in_server = _lookup
"""The dependency that tests override."""
