"""Which field a header names, by what products call it, and by what its column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from include.core_backoffice.mapping.suggest.content import holds
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.synonyms import (
    ABBREVIATIONS,
    ROLES,
    WEAK,
    Holds,
    Role,
)

ENOUGH: Final = 84.0
"""The likeness from which a header is taken for a name, of 100."""
_WHOLE: Final = 100.0
_OF_A_PART: Final = 0.97
_OF_A_WEAK: Final = 0.9
_NUMBERED: Final = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COMPANY: Final = re.compile(r"\bco\b(?! (?:broke|brokerage|op)\b)")
"""A company, not what is shared with another one."""
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
_SUBGROUP: Final = "{m}"


@dataclass(frozen=True, slots=True)
class Named:
    """A column that is taken for a field.

    Attributes:
        role: of `ROLES`.
        header: the column's; `{n}` stands for the number of a group that repeats.
        likeness: of 100.
        called: what of the role's names the header is like; "" where something else says it.
        because: what else, as a sentence goes on after the header.
    """

    role: str
    header: str
    likeness: float
    called: str
    because: str = ""


@lru_cache(maxsize=16_384)
def spoken(header: str) -> str:
    """A header in plain words: "Financials / Sale Comm $" is "financials sale commission"."""
    words = _NO_WORD.split(
        _CAMEL.sub(" ", header.replace("#", " number ").replace("%", " percent ")).casefold()
    )
    text = " ".join(ABBREVIATIONS.get(word, word) for word in words if word)
    return _COMPANY.sub("brokerage", text)


def grouped(columns: Sequence[Column]) -> dict[str, str]:
    """Headers that repeat by number, each with its general form: "Agent 2 Name" is "Agent {n} Name".

    One number alone makes no group: "Address 1" may be just that.
    """
    found: dict[str, str] = {}
    forms: dict[str, set[str]] = {}
    for column in columns:
        form = _general(column.header)
        if form:
            found[column.header] = form
            forms.setdefault(form, set()).add(column.header)
    groups = {form for form, headers in forms.items() if len(headers) > 1}
    starts = {form.partition("{n}")[0] for form in groups}
    return {
        header: form
        for header, form in found.items()
        if form in groups or form.partition("{n}")[0] in starts
    }


def is_of(header: str, general: str) -> bool:
    """Whether a header is one, or one of a group's: "Agent 2 Name" is of "Agent {n} Name"."""
    return header == general or _general(header) == general


def _general(header: str) -> str:
    if "{" in header or "[" in header:
        return ""
    found = list(_NUMBERED.finditer(header))
    if not found or len(found) > 2:  # noqa: PLR2004  (a group, and one inside it)
        return ""
    general = header
    for match, mark in reversed(list(zip(found, ("{n}", _SUBGROUP), strict=False))):
        general = f"{general[: match.start()]}{mark}{general[match.end() :]}"
    return general


def named(
    columns: Sequence[Column], groups: Mapping[str, str], roles: Mapping[str, Role] = ROLES
) -> dict[str, Named]:
    """The columns that are taken for fields, by role: the likest of each, and each column once."""
    offers: list[tuple[float, int, str, str, str]] = []
    for column in columns:
        general = groups.get(column.header, column.header)
        if "{m}" in general:
            continue  # a group inside a group: `deductions`
        for order, (role, spec) in enumerate(roles.items()):
            likeness, called = _likeness(general, spec.names)
            if likeness >= ENOUGH and holds(column, spec.holds):
                offers.append((-likeness, order, role, general, called))
    chosen: dict[str, Named] = {}
    taken: set[str] = set()
    for below, _, role, header, called in sorted(offers):
        if role not in chosen and header not in taken:
            chosen[role] = Named(role, header, -below, called)
            taken.add(header)
    _by_content(columns, groups, roles, chosen, taken)
    return chosen


def _by_content(
    columns: Sequence[Column],
    groups: Mapping[str, str],
    roles: Mapping[str, Role],
    chosen: dict[str, Named],
    taken: set[str],
) -> None:
    """Take what its content alone tells: the one column of email addresses, the one of dates."""
    for role, kind in (("agent_email", Holds.EMAIL), ("closing_date", Holds.DAY)):
        if role in chosen or role not in roles:
            continue
        found = [
            column.header
            for column in columns
            if column.header not in taken
            and column.header not in groups
            and column.filled()
            and holds(column, kind)
        ]
        if len(found) == 1:
            because = f"is the only column with {kind.value}"
            chosen[role] = Named(role, found[0], 0, "", because)
            taken.add(found[0])


@lru_cache(maxsize=16_384)
def _likeness(header: str, names: tuple[str, ...]) -> tuple[float, str]:
    """How like a header is to a role's names, and to which: the whole header, or its last part."""
    whole = spoken(header.replace("{n}", " ").replace("{m}", " "))
    last = spoken(re.split(r"\s/\s|:\s", header)[-1].replace("{n}", " ").replace("{m}", " "))
    best = (0.0, "")
    for name in names:
        words = spoken(name)
        own = _alike(whole, words)
        part = _alike(last, words) * _OF_A_PART if last != whole else 0.0
        best = max(best, (max(own, part) * (_OF_A_WEAK if name in WEAK else 1), name))
    return best


def _alike(words: str, name: str) -> float:
    if words == name:
        return _WHOLE
    return max(fuzz.ratio(words, name), fuzz.token_sort_ratio(words, name)) * _OF_A_PART
