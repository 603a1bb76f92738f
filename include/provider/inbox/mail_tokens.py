"""How a mailbox is signed in without a password: with an access token (OAuth 2.0), as Microsoft 365 and Gmail require.

Airflow's ImapHook knows passwords alone. So what is needed is in the connection's extra fields, and its password has the
client's secret. A token is asked for with each sign-in and kept nowhere.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from include.bounded_answers import ACCEPT_ENCODING, read_bounded
from include.certificates import trusted
from include.core_backoffice.mailbox.rules import MailboxRefused
from include.plain_text import plain

SIGN_IN = "xoauth2"
"""What the connection's extra field `auth` says."""
_SECONDS = 20.0
_MOST_BYTES = 256 * 1024
_ACCEPTED = {"accept": "application/json", "accept-encoding": ACCEPT_ENCODING}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def wants_token(extra: Mapping[str, Any]) -> bool:
    """Whether a connection signs in with a token.

    Raises:
        MailboxRefused: it asks for a way that there is none of.
    """
    auth = str(extra.get("auth") or "").lower()
    if auth not in ("", "password", SIGN_IN):
        raise MailboxRefused(
            f"The Airflow connection has “{plain(auth)}” in its extra field auth. Enter {SIGN_IN}, or remove the field to "
            "sign in with a password."
        )
    return auth == SIGN_IN


def initial_response(user: str, token: str) -> bytes:
    """What is sent to sign in: Google's and Microsoft's format of SASL XOAUTH2."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def access_token(extra: Mapping[str, Any], secret: str) -> str:
    """Ask for an access token: in the app's own name, or by a refresh token that a person once allowed (RFC 6749).

    Args:
        extra: the connection's extra fields: "token_url", "client_id", and "scope" or "refresh_token".
        secret: the connection's password: the client's secret.

    Raises:
        MailboxRefused: a field is missing, or there is no token; the message has the server's own reason.
    """
    address, client = _text(extra, "token_url"), _text(extra, "client_id")
    refresh, scope = _text(extra, "refresh_token"), _text(extra, "scope")
    parts = urlsplit(address)
    if parts.scheme != "https" and (parts.scheme, parts.hostname in _LOOPBACK) != ("http", True):
        raise MailboxRefused(
            "The mailbox's Airflow connection signs in with a token, but its extra field token_url isn't an address that "
            "begins with https://. Enter your provider's."
        )
    if not client or not (refresh or scope):
        raise MailboxRefused(
            "The mailbox's Airflow connection signs in with a token, but has no client_id, or neither scope nor "
            "refresh_token, in its extra fields. Add what is missing."
        )
    form = {"client_id": client, "client_secret": secret, "scope": scope}
    form |= (
        {"grant_type": "refresh_token", "refresh_token": refresh}
        if refresh
        else {"grant_type": "client_credentials"}
    )
    return _asked(address, {name: value for name, value in form.items() if value})


def _asked(address: str, form: Mapping[str, str]) -> str:
    try:
        with (
            httpx.Client(
                verify=trusted(trust_env=True), timeout=_SECONDS, headers=_ACCEPTED
            ) as client,
            client.stream("POST", address, data=dict(form)) as answer,
        ):
            body = read_bounded(answer, _MOST_BYTES, time.monotonic() + _SECONDS)
        told = json.loads(body)
    except (httpx.HTTPError, ValueError, RecursionError) as error:
        raise _no_token(address, plain(str(error)) or type(error).__name__) from None
    given = told if isinstance(told, dict) else {}
    token = given.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        why = given.get("error_description") or given.get("error") or "an answer without a token"
        raise _no_token(address, plain(str(why)))
    return token


def _no_token(address: str, why: str) -> MailboxRefused:
    host = plain(urlsplit(address).hostname or address)
    return MailboxRefused(
        f"{host} gave no access token for the mailbox ({why[:200]}). Check token_url, client_id, scope, and the secret of "
        "the Airflow connection, and that the app may read the mailbox."
    )


def _text(extra: Mapping[str, Any], name: str) -> str:
    value = extra.get(name)
    return value.strip() if isinstance(value, str) else ""
