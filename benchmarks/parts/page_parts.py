"""What every section of the page of figures has: a table, and the machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def machine(measured: dict[str, Any]) -> str:
    """The machine that it was measured on, and how busy it was."""
    on = measured["machine"]
    return (
        f"<sub>{on['cores']} cores, {on['processor']}, {on['system']}, Python {on['python']}; the "
        f"machine was shared, with a load of {on['load']:g} at the time.</sub>\n"
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown: the first column to the left, figures to the right."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
