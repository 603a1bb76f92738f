"""The table of what is mutated names what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.equivalents import equivalents
from tests.mutants.packages import ALSO_OWN, PACKAGES, modules, owners

MODULES = [module for package in PACKAGES for module in modules(package)]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_tests_that_own_it(module: str) -> None:
    assert owners(module), f"write tests/…/test_{Path(module).stem}.py, or add a row to ALSO_OWN"


def test_the_tables_name_files_that_are_there() -> None:
    named = {*ALSO_OWN, *(test for tests in ALSO_OWN.values() for test in tests)}
    assert {path for path in named if not Path(path).exists()} == set()
    assert set(ALSO_OWN) <= set(MODULES)


def test_every_mutant_that_makes_no_difference_has_its_reason_and_its_line() -> None:
    for row in equivalents():
        lines = {line.strip() for line in Path(row.module).read_text().splitlines()}
        assert set(row.was.splitlines()) <= lines, f"{row.module} has no line: {row.was}"
        assert row.why.endswith("."), row
