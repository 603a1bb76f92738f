"""What can go wrong with CORE, by what to do about it.

CoreError
 +-- CoreConnectionProblem   reconnect: the run stops until the connection is fixed
 +-- CoreUnavailable         retry later: CORE does not respond, or limits calls
 +-- RecordProblem           put this record on hold; all others go through
      +-- OutOfBalance
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.core_backoffice.records.known import NOTHING_KNOWN, Known
from include.understood import Understood


class CoreError(Understood):
    """Root of everything that goes wrong with CORE."""


class CoreConnectionProblem(CoreError):
    """CORE rejects the connection; your Airflow administrator fixes it, then the run is repeated."""


class CoreUnavailable(CoreError):
    """CORE cannot be read now; run again later, at `retry_at` (UTC) if known."""

    passes = True

    def __init__(self, message: str, retry_at: dt.datetime | None = None) -> None:
        self.retry_at = retry_at
        super().__init__(message)


class NotThere(Exception):
    """CORE does not have what was asked for."""


class RecordProblem(CoreError):
    """One record that cannot be used as it is; it is delivered in the record's place.

    Attributes:
        record_key: the record's key, "transaction:123".
        field: the field of CORE's answer that is wrong.
        value: what the field holds.
        sentence: what happened and why, naming the record and the field.
        what_to_do: what a bookkeeper does next.
        cause: what pages group by.
        updated_at: when the record was last changed in CORE, UTC, if that could be read.
        known: what could be read of the record, by which lists and searches find it.
    """

    def __init__(
        self,
        record_key: str,
        field: str,
        value: object,
        sentence: str,
        what_to_do: str,
        *,
        cause: HoldCause = HoldCause.UNREADABLE,
        updated_at: dt.datetime | None = None,
    ) -> None:
        self.record_key = record_key
        self.field = field
        self.value = value
        # Names in CORE may have line breaks, and blanks in a row.
        self.sentence = " ".join(sentence.split())
        self.what_to_do = what_to_do
        self.cause = cause
        self.updated_at = updated_at
        self.known = NOTHING_KNOWN
        super().__init__(record_key, field, value, sentence, what_to_do)

    def __str__(self) -> str:
        return f"{self.sentence} {self.what_to_do}"

    def stamped(self, updated_at: dt.datetime | None) -> Self:
        """The same problem, with the record's time of change."""
        self.updated_at = updated_at
        return self

    def with_known(self, known: Known) -> Self:
        """The same problem, with what could be read of the record."""
        self.known = known
        return self

    def blocking(self, record_key: str, label: str) -> RecordProblem:
        """This problem as the reason why another record, which needs this one, is on hold."""
        return RecordProblem(
            record_key,
            self.field,
            self.value,
            f"{label}: on hold because of a record it needs. {self.sentence}",
            self.what_to_do,
            cause=self.cause,
        )


class OutOfBalance(RecordProblem):
    """Two totals that must be equal are not; the record is not posted. Amounts are cents."""

    def __init__(
        self,
        record_key: str,
        field: str,
        sentence: str,
        *,
        stated: Cents,
        expected: Cents,
        what_to_do: str,
    ) -> None:
        self.stated = stated
        self.expected = expected
        super().__init__(
            record_key,
            field,
            format_money(stated),
            sentence,
            what_to_do,
            cause=HoldCause.OUT_OF_BALANCE,
        )
