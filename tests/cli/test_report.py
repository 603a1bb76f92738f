"""The report of the latest runs."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("simple_start")
def test_a_report_before_the_first_run_is_empty_and_says_what_is_next(run: Run) -> None:
    assert run("report", "--company", "willow", "--json") == (0, "[]\n")
    code, text = run("report", "--company", "willow")
    assert (code, "No workflow of Willow & Park Realty has run yet." in text) == (0, True)


def test_a_company_that_nobody_connected_is_refused_in_the_words_of_the_pages(run: Run) -> None:
    code, text = run("report", "--company", "nowhere")
    assert code == 1
    assert "CoreBooks has no company with the ID nowhere." in text
