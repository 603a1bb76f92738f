"""Where QuickBooks Online's tokens are stored: an encrypted row in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from include.database.keys.tokens import LockedTokens, SealedTokens
from include.quickbooks.online.wire.sign_in.tokens import Tokens


class DatabaseVault:
    """Satisfies `include.quickbooks.online.wire.sign_in.tokens.TokenVault`."""

    def __init__(self, sealed: SealedTokens) -> None:
        self._sealed = sealed

    def read(self) -> Tokens | None:
        """The tokens as last saved."""
        return tokens_of(self._sealed.read())

    @contextmanager
    def locked(self) -> Iterator[DatabaseTokenLock]:
        """Hold the row against other processes."""
        with self._sealed.locked() as held:
            yield DatabaseTokenLock(held)


class DatabaseTokenLock:
    """Satisfies `include.quickbooks.online.wire.sign_in.tokens.TokenLock`."""

    def __init__(self, held: LockedTokens) -> None:
        self._held = held

    @property
    def tokens(self) -> Tokens | None:
        """The tokens as stored now, under the lock."""
        return tokens_of(self._held.values)

    def save(self, tokens: Tokens) -> None:
        """Save rotated tokens."""
        values = {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "access_expires_at": tokens.access_expires_at.isoformat(),
            "refresh_expires_at": tokens.refresh_expires_at.isoformat(),
        }
        if tokens.hard_expires_at:
            values["hard_expires_at"] = tokens.hard_expires_at.isoformat()
        self._held.save(values)


def tokens_of(values: Mapping[str, str] | None) -> Tokens | None:
    """The tokens that stored values stand for; None without values."""
    if values is None:
        return None
    hard = values.get("hard_expires_at")
    return Tokens(
        access_token=values["access_token"],
        refresh_token=values["refresh_token"],
        access_expires_at=dt.datetime.fromisoformat(values["access_expires_at"]),
        refresh_expires_at=dt.datetime.fromisoformat(values["refresh_expires_at"]),
        hard_expires_at=dt.datetime.fromisoformat(hard) if hard else None,
    )
