"""Writes docs/performance.md and its chart from the last results; make bench runs it last."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.parts import results
from benchmarks.parts.page import NAMES, chart, page

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> int:
    """Write both files."""
    measured = {name: results.kept(name) for name in NAMES}
    (DOCS / "performance.md").write_text(page(measured), encoding="utf-8")
    drawn = chart(measured)
    if drawn is not None:
        (DOCS / "images" / "first-sync.svg").write_text(drawn, encoding="utf-8")
    print("docs/performance.md is written from the results above")
    return 0


if __name__ == "__main__":
    sys.exit(main())
