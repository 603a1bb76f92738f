"""No secret reaches a log or a message, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import pytest

from include.books.gateway import GatewayUnavailable
from include.quickbooks.online.gateway import connect
from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth
from tests.quickbooks.online.books import Books, settings_of, tokens_of
from tests.quickbooks.online.fakes import BOUNDLESS, MemoryVault
from tests.quickbooks.online.wire.sign_in.test_oauth import agreed, used_up

SECRET = "sandbox-secret"
WRONG = "wr0ng-secret"


def said(work: Callable[[], object]) -> str:
    """What an exception of the work says, with its traceback and the values in our own code."""
    try:
        work()
    except GatewayUnavailable as stop:
        shown = traceback.TracebackException.from_exception(stop, capture_locals=True)
        shown.stack = traceback.StackSummary.from_list(list(shown.stack)[1:])
        return "".join(shown.format()) + repr(stop)
    return ""


def test_nothing_that_opens_the_books_is_written_down(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "urllib3", "requests", "include"):
        caplog.set_level(logging.DEBUG, logger=name)
    settings = settings_of(books.sandbox)
    login = IntuitOAuth(settings)
    first = login.exchange(login.consent(agreed(login.authorize_url("s")), "s").code)
    vault = MemoryVault(used_up(first))
    gateway = connect(settings, vault, limiter=Limiter(BOUNDLESS))

    gateway.company()
    books.sandbox.fault("401")
    gateway.catalogue()
    words = ""
    for kind in ("401", "403", "wrong_realm"):
        books.sandbox.fault(kind, {"operation": "companyinfo"}, times=None)
        words += said(gateway.company)
        books.sandbox.no_faults()
    for error in ("invalid_grant", "invalid_client"):
        books.sandbox.fault("oauth", {"operation": "refresh"}, error=error)
        words += said(lambda: login.refresh(first))
    words += said(
        lambda: IntuitOAuth(settings_of(books.sandbox, client_secret="wr0ng")).refresh(first)
    )
    stored = vault.stored
    assert stored is not None
    words += f"{settings!r} {stored!r} {first!r} {tokens_of(books.sandbox)!r}"

    written = caplog.text + words + str([record.args for record in caplog.records])
    assert "companyinfo" in caplog.text
    assert "invalid_grant" in words or "expired or was disconnected" in words
    secrets = [SECRET, WRONG, "Bearer ", "Basic "]
    for tokens in (first, stored):
        secrets += [tokens.access_token, tokens.refresh_token]
    assert [one for one in secrets if one in written] == []
