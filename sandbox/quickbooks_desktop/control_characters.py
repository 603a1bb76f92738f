"""Control characters that people paste into texts: kept by QuickBooks, and forbidden in XML.

Answers have them nevertheless, as references (`&#11;`) or as they are. In the company file they are
kept as characters for private use, which every XML library takes.
"""

from __future__ import annotations

import re
from typing import Any

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_KEPT = re.compile("[\ue000-\ue01f]")
_FIRST = 0xE000


def kept(value: Any) -> Any:
    """A field's value as it is kept: a text, or what holds texts."""
    if isinstance(value, str):
        return _FORBIDDEN.sub(lambda found: chr(_FIRST + ord(found.group())), value)
    if isinstance(value, dict):
        return {name: kept(inner) for name, inner in value.items()}
    return [kept(inner) for inner in value] if isinstance(value, list) else value


def answered(text: str, how: str) -> str:
    """An answer with the control characters as QuickBooks writes them, "references" or "raw"."""
    written = "&#{};" if how == "references" else "{:c}"
    return _KEPT.sub(lambda found: written.format(ord(found.group()) - _FIRST), text)
