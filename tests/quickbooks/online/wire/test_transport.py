from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from decimal import Decimal

import httpx
import pytest

from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.transport import (
    Answered,
    Call,
    Lost,
    NotSent,
    Outcome,
    Transport,
)
from tests.quickbooks.online.fakes import BOUNDLESS, FakeClock, offline_settings, tokens_number
from tests.quickbooks.online.wire.error_codes.test_faults import LOWER_CASE, SERVICE, XML

TRACE = {"intuit_tid": "1-2-3"}
HTML = "<html><body>Bad gateway</body></html>"


def exchange(
    answer: Callable[[httpx.Request], httpx.Response], call: Call | None = None
) -> Outcome:
    """What becomes of one exchange, given what the network does."""
    transport = Transport(
        offline_settings(), Limiter(BOUNDLESS, FakeClock()), httpx.MockTransport(answer)
    )
    return transport.exchange(call or Call("GET", "preferences"), tokens_number(1))


def answered(status: int, text: str) -> Outcome:
    return exchange(lambda _: httpx.Response(status, text=text, headers=TRACE))


def test_a_request_names_company_version_token_and_content() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text="{}")

    exchange(answer, Call("POST", "bill", {"requestid": "r-1"}, '{"Id":"1"}'))

    (request,) = seen
    assert str(request.url) == (
        "https://quickbooks.example/v3/company/123/bill?requestid=r-1&minorversion=75"
    )
    assert request.headers["authorization"] == "Bearer a1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"


def test_amounts_come_as_decimals_with_intuits_trace() -> None:
    outcome = answered(200, '{"Invoice": {"Id": "1", "TotalAmt": 0.1}}')

    assert isinstance(outcome, Answered)
    assert outcome.body["Invoice"]["TotalAmt"] == Decimal("0.1")
    assert (outcome.status, outcome.faults, outcome.trace_id) == (200, (), "1-2-3")


@pytest.mark.parametrize(
    ("status", "text", "codes"),
    [
        (400, SERVICE, ["6240", "2210"]),
        (200, SERVICE, ["6240", "2210"]),
        (401, LOWER_CASE, ["3200"]),
        (401, "", ["3200"]),
        (429, XML, ["3001", "100"]),
        (403, XML, ["3001", "100"]),
        (503, XML, ["3001", "100"]),
        (429, HTML, ["3001"]),
    ],
)
def test_a_no_in_any_shape_is_an_answer(status: int, text: str, codes: list[str]) -> None:
    outcome = answered(status, text)

    assert isinstance(outcome, Answered)
    assert [fault.code for fault in outcome.faults] == codes
    assert outcome.trace_id == "1-2-3"


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, ""),
        (502, HTML),
        (504, "{}"),
        (500, '{"Fault":{"Error":[{"code":"10000","Message":"An error"}],"type":"SystemFault"}}'),
        (200, '{"Invoice": {"Id": "1"'),
        (200, HTML),
        (200, ""),
        (404, HTML),
        (404, '{"status": 404, "error": "Not Found", "path": "/v3"}'),
        (403, HTML),
        (403, ""),
        (503, LOWER_CASE.replace("3200", "150").replace("AuthenticationFailed", "Maintenance")),
        (401, LOWER_CASE.replace("3200", "120").replace("statusCode=401", "statusCode=500")),
        (200, '{"a":' * 100_000),
        (400, "{}"),
        (302, ""),
    ],
)
def test_what_says_neither_yes_nor_no_is_lost(status: int, text: str) -> None:
    outcome = answered(status, text)

    assert isinstance(outcome, Lost)
    assert outcome.trace_id == "1-2-3"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("refused"), NotSent),
        (httpx.ConnectTimeout("slow"), NotSent),
        (httpx.PoolTimeout("busy"), NotSent),
        (httpx.ProxyError("no way"), NotSent),
        (httpx.ReadTimeout("slow"), Lost),
        (httpx.WriteTimeout("slow"), Lost),
        (httpx.ReadError("reset"), Lost),
        (httpx.WriteError("reset"), Lost),
        (httpx.RemoteProtocolError("cut"), Lost),
    ],
)
def test_only_what_never_left_was_not_sent(error: httpx.HTTPError, kind: type[Outcome]) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    assert isinstance(exchange(fail), kind)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("-5", 0.0),
        ("Tue, 03 Mar 2026 00:00:00 GMT", None),
        ("inf", 86_400.0),
        ("99999999999999", 86_400.0),
    ],
)
def test_the_wait_quickbooks_asks_for_is_kept(header: str, seconds: float | None) -> None:
    outcome = exchange(lambda _: httpx.Response(429, text=XML, headers={"retry-after": header}))

    assert isinstance(outcome, Answered)
    assert outcome.is_throttle
    assert outcome.retry_after == seconds


@pytest.mark.parametrize("text", ["", HTML, SERVICE, '{"error": "Too Many Requests"}'])
def test_too_many_requests_are_told_by_the_status_whatever_is_written(text: str) -> None:
    outcome = answered(429, text)

    assert isinstance(outcome, Answered)
    assert outcome.is_throttle


def test_a_response_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.quickbooks.online.wire.transport.LONGEST_RESPONSE", 1000)

    assert isinstance(answered(200, '{"Bill": {}}' + " " * 900), Answered)
    outcome = answered(200, '{"Bill": {}}' + " " * 1000)

    assert outcome == Lost("QuickBooks' response is too long to be read", "1-2-3")


def test_other_addresses_are_not_followed() -> None:
    hosts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://evil.example/"})

    assert isinstance(exchange(answer), Lost)
    assert hosts == ["quickbooks.example"]


class _Packed(httpx.SyncByteStream):
    """A response on its way."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body


@pytest.mark.parametrize(
    ("body", "packing", "why"),
    [
        (gzip.compress(b"{" + b" " * 2_000_000 + b"}", mtime=0), "gzip", "too long to be read"),
        (gzip.compress(b"{}", mtime=0)[:-2], "gzip", "broke (DecodingError)"),
        (b"{}", "br", "broke (DecodingError)"),
        (b"[" * 100_000, "", "something unreadable"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "", "something unreadable"),
    ],
)
def test_what_nobody_should_read_is_lost(
    body: bytes, packing: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.quickbooks.online.wire.transport.LONGEST_RESPONSE", 1024 * 1024)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept-encoding"] == "gzip"
        headers = {"content-encoding": packing} if packing else {}
        return httpx.Response(200, headers=headers, stream=_Packed(body))

    outcome = exchange(answer)
    assert isinstance(outcome, Lost)
    assert why in outcome.reason


def test_a_packed_response_is_read() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        body = gzip.compress(b'{"Bill": {"Id": "1"}}')
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=_Packed(body))

    outcome = exchange(answer)
    assert isinstance(outcome, Answered)
    assert outcome.body == {"Bill": {"Id": "1"}}
