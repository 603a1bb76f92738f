"""Deductions in numbered groups: type, name, amount and payee of each, of the office or of an agent. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from include.core_backoffice.mapping.suggest.naming import spoken

_WORDS: Final = re.compile(r"deduction|fee|debit|expense|charge", re.IGNORECASE)
_MARK: Final = re.compile(r"\{[nm]\}")
_PARTS: Final[Mapping[str, str]] = {
    "": "kind",
    "type": "kind",
    "kind": "kind",
    "name": "name",
    "description": "name",
    "value": "amount",
    "amount": "amount",
    "payee": "payee_name",
    "payee name": "payee_name",
    "payee full name": "payee_name",
    "payee type": "payee_type",
}
"""What the words after a group's number say."""


@dataclass(slots=True)
class Deduction:
    """The columns of one group.

    Attributes:
        of_agent: whether its first number is an agent's.
        columns: kind, name, amount, payee_name, payee_type: those that there are.
    """

    of_agent: bool
    columns: dict[str, str] = field(default_factory=dict)


def deductions(forms: Iterable[str]) -> tuple[Deduction, ...]:
    """The groups of deductions among headers that repeat by number.

    Args:
        forms: general headers: "Agent {n} Commission deduction {m} Name".
    """
    found: dict[str, Deduction] = {}
    for form in dict.fromkeys(forms):
        last = list(_MARK.finditer(form))[-1]
        before, after = form[: last.end()], spoken(form[last.end() :])
        if not _WORDS.search(before) or after not in _PARTS:
            continue
        of_agent = "agent" in spoken(before) and "{m}" in before
        own = found.setdefault(before, Deduction(of_agent))
        own.columns.setdefault(_PARTS[after], form)
    return tuple(own for own in found.values() if "amount" in own.columns)
