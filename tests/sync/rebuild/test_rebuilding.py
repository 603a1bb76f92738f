"""The database is lost and rebuilt: nothing is doubled, nothing is overwritten, and what can't be known is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from include.books.causes import HoldCause
from include.database.audit import verify
from include.database.tables.companies import Company, WorkflowSetup
from include.database.tables.records import RecordState
from include.database.tables.runs import AuditEvent
from include.sync.run.errors import CompanyRebuilding
from include.sync.run.mode import RunMode
from tests.sync.closings import close
from tests.sync.lost import found, lose, rebuild, run_all
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.random_hands import Hands
from tests.sync.snapshots import Row


def posted(office: Office) -> list[str]:
    """Three deals and a billed agent, synced. Returns the deals."""
    deals = [close(office, gross=gross) for gross in (1_000_000, 1_200_000, 1_500_000)]
    office.core.post("/examples/E")
    run_all(office)
    return deals


def ids(hands: Hands) -> set[object]:
    """The entries in the books."""
    return set(hands.look().entries)


def largest(hands: Hands, entity: str) -> Row:
    return max(hands.look().live(entity), key=lambda row: row.total)


def causes(office: Office) -> list[str]:
    """Why records are on hold."""
    with office.database.reading() as session:
        return sorted(cause for cause in session.scalars(select(RecordState.cause)) if cause)


def test_nothing_is_doubled_and_everything_is_as_before(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    before, books, links = ids(hands), office.quickbooks.balances(), office.links()
    lose(office, tmp_path / "new")
    rebuilt = rebuild(office)
    again = office.links()
    assert again.keys() == links.keys()
    for key, link in links.items():
        one = again[key]
        assert (one.quickbooks_id, one.kind, one.number, one.total_cents) == (
            link.quickbooks_id,
            link.kind,
            link.number,
            link.total_cents,
        )
        assert (one.fingerprint, one.party_id, one.due_date, one.edited_as) == (
            link.fingerprint,
            link.party_id,
            link.due_date,
            None,
        )
    assert rebuilt.counts == {
        "links": len(links),
        "different": 0,
        "voided": 0,
        "missing": 0,
        "strays": 0,
        "parties": rebuilt.parties,
    }
    run_all(office)
    assert (ids(hands), office.quickbooks.balances()) == (before, books)
    assert causes(office) == []


def test_the_trail_begins_anew_and_says_so(office: Office, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    rebuild(office)
    with office.database.reading() as session:
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
        names = [event.event for event in events if event.event != "recorded"]
        assert names[:2] == ["connected", "rebuild started"]
        assert names[-1] == "database rebuilt"
        assert events[-1].detail["links"] == len(office.links())
        verify(session, COMPANY)


def test_a_correction_in_core_afterward_updates_the_entry_in_place(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    deals = posted(office)
    lose(office, tmp_path / "new")
    rebuild(office)
    before = ids(hands)
    office.core.patch(f"/transactions/{deals[0]}", gross=1_100_000)
    run_all(office)
    assert ids(hands) == before
    assert sorted(row.total for row in hands.look().live("Invoice"))[-3:] == [
        1_100_000,
        1_200_000,
        1_500_000,
    ]


def test_an_entry_edited_meanwhile_is_asked_about_and_never_overwritten(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    hands.set_amount(largest(hands, "Bill"), 77_700)
    lose(office, tmp_path / "new")
    assert rebuild(office).workflows[EXPENSES].different == 1
    [sentence] = office.on_hold(EXPENSES)
    assert (
        "differed from CORE when the CoreBooks database was rebuilt: total is $777.00" in sentence
    )
    before = hands.look()
    run_all(office)
    hands.set_text(
        next(row for row in before.live("Bill") if row.total == 77_700), PrivateNote="Call Amy"
    )
    run_all(office)
    assert 77_700 in [row.total for row in hands.look().live("Bill")]
    assert causes(office) == [HoldCause.REBUILT]
    with office.database.reading() as session:
        key = session.scalars(
            select(RecordState.record_key).where(RecordState.cause == HoldCause.REBUILT)
        ).one()
    deal = key.partition(":")[2]
    office.run(EXPENSES, (deal,), mode=RunMode.OVERWRITE)
    assert 77_700 not in [row.total for row in hands.look().live("Bill")]
    assert ids(hands) == set(before.entries)
    assert causes(office) == []


def test_what_core_changed_meanwhile_is_updated_in_place_by_who_asks_for_it(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    deals = posted(office)
    before = ids(hands)
    lose(office, tmp_path / "new")
    office.core.patch(f"/transactions/{deals[0]}", gross=1_100_000)
    rebuild(office)
    run_all(office)
    assert causes(office) == [HoldCause.REBUILT] * 2
    assert 1_000_000 in [row.total for row in hands.look().live("Invoice")]
    for category in (INCOME, EXPENSES):
        office.run(category, (deals[0],), mode=RunMode.OVERWRITE)
    assert ids(hands) == before
    assert 1_100_000 in [row.total for row in hands.look().live("Invoice")]


def test_what_a_user_keeps_stays_until_core_changes(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    deals = posted(office)
    hands.set_amount(largest(hands, "Invoice"), 77_700)
    lose(office, tmp_path / "new")
    rebuild(office)
    office.run(INCOME, (deals[2],), mode=RunMode.KEEP_QUICKBOOKS)
    run_all(office)
    assert causes(office) == []
    assert 77_700 in [row.total for row in hands.look().live("Invoice")]


def test_what_was_deleted_meanwhile_is_created_again_only_by_who_asks_for_it(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    deals = posted(office)
    hands.end(largest(hands, "Invoice"), "delete")
    lose(office, tmp_path / "new")
    assert rebuild(office).workflows[INCOME].missing == 1
    run_all(office)
    assert causes(office) == [HoldCause.NOT_FOUND]
    office.run(INCOME, (deals[2],), mode=RunMode.LINK)
    assert [row.total for row in hands.look().live("Invoice")].count(1_500_000) == 0
    office.run(INCOME, (deals[2],), mode=RunMode.RECREATE)
    assert [row.total for row in hands.look().live("Invoice")].count(1_500_000) == 1
    run_all(office)
    assert causes(office) == []


def test_what_was_voided_meanwhile_is_known_as_voided(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    hands.end(largest(hands, "Invoice"), "void")
    lose(office, tmp_path / "new")
    assert rebuild(office).workflows[INCOME].voided == 1
    run_all(office)
    assert causes(office) == [HoldCause.VOIDED]


def test_a_copy_is_told_beside_the_entry_it_is_a_copy_of(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    hands.copy(largest(hands, "Bill"), "COPY-1")
    lose(office, tmp_path / "new")
    before = ids(hands)
    rebuilt = rebuild(office)
    assert (rebuilt.strays, rebuilt.workflows[EXPENSES].different) == (1, 0)
    run_all(office)
    assert causes(office) == [HoldCause.STRAY]
    assert ids(hands) == before


def test_a_record_deleted_in_core_meanwhile_leaves_an_entry_that_no_record_asks_for(
    office: Office, tmp_path: Path
) -> None:
    deals = posted(office)
    lose(office, tmp_path / "new")
    office.core.delete(f"/transactions/{deals[0]}")
    rebuilt = rebuild(office)
    assert rebuilt.strays >= 2
    run_all(office)
    run_all(office)
    assert set(causes(office)) == {HoldCause.STRAY}


def test_records_of_after_the_rebuild_post_as_usual(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    rebuild(office)
    close(office, gross=2_000_000)
    run_all(office)
    assert largest(hands, "Invoice").total == 2_000_000
    assert causes(office) == []


def test_a_template_that_was_replaced_keeps_its_entries(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    office.use("income-via-deposits", payment_date="QuickBooks default")
    close(office, gross=2_000_000)
    run_all(office)
    before, books = ids(hands), office.quickbooks.balances()
    lose(office, tmp_path / "new")
    rebuild(office)
    with office.database.reading() as session:
        rows = session.scalars(select(WorkflowSetup).where(WorkflowSetup.category == INCOME))
        assert {(row.template, row.active) for row in rows} == {
            ("income-via-invoices", False),
            ("income-via-deposits", True),
        }
    run_all(office)
    assert (ids(hands), office.quickbooks.balances()) == (before, books)
    assert causes(office) == []


def test_a_workflow_that_is_on_already_keeps_its_options(office: Office, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    office.use("income-via-invoices", edited_in_quickbooks="Overwrite with CORE")
    rebuild(office)
    with office.database.reading() as session:
        row = session.scalars(select(WorkflowSetup).where(WorkflowSetup.category == INCOME)).one()
        assert row.options["edited_in_quickbooks"] == "Overwrite with CORE"
    run_all(office)
    assert causes(office) == []


def test_looking_changes_nothing(office: Office, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    findings = found(office)
    assert [one.versions[-1].template.key for one in findings.workflows] == [
        "income-via-invoices",
        "expenses-via-bills",
        "billings-and-payments",
    ]
    assert findings.unexplained == 0
    with office.database.reading() as session:
        assert session.scalars(select(WorkflowSetup)).first() is None
        assert session.get_one(Company, COMPANY).rebuilding_since is None


def test_nothing_runs_while_it_is_under_way_and_running_it_again_finishes_it(
    office: Office, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted(office)
    before = ids(hands)
    lose(office, tmp_path / "new")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("include.sync.rebuild.rebuilding.diff", stopped)
        with pytest.raises(KeyboardInterrupt):
            rebuild(office)
    with pytest.raises(CompanyRebuilding, match="corebooks rebuild --company willow-park --apply"):
        office.run(INCOME)
    rebuild(office)
    run_all(office)
    assert (ids(hands), causes(office)) == (before, [])


def test_it_can_be_run_again(office: Office, hands: Hands, tmp_path: Path) -> None:
    posted(office)
    lose(office, tmp_path / "new")
    rebuild(office)
    close(office, gross=2_000_000)
    before, links = ids(hands), office.links()
    again = rebuild(office)
    assert again.counts | {"parties": 0} == dict.fromkeys(again.counts, 0)
    assert office.links().keys() == links.keys()
    run_all(office)
    assert ids(hands) > before
    assert causes(office) == []
