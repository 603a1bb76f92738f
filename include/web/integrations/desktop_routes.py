"""QuickBooks Desktop under Integrations: the file for the PC, and waiting for it to connect."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, status
from fastapi.responses import Response

from include.books.currency import CURRENCIES, US_DOLLARS
from include.database.setup.company_currency import CurrencyRefused, change_currency
from include.database.setup.desktop_connections import CompanyIdTaken, end_connection
from include.provider.connections.company_form import OnlineForm, choices, common_errors, empty_form
from include.provider.connections.desktop_state import DesktopState, desktop_state
from include.provider.connections.hooks import CoreBackOfficeHook
from include.web.frame.access import Connector, Reader
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import OpenDatabase
from include.web.frame.pages import go_to, render
from include.web.integrations.desktop_address import address, trouble_with
from include.web.integrations.online_routes import HOME
from include.web_connector.pc_setup import ConnectionRequest, PcSetup, qwc_file, set_up_pc
from include.web_connector.qwc import AddressNotHttps

ADD = f"{HOME}/add/desktop"
DESKTOP = f"{HOME}/desktop"

_NO_NAME = "Enter the company's name, with a letter or a digit."

router = APIRouter()


def _known(company_id: str, database: OpenDatabase) -> DesktopState:
    found = desktop_state(database, company_id)
    if found is None:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND,
            f"There is no QuickBooks Desktop connection with the company ID {company_id!r}. Choose one "
            "under Integrations.",
        )
    return found


Known = Annotated[DesktopState, Depends(_known)]
"""The connection of the address."""


@router.get(ADD)
def add_desktop(request: Request, _who: Connector, lookup: ConnectionLookup) -> Response:
    """What you need, and the form for a new company file."""
    return _form(request, empty_form(lookup), lookup)


def _typed(
    name: Annotated[str, Form()] = "",
    company: Annotated[str, Form()] = "",
    timezone: Annotated[str, Form()] = "",
    core: Annotated[str, Form()] = CoreBackOfficeHook.default_conn_name,
    currency: Annotated[str, Form()] = US_DOLLARS,
) -> OnlineForm:
    return OnlineForm(company, timezone, core, name=name, currency=currency).stripped().with_id()


@router.post(ADD)
def connect_desktop(
    request: Request,
    who: Connector,
    database: OpenDatabase,
    lookup: ConnectionLookup,
    typed: Annotated[OnlineForm, Depends(_typed)],
) -> Response:
    """Create a connection, and show its password this once."""
    errors = common_errors(typed, database, lookup)
    if not typed.company:
        errors = errors | {"name": _NO_NAME}
        errors.pop("company", None)
    if errors:
        return _form(request, typed, lookup, errors=errors, status=422)
    wanted = ConnectionRequest(typed.company, typed.core, typed.timezone, who.name, typed.currency)
    try:
        offer = set_up_pc(database, wanted, address(request))
    except (AddressNotHttps, CompanyIdTaken) as error:
        return _form(request, typed, lookup, refused=str(error), status=409)
    return _steps(request, _known(typed.company, database), offer)


@router.get(f"{DESKTOP}/{{company_id}}")
def desktop(request: Request, _who: Reader, found: Known) -> Response:
    """The steps on the PC, and the state of the connection."""
    return _steps(request, found)


@router.get(f"{DESKTOP}/{{company_id}}/contact")
def desktop_contact(request: Request, _who: Reader, found: Known, seen: str = "") -> Response:
    """The state of the connection, polled; 204 when it is as last seen."""
    if seen == found.digest:
        return Response(status_code=204)
    return render(request, "integrations/desktop_contact.html", found=found)


@router.get(f"{DESKTOP}/{{company_id}}/corebooks.qwc")
def desktop_file(request: Request, _who: Connector, found: Known) -> Response:
    """The file for the PC's Web Connector."""
    try:
        content = qwc_file(found.connection, address(request))
    except AddressNotHttps as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    name = f"corebooks-{found.connection.company_id}.qwc"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post(f"{DESKTOP}/{{company_id}}/password")
def desktop_password(
    request: Request, who: Connector, found: Known, database: OpenDatabase
) -> Response:
    """A new password instead of the old one, or for a connection that was ended."""
    known = found.connection
    wanted = ConnectionRequest(
        known.company_id, known.core_connection, known.timezone, who.name, known.currency
    )
    try:
        offer = set_up_pc(database, wanted, address(request))
    except AddressNotHttps as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    return _steps(request, _known(known.company_id, database), offer)


@router.post(f"{DESKTOP}/{{company_id}}/currency")
def desktop_currency(
    request: Request,
    who: Connector,
    found: Known,
    database: OpenDatabase,
    currency: Annotated[str, Form()] = "",
) -> Response:
    """Change what CORE's amounts are in, also before the PC first calls."""
    company_id = found.connection.company_id
    try:
        change_currency(database, company_id, currency, who.name)
    except CurrencyRefused as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    return go_to(request, f"{DESKTOP}/{company_id}")


@router.post(f"{DESKTOP}/{{company_id}}/disconnect")
def desktop_end(request: Request, who: Connector, found: Known, database: OpenDatabase) -> Response:
    """End the connection; entries, workflows and history stay."""
    end_connection(database, found.connection.company_id, who.name)
    return go_to(request, f"{DESKTOP}/{found.connection.company_id}")


def _form(
    request: Request,
    typed: OnlineForm,
    lookup: ConnectionLookup,
    status: int = 200,
    **values: Any,
) -> Response:
    shown = {"errors": {}, "refused": "", **values}
    return render(
        request,
        "integrations/desktop_add.html",
        "integrations",
        status,
        typed=typed,
        choices=choices(lookup),
        trouble=trouble_with(address(request)),
        **shown,
    )


def _steps(request: Request, found: DesktopState, offer: PcSetup | None = None) -> Response:
    """The page; with an offer, the password is on it, and nowhere else and never again."""
    return render(
        request,
        "integrations/desktop_steps.html",
        "integrations",
        found=found,
        password=offer.password if offer else "",
        address=address(request),
        trouble=trouble_with(address(request)),
        desktop=DESKTOP,
        currencies=CURRENCIES,
    )
