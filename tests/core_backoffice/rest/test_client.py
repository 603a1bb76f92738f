"""Calls to CORE: paced, repeated, and their errors sorted. No time really passes."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
from collections.abc import Iterator

import httpx
import pytest

from include.core_backoffice.records.errors import (
    CoreConnectionProblem,
    CoreError,
    CoreUnavailable,
    RecordProblem,
)
from include.core_backoffice.settings import rest_source
from include.core_backoffice.source import Gone
from tests.core_backoffice.fakes import API_KEY, FakeApi, Script, error, html, ok, user

TOO_MANY = error(429, {"error": "Too many requests", "status": 429})


def test_calls_are_spaced() -> None:
    api = FakeApi({"/v1/users": [user(1), user(2)]})
    list(api.source(spacing_seconds=1.3).agents_changed(None))

    assert api.clock.slept == [pytest.approx(1.3)]


def test_after_too_many_calls_it_waits_a_minute_and_goes_on() -> None:
    api = FakeApi({"/v1/users": Script(TOO_MANY, ok([user(1)]), ok([]))})

    assert [
        agent.record_key if isinstance(agent, RecordProblem) else agent.id
        for agent in api.source().agents_changed(None)
    ] == ["1"]
    assert api.clock.slept == [60.0]


def test_too_many_calls_again_and_again_is_for_later() -> None:
    api = FakeApi({"/v1/users": TOO_MANY})

    with pytest.raises(CoreUnavailable, match="call limit"):
        api.source(throttle_wait_seconds=5).check()
    assert api.clock.slept == [5.0, 5.0, 5.0]


def test_an_empty_list_right_after_too_many_calls_is_requested_again() -> None:
    api = FakeApi({"/v1/users": Script(TOO_MANY, ok([]), ok([user(1)]), ok([]))})

    assert len(list(api.source().agents_changed(None))) == 1


def test_an_empty_list_soon_after_too_many_calls_is_requested_again() -> None:
    api = FakeApi({"/v1/users/7": Script(TOO_MANY, ok(user(7)))})
    api.answers["/v1/users"] = Script(ok([]), ok([user(7)]), ok([]))
    source = api.source()
    source.agent("7")

    assert len(list(source.agents_changed(None))) == 1


def test_an_empty_list_with_no_calls_left_in_the_burst_is_requested_again() -> None:
    used_up = ok([], {"X-Brokermint-Burst-Remaining": "0"})
    api = FakeApi({"/v1/users": Script(used_up, ok([user(1)]), ok([]))})

    assert len(list(api.source().agents_changed(None))) == 1
    assert api.clock.slept == [pytest.approx(10.0)]


def test_an_empty_list_otherwise_means_none() -> None:
    api = FakeApi()

    assert list(api.source().agents_changed(None)) == []
    assert len(api.requests) == 1


def test_it_slows_down_when_the_burst_is_nearly_used() -> None:
    api = FakeApi(
        {"/v1/users": Script(ok([user(1)], {"X-Brokermint-Burst-Remaining": "4"}), ok([]))}
    )
    list(api.source().agents_changed(None))

    assert api.clock.slept == [pytest.approx(2.0)]


@pytest.mark.parametrize("which", ["Hour", "Errors"])
def test_it_stops_until_the_hour_is_over(which: str) -> None:
    clock = FakeApi().clock
    reset = clock.now() + dt.timedelta(minutes=40)
    headers = {
        f"X-Brokermint-{which}-Remaining": "0",
        "X-Brokermint-Hour-Reset": str(int(reset.timestamp() * 1000)),
    }
    api = FakeApi({"/v1/users": ok([user(1)], headers)})
    agents = api.source().agents_changed(None)

    assert next(agents)  # what was answered is delivered
    with pytest.raises(CoreUnavailable, match=r"used up until 12:40 UTC") as caught:
        next(agents)
    assert caught.value.retry_at == reset


def test_it_waits_when_the_hour_is_nearly_over() -> None:
    api = FakeApi()
    reset = api.clock.now() + dt.timedelta(seconds=30)
    headers = {
        "X-Brokermint-Hour-Remaining": "0",
        "X-Brokermint-Hour-Reset": str(int(reset.timestamp() * 1000)),
    }
    api.answers["/v1/users"] = Script(ok([user(1)], headers), ok([]))

    assert len(list(api.source().agents_changed(None))) == 1
    assert api.clock.slept == [pytest.approx(30.0)]


@pytest.mark.parametrize(
    "trouble",
    [
        error(500, {"error": "Internal Server Error", "status": "500"}),
        html(502),
        httpx.ReadTimeout("too slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("dropped"),
    ],
    ids=["500", "502", "time-out", "no connection", "dropped"],
)
def test_trouble_that_passes_is_not_noticed(trouble: httpx.Response | Exception) -> None:
    api = FakeApi({"/v1/users": Script(trouble, trouble, ok([user(1)]), ok([]))})

    assert len(list(api.source().agents_changed(None))) == 1
    assert api.clock.slept == [1.0, 2.0]


@pytest.mark.parametrize("trouble", [html(503), httpx.ReadTimeout("too slow"), html(), ok({})])
def test_trouble_that_stays_with_a_list_is_for_later(trouble: httpx.Response | Exception) -> None:
    api = FakeApi({"/v1/transactions": trouble})

    with pytest.raises(CoreUnavailable, match=r"for its list /v1/transactions"):
        list(api.source().transactions_changed(None))


@pytest.mark.parametrize(
    "answer",
    [
        error(401, {"error": "Authorization Failed", "status": 401}),
        error(401, {"error": "api_key is missing", "status": "401"}),
        error(200, {"error": {"error": "Authorization Failed"}, "status": "401"}),
        html(401),
        error(403, {"error": "Forbidden"}),
    ],
)
def test_a_rejected_key_stops_the_run_with_one_clear_message(answer: httpx.Response) -> None:
    api = FakeApi({"/v1/users": answer})

    with pytest.raises(
        CoreConnectionProblem, match="CORE rejected the API key: .*Correct the key in"
    ):
        api.source().check()
    assert len(api.requests) == 1


def test_an_address_without_the_api_is_named() -> None:
    api = FakeApi()
    del api.answers["/v1/users"]

    with pytest.raises(CoreConnectionProblem, match="has no CORE BackOffice API"):
        api.source().check()


def test_a_redirect_is_not_followed() -> None:
    elsewhere = httpx.Response(
        302, headers={"location": f"https://evil.example/?api_key={API_KEY}"}
    )
    api = FakeApi({"/v1/users": elsewhere})

    with pytest.raises(CoreConnectionProblem, match=r"redirects to evil\.example") as caught:
        api.source().check()
    assert API_KEY not in str(caught.value)
    assert len(api.requests) == 1


@pytest.mark.parametrize("address", ["http://my.example.com/api", "", "ftp://x/api", "no address"])
def test_the_key_is_not_sent_in_the_clear(address: str) -> None:
    with pytest.raises(CoreConnectionProblem, match="address in the CORE connection"):
        rest_source(address, API_KEY)


def test_a_named_host_of_a_private_network_may_be_called_without_tls() -> None:
    named = ("core-sandbox",)
    with rest_source("http://core-sandbox:8090/api", API_KEY, plain_http_hosts=named):
        pass
    with pytest.raises(CoreConnectionProblem, match="begins with http://"):
        rest_source("http://core-sandbox.example.com/api", API_KEY, plain_http_hosts=named)


def test_a_connection_without_a_key_is_named() -> None:
    with pytest.raises(CoreConnectionProblem, match="no API key"):
        rest_source("https://my.example.com/api", "")


def test_pages_follow_each_other_and_repeated_rows_count_once() -> None:
    pages = Script(ok([user(1), user(2), user(1)]), ok([user(2), user(3)]), ok([user(3)]))
    api = FakeApi({"/v1/users": pages})

    agent_ids = [agent.id for agent in api.source().agents_changed(None)]  # type: ignore[union-attr]
    assert agent_ids == ["1", "2", "3"]
    starts = [request.url.params.get("starting_from_id") for request in api.requests]
    assert starts == [None, "1", "3"]


def test_an_empty_page_behind_a_full_one_is_requested_again() -> None:
    full = ok([user(number) for number in range(1, 501)])
    api = FakeApi({"/v1/users": Script(full, ok([]), ok([user(501)]), ok([]))})

    assert len(list(api.source().agents_changed(None))) == 501


def test_a_full_page_of_repeated_rows_never_ends_a_list_silently() -> None:
    page = ok([user(number) for number in range(1, 501)])
    api = FakeApi({"/v1/users": page})

    with pytest.raises(CoreUnavailable, match="repeated the same page"):
        list(api.source().agents_changed(None))


def test_changed_since_is_sent_in_milliseconds() -> None:
    api = FakeApi()
    list(api.source().agents_changed(dt.datetime(2026, 6, 1, 0, 0, 0, 123_999, tzinfo=dt.UTC)))

    assert api.requests[0].url.params["updated_since"] == "1780272000123"


def test_a_record_that_does_not_exist_is_gone() -> None:
    api = FakeApi({"/v1/users/8": error(404, {"status": "404", "error": "Not Found"})})

    assert api.source().agent("7") == Gone("agent:7")
    assert api.source().agent("8") == Gone("agent:8")
    assert api.source().agent("../transactions/1") == Gone("agent:../transactions/1")


def test_the_key_is_sent_but_never_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    # Airflow, once imported, quietens these: the whole of what they would say is looked at.
    for name in ("", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    echo = error(400, {"error": f"bad request: /v1/users?api_key={API_KEY}&count=1", "status": 400})
    api = FakeApi({"/v1/users": Script(httpx.ReadTimeout("slow"), TOO_MANY, ok([user(1)]), echo)})
    source = api.source()
    source.check()
    told: list[str] = []
    for _ in range(2):
        try:
            source.check()
        except CoreError as caught:
            told += [str(caught), repr(caught), repr(caught.__cause__), repr(caught.__context__)]

    assert all(request.url.params["api_key"] == API_KEY for request in api.requests)
    assert "HTTP Request" in caplog.text
    assert API_KEY not in caplog.text
    assert told
    assert API_KEY not in " ".join(told)
    assert API_KEY not in repr(vars(source))


class _Packed(httpx.SyncByteStream):
    """An answer on its way, in parts."""

    def __init__(self, *parts: bytes) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts


@pytest.mark.parametrize(
    ("parts", "packing", "why"),
    [
        ((gzip.compress(b"[" + b" " * 2_000_000 + b"]", mtime=0),), "gzip", "more than 1 MiB"),
        ((b"[" + b" " * 2_000_000 + b"]",), "", "more than 1 MiB"),
        ((gzip.compress(b"[]", mtime=0)[:-2],), "gzip", "no response: DecodingError"),
        ((b"[]",), "br", "no response: DecodingError"),
        ((b"[" * 100_000,), "", "JSON that nests too deeply"),
        ((b"[" * 70 + b"]" * 70,), "", "JSON that nests too deeply"),
    ],
)
def test_an_answer_that_nobody_should_read_is_not_read(
    parts: tuple[bytes, ...], packing: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.core_backoffice.rest.client.MOST_BYTES", 1024 * 1024)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept-encoding"] == "gzip"
        headers = {"content-encoding": packing} if packing else {}
        return httpx.Response(200, headers=headers, stream=_Packed(*parts))

    source = rest_source(
        "https://core.example/api",
        API_KEY,
        clock=FakeApi({}).clock,
        transport=httpx.MockTransport(answer),
    )
    with pytest.raises(CoreUnavailable, match=why):
        source.check()


def test_names_in_an_answer_are_one_line_of_text() -> None:
    api = FakeApi(
        {"/v1/users": Script(ok([{**user(1), "first_name": "Amy\n::endgroup::"}]), ok([]))}
    )
    [agent] = api.source().agents_changed(None)
    assert not isinstance(agent, RecordProblem)
    assert agent.given_name == "Amy ::endgroup::"
