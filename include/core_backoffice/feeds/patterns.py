"""Names by pattern: "*.csv; *.xlsx", compared without case."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

_LONGEST = 200


def matches(pattern: str, text: str) -> bool:
    """Whether a text is one of those that a pattern takes; a blank pattern takes all."""
    parts = _parts(pattern)
    return not parts or any(fnmatchcase(text.casefold(), part.casefold()) for part in parts)


def pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern, as the end of a sentence; empty if nothing is."""
    if len(pattern) > _LONGEST:
        return f"longer than {_LONGEST} characters. Shorten the pattern."
    return ""


def _parts(pattern: str) -> list[str]:
    return [part.strip() for part in re.split("[;,\n]", pattern) if part.strip()]
