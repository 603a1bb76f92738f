"""What visitors see when a page cannot be shown: a sentence, and the next step."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from include.database.keys.seal import KeyMalformed, SealBroken
from include.database.unavailable import DatabaseUnavailable
from include.provider.airflow_api import RunNotStarted
from include.settings import SettingMissing
from include.web.frame.airflow_runs import NotAnswered
from include.web.frame.pages import airflow_root, framed, render, root

logger = logging.getLogger(__name__)

NO_PAGE = (
    "CoreBooks has no page at this address. Select “Go to overview”, then a page from the menu."
)
_SENTENCES = {
    404: NO_PAGE,
    405: "This address can't be opened in this way. Nothing was changed. Open the page that it "
    "belongs to, and use the buttons there.",
}
_INTERNAL = (
    "CoreBooks hit an internal error on this page. Opening it posted nothing to QuickBooks. Try "
    "again. If it fails again, send the log of Airflow's API server to your Airflow administrator."
)
_OTHER = "CoreBooks couldn't read this address or form. Go back and choose from the page."


def register(app: FastAPI) -> None:
    """Have the application answer errors with pages."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(RunNotStarted, _not_started)
    app.add_exception_handler(NotAnswered, _not_started)
    app.add_exception_handler(SettingMissing, _not_set_up)
    app.add_exception_handler(KeyMalformed, _not_set_up)
    app.add_exception_handler(SealBroken, _key_missing)
    app.add_exception_handler(DatabaseUnavailable, _database_unavailable)
    app.add_exception_handler(Exception, _failed)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for this class alone)
    if error.status_code == status.HTTP_401_UNAUTHORIZED:
        return _sign_in(request)
    code, own = error.status_code, str(error.detail)
    # The framework's own words are HTTP's, or about its parser: they don't say what to do.
    is_ours = code != status.HTTP_400_BAD_REQUEST and own != HTTPStatus(code).phrase
    answer = error_page(request, code, own if is_ours else _SENTENCES.get(code, _OTHER))
    answer.headers.update(error.headers or {})
    return answer


def _sign_in(request: Request) -> Response:
    """The session expired, or there was none: say so, and return to this page after sign-in."""
    path = request.url.path.removeprefix(root(request))
    query = f"?{request.url.query}" if request.url.query else ""
    back = quote(framed(request, path + query), safe="")
    address = f"{airflow_root(request)}/auth/login?next={back}"
    answer = render(request, "frame/signed_out.html", status=401, login=address)
    answer.headers["X-Sign-In"] = address
    return answer


def _unreadable(request: Request, _error: Exception) -> Response:
    return error_page(
        request,
        422,
        "CoreBooks couldn't read this address or form. Go back and choose from the page. Nothing was "
        "changed.",
    )


def _not_started(request: Request, error: Exception) -> Response:
    return error_page(request, 502, str(error))


def _not_set_up(request: Request, error: Exception) -> Response:
    # Without its key no page can carry forms: the sentence alone, without what stands around it.
    request.state.visitor = request.state.company = None
    return render(request, "frame/error.html", status=500, sentence=str(error))


def _key_missing(request: Request, error: Exception) -> Response:
    logger.error("%s %s: %s", request.method, request.url.path, error)
    return error_page(request, 500, str(error))


def _database_unavailable(request: Request, error: Exception) -> Response:
    # What stands around every page asks the database too: the sentence alone.
    logger.error("%s %s: %s", request.method, request.url.path, error)
    request.state.visitor = request.state.company = None
    return error_page(request, status.HTTP_503_SERVICE_UNAVAILABLE, str(error))


def _failed(request: Request, error: Exception) -> Response:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    try:
        return error_page(request, 500, _INTERNAL)
    except Exception:  # noqa: BLE001  (whatever it is)
        # What failed may be what stands around every page: then the sentence alone.
        request.state.visitor = request.state.company = None
        return error_page(request, 500, _INTERNAL)


def error_page(request: Request, code: int, sentence: str) -> HTMLResponse:
    """What a visitor sees instead of the page: what happened, and what to do."""
    template = "frame/error_piece.html" if request.headers.get("HX-Request") else "frame/error.html"
    return render(request, template, status=code, sentence=sentence)
