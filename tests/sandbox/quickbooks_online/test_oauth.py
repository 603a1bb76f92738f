"""Login: consent, tokens, rotation, revocation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from sandbox.quickbooks_online.app import create_app
from sandbox.quickbooks_online.settings import StartSettings
from sandbox.quickbooks_online.testing import RunningSandbox
from sandbox.serving import TLS

BACK = "http://127.0.0.1:9999/callback"
KEYS = ("sandbox-client", "sandbox-secret")
ASKED = {
    "client_id": KEYS[0],
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "redirect_uri": BACK,
    "state": "s-1",
}


@pytest.fixture
def browser(qb: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=qb.url, trust_env=False, verify=TLS) as client:
        yield client


def consent(browser: httpx.Client, **choice: str) -> dict[str, str]:
    """Press the button of the consent page; what the browser is sent back with."""
    page = browser.get("/connect/oauth2", params=ASKED)
    assert "Willow &amp; Park Realty" in page.text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert fields["state"] == "s-1"
    answer = browser.post("/connect/oauth2", data={**fields, **choice})
    assert answer.is_redirect
    address = urlsplit(answer.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == BACK
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def trade(browser: httpx.Client, **form: str) -> httpx.Response:
    return browser.post("/oauth2/v1/tokens/bearer", data=form, auth=KEYS)


def refresh(browser: httpx.Client, token: str) -> httpx.Response:
    return trade(browser, grant_type="refresh_token", refresh_token=token)


def company(browser: httpx.Client, qb: RunningSandbox, tokens: dict[str, Any]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return browser.get(f"/v3/company/{qb.realm}/companyinfo/{qb.realm}", headers=headers)


def test_consenting_leads_to_tokens_once(browser: httpx.Client, qb: RunningSandbox) -> None:
    back = consent(browser, realm=qb.realm, decision="connect")
    assert (back["state"], back["realmId"]) == ("s-1", qb.realm)
    code = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": BACK}
    tokens = trade(browser, **code).json()
    assert tokens["expires_in"] == 3600
    assert tokens["x_refresh_token_expires_in"] == 8_726_400
    assert tokens["token_type"] == "bearer"
    assert company(browser, qb, tokens).json()["CompanyInfo"]["CompanyName"]

    again = trade(browser, **code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_a_person_may_say_no(browser: httpx.Client) -> None:
    assert consent(browser, decision="cancel") == {"state": "s-1", "error": "access_denied"}


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"redirect_uri": "javascript:x"}])
def test_an_unknown_app_gets_a_sentence(browser: httpx.Client, wrong: dict[str, str]) -> None:
    page = browser.get("/connect/oauth2", params={**ASKED, **wrong})
    assert page.status_code == 400
    assert "That is not possible" in page.text


def test_a_code_is_good_for_its_own_address_and_time(
    browser: httpx.Client, qb: RunningSandbox
) -> None:
    code = consent(browser)["code"]
    wrong = trade(browser, grant_type="authorization_code", code=code, redirect_uri=BACK + "/x")
    assert wrong.json() == {"error": "invalid_grant"}
    qb.set(clock_offset_seconds=601)
    late = trade(browser, grant_type="authorization_code", code=code, redirect_uri=BACK)
    assert late.json() == {"error": "invalid_grant"}


def test_every_refresh_rotates_and_the_old_token_is_dead(
    browser: httpx.Client, qb: RunningSandbox
) -> None:
    first = qb.tokens()
    second = refresh(browser, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert company(browser, qb, second).is_success
    stale = refresh(browser, first["refresh_token"])
    assert (stale.status_code, stale.json()) == (400, {"error": "invalid_grant"})
    assert refresh(browser, second["refresh_token"]).is_success


def test_daily_rotation(browser: httpx.Client, qb: RunningSandbox) -> None:
    qb.set(rotation="daily")
    first = qb.tokens()["refresh_token"]
    assert refresh(browser, first).json()["refresh_token"] == first
    qb.set(clock_offset_seconds=86_401)
    second = refresh(browser, first).json()["refresh_token"]
    assert second != first
    assert refresh(browser, first).status_code == 400


def test_a_rotated_token_may_have_a_grace(browser: httpx.Client, qb: RunningSandbox) -> None:
    qb.set(rotation_grace_seconds=60)
    first = qb.tokens()["refresh_token"]
    second = refresh(browser, first).json()["refresh_token"]
    assert refresh(browser, first).json()["refresh_token"] == second
    qb.set(clock_offset_seconds=61)
    assert refresh(browser, first).status_code == 400


def test_an_access_token_lives_an_hour(browser: httpx.Client, qb: RunningSandbox) -> None:
    tokens = qb.tokens()
    qb.set(clock_offset_seconds=3601)
    expired = company(browser, qb, tokens)
    assert expired.status_code == 401
    error = expired.json()["fault"]["error"][0]
    assert (error["code"], error["detail"]) == ("3200", "Token expired")
    assert expired.headers["intuit_tid"]


def test_refresh_tokens_end_after_100_days_without_use_and_5_years_with(
    browser: httpx.Client, qb: RunningSandbox
) -> None:
    qb.set(rotation="never")
    token = qb.tokens()["refresh_token"]
    header = {"x-include-refresh-token-hard-expires-in": "true"}
    form = {"grant_type": "refresh_token", "refresh_token": token}
    answer = browser.post("/oauth2/v1/tokens/bearer", data=form, auth=KEYS, headers=header).json()
    assert answer["x_refresh_token_hard_expires_in"] == 157_680_000
    assert "x_refresh_token_hard_expires_in" not in refresh(browser, token).json()
    qb.set(clock_offset_seconds=8_726_401)
    assert refresh(browser, token).json() == {"error": "invalid_grant"}

    kept = qb.tokens()["refresh_token"]
    qb.set(refresh_token_seconds=200_000_000)
    assert refresh(browser, kept).is_success
    qb.set(clock_offset_seconds=8_726_401 + 157_680_001)
    assert refresh(browser, kept).json() == {"error": "invalid_grant"}


def test_revoking_ends_both_tokens(browser: httpx.Client, qb: RunningSandbox) -> None:
    tokens = qb.tokens()
    sent = {"token": tokens["refresh_token"]}
    assert browser.post("/v2/oauth2/tokens/revoke", json=sent, auth=KEYS).status_code == 200
    assert company(browser, qb, tokens).status_code == 401
    assert refresh(browser, tokens["refresh_token"]).status_code == 400


def test_keys_must_be_right(browser: httpx.Client, qb: RunningSandbox) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": qb.tokens()["refresh_token"]}
    wrong = browser.post("/oauth2/v1/tokens/bearer", data=form, auth=(KEYS[0], "guess"))
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})


def test_a_token_is_of_one_company(browser: httpx.Client, qb: RunningSandbox) -> None:
    browser.post("/sandbox/realms", json={"realm": "42", "name": "Elm Homes"})
    headers = {"Authorization": f"Bearer {qb.tokens()['access_token']}"}
    answer = browser.get("/v3/company/42/companyinfo/42", headers=headers)
    assert answer.status_code == 401
    assert 'code="100"' in answer.text


def test_intuits_own_client_finds_its_way(qb: RunningSandbox) -> None:
    from intuitlib.client import AuthClient  # noqa: PLC0415  (slow to import)

    discovery = f"{qb.url}/.well-known/openid_sandbox_configuration/"
    client = AuthClient(*KEYS, BACK, discovery, refresh_token=qb.tokens()["refresh_token"])
    before = client.refresh_token
    client.refresh()
    assert client.access_token
    assert client.refresh_token != before
    assert client.revoke()


def test_browsers_may_find_the_consent_page_at_another_address_than_the_app() -> None:
    """As with containers: Airflow calls one by its name, which no browser outside can resolve."""
    start = StartSettings(browser_address="http://localhost:8091/")
    with TestClient(create_app(start), base_url="http://quickbooks-sandbox:8091") as app:
        found = app.get("/.well-known/openid_sandbox_configuration").json()
    assert found["authorization_endpoint"] == "http://localhost:8091/connect/oauth2"
    assert found["token_endpoint"] == "http://quickbooks-sandbox:8091/oauth2/v1/tokens/bearer"


@pytest.mark.parametrize(("secret", "status"), [(KEYS[1], 200), ("wrong", 401)])
def test_keys_may_come_in_the_form(
    browser: httpx.Client, qb: RunningSandbox, secret: str, status: int
) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": qb.tokens()["refresh_token"]}
    keys = {"client_id": KEYS[0], "client_secret": secret}
    assert browser.post("/oauth2/v1/tokens/bearer", data={**form, **keys}).status_code == status
