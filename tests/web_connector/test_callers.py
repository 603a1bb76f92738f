"""Sign-ins by who calls: each address one at a time, wrong ones wait, nobody is locked out."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import pytest

from include.web_connector import callers
from include.web_connector.callers import LONGEST_WAIT, Callers


def test_wrong_ones_wait_longer_each_time_but_never_for_long() -> None:
    async def waits() -> list[float]:
        known = Callers()
        first = [known.was_wrong("203.0.113.7") for _ in range(40)]
        known.was_right("203.0.113.7")
        return [*first, known.was_wrong("203.0.113.7")]

    found = anyio.run(waits)
    assert found[:6] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert (max(found), found[-1]) == (LONGEST_WAIT, 0.5)


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("testclient", "testclient", True),
    ],
)
def test_who_counts_as_one_caller(address: str, other: str, same: bool) -> None:
    async def waits() -> float:
        known = Callers()
        known.was_wrong(address)
        return known.was_wrong(other)

    assert (anyio.run(waits) == 1.0) is same


def test_many_calls_from_one_address_do_not_hold_up_another() -> None:
    done: list[str] = []

    async def one(known: Callers, address: str) -> None:
        async with known.turn(address):
            await anyio.lowlevel.checkpoint()
            done.append(address)

    async def all_of_them() -> None:
        known = Callers()
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(one, known, "203.0.113.7")
            await anyio.lowlevel.checkpoint()
            group.start_soon(one, known, "198.51.100.1")

    anyio.run(all_of_them)
    assert done.index("198.51.100.1") <= 3
    assert len(done) == 51


def test_addresses_are_forgotten_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "_MOST_ADDRESSES", 3)

    async def kept() -> tuple[float, float]:
        known = Callers()
        for number in range(5):
            known.was_wrong(f"203.0.113.{number}")
        return known.was_wrong("203.0.113.4"), known.was_wrong("203.0.113.0")

    assert anyio.run(kept) == (1.0, 0.5)
