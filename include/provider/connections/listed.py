"""The Airflow connections that Airflow's own database lists."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError


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
