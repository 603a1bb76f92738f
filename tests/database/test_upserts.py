"""Rows that several workers store at the same moment: each is there once, with the newest values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.database import audit
from include.database.acts import ActKind, note_act
from include.database.alerts import open_alerts as alerts
from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import store_catalogue, stored_catalogue
from include.database.from_quickbooks.metered_reads import DatabaseMeter
from include.database.keys import own_keys
from include.database.keys.seal import Seal
from include.database.lease import LeaseTaken, WriterLease
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.setup.people import Who, note_visit
from include.database.tables.alerts import Alert
from include.database.tables.companies import Company
from include.database.tables.entries import ManualMatch, PartyLink
from include.database.tables.people import Person
from include.database.tables.quickbooks import MeteredReads
from include.database.tables.runs import SyncRun
from include.database.upserts import insert_missing, upsert
from include.sync.run.authors import Act
from include.sync.run.opening import RunRequest, open_run
from include.sync.run.taking_over import run_of_task
from include.workflows.category import Category
from tests.database.setup.test_companies import willow_park
from tests.sync.office import KEY

FOUR = 4


@pytest.fixture
def books(database: Database) -> Database:
    connect_company(database, willow_park(), actor="finance ops")
    return database


def at_once(work: Callable[[], object]) -> list[object]:
    """Have four workers begin the same work together; what each returns or raises."""
    together = Barrier(FOUR)

    def begin() -> object:
        together.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            return error

    with ThreadPoolExecutor(FOUR) as workers:
        return [one.result() for one in [workers.submit(begin) for _ in range(FOUR)]]


def test_of_four_first_runs_of_a_company_one_gets_its_lease(books: Database) -> None:
    got = at_once(lambda: WriterLease.take(books, "willow", "income run 1"))
    assert sorted(type(one).__name__ for one in got) == ["LeaseTaken"] * 3 + ["WriterLease"]
    with pytest.raises(LeaseTaken):
        WriterLease.take(books, "willow", "expenses run 2")


def test_a_visitor_who_opens_four_pages_at_once_is_one_person(books: Database) -> None:
    def visit() -> None:
        note_visit(books, "7", "Finance Ops", may_sync=True, may_connect=False)

    assert at_once(visit) == [None] * FOUR
    with books.reading() as session:
        assert [person.name for person in session.scalars(select(Person))] == ["Finance Ops"]


def income_run(actor: str = "finn", began: str = "began") -> RunRequest:
    """What the first task of a DAG run asks for."""
    act = Act(began)
    return RunRequest("willow", Category.BROKERAGE_INCOME, "run 1", "manual", actor, act=act)


def runs(database: Database) -> list[tuple[int, str, str]]:
    """The runs there are: their numbers under the DAG run's name, whose they are, how they ended."""
    with database.reading() as session:
        found = session.scalars(select(SyncRun).order_by(SyncRun.id)).all()
        audit.verify(session, "willow")
    return [(run.act_number, run.actor, run.outcome) for run in found]


def test_a_task_that_four_workers_have_at_once_opens_one_run(books: Database) -> None:
    activate(books, "willow", NewWorkflow("brokerage_income", "income-via-invoices", {}, "finn"))
    opened = at_once(lambda: open_run(books, income_run()))
    assert opened == [opened[0]] * FOUR
    assert runs(books) == [(0, "finn", "running")]


def test_a_run_that_four_workers_take_over_at_once_is_one_new_run(books: Database) -> None:
    activate(books, "willow", NewWorkflow("brokerage_income", "income-via-invoices", {}, "finn"))
    run_id = open_run(books, income_run())
    with books.writing() as session:
        ada = Who("7", "ada")
        note_act(session, ada, ActKind.CLEARED, "brokerage_income", "run 1", {})
    taken = at_once(lambda: run_of_task(books, run_id, "run 1", Act("began again", 1)))
    assert taken == [taken[0]] * FOUR
    assert runs(books) == [(0, "finn", "failed"), (1, "ada", "running")]


def test_reads_that_four_workflows_count_at_once_are_all_counted(books: Database) -> None:
    def count() -> None:
        meter = DatabaseMeter(books, "willow", "client")
        meter.count()
        meter.save()

    assert at_once(count) == [None] * FOUR
    with books.reading() as session:
        assert [row.reads for row in session.scalars(select(MeteredReads))] == [FOUR]


def test_a_failure_that_four_tasks_tell_at_once_is_one_alert_since_the_first(
    books: Database,
) -> None:
    def tell(sentence: str) -> int:
        finding = Finding("willow", AlertKind.RUN_FAILED, "brokerage_income", sentence, "Act.")
        with books.writing() as session:
            return alerts.open_alert(session, finding)

    numbers = at_once(lambda: tell("It failed."))
    assert numbers == [numbers[0]] * FOUR
    with books.reading() as session:
        (since,) = session.scalars(select(Alert.opened_at)).all()
    tell("It failed again.")
    with books.reading() as session:
        (alert,) = session.scalars(select(Alert)).all()
    assert (alert.sentence, alert.opened_at) == ("It failed again.", since)
    # One that ended isn't the same one any more.
    with books.writing() as session:
        alerts.settle(session, AlertKind.RUN_FAILED, [])
    assert tell("It failed.") != numbers[0]


