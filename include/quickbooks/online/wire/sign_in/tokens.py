"""A company's OAuth tokens, and what keeps them."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tokens:
    """What connecting a company yields; printing them shows no secret.

    Attributes:
        access_token: opens the API for an hour.
        refresh_token: yields the next access token; only the latest one works.
        access_expires_at: UTC.
        refresh_expires_at: UTC; moves on with every refresh (100 days).
        hard_expires_at: UTC; after it the company must be reconnected (5 years). None where
            QuickBooks didn't return it.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: dt.datetime
    refresh_expires_at: dt.datetime
    hard_expires_at: dt.datetime | None = None


class TokenLock(Protocol):
    """The stored tokens while no other process can have them."""

    @property
    def tokens(self) -> Tokens | None:
        """The tokens as they are stored now, under the lock."""
        ...

    def save(self, tokens: Tokens) -> None:
        """Store tokens; they are committed when the lock is released without an error."""
        ...


class TokenVault(Protocol):
    """Where a company's tokens are kept, for all processes."""

    def read(self) -> Tokens | None:
        """The tokens as last saved; None before the company was connected."""
        ...

    def locked(self) -> AbstractContextManager[TokenLock]:
        """Hold the tokens against every other process and thread, which wait."""
        ...
