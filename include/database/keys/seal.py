"""Encrypts what must not be readable in the database: tokens, tax IDs, Desktop's messages, own keys."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from include.books.dates import format_day
from include.understood import Understood

_FRAME = 1 + 8 + 16 + 32
"""Bytes of a sealed text around its blocks."""

_SECRET = frozenset({"tax_id"})
"""Fields of CORE's records that are sealed wherever they occur."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A Fernet key that the database was used with: its fingerprint, and since when (UTC)."""

    fingerprint: str
    since: dt.datetime


_WHY = "because Airflow's Fernet key changed"


class SealBroken(Understood, RuntimeError):
    """A sealed text can't be opened because its Fernet key isn't configured; add that key.

    Args:
        missing: keys that the database was used with and that aren't configured.
        what: what can't be read.
        otherwise: what else can be done about it, as the end of a sentence.

    Attributes:
        what_to_do: the advice alone.
    """

    def __init__(
        self,
        missing: Sequence[KnownKey] = (),
        what: str = "Encrypted values in the CoreBooks database",
        otherwise: str = "",
    ) -> None:
        self.missing = tuple(missing)
        named = " and ".join(
            f"{key.fingerprint} (in use since {format_day(key.since.date())})" for key in missing
        )
        add = f"the key {named}" if len(missing) == 1 else f"the keys {named}" if missing else ""
        self.what_to_do = (
            f"Add {add or 'the old key'} after the new one in [core] fernet_key, separated by a comma, "
            f"and restart Airflow{otherwise}. Keep it there until `corebooks rotate-keys` reports "
            "that nothing is left."
        )
        super().__init__(f"{what} can't be decrypted {_WHY}. {self.what_to_do}")


class KeyMalformed(Understood, ValueError):
    """A configured key isn't a Fernet key; the message says which one."""

    def __init__(self, place: int) -> None:
        super().__init__(
            f"Key {place} of [core] fernet_key isn't a Fernet key, which is 32 bytes as URL-safe "
            "base64. Nothing was read or changed. Correct it, then restart Airflow."
        )


def key_fingerprint(key: str) -> str:
    """By what a Fernet key is named without being told: eight hexadecimal digits."""
    return hashlib.sha256(b"corebooks key " + key.encode()).hexdigest()[:8]


def first_digest_key(keys: Sequence[str]) -> bytes:
    """The key that digests hung on until they got their own: made of the oldest Fernet key."""
    return hashlib.sha256(b"corebooks digest " + keys[-1].encode()).digest()


class Seal:
    """Seals and opens texts with the installation's Fernet keys; the first seals, all open.

    Args:
        keys: Fernet keys, the newest first.
        digest_key: of hashes; without it there are none.
        missing: tells which keys the database knows and `keys` lack, when a text can't be opened.

    Raises:
        KeyMalformed: one of the keys isn't a Fernet key.
    """

    def __init__(
        self,
        keys: Sequence[str],
        digest_key: bytes = b"",
        missing: Callable[[], Sequence[KnownKey]] = tuple,
    ) -> None:
        self.keys = tuple(keys)
        self._fernet = MultiFernet([_fernet(place, key) for place, key in enumerate(keys, 1)])
        self._digest_key = digest_key
        self._missing = missing

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
            raise SealBroken(self._missing()) from None

    def digest(self, text: str) -> str:
        """A keyed hash: equal texts have equal hashes, and it can't be guessed without the key."""
        if not text:
            return ""
        if not self._digest_key:
            raise LookupError("this seal has no key for hashes")
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def sealed(self, payload: Any) -> Any:
        """JSON with its secret fields sealed."""
        return change_secrets(payload, self.seal)

    def digested(self, payload: Any) -> Any:
        """JSON with its secret fields hashed, for comparison."""
        return change_secrets(payload, self.digest)

    def opened(self, payload: Any) -> Any:
        """JSON with its secret fields opened."""
        return change_secrets(payload, self.open)


def without_secrets(payload: Any) -> Any:
    """JSON with its secret fields emptied: the same before and after they are sealed with a new key."""
    return change_secrets(payload, lambda _: "")


def change_secrets(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of JSON in which each secret field is what `change` makes of it."""
    if isinstance(value, dict):
        return {
            name: change(field)
            if name in _SECRET and isinstance(field, str)
            else change_secrets(field, change)
            for name, field in value.items()
        }
    if isinstance(value, list):
        return [change_secrets(element, change) for element in value]
    return value


def is_sealed(text: str) -> bool:
    """Whether a text has the form of a whole sealed one, with whatever key.

    https://github.com/fernet/spec/blob/master/Spec.md: version, time, IV, blocks of 16, HMAC.
    """
    try:
        token = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError:
        return False
    return token[:1] == b"\x80" and len(token) > _FRAME and (len(token) - _FRAME) % 16 == 0


def _fernet(place: int, key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise KeyMalformed(place) from None
