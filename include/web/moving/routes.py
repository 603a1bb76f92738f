"""Moving a company to another QuickBooks: what a person does on its page, each refused in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from include.books.gateway import Gateway, GatewayUnavailable
from include.provider.connections.company_form import OnlineForm, quickbooks_error
from include.provider.connections.moving import open_destination, start_move_sign_in
from include.provider.stops import ActionNeeded
from include.sync.move.choosing import choose_entry, choose_name
from include.sync.move.going_back import cancel_move, go_back
from include.sync.move.proving import accept
from include.sync.move.refusals import MoveRefused
from include.sync.move.switching import switch
from include.web.frame.access import Connector, Reader
from include.web.frame.pages import go_to, render
from include.web.integrations.refusals import refusal_of
from include.web.moving.page import Desk, Did, MoveDesk, digest

router = APIRouter(prefix="/companies/{company_id}/move")

_NONE = "none"
"""What a form says of an entry or a name that QuickBooks Online doesn't have."""
_LONGEST_REASON = 1000
_LONGEST_ID = 40


@router.get("")
def move_page(
    request: Request, desk: Desk, who: Reader, refused: str = "", did: str = "", seen: str = ""
) -> Response:
    """Where the move is; polled, 204 when it is as last seen."""
    if seen and request.headers.get("HX-Request") and seen == digest(desk.view()):
        return Response(status_code=204)
    told = refusal_of(refused, who.name)
    return desk.page(refused=told.sentence if told else "", did=did, status=200)


@router.post("/connect")
def connect_new(
    request: Request, desk: Desk, who: Connector, quickbooks: Annotated[str, Form()]
) -> Response:
    """Redirect to the QuickBooks sign-in of the company that this one moves to."""
    if error := quickbooks_error(OnlineForm(quickbooks=quickbooks.strip()), desk.lookup):
        return desk.page(refused=error)
    try:
        address = start_move_sign_in(
            desk.database, desk.company.id, quickbooks.strip(), who.name, desk.lookup
        )
    except MoveRefused as error:
        return desk.page(refused=str(error))
    except (GatewayUnavailable, ActionNeeded) as error:
        return desk.page(refused=str(error), status=502)
    return render(request, "integrations/leaving.html", "integrations", address=address)


@router.post("/entry")
def choose_moved_entry(
    desk: Desk, who: Connector, entry: Annotated[str, Form()], to: Annotated[str, Form()] = ""
) -> Response:
    """Say which entry one is in QuickBooks Online, or that it isn't there."""
    return _chosen(
        desk,
        to,
        lambda new_id, gateway: choose_entry(
            desk.database, desk.company.id, entry, new_id, who.name, gateway
        ),
    )


@router.post("/name")
def choose_moved_name(
    desk: Desk,
    who: Connector,
    kind: Annotated[str, Form()],
    old_id: Annotated[str, Form()],
    to: Annotated[str, Form()] = "",
) -> Response:
    """Say which customer, vendor, account ... one is in QuickBooks Online, or that it isn't there."""
    return _chosen(
        desk,
        to,
        lambda new_id, gateway: choose_name(
            desk.database, desk.company.id, kind, old_id, new_id, who.name, gateway
        ),
    )


def _chosen(desk: MoveDesk, to: str, choose: Callable[[str, Gateway | None], None]) -> Response:
    """Store a choice; only one that names an ID needs QuickBooks."""
    to = to.strip()
    if to != _NONE and not (to.isascii() and to.isdigit() and len(to) <= _LONGEST_ID):
        return desk.page(
            refused="Enter the ID that QuickBooks Online has for it: the digits at the end of its page's address. Nothing "
            "was changed."
        )
    try:
        if to == _NONE:
            choose("", None)
        else:
            with open_destination(
                desk.database, desk.company.id, desk.lookup, briefly=True
            ) as gateway:
                choose(to, gateway)
    except MoveRefused as error:
        return desk.page(refused=str(error))
    except (GatewayUnavailable, ActionNeeded) as error:
        return desk.page(refused=str(error), status=502)
    return desk.page(
        said="Noted that QuickBooks Online doesn't have it." if to == _NONE else "Chosen."
    )


@router.post("/accept")
def accept_differences(
    desk: Desk, who: Connector, because: Annotated[str, Form()] = ""
) -> Response:
    """Accept that the sums of both sides differ, with a reason."""
    try:
        accept(desk.database, desk.company.id, because[:_LONGEST_REASON], who.name)
    except MoveRefused as error:
        return desk.page(refused=str(error))
    return desk.page(said="Accepted. The reason is in the audit trail.")


@router.post("/switch")
def switch_company(request: Request, desk: Desk, who: Connector) -> Response:
    """Link everything to the new QuickBooks, and post there from now on."""
    return _done(
        request, desk, Did.SWITCHED, lambda: switch(desk.database, desk.company.id, who.name)
    )


@router.post("/back")
def move_back(request: Request, desk: Desk, who: Connector) -> Response:
    """Go back to the QuickBooks that the company left."""
    return _done(request, desk, Did.BACK, lambda: go_back(desk.database, desk.company.id, who.name))


@router.post("/cancel")
def cancel_the_move(request: Request, desk: Desk, who: Connector) -> Response:
    """End the move before the switch."""
    return _done(
        request, desk, Did.CANCELED, lambda: cancel_move(desk.database, desk.company.id, who.name)
    )


def _done(request: Request, desk: MoveDesk, did: Did, do: Callable[[], object]) -> Response:
    """Do what changes the company itself, then show the whole page anew, with what is around it."""
    try:
        do()
    except MoveRefused as error:
        return desk.page(refused=str(error), status=409)
    return go_to(request, f"{desk.path}?did={did}")
