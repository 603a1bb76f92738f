from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from include.books.gateway import Answer, GatewayUnavailable, NoResponse, Posted, Recovery, Rejected
from include.quickbooks.online.wire.batch import Item, batch_request_id, send
from tests.quickbooks.online.books import by_id
from tests.quickbooks.online.fakes import FakeClock, offline_calls
from tests.quickbooks.online.wire.error_codes.test_faults import LOWER_CASE, XML


def items(count: int, start: int = 0) -> list[Item]:
    """So many bills of 1.01, 1.02..."""
    return [
        Item(
            f"request-{number:03d}",
            "Bill",
            "create",
            {"DocNumber": f"B{number}", "TotalAmt": Decimal(number + 101).scaleb(-2)},
            f"bill B{number}",
        )
        for number in range(start, start + count)
    ]


def yes(item: dict[str, Any]) -> dict[str, Any]:
    """QuickBooks' yes to a batch item."""
    bill = item["Bill"]
    entity = {"Id": bill["DocNumber"][1:] + "7", "SyncToken": "0", **bill}
    return {"bId": item["bId"], "Bill": entity}


def no(code: str, message: str = "", kind: str = "ValidationFault") -> dict[str, Any]:
    return {"Fault": {"Error": [{"code": code, "Message": message}], "type": kind}}


class Service:
    """Answers batches item by item; `odd` says what is different for some, by document number."""

    def __init__(self, odd: Callable[[str], dict[str, Any] | None] = lambda _: {}) -> None:
        self._odd = odd
        self._lock = threading.Lock()
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self.requests.append(request)
        if not request.url.path.endswith("/batch"):
            return self._answer(self._one({"bId": "0", "Bill": json.loads(request.content)}) or {})
        listed = json.loads(request.content)["BatchItemRequest"]
        answers = [answer for item in listed if (answer := self._one(item)) is not None]
        return self._answer({"BatchItemResponse": answers[::-1]})

    def _one(self, item: dict[str, Any]) -> dict[str, Any] | None:
        odd = self._odd(item["Bill"]["DocNumber"])
        if odd is None:
            return None
        return {"bId": item["bId"], **odd} if odd else yes(item)

    @staticmethod
    def _answer(body: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, text=json.dumps(body), headers={"intuit_tid": "t-1"})


def sent(service: Callable[[httpx.Request], httpx.Response], count: int) -> dict[str, Answer]:
    return by_id(send(offline_calls(service), items(count)))


def test_a_hundred_writes_are_four_batches_with_an_answer_each() -> None:
    service = Service()

    answers = sent(service, 100)

    assert sorted(answers) == [item.request_id for item in items(100)]
    first = answers["request-000"]
    assert isinstance(first, Posted)
    assert (first.ref.id, first.total, first.number, first.trace_id) == ("07", 1_01, "B0", "t-1")
    sizes = [len(json.loads(one.content)["BatchItemRequest"]) for one in service.requests]
    assert sorted(sizes) == [10, 30, 30, 30]


def test_amounts_leave_as_numbers_with_two_places() -> None:
    service = Service()

    sent(service, 10)

    assert b'"TotalAmt":1.10}' in service.requests[0].content


def test_request_ids_keep_to_the_limits_and_are_the_same_every_time() -> None:
    service = Service()

    sent(service, 30)
    sent(service, 30)

    first, second = (one.url.params["requestid"] for one in service.requests)
    assert first == second == batch_request_id(items(30))
    assert len(first) == 36
    assert batch_request_id(items(29)) != first
    ids = [item["bId"] for item in json.loads(service.requests[0].content)["BatchItemRequest"]]
    assert max(len(one) for one in ids) <= 10
    assert len(set(ids)) == 30


def test_one_write_goes_alone_under_its_own_request_id() -> None:
    service = Service()

    sent(service, 1)

    (request,) = service.requests
    assert request.url.path == "/v3/company/123/bill"
    assert request.url.params["requestid"] == "request-000"


