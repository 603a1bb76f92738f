"""Reading from QuickBooks Online: queries page by page, changes since a moment, single entities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.fault_translation import translate
from include.quickbooks.online.wire.query import PAGE, one_of, page, quoted, select
from include.quickbooks.online.wire.transport import Answered, Call

Body: TypeAlias = Mapping[str, Any]

# Change data capture reaches back 30 days; a little less, as clocks differ.
_REACH = dt.timedelta(days=30) - dt.timedelta(minutes=10)
_MOST_CHANGES = 1000
_CHANGED = "MetaData.LastUpdatedTime"


class Reader:
    """Reads one company; every method raises `GatewayUnavailable` when that can't be done."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    def single(self, path: str, name: str) -> Body:
        """An entity that every company has exactly one of."""
        body = self._read(Call("GET", path)).body.get(name)
        if not isinstance(body, Mapping):
            raise _unreadable(name)
        return body

    def report(self, name: str, params: Mapping[str, str]) -> Body:
        """A report."""
        return self._read(Call("GET", f"reports/{name}", dict(params))).body

    def rows(self, entity: str, *conditions: str, order: str = "Id") -> Iterator[Body]:
        """Every entity that meets all conditions."""
        query, position = select(entity, *conditions, order=order), 1
        while True:
            rows = self._page(entity, page(query, position))
            yield from rows
            if len(rows) < PAGE:
                return
            position += PAGE

    def rows_in(
        self, entity: str, field: str, values: Sequence[str], *conditions: str
    ) -> Iterator[Body]:
        """Every entity whose field has one of the values."""
        for condition in one_of(field, values):
            yield from self.rows(entity, condition, *conditions)

    def few_changes(
        self, entities: Sequence[str], since: dt.datetime
    ) -> dict[str, list[Body]] | None:
        """What `changes` yields for several kinds of entities, in one call, by kind.

        None where that isn't everything: too many changed, or the moment is too long ago.
        """
        if since < self._clock.now() - _REACH:
            return None
        changed = self._captured_of(entities, since)
        return changed if sum(map(len, changed.values())) < _MOST_CHANGES else None

    def changes(self, entity: str, since: dt.datetime) -> Iterator[Body]:
        """Every entity created, changed or deleted since a moment; one perhaps in two versions.

        Only change data capture has deletions. It reaches back 30 days and returns 1000 entities at
        most; when it is full, the window moves on to the newest change it returned, and a query makes
        sure that no existing entity is missed, in whatever order they came. Deletions more than 30
        days ago aren't found.
        """
        earliest = self._clock.now() - _REACH
        seen: set[tuple[str, str]] = set()
        if since < earliest:
            yield from _fresh(self._changed_rows(entity, since), seen)
            since = earliest
        start = since
        while True:
            captured = self._captured(entity, start)
            yield from _fresh(captured, seen)
            if len(captured) < _MOST_CHANGES:
                return
            newest = max((_updated(body, start) for body in captured), default=start)
            if start == since or newest <= start:
                yield from _fresh(self._changed_rows(entity, start), seen)
            if newest <= start:
                return
            start = newest

    def _changed_rows(self, entity: str, since: dt.datetime) -> Iterator[Body]:
        moment = quoted(since.isoformat(timespec="seconds"))
        return self.rows(entity, f"{_CHANGED} >= {moment}", order=_CHANGED)

    def _captured(self, entity: str, since: dt.datetime) -> list[Body]:
        return self._captured_of([entity], since)[entity]

    def _captured_of(self, entities: Sequence[str], since: dt.datetime) -> dict[str, list[Body]]:
        moment = since.isoformat(timespec="seconds")
        params = {"entities": ",".join(entities), "changedSince": moment}
        responses = self._read(Call("GET", "cdc", params)).body.get("CDCResponse")
        if not isinstance(responses, list):
            raise _unreadable("CDCResponse")
        bodies: dict[str, list[Body]] = {entity: [] for entity in entities}
        for response in responses:
            for part in response.get("QueryResponse") or ():
                for entity in entities:
                    bodies[entity].extend(part.get(entity) or ())
        return bodies

    def _page(self, entity: str, query: str) -> list[Body]:
        call = Call("POST", "query", content=query, content_type="application/text")
        response = self._read(call).body.get("QueryResponse")
        if not isinstance(response, Mapping):
            raise _unreadable("QueryResponse")
        rows: list[Body] = response.get(entity) or []
        return rows

    def _read(self, call: Call) -> Answered:
        answer = self._calls.read(call)
        if answer.faults:
            raise translate(answer.faults, "the query").unavailable()
        return answer


def _fresh(bodies: Iterator[Body] | list[Body], seen: set[tuple[str, str]]) -> Iterator[Body]:
    for body in bodies:
        version = str(body.get("SyncToken") or body.get("status") or "")
        key = (str(body.get("Id", "")), version)
        if key not in seen:
            seen.add(key)
            yield body


def _updated(body: Body, otherwise: dt.datetime) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(str((body.get("MetaData") or {})["LastUpdatedTime"]))
    except (KeyError, ValueError):
        return otherwise
    return moment.astimezone(dt.UTC) if moment.tzinfo else otherwise


def _unreadable(name: str) -> GatewayUnavailable:
    return GatewayUnavailable(
        Recovery.FAULT,
        f"QuickBooks returned a response without {name}, so CoreBooks couldn't read it.",
        "Nothing was changed. Send the intuit_tid from the task log to support.",
    )


def rows_unless(codes: AbstractSet[str], rows: Iterator[Body]) -> Iterator[Body]:
    """The rows; none where QuickBooks rejects the query with one of these codes."""
    try:
        yield from rows
    except GatewayUnavailable as error:
        if error.code not in codes:
            raise
