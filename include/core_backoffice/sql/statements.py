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

_TOKEN = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<text> '(?:[^']|'')*' )
    | (?P<quoted> "(?:[^"]|"")*" | `[^`]*` )
    | (?P<dollar> \$\w*\$ )
    | (?P<cast> :: )
    | (?P<since> :since\b )
    | (?P<word> [^\W\d]\w* )
    | (?P<number> \d[\w.]* )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
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
    parts, words = [""], list[str]()
    for kind, token in _tokens(name, sql.strip().removesuffix(";")):
        if kind == "since":
            parts.append("")
            continue
        if kind == "word":
            words.append(token.lower())
        parts[-1] += token
    if not words or words[0] not in {"select", "with"}:
        raise QueryRefused(
            f"The query “{name}” doesn't begin with SELECT or WITH. Enter one SELECT statement."
        )
    if writes := sorted(_WRITES.intersection(words)):
        raise QueryRefused(
            f"The query “{name}” has the word {writes[0].upper()}, and CoreBooks only reads. Enter one SELECT "
            "statement, and put the name of a column in double quotes if it is such a word."
        )
    return Statement(tuple(parts))


def _tokens(name: str, sql: str) -> Iterator[tuple[str, str]]:
    """What a query is made of; comments as blanks."""
    for found in _TOKEN.finditer(sql):
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
    if kind == "dollar":
        return "has a text in dollar signs. Put the text in single quotes."
    if part in {"'", '"', "`"}:
        return "has a quote without its end. Add the quote that is missing."
    if part == ";":
        return "has more than one statement. Enter one SELECT statement without a semicolon."
    if part in {"?", "\0"}:
        return "has a character that can't be sent. Write :since where the query reads on from."
    return ""
