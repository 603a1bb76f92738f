"""Whether another package named `include` is on Python's path: one of the two would be used for both."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

OWN = Path(__file__).resolve().parent


def other_packages(path: Sequence[str] | None = None) -> list[Path]:
    """Other folders named `include` with Python modules on the path, in its order.

    Args:
        path: where modules are looked for; `sys.path` if none is given.
    """
    found: dict[Path, None] = {}
    for entry in sys.path if path is None else path:
        folder = (Path(entry or ".") / "include").resolve()
        if folder != OWN and next(folder.glob("*.py"), None) is not None:
            found[folder] = None
    return list(found)


def sentence(others: Sequence[Path]) -> str:
    """What is wrong and what to do; empty if there is no other package."""
    if not others:
        return ""
    return (
        f"Another package named include is on Python's path: {', '.join(map(str, others))}. Airflow would use "
        f"one of the two in the other's place ({OWN} is CoreBooks'). Rename that folder and its imports, or take "
        "it off PYTHONPATH, then start Airflow again."
    )
