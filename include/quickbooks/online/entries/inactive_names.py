"""The names of what was made inactive: QuickBooks Online adds " (deleted)", and the name is free again.

So a search by name finds nothing, and a second vendor of the name would be created without a word.

In Canada QuickBooks may be in French. Which word it adds there was found in no documentation, no help page, and no
public record (looked for on Dec 1, 2026), and its API doesn't tell the language. So there no word counts: what isn't
active and whose name ends in parentheses had the name before them.
"""

from __future__ import annotations

import re

from include.quickbooks.online.entries.home import Home

_MARK = re.compile(r" \(deleted(?: \d+)?\)$", re.IGNORECASE)
_ANY_MARK = re.compile(r" \([^()]+\)$")


def inactive_name(name: str) -> str:
    """The name that an active entry has in an English company once it is made inactive."""
    return f"{name} (deleted)"


def active_name(name: str, home: Home) -> str:
    """The name that an inactive entry had before, in a company of this home."""
    return (_ANY_MARK if home.may_be_french else _MARK).sub("", name)
