"""Airflow connections as its API server sees them, and which there are; tasks look them up in another way."""

from __future__ import annotations

import os
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from include.provider.connections.opening import AirflowConnection
from include.provider.stops import ActionNeeded

_ENVIRONMENT = "AIRFLOW_CONN_"


def listed_ids(type_: str) -> list[str]:
    """The IDs of the connections of a type in Airflow's database; none where it can't be read."""
    from airflow.models.connection import Connection  # noqa: PLC0415  (slow, and only for this)
    from airflow.utils.session import create_session  # noqa: PLC0415  (as above)

    ids = select(Connection.conn_id).where(Connection.conn_type == type_)
    try:
        with create_session() as session:
            return [str(connection_id) for connection_id in session.scalars(ids)]
    except SQLAlchemyError:
        return []


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


def _is_of(type_: str, connection_id: str, lookup: Callable[[str], AirflowConnection]) -> bool:
    try:
        return type_of(lookup(connection_id)) == type_
    except ActionNeeded:
        return False
