"""A brokerage that moves, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.move.mover import Mover
from tests.web.moving.moving_pages import moving, pages_of
from tests.web.office_pages import OfficePages


@pytest.fixture
def mover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mover]:
    with moving(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def moving_pages(mover: Mover) -> OfficePages:
    return pages_of(mover)
