"""Every door has a bound, and who isn't known yet costs nothing: requests that nobody should send.

None of them starts a run. What is rejected is rejected before anything is stored.
"""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
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


def signs_in(gate: Gate, user: str, password: str, patience: float = 60) -> str:
    """What a PC is told: "nvu" if the password is wrong, "none" or a ticket if it's right."""
    call = envelope("authenticate", strUserName=user, strPassword=password)
    try:
        answer = gate.finance.soap(call, patience)
    except httpx.ReadTimeout:
        return "no answer yet"
    assert answer.status_code == 200
    found: list[str] = re.findall(r"<string>(.*?)</string>|<string ?/>", answer.text)
    return found[0] or found[1]


@pytest.fixture(scope="module")
def a_pc(simple: Gate) -> tuple[str, str]:
    """A PC's user name and password, made on the page as administrators do."""
    typed = {
        "company": "elm-street",
        "timezone": "America/Chicago",
        "core": "core_backoffice_default",
    }
    made = simple.admin.send("/settings/integrations/add/desktop", typed)
    assert made.status_code == 200, made.text
    [password] = re.findall(r'id="password">([^<]+)<', made.text)
    file = simple.admin.page("/settings/integrations/desktop/elm-street/corebooks.qwc").text
    [user] = re.findall(r"<UserName>([^<]+)</UserName>", file)
    return user, html.unescape(password)


def test_wrong_passwords_do_not_lock_the_right_one_out(simple: Gate, a_pc: tuple[str, str]) -> None:
    user, password = a_pc
    with ThreadPoolExecutor(8) as guesses:
        told = list(guesses.map(lambda _: signs_in(simple, user, "guess", 0.8), range(8)))
    assert set(told) <= {"nvu", "no answer yet"}
    assert signs_in(simple, user, password) not in {"nvu", "no answer yet"}


def test_a_pcs_user_name_is_not_the_companys(simple: Gate, a_pc: tuple[str, str]) -> None:
    assert a_pc[0] != "corebooks-elm-street"
    assert signs_in(simple, "corebooks-elm-street", a_pc[1], 0.8) in {"nvu", "no answer yet"}


def test_an_envelope_of_16_mib_from_nobody_is_rejected_and_holds_nothing_up(simple: Gate) -> None:
    answer = simple.finance.soap(envelope("authenticate", strUserName="a" * 2**24))
    assert answer.status_code in (400, 413)
    assert simple.finance.call("GET", "/version").elapsed.total_seconds() < 5


def test_without_a_verifier_token_intuits_address_is_not_there(simple: Gate) -> None:
    address = f"{simple.url}/corebooks/quickbooks/webhooks"
    headers = {"intuit-signature": "A" * 43 + "="}
    answer = httpx.post(address, content=b"[]", headers=headers, trust_env=False, timeout=30)
    assert (answer.status_code, answer.text) == (404, "")


@pytest.mark.parametrize("source", ["exports", "no-such-source"])
def test_who_does_not_sign_for_a_source_learns_nothing_of_it(simple: Gate, source: str) -> None:
    address = f"{simple.url}/corebooks/import/{source}"
    headers = {"x-brokermint-webhook-signature": "0" * 64, "content-type": "application/json"}
    for sent in ({}, headers):
        answer = httpx.post(address, content=b"{}", headers=sent, trust_env=False, timeout=30)
        assert answer.status_code == 401
        assert "This call isn't signed" in answer.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_rejected_by_its_bytes(simple: Gate, encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>' + envelope("clientVersion").decode()[21:]
    answer = simple.finance.soap(bomb.encode(encoding))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "form",
    [
        {"records": [str(number) for number in range(200_000)]},
        {"records": ["9" * 20_000]},
        {"records": ["٣٤٥"]},
        {"records": ["1"], "changed_since": "0001-01-01T00:00:00Z"},
        {"purpose": "undo", "undo_run": 10**30},
        {"purpose": "undo", "undo_run": -1},
        {"records": ["1"], "company": "x" * 100_000},
    ],
    ids=["200,000 ids", "long id", "Arabic digits", "year 1", "undo 10**30", "undo -1", "company"],
)
def test_a_run_form_out_of_bounds_starts_no_run(simple: Gate, form: dict[str, Any]) -> None:
    conf = {"company": simple.company, "preview_only": True, **form}
    answer = simple.finance.trigger(INCOME, conf)
    assert answer.status_code in (400, 413, 422), answer.text[:500]


@pytest.mark.parametrize(
    "schedule", ["1 0 5-1 R 07", "@reboot", "0 6 * * 1#2", "* * * * * *", "0 6 L * *", "0 " * 5_000]
)
def test_a_schedule_that_is_no_cron_is_not_saved_and_the_page_opens(
    simple: Gate, schedule: str
) -> None:
    page = f"/companies/{simple.company}/auto-sync"
    form = {"sync_billing": "true", "often": "other", "cron": schedule}
    assert simple.admin.send(page, form).status_code != 303
    opened = simple.admin.page(page)
    assert opened.status_code == 200
    assert "Auto-sync is off." in opened.text


@pytest.mark.parametrize(
    "address",
    [
        "history?until=9999-12-31",
        "history?since=0001-01-01",
        "history?run=" + "9" * 5_000,
        f"runs/{INCOME}/%2e%2e",
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
