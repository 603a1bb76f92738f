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


@pytest.mark.usefixtures("simple_start")
def test_a_match_is_made_taken_back_and_said(run: Run) -> None:
    key = ("--key", "vendor/agent:45")
    code, text = run("match", *key, "--to", "12")
    assert (code, text.strip()) == (
        0,
        "Agent 45 is matched to the vendor with the QuickBooks ID 12.",
    )
    assert run("match", *key, "--to", "new")[1].startswith("The next run creates a new vendor")
    assert "matches it by name." in run("match", *key, "--to", "none")[1]
    assert (
        "isn't matched to a vendor. Nothing was changed." in run("match", *key, "--to", "none")[1]
    )


@pytest.mark.usefixtures("simple_start")
@pytest.mark.parametrize("typed", ["", " ", "abc", "-1", "12;", "1 2"])
def test_what_is_no_id_of_quickbooks_matches_nobody(run: Run, typed: str) -> None:
    code, text = run("match", "--key", "vendor/agent:45", f"--to={typed}")
    assert code == 1
    assert "isn't a QuickBooks ID" in text
    assert "isn't matched" in run("match", "--key", "vendor/agent:45", "--to", "none")[1]


@pytest.mark.usefixtures("simple_start")
@pytest.mark.parametrize("key", ["vendor/ ", "vendor/agent:", "vendor/x:1", "vendor/agent:4 5"])
def test_a_key_of_nobody_is_not_taken(run: Run, key: str) -> None:
    code, text = run("match", "--key", key, "--to", "12")
    assert (code, "isn't a CORE customer or vendor" in text) == (1, True)