def test_settings_that_are_saved_twice_at_once_are_in_the_trail_once(books: Database) -> None:
    settings = AutomationSettings(sync_deals=True)
    changed = at_once(lambda: automation.change(books, "willow", settings, "finance ops"))
    assert not [one for one in changed if isinstance(one, Exception)]
    with books.reading() as session:
        assert automation.of(session, "willow").sync_deals
        audit.verify(session, "willow")


def test_of_four_keys_for_one_purpose_the_first_is_everybodys(books: Database) -> None:
    def key() -> bytes:
        with books.writing() as session:
            return own_keys.own_key(session, Seal([KEY]), "digests of a test")

    keys = at_once(key)
    assert len(set(keys)) == 1
    assert isinstance(keys[0], bytes)


def lists(*names: str) -> Catalogue:
    return Catalogue(
        [
            ListEntry(ListKind.ACCOUNT, str(number), name, "Bank", active=True, account_id="")
            for number, name in enumerate(names, 1)
        ]
    )


def test_lists_that_were_read_earlier_dont_replace_newer_ones(books: Database) -> None:
    early = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
    late = early + dt.timedelta(seconds=5)
    with books.writing() as session:
        store_catalogue(session, "willow", lists("Checking", "Escrow account"), late)
    with books.writing() as session:
        store_catalogue(session, "willow", lists("Checking", "Escrow"), early)
    with books.reading() as session:
        stored, read_at = stored_catalogue(session, "willow")
    assert sorted(entry.name for entry in stored.entries) == ["Checking", "Escrow account"]
    assert read_at == late
    with books.writing() as session:
        store_catalogue(session, "willow", lists("Checking"), late + dt.timedelta(seconds=1))
    with books.reading() as session:
        stored, _ = stored_catalogue(session, "willow")
    assert [entry.name for entry in stored.entries] == ["Checking"]


def test_lists_that_four_workflows_store_at_once_are_whole(books: Database) -> None:
    moments = iter([dt.datetime(2026, 11, 28, 12, 0, n, tzinfo=dt.UTC) for n in range(FOUR)])

    def store() -> None:
        with books.writing() as session:
            store_catalogue(session, "willow", lists("Checking", "Escrow"), next(moments))

    assert at_once(store) == [None] * FOUR
    with books.reading() as session:
        stored, _ = stored_catalogue(session, "willow")
    assert sorted(entry.name for entry in stored.entries) == ["Checking", "Escrow"]


def test_what_the_session_has_of_a_row_is_read_again_after_it_was_changed(books: Database) -> None:
    chosen = {
        "company_id": "willow",
        "party_key": "vendor/agent:45",
        "quickbooks_id": "7",
        "actor": "finance ops",
    }
    with books.writing() as session:
        upsert(session, ManualMatch, [chosen])
        row = session.get_one(ManualMatch, ("willow", "vendor/agent:45"))
        upsert(session, ManualMatch, [{**chosen, "quickbooks_id": "8"}])
        assert row.quickbooks_id == "8"
        insert_missing(session, ManualMatch, [{**chosen, "quickbooks_id": "9"}])
        assert row.quickbooks_id == "8"


def test_rows_that_the_audit_trail_covers_are_never_stored_past_it(books: Database) -> None:
    row = {"company_id": "willow", "party_key": "vendor/agent:45"}
    with books.writing() as session:
        with pytest.raises(TypeError, match="the audit trail covers party_link"):
            upsert(session, PartyLink, [row])
        with pytest.raises(TypeError, match="the audit trail covers party_link"):
            insert_missing(session, PartyLink, [row])
        with pytest.raises(TypeError, match="rows of party_link are added to the session"):
            session.execute(insert(PartyLink).values(row))


def test_a_transaction_that_meets_anothers_row_is_done_again_and_its_trail_is_whole(
    books: Database,
) -> None:
    def link() -> None:
        def store(session: Session) -> None:
            known = session.get(PartyLink, ("willow", "vendor/agent:45"))
            if known is None:
                now = dt.datetime.now(dt.UTC)
                session.add(
                    PartyLink(
                        company_id="willow",
                        party_key="vendor/agent:45",
                        kind="vendor",
                        quickbooks_id="7",
                        version="0",
                        display_name="Jane Doe",
                        fingerprint="",
                        revision=1,
                        updated_at=now,
                    )
                )
            else:
                known.revision += 1

        books.write(store)

    assert at_once(link) == [None] * FOUR
    with books.reading() as session:
        assert len(session.scalars(select(PartyLink)).all()) == 1
        audit.verify(session, "willow")


def test_a_savepoint_that_is_rolled_back_leaves_the_trail_what_came_before(books: Database) -> None:
    with books.writing() as session:
        audit.append(session, "willow", actor="x", event="created", subject="y", detail={})
        with pytest.raises(RuntimeError), session.begin_nested():
            session.get_one(Company, "willow").name = "Somebody else's"
            session.flush()
            raise RuntimeError
    with books.reading() as session:
        assert session.get_one(Company, "willow").name != "Somebody else's"
        assert audit.verify(session, "willow") == 2
