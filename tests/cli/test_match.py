"""Matching a CORE agent or vendor by hand."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("command", [("match", "--key"), ("link", "--party")])
def test_a_key_that_is_no_agent_or_vendor_is_answered_with_a_sentence(
    run: Run, command: tuple[str, str]
) -> None:
    code, text = run(*command, "Amy", "--to", "12")
    assert code == 1
    assert "isn't a CORE customer or vendor" in text
