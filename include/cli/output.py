"""What commands print: lists for people, JSON for scripts, and progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table


def print_json(value: Any) -> None:
    """Print a value as JSON; dates as ISO 8601, amounts in cents as they are."""
    print(json.dumps(value, default=str, indent=2))


def print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a list with headings: as wide as the terminal, or as its texts where there is none.

    Args:
        headings: of the columns.
        rows: of texts, as long as the headings.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*[cell.replace("[", r"\[") for cell in row])
    # A pipe isn't as narrow as a terminal: what reads it needs each row on its line.
    width = None if sys.stdout.isatty() else 500
    Console(file=sys.stdout, width=width, highlight=False).print(table)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal that something long is going on; a script sees nothing of it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(f"{what}..."):
        yield
