"""`python -m tests.mutants [PATH...]`: try the mutants of these packages or modules, and print figures."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.equivalents import Equivalent, equivalents
from tests.mutants.mutations import Mutant, mutants
from tests.mutants.packages import PACKAGES, modules, owners
from tests.mutants.results import Results
from tests.mutants.trial import Outcome, outcomes, prepare

_EQUIVALENT, _UNTRIED = "equivalent", "untried"
_COLUMNS = ("killed", "timeout", "survived", _EQUIVALENT, _UNTRIED)
_ENOUGH = 90


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of a package's mutants."""

    counts: Counter[str]

    @property
    def killed_percent(self) -> float:
        """Of those that make a difference, what share the tests killed; a timeout is noticed, too."""
        killed = self.counts["killed"] + self.counts["timeout"]
        all_of_them = self.counts.total() - self.counts[_EQUIVALENT] - self.counts[_UNTRIED]
        return 100 * killed / all_of_them if all_of_them else 0.0

    def __str__(self) -> str:
        counts = ", ".join(f"{self.counts[name]} {name}" for name in _COLUMNS if self.counts[name])
        return f"{self.killed_percent:5.1f}% of {self.counts.total()}: {counts}"


def main() -> int:
    """Try what is asked for; 1 if a package is below what is enough."""
    asked = _arguments()
    until = time.monotonic() + 60 * asked.minutes
    listed = equivalents()
    weak = False
    for package in PACKAGES:
        chosen = [m for m in modules(package) if _is_asked(m, asked.paths)]
        if not chosen:
            continue
        counts: Counter[str] = Counter()
        for module in chosen:
            counts += _module(module, listed, until, again=asked.again)
        figures = Figures(counts)
        weak |= figures.killed_percent < _ENOUGH
        print(f"{package}: {figures}\n", flush=True)
    return int(weak)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("paths", nargs="*", help="packages or modules; all of them if blank")
    parser.add_argument("--again", action="store_true", help="try those that were killed, too")
    parser.add_argument("--minutes", type=float, default=10_000, help="stop then; results are kept")
    return parser.parse_args()


def _is_asked(module: str, paths: Sequence[str]) -> bool:
    return not paths or any(Path(module).is_relative_to(path) for path in paths)


def _module(
    module: str, listed: Sequence[Equivalent], until: float, *, again: bool
) -> Counter[str]:
    """Try a module's mutants, print those that survived, and count them all."""
    made, tests = mutants(module, Path(module).read_text()), owners(module)
    results = Results.read(module, tests)
    if again:
        results.outcomes.clear()
    if tests:
        _try(module, made, tests, results, until)
    marked = list(_marked(module, made, results, listed))
    counts = Counter(outcome for _, outcome in marked)
    print(f"{module}: {Figures(counts)}", flush=True)
    for mutant, outcome in marked:
        if outcome == Outcome.SURVIVED:
            print(f"  {module}:{mutant.line} {mutant.function}\n{_shown(mutant)}", flush=True)
    return counts


def _try(
    module: str, made: Sequence[Mutant], tests: Sequence[str], results: Results, until: float
) -> None:
    todo = [mutant for mutant in made if mutant.key not in results.outcomes]
    if todo and time.monotonic() < until:
        ours = prepare(tests)
        sources = [mutant.source for mutant in todo]
        try:
            trials = outcomes(module, sources, tests, ours, until)
            for mutant, outcome in zip(todo, trials, strict=False):
                results.outcomes[mutant.key] = outcome
        finally:
            results.keep(module)


def _marked(
    module: str, made: Sequence[Mutant], results: Results, listed: Sequence[Equivalent]
) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with what became of it; without any tests, all survive."""
    here = [row for row in listed if row.module == module]
    untried = _UNTRIED if owners(module) else Outcome.SURVIVED
    for mutant in made:
        outcome = results.outcomes.get(mutant.key, untried)
        meant = [r for r in here if r.is_meant(mutant.function, mutant.was, mutant.becomes)]
        if meant and outcome == Outcome.SURVIVED:
            outcome = _EQUIVALENT
        elif any(row.becomes for row in meant) and outcome == Outcome.KILLED:
            print(f"  {module}:{mutant.line}: listed as equivalent, but it is killed")
        yield mutant, outcome


def _shown(mutant: Mutant) -> str:
    lines = [f"    - {line}" for line in mutant.was.splitlines()]
    return "\n".join([*lines, *(f"    + {line}" for line in mutant.becomes.splitlines())])


if __name__ == "__main__":
    raise SystemExit(main())
