"""Books of each product that someone else has kept so far, and a bookkeeper at work in them."""

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
def either(books: tuple[Office, Hands]) -> Office:
    """An office with either product."""
    return books[0]


@pytest.fixture
def hands(books: tuple[Office, Hands]) -> Hands:
    return books[1]
