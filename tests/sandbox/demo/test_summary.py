"""Worked example B, and a statement, as CORE and QuickBooks have them."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo.deal_money import Excluded
from sandbox.demo.expected import Expected
from sandbox.demo.printing import failed_runs_text, summary_text, verdict
from sandbox.demo.runs import RunResult
from sandbox.demo.summary import Comparison, RecordOnHold, Summary, WorkflowFigures, compare

# Gross 10,000.00; 1,000.00 to Acme Realty; 7,200.00 to the agent; a statement of 100.00, paid 60.00.
ON_ACCOUNT = Expected(invoiced=10_000_00, billed=8_200_00)
IN_CASH = Expected(received=10_000_00, paid=8_200_00)
BILLING = {"billed": 100_00, "paid": 60_00, "open": 40_00}


def _account(kind: str, debit: int = 0, credit: int = 0) -> dict[str, Any]:
    return {"type": kind, "debit": debit, "credit": credit}


RESULT = [
    _account("Income", credit=10_100_00),
    _account("Cost of Goods Sold", debit=7_200_00),
    _account("Cost of Goods Sold", debit=1_000_00),
]
ON_ACCOUNT_BALANCES = [
    _account("Accounts Receivable", debit=10_040_00),
    _account("Accounts Payable", credit=8_200_00),
    _account("Bank", debit=60_00),
    *RESULT,
]
IN_CASH_BALANCES = [
    _account("Accounts Receivable", debit=40_00),
    _account("Bank", debit=10_000_00 - 8_200_00),
    _account("Other Current Asset", debit=60_00),
    *RESULT,
]


def test_invoices_and_bills_are_in_receivable_and_payable() -> None:
    rows = compare(ON_ACCOUNT, BILLING, ON_ACCOUNT_BALANCES)
    assert [row.variance for row in rows] == [0, 0, 0, 0]
    assert [row.core_cents for row in rows] == [10_040_00, 8_200_00, 60_00, 1_900_00]


def test_sales_receipts_and_checks_change_the_bank() -> None:
    rows = compare(IN_CASH, BILLING, IN_CASH_BALANCES)
    assert [row.variance for row in rows] == [0, 0, 0, 0]
    assert [row.core_cents for row in rows] == [40_00, 0, 1_860_00, 1_900_00]


def test_a_bill_that_was_posted_twice_shows_as_a_variance() -> None:
    twice = [_account("Accounts Payable", credit=1_000_00)]
    twice.append(_account("Cost of Goods Sold", debit=1_000_00))
    rows = compare(ON_ACCOUNT, BILLING, [*ON_ACCOUNT_BALANCES, *twice])
    assert [row.variance for row in rows] == [0, 1_000_00, 0, -1_000_00]


def _summary(variance: int = 0, *, balanced: bool = True) -> Summary:
    on_hold = RecordOnHold(
        "TR-2026-77, 5 Elm Street",
        "The agent of 5 Elm Street is missing.",
        "Add the agent in CORE.",
    )
    return Summary(
        workflows=(
            WorkflowFigures(
                "brokerage_income", "done", "", 301, 300, 0, 0, 2_400_000_00, (on_hold,)
            ),
            WorkflowFigures("agent_expenses", "done", "", 301, 0, 1, 580, 7_200_00),
        ),
        comparisons=(Comparison("Owed", 10_000_00, 10_000_00 + variance),),
        excluded=Excluded(),
        balances={"Checking Account": 60_00, "Escrow": 0},
        debits=18_400_00,
        credits=18_400_00,
        balanced=balanced,
    )


def test_the_summary_reads_as_a_table() -> None:
    lines = summary_text(_summary()).splitlines()
    assert lines[1:5] == [
        "  Workflow          Read  Created  Updated  Unchanged  On hold  Posted (USD)",
        "  ----------------  ----  -------  -------  ---------  -------  ------------",
        "  brokerage_income   301      300        0          0        1  2,400,000.00",
        "  agent_expenses     301        0        1        580        0      7,200.00",
    ]
    assert (
        "  Brokerage income, TR-2026-77, 5 Elm Street: "
        "The agent of 5 Elm Street is missing. Add the agent in CORE."
    ) in lines
    assert "  Checking Account          60.00" in lines
    assert not any("Escrow" in line for line in lines)


@pytest.mark.parametrize("variance", [1, -1])
def test_one_cent_of_variance_is_no_tie_out(variance: int) -> None:
    assert _summary().ties_out
    assert "CORE and QuickBooks tie out to the cent." in verdict(_summary())
    assert not _summary(variance).ties_out
    assert "DO NOT tie out" in verdict(_summary(variance))


def test_nothing_compared_is_no_tie_out() -> None:
    assert not Summary((), (), Excluded(), {}, 0, 0, balanced=True).ties_out


def test_a_trial_balance_out_of_balance_is_reported() -> None:
    assert "NOT in balance" in verdict(_summary(balanced=False))


def test_a_failed_run_shows_the_end_of_its_log() -> None:
    failed = RunResult("agent_billing", "manual__1", "failed", "post", ("Reconnect QuickBooks.",))
    text = failed_runs_text([RunResult("agent_expenses", "manual__0", "success"), failed])
    assert "agent_billing FAILED in the task post" in text
    assert "| Reconnect QuickBooks." in text
    assert "agent_expenses" not in text


def test_the_readme_shows_the_summary_as_it_is_printed() -> None:
    readme = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")
    header, *_ = summary_text(_summary()).splitlines()[1:]
    assert re.sub(r" +", " ", header) in re.sub(r" +", " ", readme)
    in_readme = dataclasses.replace(_summary(), debits=24_155_444_65, credits=24_155_444_65)
    assert verdict(in_readme) in readme
