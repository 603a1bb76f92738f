"""`corebooks clean` says what it removes, and what it would."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_what_would_go_is_counted_and_what_goes_is_told(run: Run) -> None:
    run("migrate")
    code, text = run("clean", "--dry-run")
    assert code == 0
    assert text.startswith("Would remove: 0 changes that previews planned,")
    code, text = run("clean", "--acts", "30")
    assert code == 0
    assert text.startswith("Removed: 0 changes that previews planned,")
    assert run("clean", "--acts", "0")[0] == 2
