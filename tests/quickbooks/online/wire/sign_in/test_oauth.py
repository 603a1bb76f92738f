from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.online.wire.sign_in.access import Access
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.quickbooks.online.books import settings_of, tokens_of
from tests.quickbooks.online.fakes import MemoryVault


@pytest.fixture
def sandbox(started: RunningSandbox) -> Iterator[RunningSandbox]:
    started.no_faults()
    yield started
    started.no_faults()


@pytest.fixture
def login(sandbox: RunningSandbox) -> IntuitOAuth:
    return IntuitOAuth(settings_of(sandbox))


def agreed(consent_page: str) -> str:
    """Press Connect on the consent page; the address that it leads back to."""
    parts = urlsplit(consent_page)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    with httpx.Client(trust_env=False) as browser:
        answer = browser.post(consent_page, data={**asked, "decision": "connect"})
    return answer.headers["location"]


def used_up(tokens: Tokens) -> Tokens:
    return dataclasses.replace(tokens, access_expires_at=dt.datetime.now(dt.UTC))


def test_connecting_a_company_from_the_consent_page_to_a_call(
    sandbox: RunningSandbox, login: IntuitOAuth
) -> None:
    url = login.authorize_url("unguessable")
    assert "com.intuit.quickbooks.accounting" in url

    consent = login.consent(agreed(url), "unguessable")
    tokens = login.exchange(consent.code)

    now = dt.datetime.now(dt.UTC)
    assert consent.realm_id == sandbox.realm
    assert dt.timedelta(minutes=59) < tokens.access_expires_at - now <= dt.timedelta(hours=1)
    assert dt.timedelta(days=100) < tokens.refresh_expires_at - now < dt.timedelta(days=102)
    assert tokens.hard_expires_at is not None
    assert tokens.hard_expires_at - now > dt.timedelta(days=1800)
    answer = httpx.get(
        f"{sandbox.url}/v3/company/{sandbox.realm}/preferences",
        headers={"Authorization": f"Bearer {tokens.access_token}"},
        trust_env=False,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("https://app/?code=c&realmId=1&state=other", "isn't from the authorization page"),
        ("https://app/?code=c&realmId=1", "isn't from the authorization page"),
        ("https://app/?realmId=1&state=mine", "has no response"),
        ("https://app/?error=access_denied&state=mine", "declined"),
        ("not an address", "isn't from the authorization page"),
    ],
)
def test_answers_that_are_none_are_refused(login: IntuitOAuth, answer: str, says: str) -> None:
    with pytest.raises(GatewayUnavailable, match=says) as stopped:
        login.consent(answer, "mine")

    assert stopped.value.recovery is Recovery.RECONNECT


def test_a_code_is_good_once(login: IntuitOAuth) -> None:
    consent = login.consent(agreed(login.authorize_url("s")), None)
    login.exchange(consent.code)

    with pytest.raises(GatewayUnavailable) as stopped:
        login.exchange(consent.code)

    assert stopped.value.code == "invalid_grant"


def test_a_refresh_rotates_the_refresh_token(sandbox: RunningSandbox, login: IntuitOAuth) -> None:
    first = tokens_of(sandbox)

    second = login.refresh(first)

    assert second.refresh_token != first.refresh_token
    assert second.access_token != first.access_token
    with pytest.raises(GatewayUnavailable, match="expired or was disconnected"):
        login.refresh(first)


def test_a_refresh_that_leaves_the_refresh_token_out_keeps_it(
    sandbox: RunningSandbox, login: IntuitOAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tokens_of(sandbox)
    login.refresh(tokens_of(sandbox))
    client = login._ready()

    def refresh(refresh_token: str) -> None:
        assert refresh_token == first.refresh_token
        client.access_token, client.expires_in = "new", 3600

    monkeypatch.setattr(client, "refresh", refresh)

    assert login.refresh(first).refresh_token == first.refresh_token


def test_eight_processes_that_need_a_refresh_make_one(sandbox: RunningSandbox) -> None:
    vault = MemoryVault(used_up(tokens_of(sandbox)))
    processes = [Access(vault, IntuitOAuth(settings_of(sandbox))) for _ in range(8)]
    before = sandbox.calls()["refresh"]

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda access: access.tokens(), processes))

    assert sandbox.calls()["refresh"] - before == 1
    assert set(got) == {vault.stored}


def test_an_ended_connection_asks_to_reconnect(sandbox: RunningSandbox, login: IntuitOAuth) -> None:
    tokens = tokens_of(sandbox)
    login.revoke(tokens)

    with pytest.raises(GatewayUnavailable) as stopped:
        Access(MemoryVault(used_up(tokens)), login).tokens()

    assert (stopped.value.recovery, stopped.value.code) == (Recovery.RECONNECT, "invalid_grant")


