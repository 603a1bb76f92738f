"""How lists are filtered and cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from fastapi import Request

from sandbox.core_backoffice.faults import REPEAT_ROWS

DEFAULT_COUNT = 100
LARGEST_COUNT = 1000
_REPEATED = 2


class _Identified(Protocol):
    @property
    def id(self) -> int: ...


T = TypeVar("T", bound=_Identified)


def number(request: Request, name: str) -> int | None:
    """A whole number of the query; None when it is absent or no number, as Rails' `to_i` has it."""
    text = request.query_params.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def words(request: Request, name: str) -> frozenset[str]:
    """A comma-separated list of the query, empty when absent."""
    text = request.query_params.get(name, "")
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def flag(request: Request, name: str) -> bool | None:
    """A yes or no of the query; None when absent."""
    text = request.query_params.get(name, "").strip().casefold()
    return text in {"1", "true", "yes"} if text else None


def since(request: Request, name: str, of: Callable[[T], int | None]) -> Callable[[T], bool]:
    """A filter: at or after the moment that the query names."""
    moment = number(request, name)
    return lambda record: moment is None or (of(record) or 0) >= moment


def among(request: Request, name: str, of: Callable[[T], str | None]) -> Callable[[T], bool]:
    """A filter: one of the values that the query names."""
    wanted = words(request, name)
    return lambda record: not wanted or of(record) in wanted


def page(request: Request, records: Iterable[T], *filters: Callable[[T], bool]) -> list[T]:
    """One page, in order of ids: `count` records after `starting_from_id`.

    A page that repeats rows (a fault) starts with the last rows of the page before, or doubles its
    first row; the count stays the same, and new rows still come, as long as there are any.
    """
    count = max(1, min(number(request, "count") or DEFAULT_COUNT, LARGEST_COUNT))
    after = number(request, "starting_from_id") or 0
    found = sorted(
        (record for record in records if all(keep(record) for keep in filters)),
        key=lambda record: record.id,
    )
    new = [record for record in found if record.id > after]
    if not request.scope.get(REPEAT_ROWS):
        return new[:count]
    seen = [record for record in found if record.id <= after] or new[:1]
    return [*seen[-min(_REPEATED, count - 1) :][: count - 1], *new][:count]
