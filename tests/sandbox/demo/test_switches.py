"""Examples A to D, asked of a real sandbox: what each must lead to in QuickBooks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from sandbox.demo.switches import DealMoney, KeptOut, deal_money

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
    ("letter", "income", "payouts", "kept"),
    [
        ("A", 10_000_00, [160_00, 7_840_00], KeptOut()),
        ("B", 10_000_00, [1_000_00, 7_200_00], KeptOut()),
        ("C", 9_000_00, [0, 7_200_00], KeptOut(income=REFERRAL, outgo=REFERRAL)),
        ("D", 10_000_00, [0, 7_200_00], KeptOut(outgo=REFERRAL)),
    ],
)
def test_switches_keep_a_referral_out(
    core: RunningSandbox, letter: str, income: int, payouts: list[int], kept: KeptOut
) -> None:
    money = _money(core, letter)
    assert (money.income, sorted(money.payouts.values()), money.kept) == (income, payouts, kept)


def test_a_deal_without_a_disbursement_has_no_money_to_book(core: RunningSandbox) -> None:
    deal = _deal(core, "C")
    core.patch(f"/transactions/{deal['id']}", finalized=False)
    assert deal_money(core.get(f"/transactions/{deal['id']}")) is None


def test_every_deals_payouts_are_cores_totals_less_what_is_kept_out(core: RunningSandbox) -> None:
    found = [money for row in core.get("/transactions") if (money := deal_money(row))]
    totals = core.get("/totals")
    assert len(found) > 30
    assert sum(one.income + one.kept.income for one in found) == totals["income"]
    assert sum(sum(one.payouts.values()) + one.kept.outgo for one in found) == (
        totals["co_broke"] + totals["vendor_payments"] + totals["agent_net"]
    )
