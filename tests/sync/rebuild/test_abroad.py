"""Outside the United States: codes, and who charges tax, are found again in the entries."""

from __future__ import annotations

from pathlib import Path

from include.database.setup.payee_tax import charges_tax
from tests.sync.lost import lose, rebuild, run_all
from tests.sync.office import COMPANY
from tests.sync.tax_office import ACME, JANE, charges, ontario_deal, open_abroad, use_codes


def test_canadian_books_are_rebuilt_with_their_tax(tmp_path: Path) -> None:
    with open_abroad(tmp_path, "CA") as office:
        use_codes(office, "CA")
        charges(office, agent=True, broker=False)
        for gross in (3_000_000, 2_000_000):
            ontario_deal(office, gross=gross)
        run_all(office)
        before, books, links = office.entries("Bill"), office.quickbooks.balances(), office.links()
        assert len(before) == 4
        lose(office, tmp_path / "new")
        assert rebuild(office).counts["different"] == 0
        with office.database.reading() as session:
            said = charges_tax(session, COMPANY)
        assert (said[JANE], said[ACME]) == (True, False)
        again = office.links()
        assert {key: link.fingerprint for key, link in again.items()} == {
            key: link.fingerprint for key, link in links.items()
        }
        assert {key: link.tax_cents for key, link in again.items()} == {
            key: link.tax_cents for key, link in links.items()
        }
        run_all(office)
        assert (office.entries("Bill"), office.quickbooks.balances()) == (before, books)
