"""The live API's limits: 100 calls in 10 s, 2,000 an hour, about 100 failed ones an hour."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.core_backoffice.faults import API
from sandbox.core_backoffice.wire import answer_json

BURST_CALLS, BURST_SECONDS = 100, 10.0
HOUR_CALLS, HOUR_SECONDS = 2000, 3600.0
HOUR_ERRORS = 100
_FIRST_ERROR_STATUS = 400


@dataclass(slots=True)
class _Window:
    """What happened within the last so many seconds."""

    seconds: float
    limit: int
    moments: deque[float]

    def left(self, now: float) -> int:
        while self.moments and self.moments[0] <= now - self.seconds:
            self.moments.popleft()
        return max(0, self.limit - len(self.moments))

    def reset_at(self, now: float) -> float:
        return (self.moments[0] if self.moments else now) + self.seconds


class Throttle:
    """Counts calls against the limits. Moments are seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._burst = _Window(BURST_SECONDS, BURST_CALLS, deque())
        self._hour = _Window(HOUR_SECONDS, HOUR_CALLS, deque())
        self._errors = _Window(HOUR_SECONDS, HOUR_ERRORS, deque())

    def admit(self) -> bool:
        """Count a call; False: it is over a limit, and is not counted."""
        now = self._now()
        if not all(window.left(now) for window in (self._burst, self._hour, self._errors)):
            return False
        self._burst.moments.append(now)
        self._hour.moments.append(now)
        return True

    def failed(self) -> None:
        """Count an admitted call that was answered with an error."""
        self._errors.moments.append(self._now())

    def headers(self) -> dict[str, str]:
        """What is left, as every answer tells it."""
        now = self._now()
        return {
            "X-Brokermint-Burst-Remaining": str(self._burst.left(now)),
            "X-Brokermint-Hour-Remaining": str(self._hour.left(now)),
            "X-Brokermint-Errors-Remaining": str(self._errors.left(now)),
            "X-Brokermint-Hour-Reset": str(int(self._hour.reset_at(now) * 1000)),
        }


class ThrottleMiddleware:
    """Answers 429, without Retry-After, to calls over a limit; others learn what is left."""

    def __init__(self, app: ASGIApp, throttle: Throttle) -> None:
        self.app = app
        self.throttle = throttle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{API}/"):
            await self.app(scope, receive, send)
            return
        if not self.throttle.admit():
            body = {"error": "Too many requests", "status": 429}
            await answer_json(send, 429, body, self.throttle.headers())
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] >= _FIRST_ERROR_STATUS:
                    self.throttle.failed()
                told = self.throttle.headers().items()
                message["headers"] = [
                    *message["headers"],
                    *((name.lower().encode(), text.encode()) for name, text in told),
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers)
