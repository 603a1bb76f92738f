"""The switch: every link goes on in QuickBooks Online, nothing is posted twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.conversion.converting import IdMap
from tests.sync import people
from tests.sync.move.mover import Mover, open_mover
from tests.sync.office import BILLING, EXPENSES, INCOME


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    with open_mover(tmp_path) as opened:
        yield opened


def some_deals(mover: Mover, number: int = 3) -> list[str]:
    office = mover.before
    amy, ben = people.agent(office, "Amy", "Adler"), people.agent(office, "Ben", "Baker")
    referrer = people.contact(office, "Referrals Inc")
    deals = [
        people.deal(office, f"{11 + at} Oak St", (amy, ben)[at % 2], to={referrer: 50_000})
        for at in range(number)
    ]
    people.statement(office, amy)
    mover.post()
    return deals


@pytest.mark.parametrize("keeps", IdMap)
def test_nothing_is_posted_twice_and_nothing_is_lost(mover: Mover, keeps: IdMap) -> None:
    some_deals(mover)
    posted, balances = len(mover.file.entries()), mover.file.balances()
    links = mover.links()

    assert mover.move(keeps) == len(links)

    for category in (INCOME, EXPENSES, BILLING):
        report = mover.after.run(category)
        assert (report.created, report.updated, report.voided, report.on_hold) == (0, 0, 0, ())
    assert len(mover.online.entries()) == posted
    assert mover.online.balances() == balances
    now = mover.links()
    assert now.keys() == links.keys()
    in_online = {(one["type"], one["id"]) for one in mover.online.entries()}
    assert {one.quickbooks_id for one in now.values()} <= {entry_id for _, entry_id in in_online}
