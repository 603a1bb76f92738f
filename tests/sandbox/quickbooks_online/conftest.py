"""A sandbox, and a bookkeeper who enters things through its API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sandbox.quickbooks_online.testing import (
    RunningSandbox,
    running_company,
    running_sandbox,
)
from tests.sandbox.quickbooks_online.abroad import TaxedBookkeeper
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


@pytest.fixture(scope="session")
def one_in_each_country() -> Iterator[dict[str, RunningSandbox]]:
    """One server for each country outside the US."""
    with (
        running_company("CA") as canada,
        running_company("GB") as britain,
        running_company("AU") as australia,
    ):
        yield {"CA": canada, "GB": britain, "AU": australia}


@pytest.fixture
def abroad(
    one_in_each_country: dict[str, RunningSandbox],
) -> Iterator[Callable[[str], TaxedBookkeeper]]:
    """Opens the books of a company in a country, as on its first day."""
    with ExitStack() as clients:

        def opened(country: str) -> TaxedBookkeeper:
            sandbox = one_in_each_country[country]
            sandbox.reset()
            return TaxedBookkeeper(sandbox, clients.enter_context(sandbox.api(timeout=10)))

        yield opened


@pytest.fixture
def ontario(abroad: Callable[[str], TaxedBookkeeper]) -> TaxedBookkeeper:
    """The books of a Canadian brokerage."""
    return abroad("CA")
