"""What the terminal shows: lines with the time since the start, and tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TextIO

_NUMBER = frozenset("0123456789,.-+ ")


class Console:
    """Prints progress. A closed terminal never keeps the demo from stopping."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._started = time.monotonic()

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def step(self, text: str) -> None:
        """A line with the time since the start in front."""
        self.write(f"[{self.elapsed():6.1f} s] {text}")

    def write(self, text: str = "") -> None:
        """A line as it is."""
        try:
            print(text, file=self._stream or sys.stdout, flush=True)
        except (OSError, ValueError):  # the terminal was closed
            return


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Columns side by side; columns of numbers are right-aligned."""
    columns = list(zip(headers, *rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    right = [all(set(cell) <= _NUMBER for cell in column[1:]) for column in columns]

    def line(cells: Sequence[str]) -> str:
        placed = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        return indent + "  ".join(placed).rstrip()

    ruler = indent + "  ".join("-" * width for width in widths)
    return "\n".join([line(headers), ruler, *(line(row) for row in rows)])
