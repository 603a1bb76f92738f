"""A clock that tests move, and an API whose answers tests set."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source

API_KEY = "very-secret-key-4711"
UPDATED = 1_780_000_000_000

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class FakeClock:
    """Moves only when code sleeps."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += dt.timedelta(seconds=seconds)


def ok(body: object, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, json=body, headers=headers)


def html(status: int = 200) -> httpx.Response:
    return httpx.Response(status, html="<html><body>Maintenance</body></html>")


def error(status: int, body: object) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(body))


class FakeApi:
    """Answers by path; the last answer of a path is repeated. Lists are cut by `starting_from_id`."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self.answers: dict[str, Any] = {"/v1/users": [], **(answers or {})}
        self.requests: list[httpx.Request] = []
        self.clock = FakeClock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path.removeprefix("/api")
        if path not in self.answers:
            return error(404, {"error": f"{path} not found", "status": 404})
        answer = self.answers[path]
        if isinstance(answer, Script):
            answer = answer.next()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, list) and "count" in request.url.params:
            start = int(request.url.params.get("starting_from_id", 0))
            rows = [row for row in answer if not _known_before(row, start)]
            return ok(rows[: int(request.url.params["count"])])
        return ok(answer)

    def paths(self) -> list[str]:
        return [request.url.path.removeprefix("/api") for request in self.requests]

    def source(self, **settings: Any) -> RestSource:
        settings = {"spacing_seconds": 0, "clock": self.clock, **settings}
        return rest_source(
            "http://127.0.0.1/api", API_KEY, transport=httpx.MockTransport(self), **settings
        )


def _known_before(row: object, start: int) -> bool:
    own = row.get("id") if isinstance(row, dict) else None
    return isinstance(own, int) and own <= start


class Script:
    """Answers one after the other, and the last one ever after."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)

    def next(self) -> Any:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def user(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "first_name": "Agent",
        "last_name": f"No{number}",
        "email": f"agent{number}@example.com",
        "updated_at": UPDATED,
        **fields,
    }


def contact(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "first_name": "",
        "last_name": "",
        "company": f"Vendor {number}",
        "email": "",
        "updated_at": UPDATED,
        **fields,
    }


def transaction(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "custom_id": f"TR-2026-{number:06}",
        "address": f"{number} Aldon Drive",
        "city": "Chester",
        "state": "CA",
        "zip": "96020",
        "status": "closed",
        "price": 250000,
        "total_gross_commission": 10000,
        "commissions_finalized_at": UPDATED,
        "closing_date": UPDATED,
        "timezone": "America/Los_Angeles",
        "updated_at": UPDATED,
        "custom_attributes": [],
        **fields,
    }


def billing_item(number: int, amount: Any, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "user_id": 45,
        "statement_id": 900,
        "statement_number": "BL-2026-000900",
        "name": "Desk fee",
        "item_type": "charge",
        "amount": amount,
        "currency": "USD",
        "frequency": "monthly",
        "billing_date": UPDATED,
        "due_date": UPDATED,
        "status": "unpaid",
        "memo": "",
        "payments": [],
        "updated_at": UPDATED,
        **fields,
    }
