"""The published limits."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.testing import running_sandbox
from sandbox.quickbooks_online.throttle import Throttle
from sandbox.serving import TLS

LIVE = Settings(limits="published")
STRICT: dict[str, Any] = {"limits": "published", "time_scale": 20}


def admitted(throttle: Throttle, times: list[float], *, batch: bool = False, app: str = "a") -> int:
    """How many of the requests at these times may go on."""
    answers = [throttle.refuses(LIVE, "1", app, batch=batch, now=now) for now in times]
    return sum(answer is None for answer in answers)


def test_ten_a_second_and_five_hundred_a_minute() -> None:
    assert admitted(Throttle(), [0.0] * 12) == 10
    assert admitted(Throttle(), [0.0] * 10 + [1.0] * 10) == 20
    paced = [number * 0.1 for number in range(599)]
    assert admitted(Throttle(), paced) == 500
    assert admitted(Throttle(), [*paced, 60.1]) == 501


def test_forty_batches_a_minute_per_app_and_120_per_company() -> None:
    throttle = Throttle()
    for app in "abcd":
        count = admitted(throttle, [number * 0.5 for number in range(60)], batch=True, app=app)
        assert count == (40 if app < "d" else 0)
    assert admitted(throttle, [58.0], app="d") == 1, "single calls still go"


def test_ten_in_flight() -> None:
    throttle = Throttle()
    with ExitStack() as flights:
        for _ in range(10):
            flights.enter_context(throttle.flying("1", "a"))
        assert admitted(throttle, [100.0]) == 0
        assert admitted(throttle, [100.0], app="b") == 1
    assert admitted(throttle, [100.0]) == 1


def test_a_time_scale_shortens_the_windows() -> None:
    fast = Settings(limits="published", time_scale=10)
    throttle = Throttle()
    answers = [
        throttle.refuses(fast, "1", "a", batch=False, now=number * 0.01) for number in range(400)
    ]
    assert answers == [None] * 400
    refused = [throttle.refuses(fast, "1", "a", batch=False, now=5.0) for _ in range(11)]
    assert refused[:10] == [None] * 10
    assert refused[10] == pytest.approx(0.1, abs=0.02)


def test_early_arrivals_can_be_forgiven() -> None:
    forgiving = Settings(limits="published", time_scale=20, limit_jitter_seconds=0.005)
    for settings, expected in ((forgiving, 20), (Settings(**STRICT), 10)):
        throttle = Throttle()
        answers = [
            throttle.refuses(settings, "1", "a", batch=False, now=now)
            for now in [0.0] * 10 + [0.046] * 10
        ]
        assert answers.count(None) == expected


@pytest.mark.parametrize(
    ("shape", "status", "media"),
    [
        ("xml", 429, "application/xml"),
        ("json", 429, "application/json"),
        ("xml", 403, "application/xml"),
    ],
)
def test_a_throttled_answer(shape: str, status: int, media: str) -> None:
    knobs: dict[str, Any] = {
        "throttle_shape": shape,
        "throttle_status": status,
        "retry_after": True,
    }
    with running_sandbox(limits="published", **knobs) as qb, qb.api() as client:
        answers = [client.get("preferences") for _ in range(14)]
        refused = [answer for answer in answers if answer.is_error]
        assert refused
        assert {answer.status_code for answer in refused} == {status}
        assert refused[0].headers["Content-Type"] == media
        assert refused[0].headers["Retry-After"] == "1"
        assert "3001" in refused[0].text
        assert qb.calls()["throttled"] == len(refused)


def test_latency_counts_as_in_flight() -> None:
    with running_sandbox(limits="published", latency_per_call=20, time_scale=20) as qb:
        token = qb.tokens()["access_token"]
        address = f"{qb.url}/v3/company/{qb.realm}/preferences"

        async def statuses() -> Counter[int]:
            headers = {"Authorization": f"Bearer {token}"}
            limits = httpx.Limits(max_connections=20)
            async with httpx.AsyncClient(
                headers=headers, limits=limits, trust_env=False, verify=TLS
            ) as client:
                answers = await asyncio.gather(*(client.get(address) for _ in range(15)))
            return Counter(answer.status_code for answer in answers)

        assert asyncio.run(statuses()) == {200: 10, 429: 5}


def test_limits_are_off_unless_asked_for() -> None:
    with running_sandbox() as qb, qb.api() as client:
        assert {client.get("preferences").status_code for _ in range(40)} == {200}
