"""One record out of its rows, or what is held in its place. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from include.books.causes import HoldCause
from include.books.money import Cents
from include.books.wording import joined
from include.core_backoffice.canonical.rows import Canonical, HeldRow, Mapped, Place
from include.core_backoffice.mapping.deal_rows import read_deal, route_of
from include.core_backoffice.mapping.deletions import is_deleted
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.keys import key_texts
from include.core_backoffice.mapping.person_rows import read_person
from include.core_backoffice.mapping.persons import person
from include.core_backoffice.mapping.problems import RowProblem, quoted
from include.core_backoffice.mapping.profile import Profile, TableKind, Value
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.mapping.statement_rows import read_statement, removed_payments
from include.core_backoffice.mapping.values import raw_text
from include.plain_text import plain

_WORDS: Final = {
    TableKind.DEALS: "Transaction",
    TableKind.ITEMS: "Transaction",
    TableKind.AGENTS: "Agent",
    TableKind.VENDORS: "Vendor",
    TableKind.STATEMENTS: "Statement",
    TableKind.PAYMENTS: "Statement",
}
_TOTAL: Final = re.compile(
    r"(?:(?:grand|report|sub|page|office) ?-?)?totals?\b.*|sum\b.*|.* totals?:?|totals?:.*"
)
_TOTAL_KEY: Final = re.compile(
    r"(?:(?:grand|report|sub|page|office|company) ?-?)?totals?\b(?: ?\([^)]*\)|[ :]*[\d,.$]*| (?:for|of|by)\b.*)"
    r"|(?:sum|average)\b[ :]*[\d,.$]*|.* totals?:?"
)
MOST_ROWS: Final = 5_000
"""A record of more rows has the wrong key."""

_T = TypeVar("_T")


def read_record(
    key: str, content_hash: str, rows: Sequence[Row], profile: Profile, *, has_key: bool
) -> Mapped:
    """A record, or why it is on hold.

    Args:
        key: the record's.
        content_hash: of its rows.
        rows: all of them, in any order.
        profile: how they are read.
        has_key: whether the rows say which record they are of.
    """
    rows = _in_order(rows)
    try:
        return _mapped(key, content_hash, rows, profile, has_key=has_key)
    except RowProblem as problem:
        held = _held(key, rows, problem, has_key=has_key)
        return Mapped(
            key=key,
            content_hash=content_hash,
            record=None,
            held=held,
            place=_place(rows),
            route=_route(rows),
        )


def _mapped(
    key: str, content_hash: str, rows: Sequence[Row], profile: Profile, *, has_key: bool
) -> Mapped:
    place = _place(rows)
    if has_key and is_deleted(rows, profile):
        _require_a_key(rows)
        return Mapped(key=key, content_hash=content_hash, record=None, place=place, deleted=True)
    route = route_of(rows)
    if not has_key:
        raise _without_key(rows)
    return Mapped(
        key=key,
        content_hash=content_hash,
        record=_record(key, _once(rows), profile),
        place=place,
        route=route,
        removed_payments=removed_payments(key.partition(":")[2], rows),
    )


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows in an order that their content makes, so that the file's makes no difference."""
    if len(rows) == 1:
        return list(rows)
    return sorted(rows, key=_place_in_order)


def _place_in_order(row: Row) -> tuple[int, tuple[str, ...], int]:
    return row.bound.at, tuple(map(raw_text, row.cells)), row.number


def _place(rows: Sequence[Row]) -> Place:
    sheet = rows[0].bound.sheet.name
    return Place(
        sheet=sheet, rows=tuple(sorted(row.number for row in rows if row.bound.sheet.name == sheet))
    )


def _record(key: str, rows: Sequence[Row], profile: Profile) -> Canonical:
    id_, kind = key.partition(":")[2], rows[0].bound.table.of
    _require_a_key(rows)
    if kind in (TableKind.AGENTS, TableKind.VENDORS):
        return read_person(id_, rows)
    if kind in (TableKind.STATEMENTS, TableKind.PAYMENTS):
        return read_statement(id_, rows)
    return read_deal(id_, rows, profile)


