"""JSON whose numbers stay exact: read as Decimal, written with the digits they have."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_MARK = "\x00"
_MARKED = re.compile(r'"\\u0000([-+0-9.E]+)\\u0000"')


def loads(text: str | bytes) -> Any:
    """Read JSON; numbers with a fraction become Decimal.

    Raises:
        ValueError: the text is no JSON, or has a NUL character in it.
    """
    value = json.loads(text, parse_float=Decimal)
    plain = text if isinstance(text, str) else text.decode("utf-8", "replace")
    if "\\u0000" in plain:
        message = "a NUL character is not allowed"
        raise ValueError(message)
    return value


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Write JSON; a Decimal becomes a number, not text."""
    # The standard encoder can write a Decimal only as text: it is marked there and unquoted here.
    text = json.dumps(value, default=_marked, ensure_ascii=False, indent=indent)
    return _MARKED.sub(r"\1", text)


def _marked(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}{_MARK}"
    message = f"{type(value).__name__} is not JSON"
    raise TypeError(message)
