"""JSON whose numbers stay exact: read as Decimal, written with the digits they have."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_MARK = "\x00"
_MARKED = re.compile(r'"\\u0000([-+0-9.E]+)\\u0000"')


def loads(text: str) -> Any:
    """Read JSON; numbers with a fraction become Decimal.

    Raises:
        ValueError: the text is no JSON, or has a NUL character in it.
    """
    value = _DECODER.decode(text)
    if "\\u0000" in text:
        message = "a NUL character is not allowed"
        raise ValueError(message)
    return value


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Write JSON; a Decimal becomes a number, not text."""
    # The standard encoder can write a Decimal only as text: it is marked there and unquoted here.
    encoder = _ENCODER if indent is None else _encoder(indent)
    text = encoder.encode(value)
    return _MARKED.sub(r"\1", text)


def _marked(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}{_MARK}"
    message = f"{type(value).__name__} is not JSON"
    raise TypeError(message)


def _encoder(indent: int | None) -> json.JSONEncoder:
    return json.JSONEncoder(default=_marked, ensure_ascii=False, indent=indent)


# Made once: each reads and writes thousands of bodies.
_DECODER = json.JSONDecoder(parse_float=Decimal)
_ENCODER = _encoder(None)
