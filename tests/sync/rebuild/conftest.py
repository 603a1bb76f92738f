"""Books in either QuickBooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.office import Office
from tests.sync.opening import PRODUCTS, open_books
from tests.sync.random_hands import Hands


@pytest.fixture(params=PRODUCTS)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, Hands]]:
    with open_books(tmp_path, request.param) as opened:
        yield opened


@pytest.fixture
def office(books: tuple[Office, Hands]) -> Office:
    return books[0]


@pytest.fixture
def hands(books: tuple[Office, Hands]) -> Hands:
    """A bookkeeper at work in QuickBooks."""
    return books[1]
