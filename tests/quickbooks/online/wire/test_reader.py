from __future__ import annotations

import datetime as dt
import json
import re
import threading
from typing import Any

import httpx
import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.online.wire.reader import Reader
from tests.quickbooks.online.fakes import NOON, FakeClock, offline_calls


def reader(answer: Any) -> Reader:
    clock = FakeClock()
    return Reader(offline_calls(answer, clock), clock)


def changed(number: int) -> dict[str, Any]:
    """Bill number n, changed in the n-th second after noon yesterday."""
    moment = NOON - dt.timedelta(days=1) + dt.timedelta(seconds=number)
    return {
        "Id": str(number),
        "SyncToken": "0",
        "MetaData": {"LastUpdatedTime": moment.isoformat()},
    }


class Company:
    """A company with so many bills, of which some were deleted, in a certain order."""

    def __init__(self, bills: int, *, newest_first: bool = False, deleted: int = 0) -> None:
        self.bills = [changed(number) for number in range(bills)]
        for bill in self.bills[:deleted]:
            bill["status"] = "Deleted"
        self._step = -1 if newest_first else 1
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/cdc"):
            since = request.url.params["changedSince"]
            self.asked.append(f"changes since {since}")
            start = dt.datetime.fromisoformat(since)
            found = [one for one in self.bills if self._moment(one) >= start][:: self._step][:1000]
            body: dict[str, Any] = {"CDCResponse": [{"QueryResponse": [{"Bill": found}]}]}
        else:
            query = request.content.decode()
            self.asked.append(query)
            position = int(query.split("STARTPOSITION ")[1].split()[0])
            live = [one for one in self.bills if "status" not in one]
            body = {"QueryResponse": {"Bill": live[position - 1 :][:1000]}}
        return httpx.Response(200, text=json.dumps(body))

    @staticmethod
    def _moment(bill: dict[str, Any]) -> dt.datetime:
        return dt.datetime.fromisoformat(bill["MetaData"]["LastUpdatedTime"])


SINCE = NOON - dt.timedelta(days=2)


def test_pages_are_read_to_the_last() -> None:
    company = Company(2500)

    rows = list(reader(company).rows("Bill"))

    assert [row["Id"] for row in rows] == [str(number) for number in range(2500)]
    assert len(company.asked) == 3


def test_a_full_last_page_is_followed_by_an_empty_one() -> None:
    company = Company(1000)

    assert len(list(reader(company).rows("Bill"))) == 1000
    assert len(company.asked) == 2


def test_long_lists_are_asked_in_portions_side_by_side_and_answered_in_order() -> None:
    """Four portions of 200 numbers are open at once: each waits until the others were asked."""
    all_asked = threading.Barrier(4, timeout=30)

    def answer(request: httpx.Request) -> httpx.Response:
        all_asked.wait()
        listed = re.findall(r"'(\d+)'", request.content.decode())
        return httpx.Response(
            200, text=json.dumps({"QueryResponse": {"Bill": [changed(int(one)) for one in listed]}})
        )

    numbers = [str(number) for number in range(800)]

    rows = reader(answer).rows_in("Bill", "DocNumber", numbers)

    assert [row["Id"] for row in rows] == numbers


class Shifting(Company):
    """A company in which the first bill is deleted while later pages are read, so many times."""

    def __init__(self, bills: int, times: int) -> None:
        super().__init__(bills)
        self._times = times

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if b"STARTPOSITION 1 " not in request.content and self._times:
            self._times -= 1
            del self.bills[0]
        return super().__call__(request)


def test_a_bill_that_is_deleted_between_two_pages_hides_no_other() -> None:
    company = Shifting(2500, times=1)

    rows = [row["Id"] for row in reader(company).rows("Bill")]

    assert rows == [str(number) for number in range(1, 2500)]


def test_pages_that_never_hold_still_are_read_later() -> None:
    with pytest.raises(GatewayUnavailable, match="changed again and again") as stopped:
        list(reader(Shifting(2500, times=99)).rows("Bill"))

    assert stopped.value.recovery is Recovery.RETRY_LATER


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"maxResults": 2}, "0 rows of 2"),
        ({"totalCount": 2}, "none of 2 rows"),
        ({"Invoice": [{"Id": "1", "SyncToken": "0"}]}, "Invoice instead of Bill"),
        ({"Bill": [{"Id": "1"}]}, "no ID or version"),
        ({"Bill": [{"SyncToken": "0"}]}, "no ID or version"),
        ({"Bill": [{"Id": "", "SyncToken": "0"}]}, "no ID or version"),
        ({"Bill": [None]}, "no ID or version"),
        ({"Bill": {"Id": "1", "SyncToken": "0"}}, "no ID or version"),
        ({"Bill": [changed(1)], "maxResults": 2}, "1 rows of 2"),
        ({"Bill": [changed(1)], "startPosition": 7}, "begins at row 7, not 1"),
    ],
)
def test_a_page_that_contradicts_itself_is_asked_for_again(
    response: dict[str, Any], reason: str
) -> None:
    wrong = httpx.Response(200, text=json.dumps({"QueryResponse": response}))
    answers = iter([wrong, httpx.Response(200, text='{"QueryResponse": {}}')])

    assert list(reader(lambda _: next(answers)).rows("Bill")) == []

    with pytest.raises(GatewayUnavailable, match=reason):
        list(reader(lambda _: wrong).rows("Bill"))


