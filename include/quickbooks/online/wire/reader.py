"""Reading from QuickBooks Online: queries page by page, changes since a moment, single entities.

Every question is answered in full (`whole_answers` decides) or raises `GatewayUnavailable`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TypeVar

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock
from include.quickbooks.online.wire import whole_answers
from include.quickbooks.online.wire.calls import Calls
from include.quickbooks.online.wire.changes import REACH, Changes, KnownIds
from include.quickbooks.online.wire.error_codes.fault_table import NEXT_RUN_TRIES_AGAIN
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.query import PAGE, one_of, page, quoted, select
from include.quickbooks.online.wire.transport import Answered, Call
from include.quickbooks.online.wire.whole_answers import Body

__all__ = ["Body", "Reader", "rows_unless"]

MOST_CHANGES = 1000
"""Entities of one answer of change data capture, over all kinds."""
_CHANGED = "MetaData.LastUpdatedTime"
_SIDE_BY_SIDE = 4
"""Questions about one long list that are open at once; QuickBooks lets ten calls be in flight."""
_ATTEMPTS = 4
"""How often a query is begun anew whose pages shifted while it was read."""

T = TypeVar("T")


class _PagesShifted(Exception):
    """An entity before the page was deleted or moved, so rows may have been left out."""


class Reader:
    """Reads one company; every method raises `GatewayUnavailable` when that can't be done.

    Args:
        calls: to the company.
        clock: the time.
        page_rows: rows of a page.
        most_changes: entities of a full answer of change data capture; QuickBooks' own number if none
            is given.
    """

    def __init__(
        self,
        calls: Calls,
        clock: Clock,
        *,
        page_rows: int = PAGE,
        most_changes: int | None = None,
    ) -> None:
        self._calls = calls
        self._clock = clock
        self._page_rows = page_rows
        self._most_changes = most_changes or MOST_CHANGES
        self._changes = Changes(self, self._most_changes)

    def single(self, path: str, name: str) -> Body:
        """An entity that every company has exactly one of."""
        return self._ask(Call("GET", path), whole_answers.single(name))

    def report(self, name: str, params: Mapping[str, str]) -> Body:
        """A report."""
        return self._ask(Call("GET", f"reports/{name}", dict(params)), whole_answers.report(name))

    def rows(self, entity: str, *conditions: str, order: str = "Id") -> Iterator[Body]:
        """Every entity that meets all conditions.

        The rows come when all pages are there. If the pages shifted in the meantime, because an entity
        was deleted or changed its place, the query is begun anew.
        """
        query = select(entity, *conditions, order=order)
        for _ in range(_ATTEMPTS):
            try:
                yield from self._pages(entity, query)
            except _PagesShifted:
                continue
            return
        raise GatewayUnavailable(
            Recovery.RETRY_LATER,
            "QuickBooks entries changed again and again while CoreBooks read them.",
            NEXT_RUN_TRIES_AGAIN,
        )

    def first_rows(self, entity: str, *conditions: str) -> tuple[list[Body], bool]:
        """The entities of the first page that meet all conditions, and whether there are more: one question."""
        return self._page(entity, select(entity, *conditions), 1)

    def unnumbered_rows(self, entity: str) -> Iterator[Body]:
        """Every row of something that has no IDs of its own and never changes, in QuickBooks' order."""
        position, more = 1, True
        while more:
            query = f"SELECT * FROM {entity}"
            rows, more = self._page(entity, query, position, numbered=False)
            position += len(rows)
            yield from rows

    def rows_in(
        self, entity: str, field: str, values: Sequence[str], *conditions: str
    ) -> Iterator[Body]:
        """Every entity whose field has one of the values; long lists are asked side by side."""

        def rows(listed: str) -> list[Body]:
            return list(self.rows(entity, listed, *conditions))

        lists = list(one_of(field, values))
        if len(lists) <= 1:
            yield from chain.from_iterable(map(rows, lists))
            return
        with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="quickbooks") as pool:
            yield from chain.from_iterable(pool.map(rows, lists))

    def few_changes(
        self, entities: Sequence[str], since: dt.datetime
    ) -> dict[str, list[Body]] | None:
        """What `changes` yields for several kinds of entities, in one call, by kind.

        None where that isn't everything: too many changed, or the moment is too long ago.
        """
        if since < self._clock.now() - REACH:
            return None
        changed, full = self._captured_of(entities, since)
        return None if full else changed

    def changes(
        self, entity: str, since: dt.datetime, known: KnownIds | None = None
    ) -> Iterator[Body]:
        """Every entity created, changed or deleted since a moment; one perhaps in two versions.

        Args:
            entity: the kind.
            since: the moment (aware).
            known: entities whose deletion must be found, even where QuickBooks no longer lists it
                (`Changes.since`).
        """
        return self._changes.since(entity, since, self._clock.now(), known)

    def captured(self, entity: str, since: dt.datetime) -> tuple[list[Body], bool]:
        """What change data capture has of one kind, and whether it is full, so that it may be cut."""
        changed, full = self._captured_of([entity], since)
        return changed[entity], full

    def changed_rows(self, entity: str, since: dt.datetime) -> Iterator[Body]:
        """Existing entities that changed since a moment."""
        moment = quoted(since.isoformat(timespec="seconds"))
        return self.rows(entity, f"{_CHANGED} >= {moment}", order=_CHANGED)

    def existing(self, entity: str, ids: Sequence[str]) -> Iterator[Body]:
        """Those of some entities that exist."""
        return self.rows_in(entity, "Id", ids)

    def _captured_of(
        self, entities: Sequence[str], since: dt.datetime
    ) -> tuple[dict[str, list[Body]], bool]:
        moment = since.isoformat(timespec="seconds")
        params = {"entities": ",".join(entities), "changedSince": moment}
        changed, more = self._ask(Call("GET", "cdc", params), whole_answers.changes(entities))
        return changed, more or sum(map(len, changed.values())) >= self._most_changes

    def _pages(self, entity: str, query: str) -> list[Body]:
        """All rows. Each page begins with the last row of the one before, so that shifts show."""
        rows, more = self._page(entity, query, 1)
        while more:
            following, more = self._page(entity, query, len(rows))
            if not following or following[0]["Id"] != rows[-1]["Id"]:
                raise _PagesShifted
            rows.extend(following[1:])
        return rows

    def _page(
        self, entity: str, query: str, position: int, *, numbered: bool = True
    ) -> tuple[list[Body], bool]:
        content = page(query, position, self._page_rows)
        call = Call("POST", "query", content=content, content_type="application/text")
        rows, more = self._ask(call, whole_answers.page(entity, position, numbered=numbered))
        # A page of one row would begin with that row for ever.
        return rows, len(rows) > 1 and (more or len(rows) >= self._page_rows)

    def _ask(self, call: Call, whole: Callable[[Answered], T]) -> T:
        answer = self._calls.read(call, whole)
        if answer.faults:
            raise translate(answer.faults, "the query").unavailable()
        return whole(answer)


def rows_unless(codes: AbstractSet[str], rows: Iterator[Body]) -> Iterator[Body]:
    """The rows; none where QuickBooks rejects the query with one of these codes."""
    try:
        yield from rows
    except GatewayUnavailable as error:
        if error.code not in codes:
            raise
