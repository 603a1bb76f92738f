"""The access token that calls are made with: one refresh for all threads and processes."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Protocol

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock, SystemClock
from include.quickbooks.online.wire.tokens import Tokens, TokenVault

_RESERVE = dt.timedelta(minutes=5)


class Refreshes(Protocol):
    """What trades a refresh token for new tokens."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens, or GatewayStopped."""
        ...


class Access:
    """Hands out tokens that are good for another five minutes at least.

    Args:
        vault: where the tokens are kept, for all processes.
        login: what refreshes them.
        clock: the time.
    """

    def __init__(self, vault: TokenVault, login: Refreshes, clock: Clock | None = None) -> None:
        self._vault = vault
        self._login = login
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._known: Tokens | None = None

    def tokens(self, refused: Tokens | None = None) -> Tokens:
        """Tokens to make a call with; refreshed only if nobody else did it meanwhile.

        Args:
            refused: the tokens that QuickBooks has just refused, so that they count as used up.

        Raises:
            GatewayStopped: RECONNECT when the company is not connected or no longer so; RETRY_LATER
                when Intuit's login cannot be reached.
        """
        with self._lock:
            tokens = self._known
            if tokens is None or not self._is_good(tokens, refused):
                tokens = self._vault.read()
            if tokens is None or not self._is_good(tokens, refused):
                tokens = self._refreshed(refused)
            self._known = tokens
            return tokens

    def forget(self) -> None:
        """Read the vault again at the next call."""
        with self._lock:
            self._known = None

    def _refreshed(self, refused: Tokens | None) -> Tokens:
        tried: Tokens | None = None
        try:
            with self._vault.locked() as lock:
                tried = lock.tokens
                if tried is None:
                    raise _not_connected()
                if self._is_good(tried, refused):
                    return tried
                fresh = self._login.refresh(tried)
                lock.save(fresh)
        except GatewayUnavailable as stop:
            if stop.code != "invalid_grant":
                raise
            return self._rotated_by_another(tried, refused, stop)
        # The block's end has committed them: nobody uses tokens that a crash could lose.
        return fresh

    def _rotated_by_another(
        self, tried: Tokens | None, refused: Tokens | None, stop: GatewayUnavailable
    ) -> Tokens:
        """Another process may have put newer tokens in the vault than those that were refused."""
        stored = self._vault.read()
        changed = stored is not None and tried is not None and stored != tried
        if changed and stored is not None and self._is_good(stored, refused):
            return stored
        raise stop

    def _is_good(self, tokens: Tokens, refused: Tokens | None) -> bool:
        if refused is not None and tokens.access_token == refused.access_token:
            return False
        return self._clock.now() < tokens.access_expires_at - _RESERVE


def _not_connected() -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RECONNECT,
        "QuickBooks is not connected yet.",
        "Connect the company, then run again.",
    )