def test_a_page_that_is_shorter_than_the_rest_is_read_on() -> None:
    bills = [changed(number) for number in range(5)]

    def answer(request: httpx.Request) -> httpx.Response:
        start = int(request.content.decode().split("STARTPOSITION ")[1].split()[0])
        page = {"Bill": bills[start - 1 :][:2], "startPosition": start, "totalCount": 5}
        return httpx.Response(200, text=json.dumps({"QueryResponse": page}))

    assert len(list(reader(answer).rows("Bill"))) == 5


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Header": {"ReportName": "TransactionList"}},
        {"Header": {"ReportName": "Other"}, "Columns": {"Column": []}, "Rows": {}},
        {"Header": {"ReportName": "TransactionList"}, "Columns": {"Column": []}},
    ],
)
def test_a_report_without_its_parts_is_none(body: dict[str, Any]) -> None:
    with pytest.raises(GatewayUnavailable) as stopped:
        reader(lambda _: httpx.Response(200, json=body)).report("TransactionList", {})

    assert stopped.value.recovery is Recovery.RETRY_LATER


@pytest.mark.parametrize("body", [{}, {"CompanyInfo": {}}, {"CompanyInfo": None}, {"Bill": {}}])
def test_a_company_that_says_nothing_is_asked_again(body: dict[str, Any]) -> None:
    with pytest.raises(GatewayUnavailable, match="it has no CompanyInfo") as stopped:
        reader(lambda _: httpx.Response(200, json=body)).single("companyinfo/1", "CompanyInfo")

    assert stopped.value.recovery is Recovery.RETRY_LATER


def test_few_changes_take_one_call() -> None:
    company = Company(999, deleted=5)

    found = list(reader(company).changes("Bill", SINCE))

    assert len(found) == 999
    assert company.asked == ["changes since 2026-02-28T12:00:00+00:00"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_no_living_change_is_missed_when_there_are_too_many(newest_first: bool) -> None:
    company = Company(3500, newest_first=newest_first)

    found = [row["Id"] for row in reader(company).changes("Bill", SINCE)]

    assert sorted(found, key=int) == [str(number) for number in range(3500)]


def test_deletions_are_found_beyond_a_full_answer() -> None:
    company = Company(2500, deleted=2500)

    found = list(reader(company).changes("Bill", SINCE))

    assert len(found) == 2500


def test_changes_beyond_thirty_days_are_asked_for_in_two_ways() -> None:
    company = Company(10)

    found = list(reader(company).changes("Bill", NOON - dt.timedelta(days=90)))

    assert len(found) == 10
    assert "MetaData.LastUpdatedTime >= '2025-12-02T12:00:00+00:00'" in company.asked[0]
    assert company.asked[1] == "changes since 2026-01-31T12:10:00+00:00"


def test_an_empty_answer_is_no_row() -> None:
    empty = reader(lambda _: httpx.Response(200, text='{"QueryResponse": {}}'))

    assert list(empty.rows("Bill")) == []


@pytest.mark.parametrize("text", ["{}", '{"QueryResponse": null}', "[]"])
def test_an_answer_without_what_was_asked_for_is_asked_for_again(text: str) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.content.decode())
        return httpx.Response(200, text=text)

    with pytest.raises(GatewayUnavailable, match="after 4 attempts: it has no Query") as stopped:
        list(reader(answer).rows("Bill"))

    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert len(asked) == 4


def test_a_question_quickbooks_does_not_understand_is_a_fault() -> None:
    fault = {"Fault": {"Error": [{"code": "4001", "Message": "Invalid query"}], "type": "x"}}

    with pytest.raises(GatewayUnavailable, match="Invalid query") as stopped:
        list(reader(lambda _: httpx.Response(400, text=json.dumps(fault))).rows("Bill"))

    assert (stopped.value.recovery, stopped.value.code) == (Recovery.FAULT, "4001")
