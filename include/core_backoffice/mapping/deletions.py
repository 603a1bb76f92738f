"""Rows that say that their record was deleted: files of changes have them, as what they lack says nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from include.books.causes import HoldCause
from include.core_backoffice.mapping.columns import DELETED
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.problems import RowProblem, quoted
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.row import Row

_WORDS: Final = frozenset({"deleted", "removed"})
"""Besides those for yes, where the profile gives texts no meaning of their own."""


def is_marked(row: Row) -> bool:
    """Whether a row says that what it is of was deleted; a blank cell says that it wasn't.

    Raises:
        RowProblem: its text means neither yes nor no.
    """
    value = row.bound.table.fields.get(DELETED)
    if value is None:
        return False
    if not value.words and comparable(row.text(value)) in _WORDS:
        return True
    return row.yes(value) is True


def is_deleted(rows: Sequence[Row], profile: Profile) -> bool:
    """Whether a record was deleted, as its rows say.

    Payments are apart: one that was deleted is no deleted statement (`statement_rows.removed_payments`).

    Args:
        rows: all that have the record's key.
        profile: how they are read.

    Raises:
        RowProblem: rows disagree, aren't whole though nothing was deleted, or are of a file with all records.
    """
    marked, rest = _parted(rows)
    if marked and profile.contents != "changes":
        raise _in_a_snapshot(marked[0])
    _require_whole(rest)
    own = [row for row in marked if not _is_payment(row)]
    others = [row for row in rest if _can_say(row) or _is_payment(row)]
    if own and others:
        raise _some_only(own[0], others[0])
    return bool(own)


def _parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    marked: list[Row] = []
    rest: list[Row] = []
    for row in rows:
        (marked if is_marked(row) else rest).append(row)
    return marked, rest


def _is_payment(row: Row) -> bool:
    return row.bound.table.of is TableKind.PAYMENTS


def _can_say(row: Row) -> bool:
    """Whether a row is one of those that a record's own fields are read from."""
    return (
        DELETED in row.bound.table.fields
        and not _is_payment(row)
        and row.bound.is_primary(row.cells)
    )


def _require_whole(rows: Sequence[Row]) -> None:
    for row in rows:
        if row.bound.lacks:
            column = row.bound.lacks[0]
            raise row.problem(
                "",
                f"isn't marked as deleted, and its file lacks the column {quoted(column)}.",
                "Send the record with all columns of the import profile, or mark it as deleted.",
            )


def _in_a_snapshot(row: Row) -> RowProblem:
    header = row.cell(row.bound.table.fields[DELETED])[1]
    return row.problem(
        header,
        f"is marked as deleted in the column {quoted(header)}, but the import profile reads a file as all records.",
        "Leave what was deleted out of the file. If the file has only changes, change that in the import profile.",
        cause=HoldCause.ROWS_DISAGREE,
    )


def _some_only(marked: Row, other: Row) -> RowProblem:
    header = marked.cell(marked.bound.table.fields[DELETED])[1]
    return RowProblem(
        [marked.spot, other.spot],
        f"are of one record, but only some are marked as deleted in the column {quoted(header)}.",
        "Mark all of its rows, or none. If only a part of the record was deleted, send the rows that are left.",
        cause=HoldCause.ROWS_DISAGREE,
        column=header,
    )