def repeated_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows that say again, cell by cell, what another row of the record says, where it has one row."""
    first: dict[tuple[int, tuple[str, ...]], Row] = {}
    repeated: list[Row] = []
    single = [row for row in rows if row.bound.one_row]
    for row in sorted(single, key=lambda row: row.number):
        content = (row.bound.at, tuple(map(raw_text, row.cells)))
        if content in first:
            repeated.append(row)
        first.setdefault(content, row)
    return repeated


def _once(rows: Sequence[Row]) -> list[Row]:
    """The rows without those that repeat others.

    Raises:
        RowProblem: a record of one row has two that differ.
    """
    if len(rows) == 1 or not any(row.bound.one_row for row in rows):
        return list(rows)
    again = set(map(id, repeated_rows(rows)))
    rows = [row for row in rows if id(row) not in again]
    single = [row for row in rows if row.bound.one_row]
    if len(single) > 1:
        raise RowProblem(
            [row.spot for row in single],
            "have the same key but not the same values, so it isn't clear which is right.",
            "Leave one of them in the file and import it again. If several rows make one "
            "transaction, change that in the import profile.",
            cause=HoldCause.DUPLICATE_ROWS,
            column=single[0].bound.table.key[0] if single[0].bound.table.key else "",
        )
    return rows


# --- rows that name no record ---


def _without_key(rows: Sequence[Row]) -> RowProblem:
    row = rows[0]
    spots = [one.spot for one in rows]
    table = row.bound.table
    texts = key_texts(row.bound, row.cells, table.key)
    blank = [header for header, text in zip(table.key, texts, strict=True) if not text]
    if not blank and table.person is not None:
        try:
            person(table.person, row)
        except RowProblem as problem:
            return problem
    columns = joined([quoted(header) for header in blank])
    if _looks_like_total(row):
        return RowProblem(
            spots,
            f"looks like a total row, with amounts but nothing in the column {columns}.",
            "Add a skip rule for it to the import profile. If it is data, fill the column in the file.",
            cause=HoldCause.ROW_WITHOUT_ID,
            column=blank[0] if blank else "",
        )
    verb = "has" if len(rows) == 1 else "have"
    what = (
        f"{verb} nothing in the column {columns}"
        if columns
        else f"{verb} nothing that identifies a record"
    )
    return RowProblem(
        spots,
        f"{what}, so it isn't clear which {_WORDS[table.of].lower()} it is of.",
        "Fill the column in the file and import it again, or skip such rows in the import profile.",
        cause=HoldCause.ROW_WITHOUT_ID,
        column=blank[0] if blank else "",
    )


def _looks_like_total(row: Row) -> bool:
    """Whether a row without a key has a word for totals, or amounts and little else."""
    texts = [text for cell in row.cells if (text := raw_text(cell))]
    if any(_TOTAL.fullmatch(comparable(text)) for text in texts):
        return True
    amounts = sum(1 for text in texts if re.fullmatch(r"[-(]?\$? ?[\d,. ]*\d[\d,. ]*\)?-?", text))
    return amounts > 0 and amounts == len(texts)


def _require_a_key(rows: Sequence[Row]) -> None:
    """Check that a key isn't the word of a total row, an error, or what far too many rows have.

    Raises:
        RowProblem: it is.
    """
    row = rows[0]
    table = row.bound.table
    texts = key_texts(row.bound, row.cells, table.key)
    for header, text in zip(table.key, texts, strict=True):
        if text[:1] == "#":  # a formula's error is no key
            row.require_text(header)
        if _TOTAL_KEY.fullmatch(comparable(text)):
            raise row.problem(
                header,
                f"looks like a total row, with '{plain(text)}' in the column {quoted(header)}.",
                "Add a skip rule for it to the import profile.",
                cause=HoldCause.ROW_WITHOUT_ID,
            )
    if len(rows) >= MOST_ROWS:
        columns = joined([quoted(header) for header in table.key])
        raise RowProblem(
            [one.spot for one in rows],
            f"have the same key in {columns}. No record has {MOST_ROWS:,} rows or more.",
            "In the import profile, choose the columns that identify each record.",
            cause=HoldCause.DUPLICATE_ROWS,
            column=table.key[0] if table.key else "",
        )


# --- what is held ---


def _held(key: str, rows: Sequence[Row], problem: RowProblem, *, has_key: bool) -> HeldRow:
    known = _Known(rows)
    return HeldRow(
        record_key=key,
        place=problem.place,
        sentence=problem.sentence(known.label if has_key else ""),
        what_to_do=problem.what_to_do,
        cause=problem.cause.value,
        title=known.title,
        number=known.number if has_key else "",
        day=known.day(),
        amount_cents=known.amount(),
        owner=known.owner(),
    )


class _Known:
    """What can be read of rows that can't be used, for sentences and lists."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        first = rows[0]
        table = first.bound.table
        keys = [text for text in key_texts(first.bound, first.cells, table.key) if text]
        self.number = self._text("number") or (keys[0] if len(keys) == 1 else "")
        self.title = self._text("address") or self._person()
        parts = (self.number, self._text("address") or ("" if self.number else ", ".join(keys)))
        name = ", ".join(part for part in parts if part)
        if table.of in (TableKind.AGENTS, TableKind.VENDORS):
            name = self.title or name
        self.label = f"{_WORDS[table.of]} {plain(name)}".strip()

    def _text(self, name: str) -> str:
        for row in self._rows:
            text = row.raw(row.bound.table.fields.get(name))
            if text:
                return " ".join(text.split())
        return ""

    def _person(self) -> str:
        rule = self._rows[0].bound.table.person
        if rule is None:
            return ""
        row = self._rows[0]
        name = (
            row.raw(rule.name) or f"{row.raw(rule.given_name)} {row.raw(rule.family_name)}".strip()
        )
        return " ".join((name or row.raw(rule.company) or row.raw(rule.email)).split())

    def owner(self) -> str:
        """Of a statement, the key of its agent; "" if no row names one."""
        for row in self._rows:
            if row.bound.table.of not in (TableKind.STATEMENTS, TableKind.PAYMENTS):
                continue
            try:
                agent = person(row.bound.table.person, row)
            except RowProblem:
                continue
            if agent is not None and agent.id:
                return agent.key
        return ""

    def day(self) -> dt.date | None:
        """The first day that can be read."""
        return self._first(("closing_date", "billing_date", "paid_on"), Row.day)

    def amount(self) -> Cents | None:
        """The first amount that can be read, in cents."""
        return self._first(("gross", "total", "amount"), Row.amount)

    def _first(
        self, names: Sequence[str], read: Callable[[Row, Value | None], _T | None]
    ) -> _T | None:
        for name in names:
            for row in self._rows:
                try:
                    found = read(row, row.bound.table.fields.get(name))
                except RowProblem:
                    continue
                if found is not None:
                    return found
        return None


def _route(rows: Sequence[Row]) -> str:
    try:
        return route_of(rows)
    except RowProblem:
        return ""
