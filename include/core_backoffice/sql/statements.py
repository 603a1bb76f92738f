"""What a source may ask a database: one SELECT. It is checked here, and the database lets it only read.

Databases read quotes, comments and backslashes each in their own way. What could be one thing to this check and another
to a database is refused, with what to write instead. Comments aren't sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from include.core_backoffice.records.errors import CoreConnectionProblem

LONGEST = 20_000
SINCE = ":since"
"""Where a query has the value that it reads on from."""

_PARTS = r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<oracle> \bn?q' )
    | (?P<text> '(?:[^']|'')*' )
    | (?P<quoted> "(?:[^"]|"")*" | `[^`]*` )
    | (?P<dollar> \$\w*\$ )
    | (?P<cast> :: )
    | (?P<since> :since\b )
    | (?P<word> [^\W\d]\w* )
    | (?P<number> \d[\w.]* )
    | (?P<other> . )
    """
_FLAGS = re.VERBOSE | re.DOTALL | re.IGNORECASE
_AS_SENT = re.compile(_PARTS, _FLAGS)
_ELSEWHERE = (
    # MySQL: a comment to the end of the line; an operator of PostgreSQL's.
    re.compile(rf"(?P<hash> \#[^\n]* ) | {_PARTS}", _FLAGS),
    # SQL Server, SQLite: a name in brackets; a list or a place in one to PostgreSQL.
    re.compile(rf"(?P<name> \[ (?:[^\]]|\]\])* \] ) | {_PARTS}", _FLAGS),
)
"""How other databases read the same text. A query is sent if it is one SELECT to all of them."""
_WRITES = frozenset(
    [
        "alter",
        "attach",
        "backup",
        "bulk",
        "create",
        "dbcc",
        "declare",
        "deny",
        "detach",
        "delete",
        "drop",
        "exec",
        "execute",
        "grant",
        "insert",
        "into",
        "kill",
        "load",
        "merge",
        "pragma",
        "reconfigure",
        "restore",
        "revoke",
        "shutdown",
        "truncate",
        "update",
        "vacuum",
        "waitfor",
    ]
)
"""Words with which a statement changes something, or locks it, on some database; a column of such a name is quoted."""


class QueryRefused(CoreConnectionProblem):
    """A query that isn't sent; the message says what to write instead."""


class ParamStyle(StrEnum):
    """How a driver takes values (PEP 249)."""

    QMARK = "qmark"
    NUMERIC = "numeric"
    NAMED = "named"
    FORMAT = "format"
    PYFORMAT = "pyformat"


@dataclass(frozen=True, slots=True)
class Statement:
    """A query that may be sent.

    Attributes:
        parts: its text without comments, cut where the value goes.
    """

    parts: tuple[str, ...]

    @property
    def has_since(self) -> bool:
        """Whether it reads on from a value."""
        return len(self.parts) > 1

    def bound(self, style: ParamStyle, since: Any) -> tuple[str, Any]:
        """The text and the parameters for a driver; without a value, as it was written."""
        if not self.has_since:
            return self.parts[0], None
        if style in (ParamStyle.FORMAT, ParamStyle.PYFORMAT):
            # These drivers take each percent sign for a place of a value.
            parts = tuple(part.replace("%", "%%") for part in self.parts)
        else:
            parts = self.parts
        if style in (ParamStyle.NAMED, ParamStyle.PYFORMAT):
            return _PLACES[style].join(parts), {"since": since}
        places = len(parts) - 1
        if style is ParamStyle.NUMERIC:
            return _PLACES[style].join(parts), [since]
        return _PLACES[style].join(parts), [since] * places


_PLACES = {
    ParamStyle.QMARK: "?",
    ParamStyle.NUMERIC: ":1",
    ParamStyle.NAMED: ":since",
    ParamStyle.FORMAT: "%s",
    ParamStyle.PYFORMAT: "%(since)s",
}


def read_statement(name: str, sql: str) -> Statement:
    """Check a query.

    Args:
        name: what it is called, for sentences.
        sql: as someone typed it.

    Raises:
        QueryRefused: it isn't one SELECT.
    """
    if len(sql) > LONGEST:
        raise QueryRefused(
            f"The query “{name}” is longer than {LONGEST:,} characters. Create a view, and select from it."
        )
    text = sql.strip().removesuffix(";")
    parts = [""]
    for kind, token in _tokens(name, text, _AS_SENT):
        if kind == "since":
            parts.append("")
        else:
            parts[-1] += token
    for reading in (_AS_SENT, *_ELSEWHERE):
        words = (token.lower() for kind, token in _tokens(name, text, reading) if kind == "word")
        _require_one_select(name, list(words))
    return Statement(tuple(parts))


def _require_one_select(name: str, words: list[str]) -> None:
    if not words or words[0] not in {"select", "with"}:
        raise QueryRefused(
            f"The query “{name}” doesn't begin with SELECT or WITH. Enter one SELECT statement."
        )
    if writes := sorted(_WRITES.intersection(words)):
        raise QueryRefused(
            f"The query “{name}” has the word {writes[0].upper()}, and CoreBooks only reads. Enter one SELECT "
            "statement, and put the name of a column in double quotes if it is such a word."
        )


def _tokens(name: str, sql: str, reading: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What a query is made of; comments as blanks."""
    for found in reading.finditer(sql):
        kind, token = str(found.lastgroup), found[0]
        if kind == "comment":
            yield "other", " "
            continue
        if why := _doubt(kind, token):
            raise QueryRefused(f"The query “{name}” {why}")
        yield kind, token


def _doubt(kind: str, part: str) -> str:
    """Why a part isn't sent, as the rest of a sentence; empty if it is."""
    if kind in {"text", "quoted"} and "\\" in part:
        return (
            "has a backslash inside quotes, which databases read differently. Create a view that has it, and "
            "select from the view."
        )
    if kind in {"dollar", "oracle"}:
        how = "in dollar signs" if kind == "dollar" else "that begins with Q and a quote"
        return f"has a text {how}. Put the text in single quotes."
    if part in {"'", '"', "`"}:
        return "has a quote without its end. Add the quote that is missing."
    if part == ";":
        return "has more than one statement. Enter one SELECT statement without a semicolon."
    if part in {"?", "\0"}:
        return "has a character that can't be sent. Write :since where the query reads on from."
    return ""
