"""Removes the demo's state: databases, sandboxes, and logs."""

from __future__ import annotations

import shutil
from pathlib import Path

from sandbox.demo.console import Console
from sandbox.demo.leftovers import only_demo
from sandbox.demo.processes import Processes


def clean(state: Path, console: Console) -> int:
    """End what an interrupted demo left and remove its state.

    Returns:
        0, the exit code.

    Raises:
        AlreadyRunning: a demo is using the state.
    """
    if not state.exists():
        console.step("There is nothing to clear.")
        return 0
    with only_demo(state):
        ended = Processes(state, console).end_leftovers()
        shutil.rmtree(state)
    left = f"; ended {ended} processes that an interrupted demo had left" if ended else ""
    console.step(f"Cleared {state}{left}.")
    return 0
