"""COMPANY, COUNTRY and PLAN of make: which QuickBooks Online company the demo shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.demo.__main__ import main
from sandbox.demo.companies import (
    COMPANIES,
    USUAL,
    CompanyUnknown,
    all_knobs,
    company,
    knobs,
    usable,
)
from sandbox.demo.failures import DemoFailed
from sandbox.demo.settings import DemoSettings
from sandbox.quickbooks_online.settings import Settings


@pytest.mark.parametrize("word", [*COMPANIES, " Sales-Tax ", ""])
def test_each_word_makes_a_company_that_the_sandbox_knows(word: str) -> None:
    kind = company(word, "online")
    asked = DemoSettings(kind_of_company=kind)
    settings = Settings.model_validate(all_knobs(asked))
    assert (settings == Settings()) is (kind == USUAL)
    assert len(knobs(asked)) == 2 * len(COMPANIES[kind])


def test_any_other_word_is_answered_with_the_choices() -> None:
    with pytest.raises(CompanyUnknown, match="sales-tax, simple-start, own-numbers, multicurrency"):
        company("sales tax", "online")


def test_desktop_has_only_the_usual_company() -> None:
    assert company("usual", "desktop") == USUAL
    with pytest.raises(DemoFailed, match="Leave out EDITION=desktop"):
        company("sales-tax", "desktop")


def test_a_company_without_bills_posts_checks_and_says_so() -> None:
    for asked in (DemoSettings(kind_of_company="simple-start"), DemoSettings(plan="easystart")):
        settings, (why,) = usable(asked)
        assert settings.expenses == "expenses-via-checks"
        assert "can't be used because this QuickBooks company has no bills" in why
    chosen = DemoSettings(plan="simple-start", expenses="expenses-via-expenses")
    assert usable(chosen) == (chosen, [])
    taxed = DemoSettings(kind_of_company="sales-tax")
    assert usable(taxed) == (taxed, [])


def test_a_ledger_has_deposits_and_checks_and_no_billing_of_agents() -> None:
    settings, why = usable(DemoSettings(plan="ledger"))
    assert (settings.income, settings.expenses) == ("income-via-deposits", "expenses-via-checks")
    assert settings.workflows == ("brokerage_income", "agent_expenses")
    assert why[-1].endswith("Agent billing stays off.")


def test_a_typing_error_starts_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--once", "--state", str(tmp_path), "--company", "simple"]) == 1
    assert "There is no company 'simple'." in capsys.readouterr().out
