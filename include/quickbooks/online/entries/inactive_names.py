"""The names of what was made inactive: QuickBooks Online adds " (deleted)", and the name is free again.

So a search by name finds nothing, and a second vendor of the name would be created without a word.
"""

from __future__ import annotations

import re

_MARK = re.compile(r" \(deleted(?: \d+)?\)$", re.IGNORECASE)


def inactive_name(name: str) -> str:
    """The name that an active entry has once it is made inactive."""
    return f"{name} (deleted)"


def active_name(name: str) -> str:
    """The name that an inactive entry had before."""
    return _MARK.sub("", name)
