"""A company of the QuickBooks sandbox, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox
from tests.quickbooks.online.books import Books, open_books


@pytest.fixture(scope="module")
def started() -> Iterator[RunningSandbox]:
    """One sandbox for the tests of a module."""
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def books(started: RunningSandbox) -> Iterator[Books]:
    """An empty company."""
    started.no_faults()
    started._control("POST", "reset")
    opened = open_books(started)
    yield opened
    opened.gateway.close()
