"""Books of another hand, in each style alone and all mixed: what is found, and that nothing is wrong.

The entries are as each QuickBooks shows them; nothing is posted (`test_moving_in` does that).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from include.books.entries import Entry
from include.core_backoffice.records.records import Transaction
from include.quickbooks.desktop.entries.spelling import NAME, list_name, number_of
from include.sync.existing.matching import propose
from include.sync.existing.styles import style_of
from include.sync.existing.values import Proposal, Wanted
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import give_back, sqlite_database
from tests.sync.existing.earlier_books import (
    Deal,
    Style,
    as_entries,
    booked_by_another_hand,
    deals_of,
)
from tests.sync.office import Office

_DESKTOP_MOST = 11
"""Characters of a number in QuickBooks Desktop; a connector cuts off the rest."""
_MIXED = "all styles mixed"
styles = pytest.mark.parametrize(
    "styles", [(style,) for style in Style] + [tuple(Style)], ids=[*Style, _MIXED]
)


@pytest.fixture(scope="module")
def deals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Deal]]:
    """What CORE has: about 300 transactions that post."""
    database = sqlite_database(tmp_path_factory.mktemp("books"))
    with (
        running_core(transactions=400, agents=30, bad_records=False, billing_months=0) as core,
        running_quickbooks() as quickbooks,
    ):
        office = Office(core, quickbooks, database)
        office.connect()
        with office.gateway() as gateway, office.source() as source:
            read = list(source.transactions_changed(None))
            catalogue = gateway.catalogue()
        yield deals_of([one for one in read if isinstance(one, Transaction)], catalogue)
    give_back(database)


def wanted_of(deals: Sequence[Deal]) -> list[Wanted]:
    return [one for deal in deals for one in deal.wanted]


def check(proposals: Sequence[Proposal], truth: dict[str, str], share: float) -> None:
    """Nothing certain is wrong, no entry is proposed twice, and so many are certain."""
    certain = {
        one.wanted.document.key: one.best.entry.ref.id for one in proposals if one.is_certain
    }
    wrong = {key: entry for key, entry in certain.items() if truth.get(key) != entry}
    used = [one.best.entry.ref.id for one in proposals]
    assert wrong == {}
    assert len(set(used)) == len(used)
    assert len(certain) >= share * len(truth)


@styles
def test_nearly_all_are_certain_and_none_is_wrong(
    deals: list[Deal], styles: tuple[Style, ...]
) -> None:
    entries, truth = as_entries(booked_by_another_hand(deals, styles=styles))
    check(propose(wanted_of(deals), entries), truth, 0.98)


@pytest.mark.parametrize("seed", range(5))
def test_where_half_was_never_posted_nothing_else_is_taken_for_it(
    deals: list[Deal], seed: int
) -> None:
    """Entries that only look alike are all that is left for many a document."""
    booked = booked_by_another_hand(deals, seed, missing=0.5, decoys=0.5)
    entries, truth = as_entries(booked)
    check(propose(wanted_of(deals), entries), truth, 0.98)


@styles
def test_as_quickbooks_desktop_keeps_them(deals: list[Deal], styles: tuple[Style, ...]) -> None:
    """Numbers end after 11 characters and names after 41, so that many deals share a number."""
    entries, truth = as_entries(booked_by_another_hand(deals, styles=styles))
    check(propose(wanted_of(deals), [on_desktop(one) for one in entries]), truth, 0.98)


def on_desktop(entry: Entry) -> Entry:
    """An entry as a company file shows it."""
    return replace(
        entry,
        number=entry.number[:_DESKTOP_MOST],
        party_name=list_name(entry.party_name, NAME),
    )


def test_what_corebooks_posted_itself_is_known_without_its_tag(deals: list[Deal]) -> None:
    """A company file whose memos were edited, with the numbers as CoreBooks shortens them."""
    wanted = wanted_of(deals)
    booked = booked_by_another_hand(deals, styles=(Style.BUILT_IN,), missing=0, decoys=0)
    entries, truth = as_entries(booked)
    numbers = {one.document.key: one.document.number for one in wanted}
    keys = {entry_id: key for key, entry_id in truth.items()}
    posted = [
        replace(on_desktop(one), number=number_of(one.kind, numbers[keys[one.ref.id]]))
        for one in entries
    ]
    check(propose(wanted, posted), truth, 0.99)


def test_the_style_is_told(deals: list[Deal]) -> None:
    entries, _ = as_entries(booked_by_another_hand(deals, styles=(Style.BUILT_IN,)))
    found = propose(wanted_of(deals), entries)
    income = style_of(
        [one for one in found if one.wanted.document.key.startswith("brokerage_income")]
    )
    assert income is not None
    assert "posted as CORE's own QuickBooks integration does" in income.sentence
    assert income.template == "income-via-invoices"
