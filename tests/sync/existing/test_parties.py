"""Whom linked entries are for becomes CORE's match, where they agree, and is never overwritten."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database.tables.entries import PartyLink
from include.database.tables.records import Record
from include.sync.existing.linking import link
from include.sync.existing.unlinking import unlink
from include.sync.post.manual_matches import match_manually
from tests.sync.existing.books import find, found, sold
from tests.sync.office import COMPANY, EXPENSES, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def matches(office: Office) -> dict[str, str]:
    with office.database.reading() as session:
        rows = session.scalars(select(PartyLink))
        return {row.party_key: row.display_name for row in rows}


def bills(office: Office, hands: Hands, *vendors: str) -> list[str]:
    """As many sales as vendors, each with its agent's bill, entered by hand for that vendor.

    Returns:
        The documents' keys.
    """
    deals = [sold(office) for _ in vendors]
    find(office, EXPENSES)
    with office.database.reading() as session:
        day = session.scalars(select(Record.day)).first()
    ids: dict[str, str] = {}
    for deal, name in zip(deals, vendors, strict=True):
        vendor = ids[name] = ids.get(name) or hands.add("Vendor", name)
        hands.enter("Bill", vendor, 784_000, f"{deal}-1", str(day))
    find(office, EXPENSES)
    return [match.document_key for match in found(office)]


def test_several_linked_bills_of_one_vendor_match_the_agent(either: Office, hands: Hands) -> None:
    keys = bills(either, hands, "J. Q. Agent", "J. Q. Agent")
    assert len(keys) == 2
    link(either.database, COMPANY, keys[0], "finn")
    assert matches(either) == {}
    link(either.database, COMPANY, keys[1], "finn")
    assert list(matches(either).values()) == ["J. Q. Agent"]
    # The next sync neither writes that vendor nor creates one of the agent's name.
    either.run(EXPENSES)
    assert "Amy Adler" not in str(hands.look().parties)
    assert len([row for row in hands.look().live("Bill") if row.total == 784_000]) == 2
    for key in keys:
        unlink(either.database, COMPANY, key, "finn")
    assert "J. Q. Agent" not in matches(either).values()


def test_where_they_disagree_a_user_decides(either: Office, hands: Hands) -> None:
    for key in bills(either, hands, "J. Q. Agent", "Quincy Agent"):
        link(either.database, COMPANY, key, "finn")
    assert matches(either) == {}


def test_a_match_that_a_user_made_stays(either: Office, hands: Hands) -> None:
    keys = bills(either, hands, "J. Q. Agent", "J. Q. Agent")
    party = found(either)[0].party_key
    match_manually(either.database, COMPANY, party, "", "finn")
    for key in keys:
        link(either.database, COMPANY, key, "finn")
    assert matches(either) == {}
