"""The currency of a company's amounts from a terminal."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("simple_start")
def test_it_is_shown_changed_and_shown_again(run: Run) -> None:
    assert run("currency", "--company", "willow") == (0, "Willow & Park Realty: US dollars (USD)\n")
    code, text = run("currency", "--company", "willow", "cad")
    assert (code, text) == (
        0,
        "CORE's amounts for Willow & Park Realty are in Canadian dollars (CAD).\n",
    )
    assert run("currency", "--company", "willow")[1].endswith("Canadian dollars (CAD)\n")


@pytest.mark.usefixtures("simple_start")
def test_a_currency_that_is_not_known_is_refused(run: Run) -> None:
    code, text = run("currency", "--company", "willow", "EUR")
    assert (code, "Choose one of USD, CAD, AUD, and GBP. Nothing was changed." in text) == (1, True)
