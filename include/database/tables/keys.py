"""The encryption keys that the database was used with, and CoreBooks' own keys, kept sealed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from include.database.tables.base import Base
from include.database.tables.columns import utc_now


class EncryptionKey(Base):
    """A Fernet key of `[core] fernet_key` by its fingerprint; the key itself is not stored.

    So a missing one can be named when a value can't be decrypted.
    """

    __tablename__ = "encryption_key"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    """Eight hexadecimal digits of a SHA-256."""
    first_used_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    retired_at: Mapped[dt.datetime | None]
    """When nothing was left that is encrypted with it; None while it may be needed."""


class OwnKey(Base):
    """A key of CoreBooks' own for one purpose, sealed with the Fernet keys; made once."""

    __tablename__ = "own_key"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    ciphertext: Mapped[str]
    made_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
