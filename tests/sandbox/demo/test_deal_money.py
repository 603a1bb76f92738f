"""Examples A to D, from a real sandbox: what each must lead to in QuickBooks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from sandbox.demo.deal_money import DealMoney, Excluded, deal_money

REFERRAL = 1_000_00


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    with running_sandbox(transactions=60, agents=9, bad_records=False, billing_months=1) as sandbox:
        yield sandbox


def _deal(core: RunningSandbox, letter: str) -> dict[str, Any]:
    (id_,) = core.post(f"/examples/{letter}")["transactions"]
    deal: dict[str, Any] = core.get(f"/transactions/{id_}")
    return deal


def _money(core: RunningSandbox, letter: str) -> DealMoney:
    money = deal_money(_deal(core, letter))
    assert money is not None
    return money


@pytest.mark.parametrize(
    ("letter", "income", "payouts", "excluded"),
    [
        ("A", 10_000_00, [160_00, 7_840_00], Excluded()),
        ("B", 10_000_00, [1_000_00, 7_200_00], Excluded()),
        ("C", 9_000_00, [0, 7_200_00], Excluded(income=REFERRAL, payments=REFERRAL)),
        ("D", 10_000_00, [0, 7_200_00], Excluded(payments=REFERRAL)),
    ],
)
def test_item_settings_exclude_a_referral(
    core: RunningSandbox, letter: str, income: int, payouts: list[int], excluded: Excluded
) -> None:
    money = _money(core, letter)
    assert (money.income, sorted(money.payouts.values()), money.excluded) == (
        income,
        payouts,
        excluded,
    )


def test_a_transaction_without_a_disbursement_has_nothing_to_post(core: RunningSandbox) -> None:
    deal = _deal(core, "C")
    core.patch(f"/transactions/{deal['id']}", finalized=False)
    assert deal_money(core.get(f"/transactions/{deal['id']}")) is None


def test_all_payouts_are_cores_totals_minus_what_is_excluded(core: RunningSandbox) -> None:
    amounts = [money for row in core.get("/transactions") if (money := deal_money(row))]
    totals = core.get("/totals")
    assert len(amounts) > 30
    assert sum(money.income + money.excluded.income for money in amounts) == totals["income"]
    assert sum(sum(money.payouts.values()) + money.excluded.payments for money in amounts) == (
        totals["co_broke"] + totals["vendor_payments"] + totals["agent_net"]
    )
