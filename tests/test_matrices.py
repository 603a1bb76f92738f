"""Quick and whole runs try every row of every table; each row in each world is for long runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

CASES = """
import pytest
from tests.matrices import under_each

@pytest.fixture(params=["online", "desktop"])
def product(request):
    return request.param

@pytest.mark.parametrize(("letter", "total"), [("A", 1), ("B", 1), ("C", 2)])
@under_each("template", ["invoices", "deposits"])
def test_several_tables(product, letter, total, template):
    pass

@pytest.mark.parametrize(("letter", "total"), [("A", 1), ("A", 1), ("C", 1)])
def test_one_table(letter, total):
    pass

def test_one(product):
    pass

def test_another(product):
    pass

def test_none():
    pass

@pytest.mark.parametrize("letter", ["A", "B"])
@pytest.mark.parametrize("total", [1, 2])
def test_two_tables(letter, total):
    pass

@pytest.mark.whole
def test_for_the_whole_run():
    pass
"""


def ran(pytester: pytest.Pytester, *, quick: bool) -> Callable[[str], list[str]]:
    """Run the cases; what it returns gives those of a test that ran."""
    pytester.makepyfile(CASES)
    pytester.makeconftest(
        "from tests.matrices import enough_cases\n"
        "def pytest_collection_modifyitems(items):\n"
        f"    items[:] = enough_cases(items, quick={quick})\n"
    )
    lines = [line for line in pytester.runpytest("-v").outlines if "PASSED" in line]
    return lambda name: [line for line in lines if f"::{name}" in line]


WORDS = ("online", "desktop", "A-1", "B-1", "C-2", "invoices", "deposits")


def test_a_quick_run_has_every_row_in_one_world_and_worlds_take_turns(
    pytester: pytest.Pytester,
) -> None:
    of = ran(pytester, quick=True)
    assert len(of("test_several_tables")) == 3
    for word in WORDS:
        assert any(word in line for line in of("test_several_tables")), word
    assert len(of("test_one_table")) == 3
    alone = [*of("test_one["), *of("test_another[")]
    assert sorted(line.partition("[")[2].partition("]")[0] for line in alone) == [
        "desktop",
        "online",
    ]
    assert len(of("test_none")) == 1
    assert of("test_for_the_whole_run") == []


def test_a_whole_run_has_every_combination_of_rows_and_every_part_of_a_world(
    pytester: pytest.Pytester,
) -> None:
    of = ran(pytester, quick=False)
    assert len(of("test_several_tables")) == 3
    for word in WORDS:
        assert any(word in line for line in of("test_several_tables")), word
    assert len(of("test_two_tables")) == 4
    assert len(of("test_one_table")) == 3
    assert len(of("test_one[")) == len(of("test_another[")) == 2
    assert len(of("test_none")) == len(of("test_for_the_whole_run")) == 1
