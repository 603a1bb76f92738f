"""Who is asking, and what they may do: the one place that touches Airflow's own sign-in.

Auditors read, finance ops sync and set workflows up, admins connect. Airflow's auth manager
decides, so that roles are kept in one place: who may see the workflows' DAG runs reads, who may
start them syncs, who may change connections connects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import ResourceMethod
from airflow.api_fastapi.auth.managers.models.resource_details import (
    ConnectionDetails,
    DagAccessEntity,
    DagDetails,
)
from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
from fastapi import Depends, HTTPException, Request, status

from include.database.setup.people import Who
from include.workflows.category import Category

ONLINE_CONNECTION = "quickbooks_online_default"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user.

    Attributes:
        name: as Airflow knows them; it goes into the audit trail.
        may_sync: starts runs, sets workflows up, decides about what is on hold.
        may_connect: connects and disconnects companies, decides who may approve.
        id: the auth manager's own ID, by which people are told apart; the name if blank.
    """

    name: str
    may_sync: bool
    may_connect: bool
    id: str = ""

    def __post_init__(self) -> None:
        """Take the name for the ID where the auth manager has no other."""
        if not self.id:
            object.__setattr__(self, "id", self.name)

    @property
    def who(self) -> Who:
        """The same person as the database knows them."""
        return Who(self.id, self.name)


class NotAllowed(HTTPException):
    """The user's role does not allow it; the sentence says whom to ask."""

    def __init__(self, what: str) -> None:
        super().__init__(
            status.HTTP_403_FORBIDDEN,
            f"Your Airflow role doesn't allow you to {what}. Ask your Airflow administrator for a "
            "role that does. Nothing was changed.",
        )


def visitor(request: Request, user: Annotated[Any, Depends(get_user)]) -> Visitor:
    """The signed-in user; anonymous requests are answered with 401 before any page is made.

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
    signed_in = Visitor(
        name=str(user.get_name()),
        may_sync=all_dags("POST"),
        may_connect=manager.is_authorized_connection(
            method="PUT", details=ConnectionDetails(conn_id=ONLINE_CONNECTION), user=user
        ),
        id=str(user.get_id()),
    )
    request.state.visitor = signed_in
    return signed_in


async def who_asks(request: Request, dags: Iterable[str]) -> Who | None:
    """Who asks Airflow itself to change runs, by the same sign-in that Airflow checks.

    Returns:
        None for no one, and for users who may change no run of these DAGs: Airflow rejects them, and
        what they ask for must not count for a moment either.
    """
    try:
        user = await get_user(request, None, await bearer_scheme(request))
    except HTTPException:
        return None
    if not any(_may_change_runs(user, dag) for dag in dags):
        return None
    return Who(str(user.get_id()), str(user.get_name()))


def _may_change_runs(user: Any, dag: str) -> bool:
    manager, details = get_auth_manager(), DagDetails(id=dag)
    methods: tuple[ResourceMethod, ...] = ("POST", "PUT", "DELETE")
    return any(
        manager.is_authorized_dag(method=method, access_entity=entity, details=details, user=user)
        for method in methods
        for entity in (DagAccessEntity.RUN, DagAccessEntity.TASK_INSTANCE)
    )


Reader = Annotated[Visitor, Depends(visitor)]
"""A user who may read."""


def _syncer(who: Reader) -> Visitor:
    if not who.may_sync:
        raise NotAllowed("start runs or change workflows")
    return who


def _connector(who: Reader) -> Visitor:
    if not who.may_connect:
        raise NotAllowed("connect companies or change auto-sync and approvals")
    return who


Syncer = Annotated[Visitor, Depends(_syncer)]
"""A user who may start runs and set up workflows."""

Connector = Annotated[Visitor, Depends(_connector)]
"""A user who may connect companies."""
