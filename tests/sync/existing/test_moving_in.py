"""A brokerage moves in with books that another hand kept: nothing is doubled, nothing linked wrongly.

Five ways of booking are mixed, with errors in names, days and memos, entries that were never made, and others
that only look alike. Of each entry it is known what it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from include.core_backoffice.records.records import Transaction
from include.database.tables.existing import ExistingMatch
from include.sync.existing.linking import link_certain
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import give_back, sqlite_database
from tests.sync.existing.books import find, found
from tests.sync.existing.earlier_books import Booked, Deal, booked_by_another_hand, deals_of
from tests.sync.existing.posted_online import post
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office

_DRAWN = 1.3
"""CORE's generator makes so many transactions for one that posts."""
_CORRECTED = 50


@dataclass(frozen=True, slots=True)
class MovedIn:
    """The office, what the other hand booked, and by document key the ID of its entry."""

    office: Office
    deals: list[Deal]
    booked: list[Booked]
    truth: dict[str, str]

    @property
    def documents(self) -> set[str]:
        """The keys of all documents that CORE asks for."""
        return {one.document.key for deal in self.deals for one in deal.wanted}


@contextmanager
def moved_in(folder: Path, deals: int) -> Iterator[MovedIn]:
    """An office with the books of another hand in QuickBooks, in which CoreBooks has posted nothing."""
    database = sqlite_database(folder)
    drawn = int(deals * _DRAWN)
    with (
        running_core(transactions=drawn, agents=40, bad_records=False, billing_months=0) as core,
        running_quickbooks() as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        office.connect()
        with office.gateway() as gateway, office.source() as source:
            read = list(source.transactions_changed(None))
            catalogue = gateway.catalogue()
        transactions = [one for one in read if isinstance(one, Transaction)]
        made = deals_of(transactions, catalogue)
        booked = booked_by_another_hand(made)
        yield MovedIn(office, made, booked, post(quickbooks, booked))
    give_back(database)


@pytest.mark.parametrize("deals", [200, pytest.param(1000, marks=pytest.mark.whole)])
def test_books_of_five_styles_move_in_without_a_duplicate(tmp_path: Path, deals: int) -> None:
    with moved_in(tmp_path, deals) as moving:
        office, truth = moving.office, moving.truth
        assert len(moving.deals) >= deals
        before = office.entries("Invoice") + office.entries("Bill")
        for category in (INCOME, EXPENSES):
            find(office, category)
        matches = found(office)
        _none_is_wrong(matches, truth)
        certain = {one.document_key for one in matches if one.certain}
        assert len(certain) >= 0.98 * len(truth)
        linked = sum(
            link_certain(office.database, COMPANY, category, "finn")
            for category in (INCOME, EXPENSES)
        )
        assert linked == len(certain)
        assert office.entries("Invoice") + office.entries("Bill") == before
        _syncs_post_only_what_was_missing(moving)
        _corrections_are_made_in_place(moving)


def _none_is_wrong(matches: list[ExistingMatch], truth: dict[str, str]) -> None:
    wrong = [
        (one.record_name, one.quickbooks_id, one.reasons)
        for one in matches
        if one.certain and truth.get(one.document_key) != one.quickbooks_id
    ]
    assert wrong == []
    entries = [one.quickbooks_id for one in matches]
    kinds = [(one.entry_kind, one.quickbooks_id) for one in matches]
    assert len(set(kinds)) == len(entries)


def _syncs_post_only_what_was_missing(moving: MovedIn) -> None:
    """What has an entry gets no second one: it is linked, or on hold for a user."""
    office, truth = moving.office, moving.truth
    before = len(office.quickbooks.entries())
    reports = [office.run(category) for category in (INCOME, EXPENSES)]
    created = sum(report.created for report in reports)
    links = office.links()
    new = {key for key, link in links.items() if truth.get(key) != link.quickbooks_id}
    assert new & set(truth) == set()
    assert new <= moving.documents - set(truth)
    assert len(office.quickbooks.entries()) - before == created == len(new)
    assert sum(report.updated for report in reports) == 0
    again = [office.run(category) for category in (INCOME, EXPENSES)]
    assert [(report.created, report.updated) for report in again] == [(0, 0), (0, 0)]


def _corrections_are_made_in_place(moving: MovedIn) -> None:
    office, truth, links = moving.office, moving.truth, moving.office.links()
    corrected = [
        (deal.transaction, deal.wanted[0].document.key)
        for deal in moving.deals
        if deal.wanted[0].document.key in links and deal.wanted[0].document.key in truth
    ][:_CORRECTED]
    assert len(corrected) == _CORRECTED
    before = {one["id"]: one for one in office.entries("Invoice")}
    for transaction, _ in corrected:
        assert transaction.disbursement is not None
        gross = transaction.disbursement.gross_cents + 100_00
        office.core.patch(f"/transactions/{transaction.id}", gross=gross)
    report = office.run(INCOME)
    held = [one.sentence for one in report.on_hold if "existing" not in one.what_to_do]
    assert (report.created, report.updated, held) == (0, _CORRECTED, [])
    after = {one["id"]: one for one in office.entries("Invoice")}
    assert set(after) == set(before)
    changed = {entry_id for entry_id, one in after.items() if one != before[entry_id]}
    assert changed == {truth[key] for _, key in corrected}
