"""The secrets that sign the calls of a webhook source: shown once, replaced."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from include.core_backoffice.feeds.doors import Door
from include.database.feeds.secrets import known_secrets, rotate
from include.database.reads.imports import Source
from include.web.frame.access import Connector
from include.web.frame.pages import root
from include.web.imports.desk import Chosen, Desk, ImportDesk

router = APIRouter(prefix="/{source_id}/secret")


@router.post("")
def make_secret(desk: Desk, who: Connector, found: Chosen) -> Response:
    """Make a secret; the one before is accepted for a day."""
    from include.web.imports.source_routes import show_source  # noqa: PLC0415  (it includes this router)

    made = desk.database.write(lambda session: rotate(session, desk.seal, found.id, actor=who.name))
    return show_source(desk, found, secret=made)


def secrets_of(desk: ImportDesk, found: Source) -> dict[str, Any]:
    """The address and the secrets of a webhook source, for its page."""
    if found.door is not Door.PUSH:
        return {"address": "", "secrets": ()}
    base = str(desk.request.base_url).rstrip("/")
    mounted = root(desk.request)
    address = base if base.endswith(mounted) else f"{base}{mounted}"
    with desk.database.reading() as session:
        return {
            "address": f"{address}/import/{found.id}",
            "secrets": known_secrets(session, found.id),
        }
