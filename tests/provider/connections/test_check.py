"""CORE and QuickBooks are tested at once; one that is down does not hide the other."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import httpx
import pytest

from include.provider.connections import check as integrations_check
from tests.sync.office import COMPANY
from tests.web.office_pages import OfficePages, words
from tests.web.quickbooks_login import (
    HOME,
)


def test_both_sides_are_asked_and_answer_in_a_sentence(pages: OfficePages) -> None:
    piece = pages.press(f"{HOME}/{COMPANY}/test", htmx=True)
    assert words(piece.text) == (
        "CORE connected CORE accepted the API key. QuickBooks connected QuickBooks returned Willow & "
        "Park Realty, QuickBooks Online Plus."
    )
    whole = pages.press(f"{HOME}/{COMPANY}/test")
    assert "CORE accepted the API key." in words(whole.text)
    assert "<h1>Integrations</h1>" in whole.text


@pytest.mark.usefixtures("quick_waits")
def test_one_side_that_does_not_answer_is_told_and_the_other_shown(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core = replace(pages.office.core, url="http://127.0.0.1:9")
    shown = words(pages.press(f"{HOME}/{COMPANY}/test", htmx=True).text)
    assert "CORE not connected" in shown
    assert "QuickBooks connected" in shown


def test_a_connection_that_was_ended_at_quickbooks_is_told(pages: OfficePages) -> None:
    assert pages.office is not None
    quickbooks = pages.office.quickbooks
    httpx.post(f"{quickbooks.url}/sandbox/{quickbooks.realm}/disconnect", trust_env=False)
    shown = words(pages.press(f"{HOME}/{COMPANY}/test", htmx=True).text)
    assert "QuickBooks not connected" in shown
    assert "select Reconnect under Integrations" in shown


def test_nobody_waits_for_a_side_that_never_answers(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrations_check, "_PATIENCE_SECONDS", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert pages.office is not None
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        pages.office.core = replace(pages.office.core, url=url)
        began = time.monotonic()
        shown = words(pages.press(f"{HOME}/{COMPANY}/test", htmx=True).text)
        assert time.monotonic() - began < 5
    assert "CORE didn't respond within 2 seconds." in shown
    assert "QuickBooks connected" in shown
