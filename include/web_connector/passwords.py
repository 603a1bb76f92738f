"""Passwords of the Web Connector: made here, shown once, kept as a hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor

_N, _R, _P = 2**14, 8, 1
"""scrypt's cost: about 50 ms (OWASP's password storage cheat sheet, with `_R` 8)."""
_MOST_REMEMBERED = 1000
_one_thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")
LONGEST = 200
"""Characters of a password or user name; longer ones are nobody's."""
_UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A password that can be typed from a screen: five groups of five, 123 bits."""
    groups = ("".join(secrets.choice(_UNAMBIGUOUS) for _ in range(5)) for _ in range(5))
    return "-".join(groups)


def hash_password(password: str) -> str:
    """What is stored of a password: "scrypt$salt$hash"."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_text(salt)}${_text(_digest(password, salt))}"


def verify_password(password: str, kept: str) -> bool:
    """Whether it is the password; takes as long for a wrong one, and for an invalid hash.

    One at a time, in a thread for this alone: scrypt takes 16 MiB, which every thread that once had
    them keeps.
    """
    return _one_thread.submit(_verify, password, kept).result()


def _verify(password: str, kept: str) -> bool:
    _, _, rest = kept.partition("$")
    salt, _, digest = rest.partition("$")
    given = _digest(password, base64.b64decode(salt or _text(b"\0" * 16)))
    return hmac.compare_digest(_text(given), digest)


class RightPasswords:
    """The passwords that were right, of this process: checked anew without the cost of scrypt.

    So a PC that signed in before never waits for those who guess. What is kept is a digest with a key
    that is nowhere else and ends with the process.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._digests: dict[str, bytes] = {}

    def has(self, password: str, kept: str) -> bool:
        """Whether this password was right before for this hash."""
        return hmac.compare_digest(self._digests.get(kept, b""), self._quick(password, kept))

    def verify(self, password: str, kept: str) -> bool:
        """Whether it is the password; one that wasn't right before costs scrypt, right or wrong."""
        if self.has(password, kept):
            return True
        if not verify_password(password, kept):
            return False
        if len(self._digests) >= _MOST_REMEMBERED:
            self._digests.clear()
        self._digests[kept] = self._quick(password, kept)
        return True

    def _quick(self, password: str, kept: str) -> bytes:
        given = f"{kept}\0{password}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(given, key=self._key).digest()


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
