"""Opening a source."""

from __future__ import annotations

from collections.abc import Collection

import httpx

from include.bounded_answers import ACCEPT_ENCODING
from include.certificates import trusted
from include.clock import Clock, SystemClock
from include.core_backoffice.records.errors import CoreConnectionProblem
from include.core_backoffice.rest.client import CoreClient
from include.core_backoffice.rest.rate_limit import Pace
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.rest.secret import KeyedTransport, redact_http_logs

LIVE_SPACING_SECONDS = 1.3
THROTTLE_WAIT_SECONDS = 60.0

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def rest_source(
    base_url: str,
    api_key: str,
    *,
    spacing_seconds: float = LIVE_SPACING_SECONDS,
    throttle_wait_seconds: float = THROTTLE_WAIT_SECONDS,
    timeout_seconds: float = 30.0,
    plain_http_hosts: Collection[str] = (),
    clock: Clock | None = None,
    transport: httpx.BaseTransport | None = None,
) -> RestSource:
    """A source that reads CORE's REST API.

    Args:
        base_url: the API's address: "https://my.brokermint.com/api".
        api_key: goes to CORE with every call, and nowhere else.
        spacing_seconds: least time between two calls; 0 for a sandbox.
        throttle_wait_seconds: how long to wait after CORE rejects a call because of its limit.
        timeout_seconds: how long one answer may take.
        plain_http_hosts: hosts of a private network that may be called without TLS.
        clock: the time; the machine's own if none is given.
        transport: carries the requests; the network if none is given.

    Raises:
        CoreConnectionProblem: there is no key, or the address would send it unencrypted over a network.
    """
    redact_http_logs()
    clock = clock or SystemClock()
    if not api_key:
        raise CoreConnectionProblem(
            "The CORE connection has no API key. Enter the key as the password of the Airflow "
            "connection."
        )
    http = _http(_checked(base_url, plain_http_hosts), api_key, timeout_seconds, transport)
    pace = Pace(clock, spacing_seconds)
    return RestSource(CoreClient(http, api_key, pace, clock, throttle_wait_seconds))


def _http(
    base_url: httpx.URL,
    api_key: str,
    timeout_seconds: float,
    transport: httpx.BaseTransport | None,
) -> httpx.Client:
    return httpx.Client(
        base_url=base_url,
        transport=KeyedTransport(
            api_key, transport or httpx.HTTPTransport(verify=trusted(trust_env=True))
        ),
        timeout=timeout_seconds,
        follow_redirects=False,
        headers={"accept": "application/json", "accept-encoding": ACCEPT_ENCODING},
        trust_env=False,
    )


def _checked(base_url: str, plain_http_hosts: Collection[str]) -> httpx.URL:
    try:
        url = httpx.URL(base_url.strip().rstrip("/") + "/")
    except httpx.InvalidURL:
        url = httpx.URL("")
    if not url.host or url.scheme not in ("http", "https"):
        raise CoreConnectionProblem(
            "The address in the CORE connection isn't a web address. Enter the API's address, "
            "https://... ending in /api, then run again."
        )
    if url.scheme == "http" and url.host not in (*_LOOPBACK, *plain_http_hosts):
        raise CoreConnectionProblem(
            f"The address in the CORE connection ({url.host}) begins with http://, which would send "
            "the API key unencrypted. Change it to https://, then run again."
        )
    return url.copy_with(query=None, fragment=None)
