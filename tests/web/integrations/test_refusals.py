"""Why a sign-in connected nothing is told to who began it, for an hour, and to nobody else."""

from __future__ import annotations

import time

import pytest

from include.provider.connections.company_form import OnlineForm
from include.web.integrations.refusals import Refusal, refusal_of
from tests.web.office_pages import OfficePages, words
from tests.web.quickbooks_login import HOME, admin, fresh

__all__ = ["admin", "fresh"]

MAPLE = OnlineForm("maple", "America/Toronto", "core", "quickbooks", currency="USD")
OTHER_CURRENCY = Refusal(
    "Côte Realty keeps its books in CAD.", MAPLE, {"currency": "Choose Canadian dollars."}
)


def test_who_began_the_sign_in_reads_it_with_the_form_as_it_was_filled() -> None:
    assert refusal_of(OTHER_CURRENCY.signed("ada"), "ada") == OTHER_CURRENCY
    declined = Refusal("The connection was declined.")
    assert refusal_of(declined.signed("ada"), "ada") == declined


def test_nobody_else_does() -> None:
    assert refusal_of(OTHER_CURRENCY.signed("ada"), "finn") is None


@pytest.mark.parametrize("made_up", ["", "x", "Call+555-0100", "W10.aaaa.bbbb"])
def test_no_page_says_what_someone_put_into_its_address(made_up: str, fresh: OfficePages) -> None:
    assert refusal_of(made_up, "ada") is None
    page = fresh.open(f"{HOME}/add/online", refused=made_up)
    assert "wasn't connected" not in words(page)
    assert '<div class="notice bad" role="alert">' not in page
    assert '<div class="notice bad" role="alert">' not in fresh.open(HOME, refused=made_up)


def test_after_an_hour_the_form_is_empty_again(monkeypatch: pytest.MonkeyPatch) -> None:
    signed, now = OTHER_CURRENCY.signed("ada"), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 50 * 60)
    assert refusal_of(signed, "ada") == OTHER_CURRENCY
    monkeypatch.setattr(time, "time", lambda: now + 61 * 60)
    assert refusal_of(signed, "ada") is None


def test_what_a_name_has_of_html_is_text_on_the_page(fresh: OfficePages) -> None:
    told = Refusal("<b>Maple</b> wasn't connected.", MAPLE).signed("ada")
    page = fresh.open(f"{HOME}/add/online", refused=told)
    assert "<b>Maple</b>" not in page
    assert "&lt;b&gt;Maple&lt;/b&gt; wasn&#39;t connected." in page
