"""Saying from the command line who charges sales tax."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.setup.payee_tax import charges_tax, note_payees
from include.settings import database_url
from tests.cli.conftest import Run

COMPANY = "willow"

JANE = "vendor/agent:45"


@pytest.fixture(autouse=True)
def paid(simple_start: object) -> None:  # noqa: ARG001  (a connected company)
    """The last run paid Jane Doe."""
    with Database(database_url()).writing() as session:
        note_payees(session, COMPANY, {JANE: "Jane Doe"})


def decided() -> dict[str, bool]:
    with Database(database_url()).reading() as session:
        return charges_tax(session, COMPANY)


def test_one_payee_is_decided_and_left_open_again(run: Run) -> None:
    code, text = run("payee-tax", "--company", COMPANY, "--key", JANE, "--charges", "yes")
    assert (code, text.strip()) == (0, "Jane Doe: saved.")
    assert decided() == {JANE: True}
    assert "yes" in run("payee-tax", "--company", COMPANY, "--list")[1]
    run("payee-tax", "--company", COMPANY, "--key", JANE, "--charges", "open")
    assert decided() == {}
    assert "not decided" in run("payee-tax", "--company", COMPANY, "--list")[1]


def test_a_file_decides_many_and_tells_what_it_left_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "payees.csv"
    file.write_text(f"CORE key,Charges GST/HST\n{JANE},no\nvendor/agent:99,yes\n")
    code, text = run("payee-tax", "--company", COMPANY, "--file", str(file))
    assert code == 0
    assert "payees.csv: 1 payee changed." in text
    assert "Row 3: CoreBooks knows no payee with the key “vendor/agent:99”." in text
    assert decided() == {JANE: False}


@pytest.mark.parametrize(
    "typed",
    [(), ("--key", JANE), ("--charges", "yes"), ("--key", "vendor/agent:9", "--charges", "no")],
)
def test_what_says_nothing_changes_nothing(run: Run, typed: tuple[str, ...]) -> None:
    code, text = run("payee-tax", "--company", COMPANY, *typed)
    assert (code, "Nothing was changed." in text) == (1, True)
    assert decided() == {}
