"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from include.clock import utc_now

__all__ = ["BigId", "Json", "Shortened", "UtcDateTime", "utc_now"]


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment. Aware in Python, UTC in the database; naive values raise ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002  (SQLAlchemy's signature)
        """Convert an aware moment to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the database holds UTC moments only")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  (as above)
        """Return aware moments: SQLite stores no zone."""
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


class Shortened(TypeDecorator[str]):
    """Text of others that lists show and search: no more than its first characters is stored.

    PostgreSQL refuses a row whose indexed text is longer than 2,700 bytes.
    """

    impl = String
    cache_ok = True

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  (as above)
        """Cut what is longer."""
        return None if value is None else value[: self.most]


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON documents: text on SQLite, binary and indexable on PostgreSQL. None is no value, not JSON's null."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Keys that count up: on SQLite only a plain INTEGER does so automatically."""
