"""Sign-ins by who calls: one at a time from each address, and wrong ones wait for their answer.

Nobody is locked out: whoever else guessed before, the right password gets in. An address is what
the server saw, or what its own proxy told it (uvicorn's `--proxy-headers`); where a proxy doesn't, all
callers share one address, and wait for each other for the time that checking takes.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

LONGEST_WAIT = 8.0
FIRST_WAIT = 0.5
_FORGIVEN_AFTER = 900.0
_MOST_ADDRESSES = 4096
_NETWORK = 64
"""Bits of an IPv6 address that are one customer's: the rest is theirs to choose."""


class _Caller:
    def __init__(self) -> None:
        self.turn = anyio.Lock()
        self.wrong = 0
        self.last_wrong = 0.0
        self.waiting = 0


class Callers:
    """Who calls, by address; in memory, of this process.

    Args:
        at_once: how many passwords are checked at the same time, of all addresses together.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._callers: OrderedDict[str, _Caller] = OrderedDict()
        self._all = anyio.CapacityLimiter(at_once)

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Wait until a password from this address may be checked.

        Each address has one in the line, so that many calls from one don't hold up the others.
        """
        caller = self._of(address)
        caller.waiting += 1
        try:
            async with caller.turn, self._all:
                yield
        finally:
            caller.waiting -= 1

    def was_wrong(self, address: str) -> float:
        """Count a wrong sign-in. Returns the seconds to wait before it is answered."""
        caller, now = self._of(address), anyio.current_time()
        if now - caller.last_wrong > _FORGIVEN_AFTER:
            caller.wrong = 0
        caller.wrong, caller.last_wrong = caller.wrong + 1, now
        return float(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(caller.wrong - 1, 10)))

    def was_right(self, address: str) -> None:
        """Forget the wrong ones."""
        self._of(address).wrong = 0

    def _of(self, address: str) -> _Caller:
        key = _network(address)
        caller = self._callers.pop(key, None) or _Caller()
        self._callers[key] = caller
        if len(self._callers) > _MOST_ADDRESSES:
            idle = next((key for key, one in self._callers.items() if not one.waiting), key)
            del self._callers[idle]
        return caller


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((int(known), _NETWORK), strict=False))
