"""A sandbox, and a bookkeeper who enters things through its API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper


@pytest.fixture(scope="session")
def one_for_all() -> Iterator[RunningSandbox]:
    """One server for all tests: starting one each would take most of their time."""
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def qb(one_for_all: RunningSandbox) -> RunningSandbox:
    """A sandbox as on its first day."""
    one_for_all.reset()
    return one_for_all


@pytest.fixture
def books(qb: RunningSandbox) -> Iterator[Bookkeeper]:
    with qb.api(timeout=10) as client:
        yield Bookkeeper(qb, client)
