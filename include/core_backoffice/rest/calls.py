"""Calls to CORE's REST API for one record or a list, with what their failures mean for a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from include.books.causes import HoldCause
from include.core_backoffice.checks.reading import stated_problem
from include.core_backoffice.records.errors import CoreConnectionProblem, NotThere, RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.values import usable_id
from include.core_backoffice.rest.answers import AnswerUnreadable, CallFailed
from include.core_backoffice.rest.client import CoreClient
from include.core_backoffice.rest.paging import Params
from include.core_backoffice.source import Touched

_REPORT = "The next run tries again. If this happens again, report it to CORE support."


class Calls:
    """Calls for lists and single records, as reading records needs them."""

    def __init__(self, client: CoreClient) -> None:
        self._client = client

    def check(self) -> None:
        """Check that CORE can be read with this address and key."""
        try:
            self._client.page("v1/users", {"count": 1})
        except NotThere:
            raise _wrong_address() from None

    def pages(self, path: str, params: Params, *, size: int) -> Iterator[list[Any]]:
        """A whole list, page by page.

        Raises:
            CoreConnectionProblem, CoreUnavailable: the list cannot be read to its end.
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
            raise row.problem("", "CORE returned something other than a record.", _REPORT)
        return answer

    def one(self, row: Row, path: str) -> Any:
        """CORE's answer about one record; what fails for it alone is its problem.

        Raises:
            NotThere: CORE does not have it.
            RecordProblem: the answer is unusable for this record alone.
            CoreConnectionProblem, CoreUnavailable: nothing can be read.
        """
        try:
            return self._client.one(path).value
        except AnswerUnreadable as error:
            what = f"CORE returned {error} instead of data."
        except CallFailed as error:
            self.check()  # raises when nothing else works either
            what = f"CORE failed to return it ({error}), although other calls work."
        raise row.problem("", what, _REPORT, cause=HoldCause.NO_RESPONSE)


def with_id(kind: str, data: object) -> dict[str, Any]:
    """A row of a list, if it has a usable ID.

    Raises:
        RecordProblem: it has none.
    """
    if isinstance(data, dict) and usable_id(data.get("id")):
        return data
    raise stated_problem(kind, "id", data)


def touched(kind: str, pages: Iterable[list[Any]]) -> Iterator[Touched]:
    """The rows of a list as what changed, each by its key and time of change."""
    for page in pages:
        for data in page:
            try:
                key = f"{kind}:{usable_id(with_id(kind, data)['id'])}"
            except RecordProblem as problem:
                key = problem.record_key
            yield Touched(key, time_of(data))


def time_of(data: object) -> dt.datetime | None:
    """When a row last changed; None if that can't be read."""
    try:
        return Row("", "", data).moment("updated_at") if isinstance(data, dict) else None
    except RecordProblem:
        return None


def updated_since(since: dt.datetime | None) -> dict[str, int]:
    """The query for what changed since a moment, in CORE's milliseconds."""
    if since is None:
        return {}
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return {"updated_since": (since - epoch) // dt.timedelta(milliseconds=1)}


def _wrong_address() -> CoreConnectionProblem:
    return CoreConnectionProblem(
        "The address in the CORE connection has no CORE BackOffice API. Correct the address in the "
        "Airflow connection (it ends in /api), then run again. Nothing was posted."
    )
