"""QuickBooks' query language: text to a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks_online.errors import Refusal

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:\\.|''|[^'\\])*')
      | (?P<word>[A-Za-z_][A-Za-z0-9_.]*)
      | (?P<number>[-+]?\d+(?:\.\d+)?)
      | (?P<sign><=|>=|!=|<>|[=<>(),*])
    )""",
    re.VERBOSE,
)
_SIGNS = frozenset({"=", "<", ">", "<=", ">=", "!="})
DEFAULT_RESULTS = 100
MOST_RESULTS = 1000


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `value` is a list for IN."""

    name: str
    sign: str
    value: Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One parsed query; `fields` empty means all, `count` asks for the number only."""

    entity: str
    fields: tuple[str, ...]
    count: bool
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    start: int
    most: int


def parse(text: str) -> Statement:
    """Read a query.

    Raises:
        Refusal: 4000 it is not in the language, 4001 a position or number of results out of range.
    """
    return _Parser(text).statement()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def statement(self) -> Statement:
        self._keyword("SELECT")
        count, fields = self._selection()
        self._keyword("FROM")
        entity = self._word()
        conditions: list[Condition] = []
        if self._take("WHERE"):
            conditions.append(self._condition())
            while self._take("AND"):
                conditions.append(self._condition())
        order = self._order()
        start, most = self._page()
        if self._at < len(self._tokens):
            raise self._wrong()
        return Statement(entity, fields, count, tuple(conditions), tuple(order), start, most)

    def _selection(self) -> tuple[bool, tuple[str, ...]]:
        if self._take("COUNT"):
            for sign in "(*)":
                self._sign(sign)
            return True, ()
        fields = []
        everything = False
        while True:
            if self._is_sign("*"):
                self._at += 1
                everything = True
            else:
                fields.append(self._word())
            if not self._is_sign(","):
                break
            self._at += 1
        return False, () if everything else tuple(fields)

    def _condition(self) -> Condition:
        name = _property(self._word())
        if self._take("IN"):
            self._sign("(")
            values = [self._value()]
            while self._is_sign(","):
                self._at += 1
                values.append(self._value())
            self._sign(")")
            return Condition(name, "IN", values)
        if self._take("LIKE"):
            return Condition(name, "LIKE", self._value())
        kind, sign = self._next()
        if kind != "sign" or sign not in _SIGNS:
            self._at -= 1
            raise self._wrong()
        return Condition(name, sign, self._value())

    def _order(self) -> list[tuple[str, bool]]:
        if self._take("ORDER"):
            self._keyword("BY")
        elif not self._take("ORDERBY"):
            return []
        order = []
        while True:
            name = _property(self._word())
            descending = self._take("DESC")
            if not descending:
                self._take("ASC")
            order.append((name, descending))
            if not self._is_sign(","):
                return order
            self._at += 1

    def _page(self) -> tuple[int, int]:
        start, most = 1, DEFAULT_RESULTS
        if self._take("STARTPOSITION"):
            start = self._whole("STARTPOSITION")
        if self._take("MAXRESULTS"):
            most = self._whole("MAXRESULTS")
        if most > MOST_RESULTS:
            raise Refusal(
                "4001",
                f"QueryValidationError: value {most} is too large. Max allowed value is {MOST_RESULTS}.",
            )
        return start, most

    def _whole(self, name: str) -> int:
        kind, value = self._next()
        if kind not in ("number", "text") or not str(value).isdigit():
            self._at -= 1
            raise self._wrong()
        if int(value) < 1:
            raise Refusal(
                "4001",
                f"QueryValidationError: value {value} is too small. Min allowed value is 1 for {name}.",
            )
        return int(value)

    def _value(self) -> Any:
        kind, value = self._next()
        if kind in ("text", "number"):
            return value
        if kind == "word" and value.lower() in ("true", "false"):
            return value.lower()
        self._at -= 1
        raise self._wrong()

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise self._wrong()
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _take(self, keyword: str) -> bool:
        if self._at < len(self._tokens):
            kind, value = self._tokens[self._at]
            if kind == "word" and value.upper() == keyword:
                self._at += 1
                return True
        return False

    def _keyword(self, keyword: str) -> None:
        if not self._take(keyword):
            raise self._wrong()

    def _word(self) -> str:
        kind, value = self._next()
        if kind != "word":
            self._at -= 1
            raise self._wrong()
        return value

    def _is_sign(self, sign: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == ("sign", sign)

    def _sign(self, sign: str) -> None:
        if not self._is_sign(sign):
            raise self._wrong()
        self._at += 1

    def _wrong(self) -> Refusal:
        found = self._tokens[self._at][1] if self._at < len(self._tokens) else "<EOF>"
        return Refusal(
            "4000", f'QueryParserError: Encountered " {found} " at token {self._at + 1}.'
        )


def _property(name: str) -> str:
    """The property's own spelling: Intuit's pages write `Metadata` as well, and both work."""
    top, dot, rest = name.partition(".")
    return f"MetaData{dot}{rest}" if top.casefold() == "metadata" else name


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip(" \t\r\n;"))
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.end() > end:
            raise Refusal("4000", f"QueryParserError: Invalid query near {text[at : at + 20]!r}.")
        at = match.end()
        kind = str(match.lastgroup)
        value = match[kind]
        if kind == "text":
            value = re.sub(r"\\(.)|''", lambda found: found[1] or "'", value[1:-1])
        yield kind, value
