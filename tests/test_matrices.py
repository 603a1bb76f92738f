"""A quick run of the tests tries every row of every table; combinations are for the whole run."""

from __future__ import annotations

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
"""


def test_every_row_is_in_one_of_the_cases_that_are_kept_and_worlds_take_turns(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(CASES)
    pytester.makeconftest(
        "from tests.matrices import enough_cases\n"
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = enough_cases(items)\n"
    )
    ran = [line for line in pytester.runpytest("-v").outlines if "PASSED" in line]

    def of(name: str) -> list[str]:
        return [line for line in ran if f"::{name}" in line]

    assert len(of("test_several_tables")) == 3
    for word in ("online", "desktop", "A-1", "B-1", "C-2", "invoices", "deposits"):
        assert any(word in line for line in of("test_several_tables")), word
    assert len(of("test_one_table")) == 3
    alone = [*of("test_one["), *of("test_another[")]
    assert sorted(line.partition("[")[2].partition("]")[0] for line in alone) == [
        "desktop",
        "online",
    ]
    assert len(of("test_none")) == 1