def test_secrets_are_not_sent_to_an_unprotected_login(
    login: IntuitOAuth, sandbox: RunningSandbox
) -> None:
    login._ready().token_endpoint = "http://login.example/token"

    with pytest.raises(GatewayUnavailable, match="begins with http://"):
        login.refresh(tokens_of(sandbox))


def test_a_wrong_client_secret_is_named(sandbox: RunningSandbox) -> None:
    login = IntuitOAuth(settings_of(sandbox, client_secret="wrong"))

    with pytest.raises(GatewayUnavailable, match="client ID or client secret") as stopped:
        login.refresh(tokens_of(sandbox))

    assert stopped.value.recovery is Recovery.RECONNECT


@pytest.mark.parametrize("kind", ["drop", "cut", "html", "empty", "truncated"])
def test_a_login_that_does_not_answer_is_tried_later(
    sandbox: RunningSandbox, login: IntuitOAuth, kind: str
) -> None:
    tokens = tokens_of(sandbox)
    sandbox.fault(kind, {"operation": "refresh"}, times=2)

    with pytest.raises(GatewayUnavailable, match="Intuit's sign-in service") as stopped:
        login.refresh(tokens)

    assert stopped.value.recovery is Recovery.RETRY_LATER


@pytest.mark.parametrize(
    ("rule", "recovery", "code"),
    [
        ({"kind": "oauth", "error": "server_error"}, Recovery.RETRY_LATER, "server_error"),
        ({"kind": "oauth", "error": "server_error", "status": 500}, Recovery.RETRY_LATER, ""),
        ({"kind": "oauth", "error": "temporarily_unavailable"}, Recovery.RETRY_LATER, "temporari"),
        ({"kind": "oauth", "error": "invalid_grant", "status": 200}, Recovery.RECONNECT, "invalid"),
        ({"kind": "oauth", "error": "invalid_grant"}, Recovery.RECONNECT, "invalid_grant"),
        ({"kind": "json_error"}, Recovery.RETRY_LATER, ""),
        ({"kind": "html", "status": 403}, Recovery.RETRY_LATER, ""),
        ({"kind": "html", "status": 200}, Recovery.RETRY_LATER, ""),
        ({"kind": "nothing"}, Recovery.RETRY_LATER, ""),
        ({"kind": "other_body"}, Recovery.RETRY_LATER, ""),
        ({"kind": "empty", "status": 200}, Recovery.RETRY_LATER, ""),
        ({"kind": "redirect"}, Recovery.RETRY_LATER, ""),
        ({"kind": "gateway", "code": "150"}, Recovery.RETRY_LATER, ""),
    ],
)
def test_what_intuits_sign_in_says_decides_who_can_help(
    sandbox: RunningSandbox,
    login: IntuitOAuth,
    rule: dict[str, Any],
    recovery: Recovery,
    code: str,
) -> None:
    tokens = tokens_of(sandbox)
    sandbox.fault(match={"operation": "refresh"}, times=2, **rule)

    with pytest.raises(GatewayUnavailable) as stopped:
        login.refresh(tokens)

    assert stopped.value.recovery is recovery
    assert stopped.value.code.startswith(code)


@pytest.mark.parametrize("field", ["expires_in", "x_refresh_token_expires_in", "access_token"])
def test_tokens_that_are_none_are_asked_for_later(
    sandbox: RunningSandbox, login: IntuitOAuth, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    client = login._ready()

    def refresh(refresh_token: str) -> None:
        client.access_token, client.refresh_token = "a", refresh_token
        setattr(client, field, {"not": "one"})

    monkeypatch.setattr(client, "refresh", refresh)

    with pytest.raises(GatewayUnavailable) as stopped:
        login.refresh(tokens_of(sandbox))

    assert stopped.value.recovery is Recovery.RETRY_LATER


def test_a_refresh_whose_answer_was_lost_is_asked_for_once_more(
    sandbox: RunningSandbox, login: IntuitOAuth
) -> None:
    sandbox.set(rotation_grace_seconds=60)
    tokens = tokens_of(sandbox)
    sandbox.fault("drop", {"operation": "refresh"}, when="after_commit")

    fresh = login.refresh(tokens)

    assert fresh.refresh_token != tokens.refresh_token
    assert login.refresh(fresh).access_token
    sandbox.set(rotation_grace_seconds=0)


def test_a_login_that_is_not_there_is_tried_later(sandbox: RunningSandbox) -> None:
    login = IntuitOAuth(settings_of(sandbox, oauth_url="http://127.0.0.1:9"))

    with pytest.raises(GatewayUnavailable, match="didn't respond") as stopped:
        login.authorize_url("s")

    assert stopped.value.recovery is Recovery.RETRY_LATER
