"""Who is asking, and what they may do: the one place that touches Airflow's own login.

Auditors read, finance ops sync and set workflows up, admins connect. Airflow's auth manager
decides, so that roles are kept in one place: who may see the workflows' DAG runs reads, who may
start them syncs, who may change connections connects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import (
    ConnectionDetails,
    DagAccessEntity,
    DagDetails,
)
from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, HTTPException, Request, status

from include.workflows.category import Category

ONLINE_CONNECTION = "quickbooks_online_default"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person.

    Attributes:
        name: as Airflow knows them; it goes into the audit trail.
        may_sync: starts runs, sets workflows up, decides about what is held back.
        may_connect: connects and disconnects companies, decides who may approve.
    """

    name: str
    may_sync: bool
    may_connect: bool


class NotAllowed(HTTPException):
    """The person's role does not go so far; the sentence says whom to ask."""

    def __init__(self, what: str) -> None:
        super().__init__(
            status.HTTP_403_FORBIDDEN,
            f"Your role in Airflow does not allow you to {what}. Ask an administrator of Airflow "
            "for a role that does. Nothing was changed.",
        )


def visitor(request: Request, user: Annotated[Any, Depends(get_user)]) -> Visitor:
    """The signed-in person; anonymous requests are answered with 401 before any page is made.

    Raises:
        NotAllowed: they may not even read.
    """
    manager = get_auth_manager()
    runs = DagAccessEntity.RUN
    dags = [DagDetails(id=category.value) for category in Category]

    def all_dags(method: Any) -> bool:
        return all(
            manager.is_authorized_dag(method=method, access_entity=runs, details=dag, user=user)
            for dag in dags
        )

    if not all_dags("GET"):
        raise NotAllowed("see these pages")
    found = Visitor(
        name=str(user.get_name()),
        may_sync=all_dags("POST"),
        may_connect=manager.is_authorized_connection(
            method="PUT", details=ConnectionDetails(conn_id=ONLINE_CONNECTION), user=user
        ),
    )
    request.state.visitor = found
    return found


Reader = Annotated[Visitor, Depends(visitor)]
"""Whoever may read."""


def _syncer(who: Reader) -> Visitor:
    if not who.may_sync:
        raise NotAllowed("start runs or change workflows")
    return who


def _connector(who: Reader) -> Visitor:
    if not who.may_connect:
        raise NotAllowed("connect companies or change permissions")
    return who


Syncer = Annotated[Visitor, Depends(_syncer)]
"""Whoever may start runs and set workflows up."""

Connector = Annotated[Visitor, Depends(_connector)]
"""Whoever may connect companies."""
