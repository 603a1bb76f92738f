"""The mutants that no test can kill, because what they change makes no difference, each with its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Equivalent:
    """One of them, by what it changes; empty `becomes` is whatever the line becomes."""

    module: str
    function: str
    was: str
    why: str
    becomes: str = ""

    def is_meant(self, function: str, was: str, becomes: str) -> bool:
        """Whether a mutant of its module is this one."""
        return self.function == function and self.was == was and self.becomes in ("", becomes)


def equivalents() -> list[Equivalent]:
    """All of them, as `equivalents.toml` lists them."""
    rows = tomllib.loads(_FILE.read_text())
    return [Equivalent(module=module, **row) for module, those in rows.items() for row in those]
