"""The tables of a profile as a form carries them: whatever was sent, they have a profile's shape. Pure."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from include.core_backoffice.mapping.profile import Table, TableKind

_KINDS = frozenset(kind.value for kind in TableKind)
_SHAPES = ("_type", "_attributes_type")
"""How pydantic's errors of shape end: text where settings are expected, a number where a list is."""
_ROUNDS = 10
"""A part that is taken out may show that the one around it has no shape either."""


def tables_in(body: object) -> list[dict[str, Any]]:
    """The tables of a profile that a browser sent, without what no profile can have.

    What is only wrong as a value stays, so that the page can show it beside its sentence.
    """
    tables = body.get("tables") if isinstance(body, dict) else None
    if not isinstance(tables, list):
        return []
    shaped = (_shaped(one) for one in tables if isinstance(one, dict))
    return [one for one in shaped if one is not None]


def _shaped(table: dict[str, Any]) -> dict[str, Any] | None:
    """The table without parts of a wrong shape; None if nothing is left to show."""
    for _ in range(_ROUNDS):
        if not isinstance(table.get("of"), str) or table["of"] not in _KINDS:
            return None
        try:
            Table.model_validate(table)
        except ValidationError as error:
            wrong = [one["loc"] for one in error.errors() if one["type"].endswith(_SHAPES)]
            if not wrong:
                return table
            # From the end, so that what is taken out of a list leaves the places before it as they are.
            for place in reversed(dict.fromkeys(_innermost(table, own) for own in wrong)):
                _take_out(table, place)
        else:
            return table
    return None


def _innermost(table: dict[str, Any], place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The innermost part that a place names; names of shapes among its steps are passed over."""
    found: list[int | str] = []
    part: Any = table
    for step in place:
        is_there = (isinstance(part, dict) and step in part) or (
            isinstance(part, list) and isinstance(step, int) and step < len(part)
        )
        if is_there:
            found.append(step)
            part = part[step]
    return tuple(found)


def _take_out(table: dict[str, Any], place: tuple[int | str, ...]) -> None:
    if not place:
        return
    holder: Any = table
    for step in place[:-1]:
        holder = holder[step]
    del holder[place[-1]]
