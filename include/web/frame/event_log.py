"""Airflow's own event log: every change that a page asks for, with who asked, and if it was refused.

The one place that writes to a table of Airflow's; its API server does the same for its own routes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.types import Scope

from include.web.frame.access import Visitor

_CORRECT = "corebooks.event"
_FAILED = 500

NoteEvent = Callable[[Request, Visitor], None]


def _to_airflow(request: Request, who: Visitor) -> None:
    """Write one line: the route's name, and what its address says. Of forms, nothing is kept."""
    from airflow.models.log import Log  # noqa: PLC0415  (Airflow's models: slow, and only for this)
    from airflow.utils.session import create_session  # noqa: PLC0415  (as above)

    extra: dict[str, Any] = {"path": request.url.path, **request.path_params}
    line = Log(
        event=event_name(request),
        task_instance=None,
        owner=who.name,
        owner_display_name=who.name,
        extra=json.dumps(extra),
    )
    with create_session() as session:
        session.add(line)
        session.flush()
        number = line.id

    def correct(code: int) -> None:
        with create_session() as session:
            written = session.get(Log, number)
            if written is not None:
                written.event = not_done(event_name(request), code)
                written.extra = json.dumps({**extra, "answer": code})

    when_not_done(request.scope, correct)


def when_not_done(scope: Scope, correct: Callable[[int], None]) -> None:
    """Have what was written corrected if the request isn't answered with success.

    Args:
        scope: of the request.
        correct: gets the HTTP status.
    """
    scope.setdefault("state", {})[_CORRECT] = correct


def correction(scope: Scope) -> Callable[[int], None] | None:
    """What corrects the line of this request; None if none was written."""
    found: Callable[[int], None] | None = scope.get("state", {}).get(_CORRECT)
    return found


def not_done(event: str, code: int) -> str:
    """The event of a request that changed nothing: "quickbooks_sync_many_refused"."""
    return f"{event}_{'refused' if code < _FAILED else 'failed'}"


def event_name(request: Request) -> str:
    """The event that a request is: "quickbooks_sync_many"."""
    return f"quickbooks_{getattr(request.scope.get('endpoint'), '__name__', 'page')}"


def event_log() -> NoteEvent:
    """Where events are written. Tests put their own in its place."""
    return _to_airflow


EventLog = Annotated[NoteEvent, Depends(event_log)]
