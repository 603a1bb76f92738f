"""JSON whose amounts stay exact: Decimals are read and written as numbers, never as floats."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from include.books.money import json_number
from include.bounded_answers import TooDeep, check_depth


def loads(text: str) -> Any:
    """Read JSON; numbers with a fraction become Decimal.

    Raises:
        ValueError: the text isn't JSON, has NaN or Infinity in it, or is nested too deeply to be read.
    """
    try:
        value = json.loads(text, parse_float=json_number, parse_constant=_reject)
    except RecursionError:
        raise TooDeep("the JSON is nested too deeply") from None
    check_depth(value)
    return value


def dumps(value: Any) -> str:
    """Write JSON; a Decimal becomes a number with the digits it has.

    The standard encoder can write a Decimal only as text or float, which QuickBooks may round.

    Raises:
        TypeError: a float, or something else that isn't JSON.
    """
    match value:
        case dict():
            pairs = (f"{json.dumps(str(name))}:{dumps(inner)}" for name, inner in value.items())
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            return "[" + ",".join(dumps(inner) for inner in value) + "]"
        case Decimal():
            return f"{value:f}"
        case None | bool() | int() | str():
            return json.dumps(value)
        case _:
            raise TypeError(f"{type(value).__name__} can't be sent to QuickBooks")


def _reject(constant: str) -> Any:
    raise ValueError(f"{constant} isn't a number")
