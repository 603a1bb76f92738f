"""The table of what is mutated names what is there."""

from __future__ import annotations

from pathlib import Path

from tests.mutants.equivalents import equivalents
from tests.mutants.packages import ALSO_OWN, PACKAGES, modules

MODULES = [module for package in PACKAGES for module in modules(package)]


def test_the_tables_name_files_that_are_there() -> None:
    named = {*ALSO_OWN, *(test for tests in ALSO_OWN.values() for test in tests)}
    assert {path for path in named if not Path(path).exists()} == set()
    assert set(ALSO_OWN) <= set(MODULES)


def test_every_mutant_that_makes_no_difference_has_its_reason_and_its_line() -> None:
    for row in equivalents():
        lines = {line.strip() for line in Path(row.module).read_text().splitlines()}
        assert set(row.was.splitlines()) <= lines, f"{row.module} has no line: {row.was}"
        assert row.why.endswith("."), row
