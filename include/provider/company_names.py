"""A company as a form suggests it, by name and ID: "Willow & Park (willow)"; names alone may be the same."""

from __future__ import annotations

import re

from include.plain_text import plain

LONGEST_NAME = 100
"""Of a longer name, a form suggests the beginning; the ID is whole."""
LONGEST_SUGGESTION = 200
"""Letters of a suggestion, and of what a run form takes; an ID has 40."""
_WITH_ID = re.compile(r".*\(([^()\s]+)\)\s*", re.DOTALL)


def suggestion(name: str, company_id: str) -> str:
    """How a company is suggested."""
    shown = " ".join(plain(name).split())
    if len(shown) > LONGEST_NAME:
        shown = f"{shown[:LONGEST_NAME].rstrip()}…"
    return f"{shown} ({company_id})"


def id_in(text: str) -> str:
    """The company ID of a suggestion; of any other text, the text itself, which may be an ID."""
    suggested = _WITH_ID.fullmatch(text)
    return suggested[1] if suggested else text.strip()
