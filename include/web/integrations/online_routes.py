"""The sign-in to QuickBooks Online: redirecting there, and taking the answer on return."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from include.books.currency import currency_name
from include.books.gateway import GatewayUnavailable
from include.database.engine import Database
from include.database.reads.companies import company_with_id
from include.database.setup.companies import CompanyConnected, MoveUnderWay, OtherCompany
from include.database.setup.connect_attempts import AttemptRejected
from include.provider.connections.company_form import ANSWER_PATH, OnlineForm
from include.provider.connections.connecting import (
    NewCompany,
    begun_sign_in,
    connect_online,
    start_sign_in,
)
from include.provider.connections.moving import connect_for_move
from include.provider.connections.opening import Lookup
from include.provider.stops import ActionNeeded
from include.quickbooks.home_currency import OtherHomeCurrency
from include.sync.move.refusals import MoveRefused
from include.web.frame.access import Connector, Visitor
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import OpenDatabase
from include.web.frame.pages import framed, render
from include.web.integrations.refusals import FIELD, Refusal

HOME = "/settings/integrations"

_ANSWER = "corebooks.answer"
_NO_ANSWER = (
    "QuickBooks returned no answer. If you had to sign in to Airflow on the way back, try again now "
    "that you're signed in. Nothing was connected or changed."
)


class _AnswerRoute(APIRoute):
    """Takes the answer out of the request first, so that no log and no page can show it.

    Airflow's access log writes the query when the request is over, and the page to sign in names
    the address to come back to.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def without_answer(request: Request) -> Response:
            request.scope[_ANSWER] = request.scope["query_string"].decode("ascii", "replace")
            request.scope["query_string"] = b""
            return await handle(request)

        return without_answer


router = APIRouter(route_class=_AnswerRoute)


def redirect_to_quickbooks(
    request: Request, database: Database, new: NewCompany, lookup: Lookup
) -> Response:
    """Begin a sign-in and answer with a page that leaves Airflow's frame for Intuit.

    Raises:
        GatewayUnavailable, ActionNeeded: Intuit or the connection is not there; nothing was begun.
    """
    address = start_sign_in(database, new, lookup)
    return render(request, "integrations/leaving.html", "integrations", address=address)


@router.get(ANSWER_PATH)
def connected(
    request: Request, who: Connector, database: OpenDatabase, lookup: ConnectionLookup
) -> Response:
    """Take QuickBooks' answer: good once, for 15 minutes, for the user who began the sign-in."""
    answer = request.scope[_ANSWER]
    if not answer:
        # The answer is lost when the visitor had to sign in to Airflow on the way.
        return _back(request, who, Refusal(_NO_ANSWER))
    try:
        new = begun_sign_in(database, who.name, f"?{answer}")
    except AttemptRejected as error:
        return _back(request, who, Refusal(str(error)))
    if new.is_for_move:
        return _connected_for_move(request, database, new, f"?{answer}", lookup)
    try:
        _, connected = connect_online(database, new, f"?{answer}", lookup)
    except (
        CompanyConnected,
        MoveUnderWay,
        OtherCompany,
        GatewayUnavailable,
        ActionNeeded,
    ) as error:
        return _back(request, who, _refusal(database, new, error))
    return RedirectResponse(framed(request, f"{HOME}?connected={connected.id}"), status_code=303)


def _connected_for_move(
    request: Request, database: Database, new: NewCompany, answer: str, lookup: Lookup
) -> Response:
    """Connect the company that a known one moves to, and lead back to the move."""
    told = {"did": "connected"}
    try:
        connect_for_move(database, new.id, new.quickbooks_connection, answer, new.actor, lookup)
    except (MoveRefused, GatewayUnavailable, ActionNeeded) as error:
        told = {FIELD: Refusal(str(error)).signed(new.actor)}
    page = f"/companies/{new.id}/move?{urlencode(told)}"
    return RedirectResponse(framed(request, page), status_code=303)


def _refusal(database: Database, new: NewCompany, error: Exception) -> Refusal:
    """With the form as it was filled, unless a known company was to be reconnected."""
    with database.reading() as session:
        if company_with_id(session, new.id) is not None:
            return Refusal(str(error))
    errors = {}
    if isinstance(error, OtherHomeCurrency) and error.can_be_chosen:
        errors["currency"] = (
            f"{error.name} keeps its books in {currency_name(error.currency)} ({error.currency}). Choose "
            "that currency if CORE's amounts are in it."
        )
    form = OnlineForm(
        new.id, new.timezone, new.core_connection, new.quickbooks_connection, currency=new.currency
    )
    return Refusal(str(error), form, errors)


def _back(request: Request, who: Visitor, refusal: Refusal) -> Response:
    """Lead back into the frame: to the form as it was filled, or to all companies."""
    page = f"{HOME}/add/online" if refusal.form else HOME
    told = urlencode({FIELD: refusal.signed(who.name)})
    return RedirectResponse(framed(request, f"{page}?{told}"), status_code=303)
