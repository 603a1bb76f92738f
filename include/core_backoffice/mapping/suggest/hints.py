"""Fields of columns whose names no product has: by single words of the header, and by what is in the column. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.suggest.content import (
    MOSTLY,
    day_orders,
    has_cents,
    is_amounts,
    is_emails,
    typical_cents,
)
from include.core_backoffice.mapping.suggest.naming import Named, spoken
from include.core_backoffice.mapping.suggest.samples import Column
from include.core_backoffice.mapping.suggest.synonyms import STATUS_WORDS
from include.core_backoffice.mapping.suggest.unique_keys import ID_WORDS

_AGENT_NETS: Final = frozenset(
    ["net", "paid", "payment", "payout", "check", "due", "earnings", "pay"]
)
_COMPANY: Final = frozenset({"brokerage", "firm", "office"})
_STREET: Final = re.compile(r"\d+[A-Za-z]?\s+\S*[^\W\d]", re.UNICODE)
_PRICE_TIMES: Final = 8
"""How much a price is above its commission, at least."""


@dataclass(frozen=True, slots=True)
class _Hint:
    role: str
    fits: Callable[[Column, frozenset[str]], bool]
    because: str


def hinted(
    columns: Sequence[Column], groups: Mapping[str, str], chosen: Mapping[str, Named]
) -> dict[str, Named]:
    """What names didn't tell: the first column of each kind, from the left, in the place of none."""
    found = dict(chosen)
    taken = {own.header for own in found.values()}
    for hint in _hints():
        if hint.role in found:
            continue
        for column in columns:
            general = groups.get(column.header, column.header)
            of_another = "{n}" in general and not hint.role.startswith("agent")
            if general in taken or of_another or "{m}" in general or not column.filled():
                continue
            if hint.fits(column, frozenset(spoken(general.replace("{n}", " ")).split())):
                found[hint.role] = Named(hint.role, general, 0, "", hint.because)
                taken.add(general)
                break
    _price(columns, found, taken)
    return found


def _hints() -> Iterator[_Hint]:
    yield _Hint("number", _is_number, "has a text of its own on each transaction")
    yield _Hint("status", _is_status, "has words of a status")
    yield _Hint("address", _is_address, "has street addresses")
    yield _Hint(
        "gross",
        lambda column, words: bool(words & {"gross", "gci"}) and has_cents(column),
        "is about a gross amount, and has amounts",
    )
    yield _Hint(
        "brokerage_net",
        lambda column, words: bool(words & _COMPANY) and has_cents(column),
        "is about the brokerage, and has amounts",
    )
    yield _Hint(
        "agent_net",
        lambda column, words: "agent" in words and bool(words & _AGENT_NETS) and has_cents(column),
        "is about what the agent is paid, and has amounts",
    )
    yield _Hint(
        "agent_split",
        lambda column, words: "agent" in words and has_cents(column),
        "is about the agent, and has amounts",
    )
    yield _Hint("agent_name", _is_agent, "is about the agent, and has names")


def _is_number(column: Column, words: frozenset[str]) -> bool:
    """Whether a header sounds like an ID, and its column has different texts, repeated only one below another."""
    if not words & ID_WORDS or "agent" in words or has_cents(column) or day_orders(column):
        return False
    texts = [comparable(text) for text in column.texts()]
    if sum(map(bool, texts)) < len(texts) * 0.9:
        return False
    runs = [text for at, text in enumerate(texts) if not at or texts[at - 1] != text]
    return len(set(runs)) >= len(runs) * 0.9 and any(any(map(str.isdigit, text)) for text in runs)


def _is_status(column: Column, words: frozenset[str]) -> bool:
    del words
    texts = [text for text in column.texts() if text]
    return sum(comparable(text) in STATUS_WORDS for text in texts) >= len(texts) * MOSTLY


def _is_address(column: Column, words: frozenset[str]) -> bool:
    del words
    texts = [text for text in column.texts() if text]
    return sum(bool(_STREET.match(text)) for text in texts) >= len(texts) * MOSTLY


def _is_agent(column: Column, words: frozenset[str]) -> bool:
    texts = [text for text in column.texts() if text]
    has_names = sum(" " in text and not any(map(str.isdigit, text)) for text in texts)
    return "agent" in words and not is_emails(column) and has_names >= len(texts) * MOSTLY


def _price(columns: Sequence[Column], found: dict[str, Named], taken: set[str]) -> None:
    """The column of amounts far above the gross commission."""
    gross = (
        next((own for own in columns if own.header == found["gross"].header), None)
        if ("gross" in found)
        else None
    )
    if gross is None or "price" in found:
        return
    least = typical_cents(gross) * _PRICE_TIMES
    for column in columns:
        if column.header not in taken and is_amounts(column) and typical_cents(column) > least > 0:
            because = "has amounts far above the gross commission"
            found["price"] = Named("price", column.header, 0, "", because)
            return
