"""Intuit's sign-in: the authorization page, trading its code, refreshing and revoking.

The protocol is the intuit-oauth library's. What it lacks is added underneath it, where it sends: a
time limit for each call, and the request for the date at which refresh tokens expire for good.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import urllib3
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from include.books.gateway import GatewayUnavailable, Recovery
from include.bounded_answers import (
    ACCEPT_ENCODING,
    PIECE,
    AnswerTooLong,
    AnswerTooSlow,
    BadPacking,
    whole,
)
from include.clock import Clock, SystemClock
from include.plain_text import plain
from include.quickbooks.online.wire import exact_json
from include.quickbooks.online.wire.error_codes.fault_table import NEXT_RUN_TRIES_AGAIN
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import Fault, faults_in
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.tokens import Tokens

_LONGEST_SECONDS = 20.0
"""Signing in is quick, and a person may be waiting for it."""

_CENTURY = 100 * 366 * 86_400
_SERVER_ERROR = 500
_MOST_BYTES = 1024 * 1024
_LONGEST_NAME = 100
_TOKEN_FIELDS = (
    "access_token",
    "expires_in",
    "refresh_token",
    "token_type",
    "x_refresh_token_expires_in",
    "x_refresh_token_hard_expires_in",
)
_HARD_EXPIRY = {"x-include-refresh-token-hard-expires-in": "true"}


@dataclass(frozen=True, slots=True)
class Consent:
    """What the authorization page returns: a code that is valid for minutes, and the company's ID."""

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
            GatewayUnavailable: the address would send secrets unencrypted.
        """
        self._settings.checked(url, "Intuit's sign-in service")
        self.trust_env = not self._settings.is_local(url)
        options["headers"] = {
            **(options.get("headers") or {}),
            **_HARD_EXPIRY,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        seconds = min(_LONGEST_SECONDS, self._settings.timeout_seconds)
        options["timeout"], options["stream"] = seconds, True
        until = time.monotonic() + 2 * seconds
        # Without an auth of its own, requests would replace the app's credentials by a netrc entry.
        options["auth"] = _unchanged
        # Another host would be handed the code, or the refresh token, along with the app's secret; and
        # where the discovery document leads to is where both are sent.
        options["allow_redirects"] = False
        response = super().request(method, url, **options)
        _read(response, until)
        return _without_error(response, is_token=method.upper() == "POST")

    def check_addresses(self) -> None:
        """Check where the discovery document leads.

        Raises:
            GatewayUnavailable: to an address that isn't protected by TLS, or to none.
        """
        for address in (self.auth_endpoint, self.token_endpoint, self.revoke_endpoint):
            self._settings.checked(str(address), "Intuit's sign-in service")


class IntuitOAuth:
    """Connects companies and keeps them connected. One thread at a time.

    Every method raises `GatewayUnavailable`: RECONNECT where someone must reconnect, RETRY_LATER
    where Intuit's sign-in service doesn't respond.
    """

    def __init__(self, settings: OnlineSettings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._client: AuthClient | None = None

    def authorize_url(self, state: str) -> str:
        """The address of the authorization page.

        Args:
            state: an unguessable text, which must come back with the response.
        """
        url: str = self._ready().get_authorization_url([Scopes.ACCOUNTING], state_token=state)
        return url

    def consent(self, answer_url: str, state: str | None) -> Consent:
        """Read the address that the authorization page redirected to.

        Args:
            answer_url: redirect_uri with code, state and realmId.
            state: what `authorize_url` was given; None when the address was copied into a terminal.
        """
        query = {name: values[-1] for name, values in parse_qs(urlsplit(answer_url).query).items()}
        if query.get("error"):
            named = plain(query["error"][:_LONGEST_NAME])
            raise translate((Fault(named),), "the connection").unavailable()
        if state is not None and not hmac.compare_digest(query.get("state", ""), state):
            raise _start_over(
                "The response isn't from the authorization page that was opened last."
            )
        if not query.get("code") or not query.get("realmId"):
            raise _start_over("The address has no response from QuickBooks' authorization page.")
        return Consent(query["code"], query["realmId"])

    def exchange(self, code: str) -> Tokens:
        """Trade the authorization page's code for the first tokens."""
        return self._tokens(lambda client: client.get_bearer_token(code), previous=None)

    def refresh(self, tokens: Tokens) -> Tokens:
        """Trade the refresh token for new tokens; the old refresh token may be invalid afterwards.

        A lost response is requested once more at once: for a short while Intuit responds to a
        refresh token that was just replaced with the one that replaced it.
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
        # What a response leaves out must not be taken from an earlier response.
        client.access_token = client.refresh_token = None
        client.expires_in = client.x_refresh_token_expires_in = None
        client.x_refresh_token_hard_expires_in = None
        now = self._clock.now()
        self._call(ask)
        refresh_token = client.refresh_token or (previous.refresh_token if previous else None)
        if not _is_token(client.access_token) or not _is_token(refresh_token):
            raise _unreachable("responded without tokens")
        hard = client.x_refresh_token_hard_expires_in
        known_hard = previous.hard_expires_at if previous else None
        return Tokens(
            access_token=client.access_token,
            refresh_token=str(refresh_token),
            access_expires_at=now + _span(client.expires_in),
            refresh_expires_at=now + _span(client.x_refresh_token_expires_in),
            hard_expires_at=now + _span(hard) if hard else known_hard,
        )

    def _ready(self) -> Any:
        """The library's client; it reads the discovery document when it is made."""
        if self._client is None:
            client = self._translated(lambda: _TimedClient(self._settings))
            client.check_addresses()
            self._client = client
        return self._client

    def _call(self, ask: Callable[[Any], object]) -> None:
        client = self._ready()
        self._translated(lambda: ask(client))

    def _translated(self, ask: Callable[[], Any]) -> Any:
        """Call the library, its errors translated; none of them shows what was sent."""
        try:
            return ask()
        except AuthClientError as error:
            raise _rejection(error) from None
        except requests.RequestException as error:
            raise _unreachable(f"didn't respond ({type(error).__name__})") from None
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            raise _unreachable("returned an unreadable response") from None


