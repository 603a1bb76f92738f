"""A small brokerage that answers over HTTP, and the arithmetic that tests do on its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    """A brokerage with a little of everything; the tests of a module share it."""
    with running_sandbox(transactions=60, agents=12, billing_months=4) as sandbox:
        yield sandbox


@pytest.fixture
def own_core() -> Iterator[RunningSandbox]:
    """A tiny brokerage of the test's own, free of spoilt records."""
    with running_sandbox(transactions=6, agents=4, billing_months=2, bad_records=False) as sandbox:
        yield sandbox
