"""Whether what was found may be decided about now, and what a decision does to the record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import MatchDecision, RecordStatus
from include.database.tables.existing import ExistingMatch
from include.database.tables.records import RecordState
from include.database.tables.runs import AuditEvent
from include.sync.existing.errors import CantDecide, NothingFound, RunIsOpen
from include.sync.existing.found_links import found_link
from include.sync.existing.matches import (
    decide,
    found_match,
    named_entry,
    note_decision,
    open_match,
    owner_of,
    ready_again,
    set_ready,
    why_not,
)
from tests.sync.existing.both_sides import entry, income
from tests.sync.existing.rows import row_of
from tests.sync.office import COMPANY, INCOME
from tests.sync.run_of import connected, run_of

OAK, ELM = income(), income("TR-2026-640225", "17 Elm St")


@pytest.fixture
def session(sqlite_database: Database) -> Iterator[Session]:
    with connected(sqlite_database, "income-via-invoices").writing() as opened:
        yield opened


def state(status: str, cause: str = "") -> RecordState:
    return RecordState(
        company_id=COMPANY,
        category=INCOME,
        record_key=OAK.record_key,
        status=status,
        cause=cause,
        sentence="Said.",
        what_to_do="Do.",
        since=utc_now(),
    )


def kept(session: Session, match: ExistingMatch) -> ExistingMatch:
    session.add(match)
    session.flush()
    return match


def test_what_was_decided_is_taken_back_first(session: Session) -> None:
    match = kept(session, row_of(OAK, entry(145)))
    assert open_match(session, COMPANY, match.document_key) is match
    decide(match, MatchDecision.BOOKED, "finn")
    session.flush()
    with pytest.raises(CantDecide, match="decided already: .*, by finn. Take that back first"):
        open_match(session, COMPANY, match.document_key)
    assert found_match(session, COMPANY, match.document_key) is match


def test_what_no_search_found_cant_be_decided_about(session: Session) -> None:
    with pytest.raises(NothingFound, match="Find existing entries"):
        found_match(session, COMPANY, OAK.document.key)


def test_nor_can_anything_while_a_run_is_open(sqlite_database: Database) -> None:
    database = connected(sqlite_database, "income-via-invoices")
    with database.writing() as session:
        session.add(row_of(OAK, entry(145)))
    run_of(database, INCOME, "r1")
    with database.writing() as session, pytest.raises(RunIsOpen):
        found_match(session, COMPANY, OAK.document.key)


def test_an_entry_of_another_kind_is_marked_as_booked(session: Session) -> None:
    match = kept(session, row_of(OAK, entry(145, kind=DocumentKind.SALES_RECEIPT)))
    reason = why_not(session, match)
    assert f"{match.record_name} posts an invoice" in reason
    assert "“Mark as booked”" in reason


def test_an_entry_of_another_record_isnt_taken_from_it(session: Session) -> None:
    session.add(found_link(session, row_of(ELM, entry(145))))
    match = kept(session, row_of(OAK, entry(145)))
    assert owner_of(session, match) is not None
    assert f"belongs to {ELM.record_key}. Choose another entry." in why_not(session, match)
    other = row_of(OAK, entry(146))
    assert owner_of(session, other) is None


def test_a_document_with_an_entry_is_unlinked_first(session: Session) -> None:
    session.add(found_link(session, row_of(OAK, entry(146, number="1042"))))
    match = kept(session, row_of(OAK, entry(145)))
    assert "already has invoice 1042 in QuickBooks. Unlink it first." in why_not(session, match)


def test_a_record_that_core_deleted_cant_be_linked(session: Session) -> None:
    match = kept(session, row_of(OAK, entry(145)))
    assert why_not(session, match) == f"{match.record_name} was deleted in CORE. Search again."


def test_an_entry_is_named_by_its_number_money_and_day() -> None:
    found = row_of(OAK, entry(145, cents=3_395_00, number="1037"))
    assert named_entry(found) == "Invoice 1037 ($3,395.00, Jun 1, 2026)"
    bare = row_of(OAK, entry(145, cents=3_395_00, on=None))
    assert named_entry(bare) == "Invoice 145 ($3,395.00)"


def test_who_decided_is_kept_until_that_is_taken_back() -> None:
    match = row_of(OAK, entry(145), accepted=True)
    decide(match, MatchDecision.LINKED, "finn", "a click")
    assert (match.decision, match.decided_by, match.confirm_id) == ("linked", "finn", "a click")
    assert match.decided_at is not None
    assert not match.accepted
    decide(match, MatchDecision.UNDECIDED, "finn")
    assert [match.decision, match.decided_by, match.decided_at] == ["", "", None]
    assert match.confirm_id == ""


@pytest.mark.parametrize(
    ("status", "cause", "becomes"),
    [
        (RecordStatus.ON_HOLD, HoldCause.ENTRY_EXISTS, RecordStatus.READY),
        (RecordStatus.ON_HOLD, HoldCause.BOOKED_DIFFERS, RecordStatus.READY),
        (RecordStatus.ON_HOLD, HoldCause.UNKNOWN_ITEM_TYPE, RecordStatus.ON_HOLD),
        (RecordStatus.SYNCED, "", RecordStatus.READY),
        (RecordStatus.NOT_READY, "", RecordStatus.READY),
    ],
)
def test_only_what_was_held_for_it_is_decided_again(status: str, cause: str, becomes: str) -> None:
    record = state(status, cause)
    set_ready(record)
    assert record.status == becomes
    assert record.sentence == ("" if becomes == RecordStatus.READY else "Said.")


def test_the_record_of_a_match_is_ready_again(session: Session) -> None:
    session.add(state(RecordStatus.SYNCED))
    ready_again(session, kept(session, row_of(OAK, entry(145))))
    assert session.scalars(select(RecordState.status)).all() == [RecordStatus.READY]


def test_the_trail_tells_both_amounts(sqlite_database: Database) -> None:
    database = connected(sqlite_database)
    match = row_of(OAK, entry(145, cents=29_000_00, number="1042"))
    with database.writing() as session:
        note_decision(session, match, "finn", "not a match", note="for another sale")
    with database.reading() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.event == "not a match"))
    assert (event.actor, event.subject) == ("finn", OAK.document.key)
    told = [event.detail[name] for name in ("number", "total_cents", "core_cents", "note")]
    assert told == ["1042", 29_000_00, 30_000_00, "for another sale"]