def test_a_failing_item_in_the_middle_fails_alone() -> None:
    service = Service(lambda number: no("6240") if number == "B15" else {})

    answers = sent(service, 30)

    refused = answers["request-015"]
    assert isinstance(refused, Rejected)
    assert (refused.recovery, refused.code) == (Recovery.ON_HOLD, "6240")
    assert "bill B15" in refused.sentence
    assert refused.trace_id == "t-1"
    assert sum(isinstance(answer, Posted) for answer in answers.values()) == 29


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {"Bill": {}},
        {"Bill": {"Id": "1", "TotalAmt": "plenty"}},
        {"Vendor": {"Id": "1"}},
        no("10000", kind="SystemFault"),
        no("6000", "An unexpected error occurred"),
        no("6000", "Business Validation Error: Unexpected Internal Error. (-30003)"),
        no("600", "Duplicate Request ID"),
        no("6240", kind="SystemFault"),
        no("1000", "Operation failed"),
        {"Fault": {"type": "ValidationFault"}},
        {"Fault": "odd"},
        {"Bill": {"Id": "1", "SyncToken": "0"}, **no("6240")},
        {"Bill": {"Id": "1", "TotalAmt": 1.01}},
        {"Bill": {"Id": "", "SyncToken": "0"}},
        {"Bill": [{"Id": "1", "SyncToken": "0"}]},
        {"bId": "nobody", "Bill": {"Id": "1", "SyncToken": "0"}},
        {"bId": "03", "Bill": {"Id": "1", "SyncToken": "0"}},
    ],
)
def test_an_item_without_a_clear_answer_is_unanswered(odd: dict[str, Any] | None) -> None:
    service = Service(lambda number: odd if number == "B3" else {})

    answers = sent(service, 5)

    assert isinstance(answers["request-003"], NoResponse)
    assert sum(isinstance(answer, Posted) for answer in answers.values()) == 4


@pytest.mark.parametrize("text", ["<html/>", '{"BatchItemResponse": [', ""])
def test_a_lost_batch_is_unanswered_item_by_item(text: str) -> None:
    answers = sent(lambda _: httpx.Response(502, text=text), 3)

    assert [type(answer) for answer in answers.values()] == [NoResponse] * 3


def test_strange_items_in_an_answer_are_passed_over() -> None:
    body = {"BatchItemResponse": [None, 5, {"bId": "x"}, {"bId": "99", "Bill": {"Id": "1"}}, {}]}

    answers = sent(lambda _: httpx.Response(200, text=json.dumps(body)), 2)

    assert [type(answer) for answer in answers.values()] == [NoResponse] * 2


class EndsAfter:
    """A service whose connection ends after so many batches."""

    def __init__(self, good: int) -> None:
        self.asked = 0
        self._left = good
        self._lock = threading.Lock()
        self._service = Service()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self.asked += 1
            self._left -= 1
            if self._left < 0:
                return httpx.Response(401, text=LOWER_CASE)
        return self._service(request)


def until_stopped(answers: Iterator[Answer]) -> tuple[list[Answer], GatewayUnavailable]:
    """The answers that came before the stop, and the stop."""
    received: list[Answer] = []
    with pytest.raises(GatewayUnavailable) as stopped:
        received.extend(_each(answers, received))
    return received, stopped.value


def _each(answers: Iterator[Answer], received: list[Answer]) -> list[Answer]:
    for answer in answers:
        received.append(answer)  # noqa: PERF402  (what came before the exception must be kept)
    return []


def test_answers_come_before_the_stop_and_the_rest_is_named() -> None:
    service = EndsAfter(3)

    received, stop = until_stopped(send(offline_calls(service), items(600)))

    assert stop.recovery is Recovery.RECONNECT
    answered = {answer.request_id for answer in received}
    assert len(answered) == 90
    assert answered | set(stop.not_sent) == {item.request_id for item in items(600)}
    assert not answered & set(stop.not_sent)
    # Eight more were under way, each tried once more with a new token; the rest never left.
    assert service.asked <= 3 + 2 * 8


def test_an_item_that_is_refused_for_the_company_stops_it_after_its_neighbours() -> None:
    service = Service(lambda number: no("6190") if number == "B1" else {})

    received, stop = until_stopped(send(offline_calls(service), items(3)))

    assert stop.recovery is Recovery.RECONNECT
    assert "subscription" in stop.sentence
    assert {answer.request_id for answer in received} == {"request-000", "request-002"}
    assert stop.not_sent == ("request-001",)


