"""Headers of a table in a sheet: which columns are read, required, or missing, and groups that repeat. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from include.core_backoffice.files.headers import key as header_key
from include.core_backoffice.mapping.profile import (
    ItemRule,
    PersonRule,
    Profile,
    RowTest,
    Table,
    TableKind,
    Value,
    values_of,
    values_of_item,
)

Group: TypeAlias = tuple[str, str]
"""The numbers of a group that repeats: those that `{n}` and `{m}` stand for; "" if a rule has none."""

DELETED: Final = "deleted"
"""The field by which rows say that their record was deleted."""
_MARK: Final = re.compile(r"\\\{([nm])\\\}")


@lru_cache(maxsize=8192)
def numbered_pattern(header: str) -> re.Pattern[str]:
    """What matches a header's key, with the numbers as groups `n` and `m`."""
    seen: set[str] = set()

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>\\d{{1,3}})"

    return re.compile(_MARK.sub(number, re.escape(header_key(header))))


def is_numbered(header: str) -> bool:
    """Whether a header stands for those of a group that repeats."""
    return "{n}" in header or "{m}" in header


def read_headers(table: Table) -> tuple[str, ...]:
    """Every header that a table reads, each once."""
    tests = [test for test in (*table.only, *table.skip, table.primary) if test is not None]
    own = [
        *table.key,
        *table.key_of_each_row,
        *(test.column for test in tests if test.column),
        *(column for value in values_of(table) for column in value.columns),
    ]
    return tuple({header_key(header): header for header in own}.values())


def required_headers(table: Table) -> tuple[str, ...]:
    """The headers that a sheet must have to be read as a table.

    They are the key, the columns of tests that choose rows, and what is read of the headers that the
    profile was made with. Of columns that repeat in two ways none is required.
    """
    known = [header_key(header) for header in table.headers]
    tests: list[RowTest] = [*table.only, *([table.primary] if table.primary else [])]
    always = {header_key(header) for header in (*table.key, *table.key_of_each_row)}
    always |= {header_key(test.column) for test in tests if test.column}
    return tuple(
        header
        for header in read_headers(table)
        if header_key(header) in always
        or ("{m}" not in header and any(_stands_for(header, one) for one in known))
    )


def _stands_for(header: str, known: str) -> bool:
    return header_key(header) == known or (
        is_numbered(header) and numbered_pattern(header).fullmatch(known) is not None
    )


def missing(headers: Iterable[str], names: Sequence[str]) -> tuple[str, ...]:
    """Those of a table's headers that a sheet lacks; one of a group is there if any number of it is."""
    keys = {header_key(name) for name in names}
    return tuple(
        header
        for header in headers
        if header_key(header) not in keys
        and not (is_numbered(header) and any(map(numbered_pattern(header).fullmatch, keys)))
    )


def tells_only_deletions(profile: Profile, table: Table, names: Sequence[str]) -> bool:
    """Whether a sheet that lacks columns can be read for what was deleted: it has the key, and says so.

    Args:
        profile: how files are read: those of changes can say it.
        table: one of its tables.
        names: the sheet's headers.
    """
    says_so = table.fields.get(DELETED, Value())
    if profile.contents != "changes" or len(missing(says_so.columns, names)) == len(
        says_so.columns
    ):
        return False
    tests = [*table.only, *([table.primary] if table.primary else [])]
    needed = [*table.key, *(test.column for test in tests if test.column)]
    if table.of is TableKind.PAYMENTS:
        needed += table.key_of_each_row
    return not missing(needed, names) and (bool(table.key) or _names_a_person(table, names))


def _names_a_person(table: Table, names: Sequence[str]) -> bool:
    rule = table.person or PersonRule(kind="agent")
    parts = (rule.id, rule.email, rule.name, rule.family_name, rule.company)
    own = [column for part in parts if part for column in part.columns]
    return len(missing(own, names)) < len(own)


def present(headers: Iterable[str], names: Sequence[str]) -> dict[str, int]:
    """The columns of a sheet that are read, by key, in one order for all files: where each is."""
    keys = {header_key(name): at for at, name in enumerate(names)}
    found: dict[str, int] = {}
    for header in headers:
        if is_numbered(header):
            pattern = numbered_pattern(header)
            found.update({key: at for key, at in keys.items() if pattern.fullmatch(key)})
        elif header_key(header) in keys:
            found[header_key(header)] = keys[header_key(header)]
    return dict(sorted(found.items()))


def groups_of(rule: ItemRule, keys: Iterable[str]) -> Iterator[tuple[Group, ItemRule]]:
    """A rule once for every group that a sheet has columns of, its columns those of the group."""
    headers = [column for value in values_of_item(rule) for column in value.columns]
    marks = [mark for mark in ("n", "m") if any(f"{{{mark}}}" in header for header in headers)]
    if not marks:
        yield ("", ""), rule
        return
    whole = [header for header in headers if all(f"{{{mark}}}" in header for mark in marks)]
    found: set[Group] = set()
    for key in keys:
        for header in whole:
            match = numbered_pattern(header).fullmatch(key)
            if match:
                numbers = match.groupdict()
                found.add((numbers.get("n") or "", numbers.get("m") or ""))
    for group in sorted(found, key=lambda one: tuple(int(number or 0) for number in one)):
        yield group, _rule_of(rule, group)


def _rule_of(rule: ItemRule, group: Group) -> ItemRule:
    changed = {
        name: _filled(getattr(rule, name), group)
        for name in ItemRule.model_fields
        if isinstance(getattr(rule, name), Value | PersonRule)
    }
    return rule.model_copy(update=changed)


def _filled(part: Value | PersonRule, group: Group) -> Value | PersonRule:
    if isinstance(part, PersonRule):
        return part.model_copy(
            update={
                name: _filled(getattr(part, name), group)
                for name in PersonRule.model_fields
                if isinstance(getattr(part, name), Value)
            }
        )
    return part.model_copy(
        update={
            "columns": tuple(_numbers_in(column, group) for column in part.columns),
            "constant": _numbers_in(part.constant, group),
        }
    )


def _numbers_in(text: str, group: Group) -> str:
    return text.replace("{n}", group[0]).replace("{m}", group[1])
