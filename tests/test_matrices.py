"""A quick run of the tests tries every row of every table, and leaves combinations to the whole run."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

CASES = """
import pytest

@pytest.fixture(params=["online", "desktop"])
def product(request):
    return request.param

@pytest.mark.parametrize(("letter", "total"), [("A", 1), ("B", 1), ("C", 2)])
@pytest.mark.parametrize("template", ["invoices", "deposits"])
def test_several_tables(product, letter, total, template):
    pass

@pytest.mark.parametrize(("letter", "total"), [("A", 1), ("A", 1), ("C", 1)])
def test_one_table(letter, total):
    pass

def test_none():
    pass
"""


def test_every_row_is_in_one_of_the_cases_that_are_kept(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CASES)
    pytester.makeconftest(
        "from tests.matrices import every_row_once\n"
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = every_row_once(items)\n"
    )
    ran = pytester.runpytest("-v")
    several = [line for line in ran.outlines if "test_several" in line]
    assert len(several) == 3
    for word in ("online", "desktop", "A-1", "B-1", "C-2", "invoices", "deposits"):
        assert any(word in line for line in several), word
    assert len([line for line in ran.outlines if "test_one_table" in line]) == 3
    assert len([line for line in ran.outlines if "test_none" in line]) == 1
