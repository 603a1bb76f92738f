"""The records on hold: by cause, a page at a time, with the names that CORE's could match."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.database.engine import Database
from include.database.reads.attention import (
    NOBODY,
    OTHER,
    PAGE,
    HoldFilter,
    Snoozed,
    causes,
    ids_of_cause,
    number_and_amount,
    records_on_hold,
)
from include.database.reads.hold_details import NameChoice
from include.database.record_notes import assign, snooze, write_note
from include.database.setup.companies import activate, connect_company
from include.database.setup.people import note_visit
from include.database.statuses import OperationStatus, RecordStatus, RunOutcome
from include.database.tables.records import Record, RecordState
from include.database.tables.runs import Operation
from tests.database.reads.test_overview import run
from tests.database.setup.test_companies import income, willow_park

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ALIKE = "similar name"


def on_hold(key: str, cause: str, category: str = "agent_expenses", **more: Any) -> RecordState:
    return RecordState(
        company_id="willow",
        category=category,
        record_key=key,
        status=RecordStatus.ON_HOLD,
        cause=cause,
        since=NOON + dt.timedelta(minutes=int(key.partition(":")[2])),
        run_id=1,
        **more,
    )


def question(key: str, name: str) -> Operation:
    """What a run asked about a name of a record's."""
    choice = {"party": f"vendor/vendor:{name}", "candidates": [[f"{name} R.", 7]]}
    return Operation(
        run_id=1,
        company_id="willow",
        category="agent_expenses",
        document_key=f"{key}/{name}",
        record_key=key,
        record_fingerprint="",
        kind="vendor",
        action="create",
        wave=1,
        base_revision=0,
        request_id=f"{key}/{name}",
        status=OperationStatus.ERROR,
        payload={},
        before=None,
        total_cents=0,
        reason="",
        needs={},
        answer={"choice": choice},
    )


@pytest.fixture
def willow(database: Database) -> Database:
    """A company whose first run failed."""
    connect_company(database, willow_park(), actor="ada")
    activate(database, "willow", income())
    with database.writing() as session:
        session.add(run(1, RunOutcome.FAILED))
    return database


def test_causes_are_counted_the_most_frequent_first(willow: Database) -> None:
    with willow.writing() as session:
        session.add_all(on_hold(f"transaction:{number}", "missing payee") for number in (3, 1, 2))
        session.add(on_hold("transaction:4", ""))
    with willow.reading() as session:
        found = causes(session, "willow", "")
        assert causes(session, "willow", "brokerage_income") == []
    assert [(cause.text, cause.number) for cause in found] == [("missing payee", 3), (OTHER, 1)]
    assert found[0].oldest == NOON + dt.timedelta(minutes=1)


def test_the_oldest_records_come_first_a_page_at_a_time(willow: Database) -> None:
    with willow.writing() as session:
        session.add_all(
            on_hold(f"transaction:{number}", "missing payee") for number in range(PAGE + 1, 0, -1)
        )
    with willow.reading() as session:
        first = records_on_hold(session, "willow", HoldFilter(), {ALIKE})
        second = records_on_hold(session, "willow", HoldFilter(page=2), {ALIKE})
    assert [record.id for record in first.records][:2] == ["1", "2"]
    assert (first.total, first.last_page, len(first.records)) == (PAGE + 1, 2, PAGE)
    assert [record.id for record in second.records] == [str(PAGE + 1)]


def test_each_record_has_the_newest_question_about_a_name_of_its_own(willow: Database) -> None:
    with willow.writing() as session:
        session.add_all(on_hold(f"transaction:{number}", ALIKE) for number in (1, 2))
        session.add(on_hold("transaction:3", "missing payee"))
        for key, name in (("1", "Amy"), ("1", "Ann"), ("2", "Bob"), ("3", "Cal")):
            session.add(question(f"transaction:{key}", name))
            session.flush()
    with willow.reading() as session:
        page = records_on_hold(session, "willow", HoldFilter(), {ALIKE})
    choices = {record.id: record.choice for record in page.records}
    assert choices == {
        "1": NameChoice("vendor/vendor:Ann", "vendor", [("Ann R.", "7")]),
        "2": NameChoice("vendor/vendor:Bob", "vendor", [("Bob R.", "7")]),
        "3": None,
    }


def test_billing_is_selected_by_agent_each_once(willow: Database) -> None:
    with willow.writing() as session:
        for number in (1, 2):
            key = f"statement:{number}"
            record = Record(
                company_id="willow", key=key, payload=None, fingerprint="", owner="agent:45"
            )
            session.add(record)
            session.add(on_hold(key, "", category="agent_billing"))
    with willow.reading() as session:
        by_owner = ids_of_cause(session, "willow", "agent_billing", OTHER, by_owner=True)
        by_record = ids_of_cause(session, "willow", "agent_billing", OTHER, by_owner=False)
    assert (by_owner, by_record) == (["45"], ["1", "2"])


