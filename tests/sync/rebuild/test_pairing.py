"""Each document has the entry with its tag; of several, the one in the books that differs least."""

from __future__ import annotations

from pathlib import Path

from tests.sync.lost import lose, rebuild
from tests.sync.office import Office
from tests.sync.random_hands import Hands
from tests.sync.rebuild.test_rebuilding import largest, posted


def test_of_an_entry_and_its_edited_copy_the_one_as_core_has_it_is_linked(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    bill = largest(hands, "Bill")
    hands.copy(bill, "COPY-1")
    hands.set_amount(bill, 77_700)
    lose(office, tmp_path / "new")
    rebuild(office)
    linked = {
        link.quickbooks_id for link in office.links().values() if "/payee:" in link.document_key
    }
    assert bill.key[1] not in linked


def test_a_voided_entry_gives_way_to_one_in_the_books(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    invoice = largest(hands, "Invoice")
    hands.copy(invoice, "COPY-1")
    hands.end(invoice, "void")
    lose(office, tmp_path / "new")
    assert rebuild(office).counts["voided"] == 0
    assert invoice.key[1] not in {link.quickbooks_id for link in office.links().values()}
