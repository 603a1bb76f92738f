"""An entry that a user names by its ID is read and linked by the next search, or it says why not."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.books.documents import DocumentKind
from include.database.tables.existing import NamedEntry
from include.sync.existing.errors import CantLink
from include.sync.existing.naming import link_by_hand
from tests.sync.existing.books import by_hand, find, sold
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def problems(office: Office) -> list[str]:
    with office.database.reading() as session:
        return list(session.scalars(select(NamedEntry.problem)))


def name(office: Office, transaction: str, entry_id: str) -> str:
    record = f"transaction:{transaction}"
    return link_by_hand(
        office.database, COMPANY, INCOME, record, DocumentKind.INVOICE, entry_id, "finn"
    )


def test_an_entry_that_no_search_finds_is_linked_by_its_id(either: Office, hands: Hands) -> None:
    transaction = sold(either)
    by_hand(either, hands, cents=12_345, customer="Zed & Sons", number="7", days_ago=300)
    find(either, INCOME)
    (row,) = hands.look().live("Invoice")
    before = hands.look()
    said = name(either, transaction, row.key[1])
    assert f"the invoice with the QuickBooks ID {row.key[1]}" in said
    find(either, INCOME, (transaction,))
    (link,) = either.links().values()
    assert (link.quickbooks_id, link.total_cents, problems(either)) == (row.key[1], 12_345, [])
    assert hands.look() == before
    report = either.run(INCOME)
    assert (report.created, report.updated, report.on_hold) == (0, 0, ())


def test_what_isnt_there_is_told(either: Office, hands: Hands) -> None:
    transaction = sold(either)
    find(either, INCOME)
    missing = "998877" if either.product == "online" else "FFFF-1796127221"
    name(either, transaction, missing)
    find(either, INCOME, (transaction,))
    (problem,) = problems(either)
    assert missing in problem
    assert "Check the ID and the kind." in problem
    assert either.links() == {}
    assert hands.look().live("Invoice") == []


def test_an_entry_of_another_record_isnt_taken_from_it(either: Office, hands: Hands) -> None:
    sold(either)
    either.run(INCOME)
    (row,) = hands.look().live("Invoice")
    other = sold(either)
    find(either, INCOME)
    name(either, other, row.key[1])
    find(either, INCOME, (other,))
    (problem,) = problems(either)
    assert "belongs to TR-" in problem
    assert len(either.links()) == 1


def test_what_cant_be_an_id_isnt_noted(either: Office) -> None:
    transaction = sold(either)
    find(either, INCOME)
    with pytest.raises(CantLink, match="isn't a QuickBooks ID"):
        name(either, transaction, "the one of June")
