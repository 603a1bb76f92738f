"""Every door has a bound, and who isn't known yet costs nothing: requests that nobody should send.

None of them starts a run. What is rejected is rejected before anything is stored.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

import httpx
import pytest

from tests.security.gate import INCOME, Gate

pytestmark = [pytest.mark.live, pytest.mark.whole]

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


def envelope(operation: str, **arguments: str) -> bytes:
    """A call of a Web Connector."""
    parts = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in arguments.items())
    return (
        '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        f'<soap:Body><{operation} xmlns="http://developer.intuit.com/">{parts}</{operation}>'
        "</soap:Body></soap:Envelope>"
    ).encode()


def test_an_envelope_of_16_mib_from_nobody_is_rejected_and_holds_nothing_up(simple: Gate) -> None:
    answer = simple.finance.soap(envelope("authenticate", strUserName="a" * 2**24))
    assert answer.status_code in (400, 413)
    assert simple.finance.call("GET", "/version").elapsed.total_seconds() < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_rejected_by_its_bytes(simple: Gate, encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>' + envelope("clientVersion").decode()[21:]
    answer = simple.finance.soap(bomb.encode(encoding))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "history?since=0001-01-01",
        "history?run=" + "9" * 5_000,
        f"runs/{INCOME}/..%2f..%2fversion",
        "transactions?search=" + "+".join(["word"] * 5_000),
        "transactions?page=" + "9" * 4_000,
        "billing?search=%00",
        "no-such-page",
    ],
)
def test_no_address_is_answered_with_an_error_of_the_programs(simple: Gate, address: str) -> None:
    answer = simple.auditor.page(f"/companies/{simple.company}/{address}")
    assert answer.status_code < 500
    guarded(answer)


def guarded(answer: httpx.Response) -> None:
    """A page, or an error page, with the headers that every one has."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert {name: answer.headers[name] for name in _HEADERS} == _HEADERS
    assert "charset=utf-8" in answer.headers["content-type"]
    assert "access-control-allow-origin" not in answer.headers
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/docs", "/openapi.json", "/static/", "/static/..%2fapp.py"])
def test_nothing_but_pages_is_served(simple: Gate, address: str) -> None:
    answer = simple.admin.page(address)
    assert answer.status_code in (401, 404)
    guarded(answer)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "OPTIONS", "PROPFIND"])
def test_no_page_answers_to_other_methods(simple: Gate, method: str) -> None:
    answer = httpx.request(method, f"{simple.url}/corebooks/", trust_env=False, timeout=30)
    assert answer.status_code in (400, 401, 404, 405)
