"""Sealing what must not lie open in the database: tax ids."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_SECRET = frozenset({"tax_id"})
"""Fields of CORE's records that are sealed wherever they stand."""


class SealBroken(RuntimeError):
    """What was sealed cannot be opened: the installation's Fernet key has changed; put it back."""

    def __init__(self) -> None:
        super().__init__(
            "Tax ids in the database cannot be decrypted: the installation's Fernet key has changed. "
            "Put the old key back behind the new one, then run again."
        )


class Seal:
    """Seals and opens texts with the installation's Fernet keys; the first seals, all open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        # The oldest key: a digest must not change when a new key is put in front.
        self._digest_key = hashlib.sha256(b"corebooks digest " + keys[-1].encode()).digest()

    def seal(self, text: str) -> str:
        """A text that only `open` can read; the empty text stays empty."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            SealBroken: it was sealed with a key that is not known any more.
        """
        if not sealed:
            return ""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken from None

    def digest(self, text: str) -> str:
        """Tells equal texts from others without telling them; cannot be tried out without the key."""
        if not text:
            return ""
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def sealed(self, payload: Any) -> Any:
        """JSON with its secret fields sealed."""
        return _mapped(payload, self.seal)

    def digested(self, payload: Any) -> Any:
        """JSON with its secret fields turned into digests, to be compared."""
        return _mapped(payload, self.digest)

    def opened(self, payload: Any) -> Any:
        """JSON with its secret fields opened."""
        return _mapped(payload, self.open)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            key: change(one) if key in _SECRET and isinstance(one, str) else _mapped(one, change)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_mapped(one, change) for one in value]
    return value
