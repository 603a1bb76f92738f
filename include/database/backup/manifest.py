"""What a backup says of itself: when and of what it was made, its checksum, and which keys it needs."""

from __future__ import annotations

import datetime as dt
import hashlib

from pydantic import BaseModel, ConfigDict

from include.settings import trail_key
from include.understood import Understood

FORMAT = 1


class BackupUnusable(Understood, ValueError):
    """The file is no backup, or not one for this installation; nothing was restored."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Nothing was restored.")


class BackupRefused(Understood, RuntimeError):
    """A backup can't be made or restored here; the message says what to do."""


class BackedUpCompany(BaseModel):
    """A company of a backup.

    Attributes:
        id, name: as Integrations shows them.
        checkpoint: of its audit trail, signed when the backup was made; empty if the trail didn't verify.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    checkpoint: str = ""


class Manifest(BaseModel):
    """What a backup says of itself.

    Attributes:
        format: of the file.
        made_at: UTC, right before the copy was made.
        version: of CoreBooks.
        database: "sqlite" or "postgresql".
        server: PostgreSQL's major version; 0 for SQLite.
        revision: of the tables.
        sha256: of the copy, in hexadecimal digits.
        fernet_keys: fingerprints of the keys that it needs; never a key.
        trail_key: fingerprint of the setting `[corebooks] trail_key`; empty where it is blank.
        companies: those that it has.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    made_at: dt.datetime
    version: str
    database: str
    server: int
    revision: str
    sha256: str
    fernet_keys: tuple[str, ...]
    trail_key: str
    companies: tuple[BackedUpCompany, ...]


def trail_key_fingerprint() -> str:
    """By what the setting of the audit trail's key is compared without being told; empty if it is blank."""
    key = trail_key()
    return hashlib.sha256(b"corebooks trail key " + key.encode()).hexdigest()[:8] if key else ""
