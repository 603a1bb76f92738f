"""Encrypts what must not be readable in the database: tax IDs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_SECRET = frozenset({"tax_id"})
"""Fields of CORE's records that are sealed wherever they occur."""


class SealBroken(RuntimeError):
    """A sealed text can't be opened because the Fernet key changed; add the old key."""

    def __init__(self) -> None:
        super().__init__(
            "Tax IDs in the CoreBooks database can't be decrypted because Airflow's Fernet key changed. "
            "Add the old key after the new one in [core] fernet_key, separated by a comma, then run "
            "again."
        )


class Seal:
    """Seals and opens texts with the installation's Fernet keys; the first seals, all open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        # The oldest key, so that hashes stay the same when a new key is added in front.
        self._digest_key = hashlib.sha256(b"corebooks digest " + keys[-1].encode()).digest()

    def seal(self, text: str) -> str:
        """A text that only `open` can read; the empty text stays empty."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            SealBroken: it was sealed with a key that is no longer configured.
        """
        if not sealed:
            return ""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken from None

    def digest(self, text: str) -> str:
        """A keyed hash: equal texts have equal hashes, and it can't be guessed without the key."""
        if not text:
            return ""
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def sealed(self, payload: Any) -> Any:
        """JSON with its secret fields sealed."""
        return _mapped(payload, self.seal)

    def digested(self, payload: Any) -> Any:
        """JSON with its secret fields hashed, for comparison."""
        return _mapped(payload, self.digest)

    def opened(self, payload: Any) -> Any:
        """JSON with its secret fields opened."""
        return _mapped(payload, self.open)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            name: change(field)
            if name in _SECRET and isinstance(field, str)
            else _mapped(field, change)
            for name, field in value.items()
        }
    if isinstance(value, list):
        return [_mapped(element, change) for element in value]
    return value
