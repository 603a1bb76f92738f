"""COMPANY of make: which kind of QuickBooks Online company the demo shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.demo.__main__ import main
from sandbox.demo.companies import (
    COMPANIES,
    USUAL,
    CompanyUnknown,
    company,
    expenses_template,
    knobs,
)
from sandbox.demo.failures import DemoFailed
from sandbox.quickbooks_online.settings import Settings


@pytest.mark.parametrize("word", [*COMPANIES, " Sales-Tax ", ""])
def test_each_word_makes_a_company_that_the_sandbox_knows(word: str) -> None:
    kind = company(word, "online")
    settings = Settings.model_validate(COMPANIES[kind])
    assert (settings == Settings()) is (kind == USUAL)
    assert len(knobs(kind)) == 2 * len(COMPANIES[kind])


def test_any_other_word_is_answered_with_the_choices() -> None:
    with pytest.raises(CompanyUnknown, match="sales-tax, simple-start, own-numbers, multicurrency"):
        company("sales tax", "online")


def test_desktop_has_only_the_usual_company() -> None:
    assert company("usual", "desktop") == USUAL
    with pytest.raises(DemoFailed, match="Leave out EDITION=desktop"):
        company("sales-tax", "desktop")


def test_a_company_without_bills_posts_checks_and_says_so() -> None:
    key, why = expenses_template("simple-start", "bills")
    assert key == "expenses-via-checks"
    assert "has no bills" in why
    assert expenses_template("simple-start", "expenses") == ("expenses-via-expenses", "")
    assert expenses_template("sales-tax", "bills") == ("expenses-via-bills", "")


def test_a_typing_error_starts_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--once", "--state", str(tmp_path), "--company", "simple"]) == 1
    assert "There is no company 'simple'." in capsys.readouterr().out
