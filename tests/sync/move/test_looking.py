"""What entries are in the new QuickBooks: between Online companies, whose IDs mean other things there."""

from __future__ import annotations

from pathlib import Path

from include.database.statuses import MatchedBy
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.sync import people
from tests.sync.move.mover import open_mover, open_online_mover
from tests.sync.office import BILLING, EXPENSES, INCOME


def test_an_online_company_moves_to_another_whose_ids_are_those_of_other_entries(
    tmp_path: Path,
) -> None:
    with open_online_mover(tmp_path) as mover:
        office = mover.before
        amy = people.agent(office, "Amy", "Adler")
        for at in range(8):
            people.deal(office, f"{at + 1} Elm St", amy)
        people.statement(office, amy)
        mover.post()
        before = mover.links()
        mover.copy()
        mover.start()
        mover.connect()
        mover.look()
        assert mover.company().disconnected_at is not None
        mover.switch()

        links = mover.links()
        old = {(link.kind, link.quickbooks_id) for link in before.values()}
        assert old & {(link.kind, link.quickbooks_id) for link in links.values()}
        assert {row.matched_by for row in mover.entries()} == {MatchedBy.TAG}
        for category in (INCOME, EXPENSES, BILLING):
            report = mover.after.run(category)
            assert (report.created, report.updated, report.on_hold) == (0, 0, ())
        assert mover.online.balances() == office.quickbooks.balances()
        assert mover.company().disconnected_at is None


def test_without_map_and_tag_number_date_amount_and_party_decide(tmp_path: Path) -> None:
    with open_mover(tmp_path) as mover:
        office = mover.before
        amy = people.agent(office, "Amy", "Adler")
        for at in range(4):
            people.deal(office, f"{at + 1} Elm St", amy)
        mover.post()
        for entry in mover.file.entries():
            mover.file.edit(entry["id"], Memo="typed over")
        for category in (INCOME, EXPENSES):
            office.run(category)
        mover.move("absent")
        assert {row.matched_by for row in mover.entries()} == {MatchedBy.FIGURES}
        assert mover.after.run(EXPENSES).created == 0


def test_what_two_entries_may_be_waits_for_a_person(tmp_path: Path) -> None:
    with open_mover(tmp_path) as mover:
        office = mover.before
        people.deal(office, "1 Elm St", people.agent(office, "Amy", "Adler"))
        mover.post()
        [bill] = mover.file.entries("Bill")
        mover.file.edit(bill["id"], Memo="typed over")
        mover.convert("absent")
        [made] = mover.online.entries("Bill")
        with mover.online.api() as api:
            body = api.get(f"bill/{made['id']}").json()["Bill"]
            kept = {name: body[name] for name in ("VendorRef", "TxnDate", "DocNumber", "Line")}
            api.post(
                "bill", json=kept, params={"include": "allowduplicatedocnum"}
            ).raise_for_status()
        mover.start()
        mover.connect()
        mover.look()
        [row] = mover.unmatched()
        assert row.kind == "bill"
        assert len(row.candidates) == 2


def test_a_vendor_who_was_renamed_is_found_by_their_entries(tmp_path: Path) -> None:
    with open_mover(tmp_path) as mover:
        office = mover.before
        amy = people.agent(office, "Amy", "Adler")
        people.deal(office, "1 Elm St", amy)
        mover.post()
        mover.convert("absent")
        [vendor] = [one for one in people.vendors(mover.after) if one]
        mover.online.edit("Vendor", vendor, "update", DisplayName="Adler Homes LLC")
        mover.start()
        mover.connect()
        mover.look()
        mover.switch()

        people.deal(office, "2 Elm St", amy)
        mover.after.run(EXPENSES)

        assert list(people.vendors(mover.after)) == [vendor]
        assert len(mover.online.entries("Bill")) == 2


def test_a_vendor_who_was_renamed_in_the_company_file_keeps_their_match(tmp_path: Path) -> None:
    with open_mover(tmp_path) as mover:
        office = mover.before
        amy = people.agent(office, "Amy", "Adler")
        people.deal(office, "1 Elm St", amy)
        mover.post()
        Bookkeeper(mover.file).rename(mover.file.names("Vendor")["Amy Adler"], "Adler Homes LLC")
        mover.move("absent")
        people.deal(office, "2 Elm St", amy)
        mover.after.run(EXPENSES)
        assert len(people.vendors(mover.after)) == 1
