"""The list of templates shows which of them a company can use."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("simple_start")
def test_a_template_that_the_subscription_lacks_is_listed_with_the_reason(run: Run) -> None:
    _, text = run("templates", "--company", "willow")
    bills = next(line for line in text.splitlines() if "expenses-via-bills" in line)
    assert "(unavailable: this QuickBooks company has no bills" in bills
    checks = next(line for line in text.splitlines() if "expenses-via-checks" in line)
    assert "unavailable" not in checks


@pytest.mark.usefixtures("simple_start")
def test_the_template_that_is_on_is_shown(run: Run) -> None:
    assert run("setup", "--company", "willow", "--template", "income-via-deposits")[0] == 0
    _, text = run("templates", "--company", "willow")
    shown = [line.split()[0] for line in text.splitlines() if line.endswith("(on)")]
    assert shown == ["income-via-deposits"]
