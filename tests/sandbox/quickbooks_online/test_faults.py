"""Faults on demand, in every shape, before and after the work is done."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused

ENTITY = {"DisplayName": "Jane Doe"}


def send(books: Bookkeeper, **options: Any) -> httpx.Response:
    return books.client.post("vendor", json=ENTITY, **options)


@pytest.mark.parametrize(
    ("rule", "status", "media", "sign"),
    [
        ({"kind": "fault", "code": "6000"}, 400, "application/json", '"code": "6000"'),
        ({"kind": "fault", "code": "6000", "status": 200}, 200, "application/json", '"Fault"'),
        ({"kind": "fault"}, 500, "application/json", '"SystemFault"'),
        ({"kind": "401"}, 401, "application/json", '"fault": {"error"'),
        ({"kind": "403"}, 403, "application/json", "errorCode=003100"),
        ({"kind": "429"}, 429, "application/xml", '<Error code="3001">'),
        ({"kind": "429", "shape": "json"}, 429, "application/json", '"Fault"'),
        ({"kind": "429", "shape": "lower_case"}, 429, "application/json", '"fault"'),
        ({"kind": "429", "status": 403}, 403, "application/xml", "ThrottleExceeded"),
        ({"kind": "wrong_realm"}, 401, "application/xml", 'code="100"'),
        ({"kind": "wrong_cluster"}, 401, "application/xml", 'code="130"'),
        ({"kind": "html", "status": 503}, 503, "text/html; charset=utf-8", "<h1>"),
        ({"kind": "empty"}, 500, None, ""),
        ({"kind": "truncated"}, 200, "application/json", "{"),
        ({"kind": "gateway", "code": "150"}, 503, "application/json", "errorCode=000150"),
        ({"kind": "gateway", "code": "150", "shape": "xml"}, 503, "application/xml", 'code="150"'),
        (
            {"kind": "gateway", "code": "120", "status": 401, "stated_status": 500},
            401,
            "application/json",
            "errorCode=000120; statusCode=500",
        ),
        ({"kind": "json_error"}, 404, "application/json", '"error": "Not Found"'),
        ({"kind": "nothing"}, 200, "application/json", "{}"),
        ({"kind": "other_body"}, 200, "application/json", "Employee"),
        ({"kind": "redirect"}, 307, "application/json", "{}"),
    ],
)
def test_every_shape_of_no(
    books: Bookkeeper, rule: dict[str, Any], status: int, media: str | None, sign: str
) -> None:
    books.sandbox.fault(**rule)
    answer = send(books)
    assert answer.status_code == status
    assert answer.headers.get("Content-Type") == media
    assert sign in answer.text
    assert answer.headers["intuit_tid"]
    assert books.query("SELECT * FROM Vendor") == {}, "nothing was done"
    assert send(books).is_success, "once is once"


@pytest.mark.parametrize("kind", ["drop", "cut", "truncated", "html", "empty", "429"])
def test_the_answer_is_lost_but_the_work_is_done(books: Bookkeeper, kind: str) -> None:
    books.sandbox.fault(kind, {"entity": "Vendor"}, when="after_commit")
    if kind in ("drop", "cut"):
        with pytest.raises(httpx.RemoteProtocolError):
            send(books)
    else:
        answer = send(books)
        with pytest.raises(ValueError, match=r"Expecting|delimiter|Unterminated|char"):
            answer.json()
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 1}


@pytest.mark.parametrize(("when", "written"), [("before_commit", 0), ("after_commit", 1)])
def test_silence(books: Bookkeeper, when: str, written: int) -> None:
    books.sandbox.fault("timeout", when=when)
    with pytest.raises(httpx.ReadTimeout):
        send(books, timeout=0.1)
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": written}


def test_a_silent_request_can_be_waited_for(books: Bookkeeper) -> None:
    books.sandbox.fault("timeout", when="after_commit")
    with ThreadPoolExecutor() as pool:
        silent = pool.submit(send, books, timeout=0.3)
        while not books.sandbox.calls()["waiting"]:
            assert not silent.done()
        with pytest.raises(httpx.ReadTimeout):
            silent.result()
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 1}


def test_slow_is_late_but_right(books: Bookkeeper) -> None:
    books.sandbox.fault("slow", seconds=0.3)
    start = time.monotonic()
    assert send(books).is_success
    assert time.monotonic() - start >= 0.3


def test_a_rule_waits_its_turn_and_ends(books: Bookkeeper) -> None:
    books.sandbox.fault("html", {"path": "companyinfo$"}, after=1, times=2)
    answers = [books.client.get("companyinfo").status_code for _ in range(5)]
    assert answers == [200, 502, 502, 200, 200]


def test_chance_is_repeatable(books: Bookkeeper) -> None:
    def statuses() -> list[int]:
        books.sandbox.no_faults()
        books.sandbox.fault("html", times=None, probability=0.5, seed=7)
        return [books.client.get("preferences").status_code for _ in range(20)]

    first = statuses()
    assert set(first) == {200, 502}
    assert statuses() == first


def test_the_token_endpoint_fails_too(books: Bookkeeper) -> None:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": books.sandbox.tokens()["refresh_token"],
    }
    address = f"{books.sandbox.url}/oauth2/v1/tokens/bearer"
    keys = ("sandbox-client", "sandbox-secret")
    books.sandbox.fault("oauth", {"operation": "refresh"}, error="invalid_grant")
    assert books.sandbox.control.post(address, data=form, auth=keys).json() == {
        "error": "invalid_grant"
    }
    books.sandbox.fault("drop", {"operation": "refresh"}, when="after_commit")
    with pytest.raises(httpx.RemoteProtocolError):
        books.sandbox.control.post(address, data=form, auth=keys)
    assert books.sandbox.control.post(address, data=form, auth=keys).status_code == 400, (
        "it rotated unseen"
    )


def test_a_fault_for_one_kind_of_entity_leaves_the_others(books: Bookkeeper) -> None:
    books.sandbox.fault("fault", {"entity": "Vendor"}, code="6240", times=None)
    assert books.customer("Oak")
    with pytest.raises(Refused) as refused:
        books.vendor("Jane Doe")
    assert refused.value.code == "6240"


@pytest.mark.parametrize("batched", [True, False])
def test_an_error_after_the_work_was_done(books: Bookkeeper, batched: bool) -> None:
    detail = "Business Validation Error: Unexpected Internal Error. (-30003)"
    books.sandbox.fault(
        "fault", {"entity": "Vendor"}, when="after_commit", code="6000", detail=detail
    )
    if batched:
        items = [{"bId": n, "operation": "create", "Vendor": {"DisplayName": n}} for n in "ab"]
        first, second = books.batch(*items)
        assert first["Fault"]["Error"][0]["Detail"] == detail
        assert second["Vendor"]["Id"]
    else:
        with pytest.raises(Refused, match="-30003"):
            books.vendor("a")
        books.vendor("b")
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 2}


@pytest.mark.parametrize(
    ("how", "keys"),
    [
        ("item_missing", [["Vendor", "b"]]),
        ("item_twice", [["Vendor", "a"], ["Vendor", "b"], ["Vendor", "a"]]),
        ("item_foreign", [["Vendor", "nobody"], ["Vendor", "b"]]),
        ("item_both", [["Fault", "a"], ["Vendor", "b"]]),
    ],
)
def test_a_batch_is_answered_oddly(books: Bookkeeper, how: str, keys: list[list[str]]) -> None:
    books.sandbox.fault("altered", {"operation": "batch"}, how=how)
    items = [{"bId": n, "operation": "create", "Vendor": {"DisplayName": n}} for n in "ab"]

    found = books.batch(*items)

    assert [[min(set(one) - {"bId"}), one["bId"]] for one in found] == keys
    assert books.query("SELECT COUNT(*) FROM Vendor") == {"totalCount": 2}


def test_a_request_that_is_no_json(books: Bookkeeper) -> None:
    answer = books.client.post("invoice", content=b"<Invoice/>")
    assert answer.json()["Fault"]["Error"][0]["code"] == "2010"


def test_a_refusal_may_come_with_status_200(books: Bookkeeper) -> None:
    books.sandbox.set(fault_status=200)
    answer = books.client.post("vendor", json={})
    assert answer.status_code == 200
    assert answer.json()["Fault"]["Error"][0]["code"] == "2020"


def test_an_unknown_resource(books: Bookkeeper) -> None:
    assert books.client.get("unicorn/1").json()["Fault"]["Error"][0]["code"] == "500"
