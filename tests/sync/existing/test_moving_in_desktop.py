"""A brokerage with QuickBooks Desktop moves in: the company file gets no second entry of any sale or agent.

As `test_moving_in`, with two ways of booking: CORE's own integration, and a person who enters by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.books.documents import TAG, marker
from include.core_backoffice.records.records import Transaction
from include.sync.existing.linking import link_certain
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.database_files import give_back, sqlite_database
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.existing.books import find, found
from tests.sync.existing.earlier_books import Style, booked_by_another_hand, deals_of
from tests.sync.existing.posted_desktop import enter
from tests.sync.existing.test_moving_in import MovedIn
from tests.sync.office import COMPANY, EXPENSES, INCOME

_DRAWN = 52
"""CORE's transactions, of which about 40 post."""
_STYLES = (Style.BUILT_IN, Style.BY_HAND)
_CORRECTED = 5
_MORE_CENTS = 100_00


@pytest.fixture
def moving(tmp_path: Path) -> Iterator[MovedIn]:
    """A company file with the books of another hand, in which CoreBooks has posted nothing."""
    database, file = sqlite_database(tmp_path), CompanyFile()
    with running_core(transactions=_DRAWN, agents=12, bad_records=False, billing_months=0) as core:
        office = DirectDesktopOffice(core, file, database)
        office.connect()
        with office.gateway() as gateway, office.source() as source:
            read = list(source.transactions_changed(None))
            catalogue = gateway.catalogue()
        deals = deals_of([one for one in read if isinstance(one, Transaction)], catalogue)
        booked = booked_by_another_hand(deals, styles=_STYLES)
        yield MovedIn(office, deals, booked, enter(file, booked))
    file.close()
    give_back(database)


def ledger(moving: MovedIn) -> dict[str, dict[str, Any]]:
    """Every entry of the company file, by ID."""
    return {one["id"]: one for one in moving.office.quickbooks.entries()}


def link_all(moving: MovedIn) -> int:
    """Find, look at nothing, and link what is certain, as one click does in each workflow."""
    for category in (INCOME, EXPENSES):
        find(moving.office, category)
    return sum(
        link_certain(moving.office.database, COMPANY, category, "finn")
        for category in (INCOME, EXPENSES)
    )


def test_no_entry_is_doubled_and_corrections_are_made_in_place(moving: MovedIn) -> None:
    assert len(moving.deals) >= 35
    entered = ledger(moving)
    linked = link_all(moving)
    wrong = {
        one.document_key: one.quickbooks_id
        for one in found(moving.office)
        if one.certain and moving.truth.get(one.document_key) != one.quickbooks_id
    }
    assert wrong == {}
    assert linked >= 0.95 * len(moving.truth)
    assert ledger(moving) == entered
    _only_what_was_missing_is_posted(moving)
    _corrections_update_what_was_linked(moving)


def _only_what_was_missing_is_posted(moving: MovedIn) -> None:
    before = ledger(moving)
    reports = [moving.office.run(category) for category in (INCOME, EXPENSES)]
    after = ledger(moving)
    links = moving.office.links()
    new = {key for key, link in links.items() if link.quickbooks_id not in before}
    assert new & set(moving.truth) == set()
    assert sum(report.created for report in reports) == len(after) - len(before) == len(new)
    assert sum(report.updated for report in reports) == 0
    assert {entry_id: after[entry_id] for entry_id in before} == before


def _corrections_update_what_was_linked(moving: MovedIn) -> None:
    office, links = moving.office, moving.office.links()
    corrected = {
        deal.wanted[0].document.key: deal.transaction
        for deal in moving.deals
        if deal.wanted[0].document.key in links.keys() & moving.truth.keys()
    }
    chosen = dict(list(corrected.items())[:_CORRECTED])
    assert len(chosen) == _CORRECTED
    before = ledger(moving)
    for transaction in chosen.values():
        assert transaction.disbursement is not None
        gross = transaction.disbursement.gross_cents + _MORE_CENTS
        office.core.patch(f"/transactions/{transaction.id}", gross=gross)
    report = office.run(INCOME)
    assert (report.created, report.updated) == (0, _CORRECTED)
    after = ledger(moving)
    assert set(after) == set(before)
    changed = {entry_id for entry_id, one in after.items() if one != before[entry_id]}
    assert changed == {moving.truth[key] for key in chosen}
    for key in chosen:
        entry_id = moving.truth[key]
        assert TAG.search(str(before[entry_id])) is None
        assert marker(COMPANY, key) in str(after[entry_id])
