"""Authorization codes, access tokens and refresh tokens, and how they rotate."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks_online.company import Clock
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.store import Store

_DAY = 86_400


class GrantRefused(Exception):
    """The code or refresh token is not (or no longer) good: connect again."""


class WrongClient(Exception):
    """Client id and secret do not belong together: correct the app's keys."""


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token is good for."""

    client: str
    realm: str
    expired: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token endpoint's state; call inside a transaction of the store."""

    store: Store
    clock: Clock
    current: Callable[[], Settings]

    def client(self, client: str, secret: str) -> str:
        """The app that these keys are of.

        Raises:
            WrongClient: none.
        """
        settings = self.current()
        known = {settings.client_id: settings.client_secret, **settings.other_clients}
        if client not in known or not secrets.compare_digest(known[client], secret):
            raise WrongClient(client)
        return client

    def new_code(self, client: str, realm: str, redirect_uri: str) -> str:
        """A code that can be traded once."""
        code = "AB1" + secrets.token_urlsafe(33)
        expires = self.clock.now() + self.current().authorization_code_seconds
        self.store.database.execute(
            "INSERT INTO code VALUES (?, ?, ?, ?, ?, 0)",
            (code, client, realm, redirect_uri, expires),
        )
        return code

    def trade_code(self, client: str, code: str, redirect_uri: str) -> dict[str, Any]:
        """The tokens for a code.

        Raises:
            GrantRefused: unknown, used, expired, of another app or redirect address.
        """
        row = self.store.database.execute(
            "UPDATE code SET used = 1 WHERE code = ? AND client = ? AND redirect_uri = ? "
            "AND used = 0 AND expires > ? RETURNING realm",
            (code, client, redirect_uri, self.clock.now()),
        ).fetchone()
        if row is None:
            raise GrantRefused
        now = self.clock.now()
        hard = now + self.current().refresh_token_hard_seconds
        grant = secrets.token_hex(8)
        refresh = self._new_refresh(grant, client, row[0], hard)
        return self._answer(grant, client, row[0], refresh)

    def refresh(self, client: str, token: str) -> dict[str, Any]:
        """New tokens for a refresh token; whether the refresh token changes is a setting.

        Raises:
            GrantRefused: unknown, rotated, revoked or expired.
        """
        settings, now = self.current(), self.clock.now()
        row = self.store.database.execute(
            "SELECT grant_id, realm, issued, expires, hard_expires, replaced FROM refresh_token "
            "WHERE token = ? AND client = ?",
            (token, client),
        ).fetchone()
        if row is None or min(row[3], row[4]) <= now:
            raise GrantRefused
        grant, realm, issued, _, hard, replaced = row
        if replaced is not None:
            if replaced + settings.rotation_grace_seconds <= now:
                raise GrantRefused
            return self._answer(grant, client, realm, self._newest(grant))
        rotates = settings.rotation == "every_refresh" or (
            settings.rotation == "daily" and now - issued >= _DAY
        )
        if not rotates:
            self.store.database.execute(
                "UPDATE refresh_token SET expires = ? WHERE token = ?",
                (now + settings.refresh_token_seconds, token),
            )
            return self._answer(grant, client, realm, token)
        self.store.database.execute(
            "UPDATE refresh_token SET replaced = ? WHERE token = ?", (now, token)
        )
        return self._answer(grant, client, realm, self._new_refresh(grant, client, realm, hard))

    def revoke(self, client: str, token: str) -> bool:
        """End the connection a refresh or access token belongs to; False when there is none."""
        row = self.store.database.execute(
            "SELECT grant_id FROM refresh_token WHERE token = ? AND client = ? UNION "
            "SELECT grant_id FROM access_token WHERE token = ? AND client = ?",
            (token, client, token, client),
        ).fetchone()
        if row is None:
            return False
        for table in ("refresh_token", "access_token"):
            self.store.database.execute(f"DELETE FROM {table} WHERE grant_id = ?", row)
        return True

    def revoke_all(self, realm: str) -> None:
        """Disconnect every app from a company, as its administrator can."""
        for table in ("refresh_token", "access_token"):
            self.store.database.execute(f"DELETE FROM {table} WHERE realm = ?", (realm,))

    def access(self, token: str) -> Access | None:
        """What an access token is good for; None when it is unknown."""
        row = self.store.database.execute(
            "SELECT client, realm, expires FROM access_token WHERE token = ?", (token,)
        ).fetchone()
        return None if row is None else Access(row[0], row[1], row[2] <= self.clock.now())

    def connect(self, client: str, realm: str) -> dict[str, Any]:
        """Tokens without the pages, for tests."""
        return self.trade_code(client, self.new_code(client, realm, "test"), "test")

    def _new_refresh(self, grant: str, client: str, realm: str, hard: float) -> str:
        now = self.clock.now()
        token = "RT1-" + secrets.token_urlsafe(30)
        expires = min(now + self.current().refresh_token_seconds, hard)
        self.store.database.execute(
            "INSERT INTO refresh_token VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (token, grant, client, realm, now, expires, hard),
        )
        return token

    def _newest(self, grant: str) -> str:
        row = self.store.database.execute(
            "SELECT token FROM refresh_token WHERE grant_id = ? AND replaced IS NULL", (grant,)
        ).fetchone()
        return str(row[0])

    def _answer(self, grant: str, client: str, realm: str, refresh: str) -> dict[str, Any]:
        settings, now = self.current(), self.clock.now()
        token = "eyJlbmMi." + secrets.token_urlsafe(48)
        self.store.database.execute(
            "INSERT INTO access_token VALUES (?, ?, ?, ?, ?)",
            (token, grant, client, realm, now + settings.access_token_seconds),
        )
        expires, hard = self.store.database.execute(
            "SELECT expires, hard_expires FROM refresh_token WHERE token = ?", (refresh,)
        ).fetchone()
        return {
            "token_type": "bearer",
            "access_token": token,
            "expires_in": settings.access_token_seconds,
            "refresh_token": refresh,
            "x_refresh_token_expires_in": round(expires - now),
            "x_refresh_token_hard_expires_in": round(hard - now),
        }
