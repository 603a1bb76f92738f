"""Intuit's login: the consent page, trading its code, refreshing and revoking.

The protocol is the intuit-oauth library's. What it lacks is put underneath it, where it sends: a
limit of time for each call, and the request for the date at which refresh tokens end for good.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock, SystemClock
from include.quickbooks.online.wire.fault_table import translate
from include.quickbooks.online.wire.faults import Fault, faults_in
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.tokens import Tokens

_TIMEOUT_SECONDS = 20.0
_SERVER_ERROR = 500
_HARD_EXPIRY = {"x-include-refresh-token-hard-expires-in": "true"}


@dataclass(frozen=True, slots=True)
class Consent:
    """What the consent page sends back: a code that is good for minutes, and the company's id."""

    code: str
    realm_id: str


class _TimedClient(AuthClient):  # type: ignore[misc]  # the library has no types
    """The library's client, with a time limit and the header for the hard expiry."""

    def __init__(self, settings: OnlineSettings) -> None:
        self._settings = settings
        super().__init__(
            settings.client_id, settings.client_secret, settings.redirect_uri, settings.discovery
        )

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Send, as `requests.Session` does.

        Raises:
            GatewayStopped: the address would show secrets on the way.
        """
        self._settings.checked(url, "QuickBooks' login")
        self.trust_env = not self._settings.is_local(url)
        options["headers"] = {**(options.get("headers") or {}), **_HARD_EXPIRY}
        options["timeout"] = _TIMEOUT_SECONDS
        # Without an own choice, requests would put a netrc entry in place of the app's credentials.
        options["auth"] = _as_it_is
        return super().request(method, url, **options)


class IntuitLogin:
    """Connects companies and keeps them connected. One thread at a time.

    Raises, in every method, `GatewayStopped`: RECONNECT where a person must act, RETRY_LATER where
    Intuit's login is not there.
    """

    def __init__(self, settings: OnlineSettings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._client: AuthClient | None = None

    def authorize_url(self, state: str) -> str:
        """The address of the consent page.

        Args:
            state: an unguessable text, which must come back with the answer.
        """
        url: str = self._ready().get_authorization_url([Scopes.ACCOUNTING], state_token=state)
        return url

    def consent(self, answer_url: str, state: str | None) -> Consent:
        """Read the address that the consent page led back to.

        Args:
            answer_url: redirect_uri with code, state and realmId.
            state: what `authorize_url` was given; None when a person carries the address over.
        """
        query = {name: values[-1] for name, values in parse_qs(urlsplit(answer_url).query).items()}
        if query.get("error"):
            raise translate((Fault(query["error"]),), "the connection").stopped()
        if state is not None and not hmac.compare_digest(query.get("state", ""), state):
            raise _stopped("The answer does not belong to the consent page that was opened last.")
        if not query.get("code") or not query.get("realmId"):
            raise _stopped("The address holds no answer of QuickBooks' consent page.")
        return Consent(query["code"], query["realmId"])

    def exchange(self, code: str) -> Tokens:
        """Trade the consent page's code for the first tokens."""
        return self._tokens(lambda client: client.get_bearer_token(code), previous=None)

    def refresh(self, tokens: Tokens) -> Tokens:
        """Trade the refresh token for new tokens; the old refresh token may be dead afterwards.

        A lost answer is asked for once more at once: for a short while Intuit answers a refresh
        token that was just replaced with the one that replaced it.
        """
        try:
            return self._refreshed(tokens)
        except GatewayUnavailable as stop:
            if stop.recovery is not Recovery.RETRY_LATER:
                raise
        return self._refreshed(tokens)

    def revoke(self, tokens: Tokens) -> None:
        """End the connection at Intuit."""
        self._call(lambda client: client.revoke(token=tokens.refresh_token))

    def _refreshed(self, tokens: Tokens) -> Tokens:
        return self._tokens(
            lambda client: client.refresh(refresh_token=tokens.refresh_token), previous=tokens
        )

    def _tokens(self, ask: Callable[[Any], object], previous: Tokens | None) -> Tokens:
        client = self._ready()
        # What an answer leaves out must not be what an earlier answer said.
        client.access_token = client.refresh_token = None
        client.expires_in = client.x_refresh_token_expires_in = None
        client.x_refresh_token_hard_expires_in = None
        now = self._clock.now()
        self._call(ask)
        refresh_token = client.refresh_token or (previous.refresh_token if previous else None)
        if not client.access_token or not refresh_token:
            raise _away("answered without tokens")
        hard = client.x_refresh_token_hard_expires_in
        known_hard = previous.hard_expires_at if previous else None
        refreshable = client.x_refresh_token_expires_in or 0
        return Tokens(
            access_token=str(client.access_token),
            refresh_token=str(refresh_token),
            access_expires_at=now + dt.timedelta(seconds=int(client.expires_in or 0)),
            refresh_expires_at=now + dt.timedelta(seconds=int(refreshable)),
            hard_expires_at=now + dt.timedelta(seconds=int(hard)) if hard else known_hard,
        )

    def _ready(self) -> Any:
        """The library's client; it reads the discovery document when it is made."""
        if self._client is None:
            self._client = self._sorted_out(lambda: _TimedClient(self._settings))
        return self._client

    def _call(self, ask: Callable[[Any], object]) -> None:
        client = self._ready()
        self._sorted_out(lambda: ask(client))

    def _sorted_out(self, ask: Callable[[], Any]) -> Any:
        """Do something with the library, its errors sorted; none of them shows what was sent."""
        try:
            return ask()
        except AuthClientError as error:
            raise _refusal(error) from None
        except requests.RequestException as error:
            raise _away(f"did not answer ({type(error).__name__})") from None
        except (KeyError, TypeError, ValueError):
            raise _away("answered something unreadable") from None


def _as_it_is(request: Any) -> Any:
    """An "authentication" that leaves the request's own header in place."""
    return request


def _refusal(error: AuthClientError) -> GatewayUnavailable:
    try:
        faults = faults_in(json.loads(error.content or b"null"))
    except ValueError:
        faults = ()
    if faults and error.status_code < _SERVER_ERROR:
        return translate(faults, "the connection").stopped()
    return _away(f"answered HTTP {error.status_code}")


def _stopped(sentence: str) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RECONNECT, sentence, "Connect QuickBooks again from the start."
    )


def _away(what: str) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RETRY_LATER,
        f"QuickBooks' login {what}.",
        "Nothing needs to be done; the next run tries again.",
    )
