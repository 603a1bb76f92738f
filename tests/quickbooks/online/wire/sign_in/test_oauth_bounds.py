"""Intuit's sign-in, answered by somebody who isn't Intuit: nothing is handed on, nothing endless read."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
import requests
import urllib3

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.oauth import IntuitOAuth

BASE = "https://sign-in.example"
DISCOVERY = {
    "issuer": BASE,
    "authorization_endpoint": f"{BASE}/connect",
    "token_endpoint": f"{BASE}/token",
    "revocation_endpoint": f"{BASE}/revoke",
    "jwks_uri": f"{BASE}/keys",
    "userinfo_endpoint": f"{BASE}/user",
}
TOKENS = {
    "access_token": "a",
    "refresh_token": "r",
    "expires_in": 3600,
    "x_refresh_token_expires_in": 9,
}
SETTINGS = OnlineSettings("id", "secret", "913", oauth_url=BASE)


class Elsewhere:
    """What stands at the addresses; every call that is made is kept."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.discovery: Any = DISCOVERY
        self.token: tuple[int, bytes, dict[str, str]] = (200, json.dumps(TOKENS).encode(), {})

    def answer(self, method: str, url: str, **options: Any) -> requests.Response:
        self.calls.append((method, url, options))
        status, body, headers = (
            (200, json.dumps(self.discovery).encode(), {}) if method == "GET" else self.token
        )
        response = requests.Response()
        response.status_code = status
        response.headers.update(headers)
        response.raw = urllib3.HTTPResponse(io.BytesIO(body), preload_content=False)
        return response


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    found = Elsewhere()

    def request(_session: requests.Session, *given: Any, **options: Any) -> requests.Response:
        return found.answer(*given, **options)

    monkeypatch.setattr(requests.Session, "request", request)
    return found


def test_a_redirect_of_the_token_endpoint_is_not_followed(elsewhere: Elsewhere) -> None:
    elsewhere.token = (307, b"", {"Location": "https://elsewhere.example/token"})
    with pytest.raises(GatewayUnavailable, match="returned HTTP 307") as stopped:
        IntuitOAuth(SETTINGS).exchange("the code")
    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert [options["allow_redirects"] for _, _, options in elsewhere.calls] == [False, False]


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "revocation_endpoint"]
)
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://sign-in.example/token", "begins with http://"),
        ("ftp://sign-in.example/token", "isn't a web address"),
        ("javascript:alert(1)", "isn't a web address"),
        ("", "isn't a web address"),
        (None, "isn't a web address"),
    ],
)
def test_a_discovery_document_leads_to_protected_addresses_only(
    elsewhere: Elsewhere, name: str, address: str | None, why: str
) -> None:
    elsewhere.discovery = {**DISCOVERY, name: address}
    with pytest.raises(GatewayUnavailable, match=why):
        IntuitOAuth(SETTINGS).authorize_url("state")
    assert [method for method, _, _ in elsewhere.calls] == ["GET"]


def test_a_response_with_tokens_sets_nothing_else(elsewhere: Elsewhere) -> None:
    more = {"token_endpoint": "https://elsewhere.example/token", "verify": False, "id_token": "x"}
    elsewhere.token = (200, json.dumps({**TOKENS, **more}).encode(), {})
    login = IntuitOAuth(SETTINGS)
    assert login.exchange("the code").access_token == "a"
    login.exchange("another code")
    assert [url for _, url, _ in elsewhere.calls[1:]] == [f"{BASE}/token"] * 2


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(b" " * 50_000_000, mtime=0), {"Content-Encoding": "gzip"}),
        (b" " * 2_000_000, {}),
        (gzip.compress(json.dumps(TOKENS).encode(), mtime=0)[:-9], {"Content-Encoding": "gzip"}),
        (json.dumps(TOKENS).encode(), {"Content-Encoding": "br"}),
        (b'{"a":' * 100_000, {}),
        (b"[" * 100 + b"]" * 100, {}),
        (b"", {}),
    ],
)
def test_what_nobody_should_read_is_not_read(
    elsewhere: Elsewhere, body: bytes, headers: dict[str, str]
) -> None:
    elsewhere.token = (200, body, headers)
    with pytest.raises(GatewayUnavailable) as stopped:
        IntuitOAuth(SETTINGS).exchange("the code")
    assert stopped.value.recovery is Recovery.RETRY_LATER


def test_a_packed_response_is_read(elsewhere: Elsewhere) -> None:
    body = gzip.compress(json.dumps(TOKENS).encode(), mtime=0)
    elsewhere.token = (200, body, {"Content-Encoding": "gzip"})
    assert IntuitOAuth(SETTINGS).exchange("the code").refresh_token == "r"