def _unchanged(request: Any) -> Any:
    """An "authentication" that leaves the request's own header in place."""
    return request


def _read(response: Any, until: float) -> None:
    """Read a streamed response to its end, within bounds, as `requests` would have done.

    Raises:
        requests.RequestException: it is too long, too slow, or broken.
    """
    packing = response.headers.get("Content-Encoding", "")
    parts = response.raw.stream(PIECE, decode_content=False)
    try:
        response._content = whole(parts, packing, _MOST_BYTES, until)  # noqa: SLF001  (as above)
    except AnswerTooSlow as error:
        raise requests.ReadTimeout(str(error)) from None
    except (AnswerTooLong, BadPacking) as error:
        raise requests.exceptions.ContentDecodingError(str(error)) from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise requests.ConnectionError(type(error).__name__) from None
    finally:
        response.close()
    response._content_consumed = True  # noqa: SLF001  (as above)


def _without_error(response: Any, *, is_token: bool) -> Any:
    """A response; an error that comes with status 200 is one all the same.

    Of a response with tokens only their fields are left: the library sets whatever it names on
    itself, the address of the next call among them.

    Raises:
        GatewayUnavailable: what the error means.
    """
    if not response.ok:
        return response
    try:
        found = exact_json.loads(response.text)
    except ValueError:
        return response
    faults = faults_in(found)
    if faults:
        raise translate(faults, "the connection").unavailable()
    if is_token and isinstance(found, dict):
        kept = {name: found[name] for name in _TOKEN_FIELDS if name in found}
        response._content = exact_json.dumps(kept).encode()  # noqa: SLF001  (the library reads it)
    return response


def _is_token(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _span(seconds: Any) -> dt.timedelta:
    """A time span of a response, at most a century.

    Raises:
        GatewayUnavailable: it isn't a number.
    """
    try:
        return dt.timedelta(seconds=max(0, min(int(seconds or 0), _CENTURY)))
    except (TypeError, ValueError, OverflowError):
        raise _unreachable("returned an unreadable response") from None


def _rejection(error: AuthClientError) -> GatewayUnavailable:
    try:
        faults = faults_in(json.loads(error.content or b"null"))
    except ValueError:
        faults = ()
    if faults and error.status_code < _SERVER_ERROR:
        return translate(faults, "the connection").unavailable()
    return _unreachable(f"returned HTTP {error.status_code}")


def _start_over(sentence: str) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RECONNECT, sentence, "Start connecting the company again from the beginning."
    )


def _unreachable(what: str) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RETRY_LATER, f"Intuit's sign-in service {what}.", NEXT_RUN_TRIES_AGAIN
    )
