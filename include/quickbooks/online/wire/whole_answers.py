"""Whether a question was answered in full: the one place that decides it.

QuickBooks answers 200 also with nothing, with another body than was asked for, or with an error in
place of one kind of entries (Intuit's schema lets a QueryResponse hold a Fault). A part is never
taken for the whole: whatever isn't the whole answer raises `Incomplete`, and is asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from include.books.gateway import Recovery
from include.quickbooks.online.wire.error_codes.fault_table import NOT_IN_SUBSCRIPTION
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import faults_in
from include.quickbooks.online.wire.transport import Answered

Body: TypeAlias = Mapping[str, Any]

DELETED = "Deleted"
_UNVERSIONED = frozenset({"TaxCode", "TaxRate", "CompanyInfo", "Preferences"})
"""What QuickBooks may return without a SyncToken."""


class Incomplete(Exception):
    """A response isn't the whole answer; `reason` completes "no complete response: ..."."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def single(name: str) -> Callable[[Answered], Body]:
    """Reads the entity that every company has exactly one of."""

    def read(answer: Answered) -> Body:
        return _mapping(answer.body, name)

    return read


def report(name: str) -> Callable[[Answered], Body]:
    """Reads a report, which has its name, columns and rows, even when there are none."""

    def read(answer: Answered) -> Body:
        header = _mapping(answer.body, "Header")
        _mapping(answer.body, "Columns")
        if not isinstance(answer.body.get("Rows"), Mapping):
            raise Incomplete("it has no Rows")
        if header.get("ReportName") not in (None, name):
            raise Incomplete(f"it is the report {header['ReportName']}, not {name}")
        return answer.body

    return read


def page(
    entity: str, position: int, *, numbered: bool = True
) -> Callable[[Answered], tuple[list[Body], bool]]:
    """Reads one page of a query.

    Args:
        entity: what was queried.
        position: the first row that was asked for, from 1.
        numbered: whether its rows have IDs and versions, as all entities do.

    Returns:
        A function that yields the rows, and whether QuickBooks says that there are more.
    """

    def read(answer: Answered) -> tuple[list[Body], bool]:
        response = answer.body.get("QueryResponse")
        if not isinstance(response, Mapping):
            raise Incomplete("it has no QueryResponse")
        rows = _rows(response, entity, numbered=numbered)
        start = _count(response, "startPosition")
        if rows and start is not None and start != position:
            raise Incomplete(f"it begins at row {start}, not {position}")
        total = _count(response, "totalCount") or 0
        more = total >= position + len(rows)
        if more and not rows:
            raise Incomplete(f"it has none of {total} rows")
        return rows, more

    return read


def changes(entities: Sequence[str]) -> Callable[[Answered], tuple[dict[str, list[Body]], bool]]:
    """Reads what changed of some kinds of entities; there is a part for each kind.

    A kind of which nothing changed has an empty part without a name.

    Returns:
        A function that yields the rows by kind, and whether QuickBooks says that there are more.

    Raises (the function that is returned):
        GatewayUnavailable: the subscription lacks a kind, or the connection ended.
    """

    def read(answer: Answered) -> tuple[dict[str, list[Body]], bool]:
        parts = _parts(answer.body)
        found: dict[str, list[Body]] = {}
        more = False
        for part in parts:
            names = [entity for entity in entities if entity in part]
            if len(names) > 1 or any(name in found for name in names):
                raise Incomplete("it has one kind of entries in two parts")
            rows = _rows(part, names[0] if names else "")
            more = more or (_count(part, "totalCount") or 0) > len(rows)
            if names:
                found[names[0]] = rows
        if len(parts) < len(entities):
            missing = ", ".join(entity for entity in entities if entity not in found)
            raise Incomplete(f"it leaves out one of {missing}")
        return {entity: found.get(entity, []) for entity in entities}, more

    return read


def _parts(body: Body) -> list[Body]:
    responses = body.get("CDCResponse")
    if not isinstance(responses, list) or not responses:
        raise Incomplete("it has no CDCResponse")
    parts: list[Body] = []
    for response in responses:
        _without_fault(response)
        listed = response.get("QueryResponse")
        if not isinstance(listed, list):
            raise Incomplete("it has no QueryResponse")
        parts.extend(listed)
    for part in parts:
        _without_fault(part)
    return parts


def _without_fault(part: Any) -> None:
    """Raise where an error takes the place of rows: at once only where asking again can't help."""
    if not isinstance(part, Mapping):
        raise Incomplete("a part of it is empty")
    faults = faults_in(part)
    if not faults:
        return
    translation = translate(faults, "a part of the query")
    definite = translation.recovery is Recovery.RECONNECT or translation.code in NOT_IN_SUBSCRIPTION
    if definite and not translation.doubtful:
        raise translation.unavailable()
    raise Incomplete(translation.sentence.rstrip("."))


def _rows(response: Body, entity: str, *, numbered: bool = True) -> list[Body]:
    """The rows of a part, all of which are entities with an ID and a version, or deleted ones."""
    others = [
        name for name, value in response.items() if isinstance(value, list) and name != entity
    ]
    if others and entity not in response:
        raise Incomplete(f"it has {others[0]} instead of {entity or 'what was asked for'}")
    rows = response.get(entity)
    listed = [] if rows is None else rows
    if not isinstance(listed, list) or not all(
        _is_row(entity, row) if numbered else isinstance(row, Mapping) for row in listed
    ):
        raise Incomplete(f"a row of {entity} has no ID or version")
    stated = _count(response, "maxResults")
    if stated is not None and stated != len(listed):
        raise Incomplete(f"it has {len(listed)} rows of {stated}")
    if not listed and _count(response, "totalCount"):
        raise Incomplete(f"it has none of {_count(response, 'totalCount')} rows")
    return listed


def key_of(entity: Body, name: str) -> str:
    """An entity's Id or SyncToken as text; empty where it has none."""
    value = entity.get(name)
    is_key = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return str(value).strip() if is_key else ""


def _is_row(entity: str, row: Any) -> bool:
    if not isinstance(row, Mapping) or not key_of(row, "Id"):
        return False
    versioned = key_of(row, "SyncToken") != ""
    return versioned or row.get("status") == DELETED or entity in _UNVERSIONED


def _mapping(body: Body, name: str) -> Body:
    found = body.get(name)
    if not isinstance(found, Mapping) or not found:
        raise Incomplete(f"it has no {name}")
    return found


def _count(response: Body, name: str) -> int | None:
    value = response.get(name)
    text = str(value)
    is_count = value is not None and text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004
    return int(text) if is_count else None
