"""Customers and vendors are those that the entries are for, whatever they are called now."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from include.database.tables.entries import PartyLink
from tests.sync.closings import close
from tests.sync.lost import lose, rebuild, run_all
from tests.sync.office import Office
from tests.sync.random_hands import Hands
from tests.sync.rebuild.test_rebuilding import posted


def vendors(office: Office) -> dict[str, str]:
    with office.database.reading() as session:
        rows = session.scalars(select(PartyLink).where(PartyLink.kind == "vendor"))
        return {row.party_key: row.quickbooks_id for row in rows}


def test_a_renamed_vendor_is_the_same_and_gets_the_next_bill(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    before = vendors(office)
    vendor = next(iter(before.values()))
    hands.rename(("Vendor", vendor), "Doe Family LLC")
    lose(office, tmp_path / "new")
    rebuild(office)
    assert vendors(office) == before
    parties = set(hands.look().parties)
    close(office, gross=2_000_000)
    run_all(office)
    assert len(set(hands.look().parties) - parties) == 1, "only the new property"
    assert vendors(office) == before
