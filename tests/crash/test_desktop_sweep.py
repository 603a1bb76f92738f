"""Workers die and the Web Connector breaks off at every boundary: nothing is doubled or lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.desktop_sweep import sample, sweep
from tests.profiles import is_quick


def test_wherever_the_pc_or_a_worker_breaks_off_the_company_file_is_in_the_end_as_if_nothing_had(
    tmp_path: Path, postgresql: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []
    found = sweep(sample(), tmp_path, postgresql, lines.append)
    with capsys.disabled():
        print("", *lines, f"desktop sweep: {found}", sep="\n")  # noqa: T201  (the number is wanted)
    assert found.duplicates == []
    assert found.lost == []
    assert found.differences == []
    assert found.points >= (2 if is_quick() else 8)
    # A session that ends a moment earlier than the undisturbed one does not come to its last points.
    assert found.killed >= found.points - 2
