"""A clock that tests turn, tokens kept in memory, and answers given without a network."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from include.books.gateway import GatewayUnavailable
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.limiter import Limiter, Limits
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.access import Access
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.quickbooks.online.wire.transport import Transport

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
BOUNDLESS = Limits(
    requests_per_minute=100_000, requests_per_second=100_000, batches_per_minute=100_000
)


class FakeClock:
    """Stands still, but for sleeping and turning."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        return NOON + dt.timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.elapsed += seconds


class MemoryLock:
    def __init__(self, vault: MemoryVault) -> None:
        self._vault = vault
        self.saved: Tokens | None = None

    @property
    def tokens(self) -> Tokens | None:
        return self.saved or self._vault.stored

    def save(self, tokens: Tokens) -> None:
        self.saved = tokens


class MemoryVault:
    """Keeps tokens for all threads; what is saved counts from the end of the block."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.stored = tokens
        self.saves = 0
        self._lock = threading.Lock()

    def read(self) -> Tokens | None:
        return self.stored

    @contextmanager
    def locked(self) -> Iterator[MemoryLock]:
        with self._lock:
            held = MemoryLock(self)
            yield held
            if held.saved is not None:
                self.stored = held.saved
                self.saves += 1


class FakeLogin:
    """Refreshes tokens: a1 becomes a2, and so on; or refuses."""

    def __init__(self, clock: FakeClock, refusal: GatewayUnavailable | None = None) -> None:
        self._clock = clock
        self.refusal = refusal
        self.refreshed = 0

    def refresh(self, tokens: Tokens) -> Tokens:
        if self.refusal is not None:
            raise self.refusal
        self.refreshed += 1
        return tokens_number(int(tokens.access_token[1:]) + 1, self._clock.now())


def tokens_number(number: int, now: dt.datetime = NOON, minutes: int = 60) -> Tokens:
    """The tokens a1 and r1, a2 and r2... good for so many minutes."""
    return Tokens(
        f"a{number}",
        f"r{number}",
        now + dt.timedelta(minutes=minutes),
        now + dt.timedelta(days=100),
    )


def offline_settings() -> OnlineSettings:
    """Settings for answers that are given without a network."""
    return OnlineSettings("client", "top-secret", "123", api_url="https://quickbooks.example")


def offline_calls(
    answer: Callable[[httpx.Request], httpx.Response],
    clock: FakeClock | None = None,
    login: FakeLogin | None = None,
) -> Calls:
    """Calls to a company whose answers a function gives."""
    clock = clock or FakeClock()
    limiter = Limiter(BOUNDLESS, clock)
    access = Access(MemoryVault(tokens_number(1)), login or FakeLogin(clock), clock)
    transport = Transport(offline_settings(), limiter, httpx.MockTransport(answer))
    return Calls(transport, access, limiter, clock)
