from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.online.wire.sign_in.access import Access
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from tests.quickbooks.online.fakes import (
    NOON,
    FakeClock,
    FakeLogin,
    MemoryLock,
    MemoryVault,
    tokens_number,
)

REFUSED = GatewayUnavailable(Recovery.RECONNECT, "It expired.", "Reconnect.", code="invalid_grant")


def test_good_tokens_are_used_as_they_are() -> None:
    clock = FakeClock()
    login = FakeLogin(clock)
    access = Access(MemoryVault(tokens_number(1)), login, clock)

    assert access.tokens().access_token == "a1"
    assert login.refreshed == 0


@pytest.mark.parametrize(("minutes", "token"), [(6, "a1"), (5, "a2"), (-60, "a2")])
def test_tokens_are_refreshed_five_minutes_before_they_expire(minutes: int, token: str) -> None:
    clock = FakeClock()
    vault = MemoryVault(tokens_number(1, minutes=minutes))

    assert Access(vault, FakeLogin(clock), clock).tokens().access_token == token
    assert vault.stored is not None
    assert vault.stored.access_token == token


def test_new_tokens_are_stored_before_anybody_uses_them() -> None:
    clock = FakeClock()
    vault = MemoryVault(tokens_number(1, minutes=-1))
    access = Access(vault, FakeLogin(clock), clock)

    tokens = access.tokens()

    assert vault.stored == tokens
    assert tokens.refresh_token == "r2"


def test_eight_processes_that_need_a_refresh_make_one() -> None:
    clock = FakeClock()
    vault = MemoryVault(tokens_number(1, minutes=-1))
    login = FakeLogin(clock)
    processes = [Access(vault, login, clock) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda access: access.tokens().access_token, processes))

    assert got == ["a2"] * 8
    assert (login.refreshed, vault.saves) == (1, 1)


def test_a_refused_token_counts_as_used_up_but_not_what_replaced_it() -> None:
    clock = FakeClock()
    vault = MemoryVault(tokens_number(1))
    login = FakeLogin(clock)
    first, second = Access(vault, login, clock), Access(vault, login, clock)
    old = first.tokens()
    assert second.tokens() == old

    assert first.tokens(rejected=old).access_token == "a2"
    # The other process is refused with the same old token, and takes what is stored by now.
    assert second.tokens(rejected=old).access_token == "a2"
    assert login.refreshed == 1


def test_a_company_that_was_never_connected_is_to_be_connected() -> None:
    clock = FakeClock()

    with pytest.raises(GatewayUnavailable, match="isn't connected to QuickBooks") as stopped:
        Access(MemoryVault(), FakeLogin(clock), clock).tokens()

    assert stopped.value.recovery is Recovery.RECONNECT


def test_an_ended_connection_asks_to_reconnect() -> None:
    clock = FakeClock()
    vault = MemoryVault(tokens_number(1, minutes=-1))

    with pytest.raises(GatewayUnavailable, match="It expired"):
        Access(vault, FakeLogin(clock, REFUSED), clock).tokens()

    assert vault.stored == tokens_number(1, minutes=-1)


class RotatedVault(MemoryVault):
    """Another process stores new tokens while ours are being refused."""

    @contextmanager
    def locked(self) -> Iterator[MemoryLock]:
        held = MemoryLock(self)
        held.saved = self.stored
        self.stored = tokens_number(9)
        yield held


def test_tokens_that_another_process_rotated_are_taken() -> None:
    clock = FakeClock()
    vault = RotatedVault(tokens_number(1, minutes=-1))

    assert Access(vault, FakeLogin(clock, REFUSED), clock).tokens().access_token == "a9"


def test_without_an_answer_of_the_login_the_old_tokens_stay() -> None:
    clock = FakeClock()
    away = GatewayUnavailable(Recovery.RETRY_LATER, "Intuit's sign-in service didn't respond.", "")
    vault = MemoryVault(tokens_number(1, minutes=-1))

    with pytest.raises(GatewayUnavailable) as stopped:
        Access(vault, FakeLogin(clock, away), clock).tokens()

    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert vault.saves == 0


def test_forgetting_reads_the_vault_again() -> None:
    clock = FakeClock()
    vault = MemoryVault(tokens_number(1))
    access = Access(vault, FakeLogin(clock), clock)
    access.tokens()
    vault.stored = tokens_number(5)

    assert access.tokens().access_token == "a1"
    access.forget()
    assert access.tokens().access_token == "a5"


def test_tokens_print_no_secret() -> None:
    tokens = Tokens("very-secret", "more-secret", NOON, NOON + dt.timedelta(days=100))

    assert "secret" not in f"{tokens!r} {tokens}"
    assert "secret" not in repr(dataclasses.replace(tokens, hard_expires_at=NOON))
