"""Airflow's own event log: every change that a page asks for, with who asked.

The one place that writes to a table of Airflow's; its API server does the same for its own routes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from include.web.frame.access import Visitor

NoteEvent = Callable[[Request, Visitor], None]


def _to_airflow(request: Request, who: Visitor) -> None:
    """Write one line: the route's name, and what its address says. Of forms, nothing is kept."""
    from airflow.models.log import Log  # noqa: PLC0415  (Airflow's models: slow, and only for this)
    from airflow.utils.session import create_session  # noqa: PLC0415  (as above)

    extra: dict[str, Any] = {"path": request.url.path, **request.path_params}
    with create_session() as session:
        session.add(
            Log(
                event=event_name(request),
                task_instance=None,
                owner=who.name,
                owner_display_name=who.name,
                extra=json.dumps(extra),
            )
        )


def event_name(request: Request) -> str:
    """The event that a request is: "quickbooks_sync_many"."""
    return f"quickbooks_{getattr(request.scope.get('endpoint'), '__name__', 'page')}"


def event_log() -> NoteEvent:
    """Where events are written. Tests put their own in its place."""
    return _to_airflow


EventLog = Annotated[NoteEvent, Depends(event_log)]
