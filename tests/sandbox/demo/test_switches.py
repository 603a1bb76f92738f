"""Examples B, C and D: a referral of 1,000.00 with its two switches, asked of a real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from sandbox.demo.switches import KeptOut, kept_out

REFERRAL = 1_000_00


@pytest.fixture(scope="module")
def core() -> Iterator[RunningSandbox]:
    with running_sandbox(transactions=1, agents=4, bad_records=False, billing_months=1) as sandbox:
        yield sandbox


def _deal(core: RunningSandbox, letter: str) -> dict[str, Any]:
    (id_,) = core.post(f"/examples/{letter}")["transactions"]
    deal: dict[str, Any] = core.get(f"/transactions/{id_}")
    return deal


@pytest.mark.parametrize(
    ("letter", "kept"),
    [
        ("A", KeptOut()),
        ("B", KeptOut()),
        ("C", KeptOut(income=REFERRAL, outgo=REFERRAL)),
        ("D", KeptOut(outgo=REFERRAL)),
    ],
)
def test_switches_keep_a_referral_out(core: RunningSandbox, letter: str, kept: KeptOut) -> None:
    assert kept_out([_deal(core, letter)], ()) == kept


def test_a_deal_that_is_held_back_is_in_no_total(core: RunningSandbox) -> None:
    deal = _deal(core, "C")
    assert kept_out([deal], {str(deal["id"])}) == KeptOut()


def test_a_deal_without_a_disbursement_is_in_no_total(core: RunningSandbox) -> None:
    deal = _deal(core, "C")
    core.patch(f"/transactions/{deal['id']}", finalized=False)
    assert kept_out([core.get(f"/transactions/{deal['id']}")], ()) == KeptOut()