def test_an_item_that_is_answered_twice_is_unanswered() -> None:
    service = Service()

    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(service(request).text)
        first, second, *_ = body["BatchItemResponse"]
        body["BatchItemResponse"] += [{**first, "Bill": {**first["Bill"], "Id": "99"}}, second]
        return httpx.Response(200, text=json.dumps(body))

    answers = sent(answer, 3)

    # The answers come in reverse: the third is there twice with two IDs, the second twice alike.
    assert isinstance(answers["request-002"], NoResponse)
    assert isinstance(answers["request-001"], Posted)
    assert isinstance(answers["request-000"], Posted)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("10000", "An application error", "SystemFault"),
        ("6000", "Unexpected Internal Error. (-30003)", "ValidationFault"),
        ("600", "Duplicate Request ID", "ValidationFault"),
        ("6000", "You must set an amount.", "ValidationFault"),
        ("7777", "New", "ValidationFault"),
        ("150", "CompanyUnderMaintenance", "SERVICE"),
        ("6240", "Duplicate Name", "ValidationFault"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_an_error_in_place_of_a_batch_leaves_its_items_open(
    code: str, message: str, kind: str, status: int
) -> None:
    text = json.dumps(no(code, message, kind))

    answers = sent(lambda _: httpx.Response(status, text=text), 3)

    assert [type(answer) for answer in answers.values()] == [NoResponse] * 3


@pytest.mark.parametrize("code", ["6190", "2010"])
def test_items_that_were_answered_count_beside_an_error_about_the_batch(code: str) -> None:
    service = Service(lambda number: None if number == "B1" else {})

    def answer(request: httpx.Request) -> httpx.Response:
        body = {**json.loads(service(request).text), **no(code)}
        return httpx.Response(200, text=json.dumps(body))

    answers = sent(answer, 3)

    assert [type(answers[f"request-00{n}"]) for n in range(3)] == [Posted, NoResponse, Posted]


@pytest.mark.parametrize(
    ("operation", "entity", "expected"),
    [
        ("update", {"Id": "31", "SyncToken": "5"}, Posted),
        ("update", {"Id": "32", "SyncToken": "5"}, NoResponse),
        ("void", {"Id": "32", "SyncToken": "5"}, NoResponse),
        ("delete", {"Id": "31", "status": "Deleted"}, Posted),
        ("delete", {"Id": "32", "status": "Deleted"}, NoResponse),
        ("delete", {"Id": "31", "status": "Draft"}, NoResponse),
    ],
)
def test_the_answer_of_another_entry_is_none(
    operation: str, entity: dict[str, Any], expected: type
) -> None:
    body = {"Id": "31", "SyncToken": "4", "DocNumber": "B1"}
    item = Item("request-1", "Bill", operation, body, "bill B1", alone=True)

    (answer,) = send(offline_calls(Service(lambda _: {"Bill": entity})), [item])

    assert isinstance(answer, expected)


@pytest.mark.parametrize("error", ["Not Found", "Bad Gateway"])
def test_an_error_of_a_machine_on_the_way_is_no_rejection(error: str) -> None:
    text = json.dumps({"status": 404, "error": error})

    (answer,) = send(offline_calls(lambda _: httpx.Response(404, text=text)), items(1))

    assert isinstance(answer, NoResponse)


def test_a_batch_refused_as_a_whole_is_ours_to_mend() -> None:
    refusal = httpx.Response(400, text=json.dumps(no("2010", "Request body is no JSON")))

    received, stop = until_stopped(send(offline_calls(lambda _: refusal), items(3)))

    assert received == []
    assert (stop.recovery, len(stop.not_sent)) == (Recovery.FAULT, 3)


def test_a_throttled_batch_is_sent_again_after_the_wait() -> None:
    clock, service = FakeClock(), Service()
    throttled = iter([httpx.Response(429, text=XML)])

    def answer(request: httpx.Request) -> httpx.Response:
        return next(throttled, None) or service(request)

    answers = by_id(send(offline_calls(answer, clock), items(5)))

    assert all(isinstance(one, Posted) for one in answers.values())
    assert clock.elapsed == 60.0


def test_a_mistake_of_ours_comes_out_after_the_answers() -> None:
    broken = Item("request-x", "Bill", "create", {"TotalAmt": 0.1}, "bill X", alone=True)
    received: list[Answer] = []

    with pytest.raises(TypeError, match="float"):
        received.extend(_each(send(offline_calls(Service()), [*items(3), broken]), received))

    assert len(received) == 3


def test_nothing_to_send_is_no_call() -> None:
    service = Service()

    assert list(send(offline_calls(service), [])) == []
    assert service.requests == []


def test_doubles_are_allowed_for_the_items_that_say_so() -> None:
    service = Service()
    used = [dataclasses.replace(one, includes="allowduplicatedocnum") for one in items(1)]

    list(send(offline_calls(service), [*items(2, 1), *used]))
    list(send(offline_calls(service), used))

    batch, alone = service.requests
    listed = json.loads(batch.content)["BatchItemRequest"]
    assert [item.get("optionsData") for item in listed] == [None, None, "allowduplicatedocnum"]
    assert alone.url.params["include"] == "allowduplicatedocnum"


@pytest.mark.parametrize(
    ("operation", "code", "answer_type"),
    [("delete", "610", Posted), ("delete", "5010", Rejected), ("void", "610", Rejected)],
)
def test_only_what_is_to_be_deleted_may_be_gone(
    operation: str, code: str, answer_type: type
) -> None:
    body = {"Id": "31", "SyncToken": "4", "DocNumber": "B1"}
    item = Item("request-1", "Bill", operation, body, "bill B1", {"operation": operation}, True)

    (answer,) = send(offline_calls(Service(lambda _: no(code))), [item])

    assert isinstance(answer, answer_type)


def test_an_item_does_not_show_what_is_in_it() -> None:
    assert "DocNumber" not in repr(items(1))
