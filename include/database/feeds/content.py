"""The bytes of an arrival: cut into parts, compressed, and encrypted, as a file may hold tax IDs.

Each arrival has a key of its own, which is sealed with the installation's: when keys are rotated, only
that small text is sealed anew. The parts are bound to their place by what AES-GCM authenticates
(NIST SP 800-38D).
"""

from __future__ import annotations

import base64
import os
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from include.understood import Understood

PART_BYTES = 1 << 20
"""Of an arrival's bytes in one part, before they are compressed."""
_NONCE_BYTES = 12


class ContentBroken(Understood, RuntimeError):
    """Stored bytes of an arrival aren't what was stored; the file must be imported again."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The stored content of {name} was changed in the database, so it can't be read. Import "
            "the file again, and ask your Airflow administrator who can write to the database."
        )


def new_key() -> str:
    """A key for one arrival, as text."""
    return base64.b64encode(AESGCM.generate_key(bit_length=256)).decode()


def encrypted(key: str, sha256: str, content: IO[bytes]) -> Iterator[bytes]:
    """The parts of some bytes, in order.

    Args:
        key: as `new_key` makes it.
        sha256: of all the bytes, to which the parts are bound.
        content: the bytes.
    """
    cipher = AESGCM(base64.b64decode(key))
    for number, part in enumerate(iter(lambda: content.read(PART_BYTES), b"")):
        nonce = os.urandom(_NONCE_BYTES)
        yield nonce + cipher.encrypt(nonce, zlib.compress(part, 6), _bound(sha256, number))


def decrypted(key: str, sha256: str, name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes again, part by part.

    Raises:
        ContentBroken: a part isn't what was stored.
    """
    cipher = AESGCM(base64.b64decode(key))
    for number, part in enumerate(parts):
        try:
            packed = cipher.decrypt(
                part[:_NONCE_BYTES], part[_NONCE_BYTES:], _bound(sha256, number)
            )
        except InvalidTag:
            raise ContentBroken(name) from None
        yield zlib.decompress(packed)


def _bound(sha256: str, number: int) -> bytes:
    return f"{sha256}/{number}".encode()
