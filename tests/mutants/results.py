"""What became of each mutant, kept between runs: only what a change may have altered is tried again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.mutants.trial import Outcome

_FOLDER = Path(".state/mutants")


@dataclass(slots=True)
class Results:
    """The outcomes of one module's mutants, by key.

    They are those of the module's text and of its tests as they were then (hashes). Tests are only
    ever added: what they killed stays killed, and what survived is tried on them again.
    """

    source: str = ""
    tests: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, module: str, tests: Sequence[str]) -> Results:
        """What is still valid of the last run's."""
        now = cls(_hash([module]), _hash(_with_their_values(tests)))
        file = _file(module)
        if not file.exists():
            return now
        kept = cls(**json.loads(file.read_text()))
        if kept.source != now.source:
            return now
        now.outcomes = {
            key: outcome
            for key, outcome in kept.outcomes.items()
            if kept.tests == now.tests or outcome == Outcome.KILLED
        }
        return now

    def keep(self, module: str) -> None:
        """Write them for the next run."""
        file = _file(module)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1))


def _file(module: str) -> Path:
    return _FOLDER / f"{module.removesuffix('.py').replace('/', '.')}.json"


def _hash(files: Iterable[str]) -> str:
    texts = (f"{file}\n{Path(file).read_text()}" for file in sorted(files))
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _with_their_values(tests: Sequence[str]) -> set[str]:
    """The tests and the modules beside them, whose examples they use."""
    folders = {Path(test).parent for test in tests}
    beside = {str(f) for folder in folders for f in folder.glob("*.py") if f.stem[:5] != "test_"}
    return {*tests, *beside}