def test_a_record_counts_once_in_its_cause_with_its_amount(willow: Database) -> None:
    with willow.writing() as session:
        session.add(
            Record(
                company_id="willow",
                key="transaction:7",
                payload=None,
                fingerprint="",
                amount_cents=10_000_00,
            )
        )
        session.flush()
        session.add(on_hold("transaction:7", "out of balance"))
        session.add(on_hold("transaction:7", "out of balance", "brokerage_income"))
        session.add(on_hold("transaction:3", "deleted in QuickBooks"))
    with willow.reading() as session:
        listed = [
            one
            for one in causes(session, "willow", "")
            if one.text in ("out of balance", "deleted in QuickBooks")
        ]
    assert [(one.text, one.number, one.cents) for one in listed] == [
        ("deleted in QuickBooks", 1, 0),
        ("out of balance", 1, 10_000_00),
    ]


def test_a_record_with_two_causes_counts_once_in_all(willow: Database) -> None:
    with willow.writing() as session:
        session.add(
            Record(
                company_id="willow",
                key="transaction:7",
                payload=None,
                fingerprint="",
                amount_cents=10_000_00,
            )
        )
        session.flush()
        session.add(on_hold("transaction:7", "out of balance"))
        session.add(on_hold("transaction:7", "missing payee", "brokerage_income"))
    with willow.reading() as session:
        assert sum(cause.cents for cause in causes(session, "willow", "")) == 20_000_00
        assert number_and_amount(session, "willow", HoldFilter()) == (1, 10_000_00)
        assert number_and_amount(session, "willow", HoldFilter(cause="x")) == (0, 0)


def listed(database: Database, wanted: HoldFilter) -> list[str]:
    with database.reading() as session:
        return [one.id for one in records_on_hold(session, "willow", wanted, ()).records]


def test_the_longest_waiting_record_comes_first_whatever_its_cause(willow: Database) -> None:
    with willow.writing() as session:
        session.add(on_hold("transaction:1", "out of balance"))
        session.add(on_hold("transaction:2", "missing payee"))
        session.add(on_hold("transaction:3", "out of balance"))
    assert listed(willow, HoldFilter()) == ["1", "2", "3"]


def test_a_record_in_two_workflows_is_one_place_on_a_page(
    willow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.database.reads.attention.PAGE", 2)
    with willow.writing() as session:
        for number in (1, 2, 3):
            session.add(on_hold(f"transaction:{number}", "missing payee"))
            session.add(on_hold(f"transaction:{number}", "", "brokerage_income"))
    with willow.reading() as session:
        page = records_on_hold(session, "willow", HoldFilter(), ())
    assert (page.total, page.last_page) == (3, 2)
    assert [(one.id, one.state.category) for one in page.records] == [
        ("1", "brokerage_income"),
        ("1", "agent_expenses"),
        ("2", "brokerage_income"),
        ("2", "agent_expenses"),
    ]


def test_a_snoozed_record_is_under_its_own_filter_and_counts_in_its_cause(
    willow: Database,
) -> None:
    today = dt.date(2026, 12, 2)
    with willow.writing() as session:
        for number, cents in ((1, 10_000_00), (2, 500_00)):
            key = f"transaction:{number}"
            session.add(
                Record(
                    company_id="willow",
                    key=key,
                    payload=None,
                    fingerprint="",
                    amount_cents=cents,
                )
            )
            session.flush()
            session.add(on_hold(key, "missing payee"))
    snooze(willow, "willow", "transaction:1", dt.date(2026, 12, 9), "finn", today)

    def of(snoozed: Snoozed, day: dt.date = today) -> list[str]:
        return listed(willow, HoldFilter(snoozed=snoozed, today=day))

    assert (of(Snoozed.WITHOUT), of(Snoozed.ONLY), of(Snoozed.ALL)) == (["2"], ["1"], ["1", "2"])
    assert of(Snoozed.WITHOUT, dt.date(2026, 12, 9)) == ["1", "2"]
    with willow.reading() as session:
        (cause,) = causes(session, "willow", "")
        assert (cause.number, cause.cents) == (2, 10_500_00)
        for day, found in ((today, (1, 10_000_00)), (dt.date(2026, 12, 9), (0, 0))):
            wanted = HoldFilter(snoozed=Snoozed.ONLY, today=day)
            assert number_and_amount(session, "willow", wanted) == found


def test_records_are_listed_by_owner_with_what_is_noted(willow: Database) -> None:
    note_visit(willow, "finn", "finn", may_sync=True, may_connect=False)
    with willow.writing() as session:
        session.add_all([on_hold("transaction:1", ""), on_hold("transaction:2", "")])
    assign(willow, "willow", "transaction:2", "finn", "ada")
    write_note(willow, "willow", "transaction:2", "Ask the office.", "finn")
    assert listed(willow, HoldFilter(owner="finn")) == ["2"]
    assert listed(willow, HoldFilter(owner=NOBODY)) == ["1"]
    with willow.reading() as session:
        (mine,) = records_on_hold(session, "willow", HoldFilter(owner="finn"), ()).records
    assert (mine.note.owner, mine.note.note, mine.note.noted_by) == (
        "finn",
        "Ask the office.",
        "finn",
    )
