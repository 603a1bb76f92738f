"""Calls to CORE's REST API for one record or a list, with what their failures mean for a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from include.core_backoffice.checks.reading import stated_problem
from include.core_backoffice.records.errors import CoreRefused
from include.core_backoffice.records.fields import Row, usable_id
from include.core_backoffice.rest.answers import AnswerUnreadable, CallFailed, NotThere
from include.core_backoffice.rest.client import CoreClient, Params

_REPORT = "It is read again by the next run; if it stays so, report it to CORE's support."


class Calls:
    """What reading records takes from the client."""

    def __init__(self, client: CoreClient) -> None:
        self._client = client

    def check(self) -> None:
        """See whether CORE can be read with this address and key."""
        try:
            self._client.page("v1/users", {"count": 1})
        except NotThere:
            raise _wrong_address() from None

    def pages(self, path: str, params: Params, *, size: int) -> Iterator[list[Any]]:
        """A whole list, page by page.

        Raises:
            CoreRefused, CoreUnavailable: the list cannot be read to its end.
        """
        try:
            yield from self._client.pages(path, params, size=size)
        except NotThere:
            raise _wrong_address() from None

    def one_dict(self, row: Row, path: str) -> dict[str, Any]:
        """CORE's answer about one record, which must be an object.

        Raises:
            NotThere: CORE does not have it.
            RecordProblem: the answer is unusable for this record alone.
        """
        answer = self.one(row, path)
        if not isinstance(answer, dict):
            raise row.problem("", "CORE's answer about it is not a record.", _REPORT)
        return answer

    def one(self, row: Row, path: str) -> Any:
        """CORE's answer about one record; what fails for it alone is its problem.

        Raises:
            NotThere: CORE does not have it.
            RecordProblem: the answer is unusable for this record alone.
            CoreRefused, CoreUnavailable: nothing can be read.
        """
        try:
            return self._client.one(path).value
        except AnswerUnreadable as error:
            what = f"CORE answered {error} instead of data."
        except CallFailed as error:
            self.check()  # raises when nothing else works either
            what = f"CORE fails when asked for it ({error}), though it answers otherwise."
        raise row.problem("", what, _REPORT, cause="no usable answer")


def with_id(kind: str, data: object) -> dict[str, Any]:
    """A row of a list, if it has a usable id.

    Raises:
        RecordProblem: it has none.
    """
    if isinstance(data, dict) and usable_id(data.get("id")):
        return data
    raise stated_problem(kind, "id", data)


def updated_since(since: dt.datetime | None) -> dict[str, int]:
    """The query for what changed since a moment, in CORE's milliseconds."""
    if since is None:
        return {}
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return {"updated_since": (since - epoch) // dt.timedelta(milliseconds=1)}


def _wrong_address() -> CoreRefused:
    return CoreRefused(
        "There is no CORE BackOffice API at the address of the connection. Put the right address "
        "(it ends in /api) in the connection to CORE, then run again. Nothing was changed."
    )
