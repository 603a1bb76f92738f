"""The access token that calls are made with: one refresh for all threads and processes."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Protocol

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock, SystemClock
from include.quickbooks.online.wire.sign_in.tokens import Tokens, TokenVault

_RESERVE = dt.timedelta(minutes=5)


class Refreshes(Protocol):
    """What trades a refresh token for new tokens."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens.

        Raises:
            GatewayUnavailable: there are none.
        """
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

    def tokens(self, rejected: Tokens | None = None) -> Tokens:
        """Tokens to make a call with; refreshed only if no other process did it meanwhile.

        Args:
            rejected: the tokens that QuickBooks has just rejected, so that they count as used up.

        Raises:
            GatewayUnavailable: RECONNECT when the company isn't connected or no longer is;
                RETRY_LATER when Intuit's sign-in service can't be reached.
        """
        with self._lock:
            tokens = self._known
            if tokens is None or not self._is_good(tokens, rejected):
                tokens = self._vault.read()
            if tokens is None or not self._is_good(tokens, rejected):
                tokens = self._refreshed(rejected)
            self._known = tokens
            return tokens

    def forget(self) -> None:
        """Read the vault again at the next call."""
        with self._lock:
            self._known = None

    def _refreshed(self, rejected: Tokens | None) -> Tokens:
        tried: Tokens | None = None
        try:
            with self._vault.locked() as lock:
                tried = lock.tokens
                if tried is None:
                    raise _not_connected()
                if self._is_good(tried, rejected):
                    return tried
                fresh = self._login.refresh(tried)
                lock.save(fresh)
        except GatewayUnavailable as stop:
            if stop.code != "invalid_grant":
                raise
            return self._rotated_by_another(tried, rejected, stop)
        # The end of the block has committed them: no call uses tokens that a crash could lose.
        return fresh

    def _rotated_by_another(
        self, tried: Tokens | None, rejected: Tokens | None, stop: GatewayUnavailable
    ) -> Tokens:
        """Another process may have put newer tokens in the vault than those that were rejected."""
        stored = self._vault.read()
        changed = stored is not None and tried is not None and stored != tried
        if changed and stored is not None and self._is_good(stored, rejected):
            return stored
        raise stop

    def _is_good(self, tokens: Tokens, rejected: Tokens | None) -> bool:
        if rejected is not None and tokens.access_token == rejected.access_token:
            return False
        return self._clock.now() < tokens.access_expires_at - _RESERVE


def _not_connected() -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.RECONNECT,
        "This company isn't connected to QuickBooks.",
        "Connect it under Integrations, then run again.",
    )
