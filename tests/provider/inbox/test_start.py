"""Which workflows follow an import, who they are of, and that they are started once."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import insert, select

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.database.feeds.feeds import assign
from include.database.setup.companies import NewWorkflow, activate, disconnect_company
from include.database.statuses import ArrivalStatus
from include.database.tables.acts import ScheduledRun
from include.database.tables.columns import utc_now
from include.database.tables.feeds import Arrival, FeedRecord, FeedVersion
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from include.provider.inbox.start import start
from include.sync.run.opening import RunRequest, open_run
from include.workflows.category import Category, Stream
from tests.provider.airflow import Airflow
from tests.provider.inbox.conftest import COMPANY, Inbox

DEAL, STATEMENT, AGENT = "transaction:TR-1", "statement:900", "agent:jane"
_numbers = itertools.count()


class Willow:
    """A company with a source, and imports that changed something."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.database = inbox.database
        self.airflow = Airflow()
        self.told: list[tuple[str, dict[str, Any]]] = []

    def source(self, after: AfterReading = AfterReading.POST) -> None:
        self.inbox.feed("exports", Door.UPLOAD, after=after)

    def feeds(self, stream: Stream, routes: Sequence[str] = ()) -> None:
        with self.database.writing() as session:
            assign(session, COMPANY, stream, "exports", routes, "ada")

    def turn_on(self, *categories: Category) -> None:
        templates = {
            Category.BROKERAGE_INCOME: "income-via-invoices",
            Category.AGENT_EXPENSES: "expenses-via-bills",
            Category.AGENT_BILLING: "billings-and-payments",
        }
        for one in categories:
            activate(self.database, COMPANY, NewWorkflow(one, templates[one], {}, "ada"))

    def imported(self, *keys: str, name: str = "closings.csv", route: str = "") -> int:
        """An import that was read and changed these records."""
        with self.database.writing() as session:
            arrival = Arrival(
                feed_id="exports",
                door=Door.UPLOAD,
                name=name,
                received_by="ada",
                sha256=str(next(_numbers)),
                size=1,
                content_key="",
                status=ArrivalStatus.READ,
                counts={},
                read_at=utc_now(),
            )
            session.add(arrival)
            session.flush()
            for key in keys:
                if session.get(FeedRecord, ("exports", key)) is None:
                    record = FeedRecord(
                        feed_id="exports",
                        key=key,
                        kind=key.partition(":")[0],
                        content_hash="",
                        profile="",
                        changed_at=utc_now(),
                        arrival_id=arrival.id,
                        place={},
                    )
                    session.add(record)
                session.get_one(FeedRecord, ("exports", key)).route = route
                session.flush()
                version = {
                    "feed_id": "exports",
                    "key": key,
                    "changed_at": utc_now(),
                    "arrival_id": arrival.id,
                    "place": {},
                    "what": "new",
                }
                session.execute(insert(FeedVersion), [version])
            return arrival.id

    def start(self) -> list[str]:
        """The workflows that start now, and with which form."""
        before = set(self.airflow.states)
        real, self.told = self.airflow.trigger, []

        def trigger(dag_id: str, run_id: str, conf: dict[str, Any]) -> None:
            real(dag_id, run_id, conf)
            self.told.append((dag_id, conf))

        self.airflow.trigger = trigger  # type: ignore[method-assign]  # (to see the forms)
        try:
            start(self.airflow)
        finally:
            self.airflow.trigger = real  # type: ignore[method-assign]  # (as above)
        return sorted(dag for dag, _ in set(self.airflow.states) - before)

    def done(self, arrival_id: int) -> dt.datetime | None:
        with self.database.reading() as session:
            return session.get_one(Arrival, arrival_id).runs_started_at

    def begin(self, category: Category) -> SyncRun:
        """The first task of the run that was triggered last begins."""
        (name,) = [
            name
            for (dag, name), state in self.airflow.states.items()
            if (dag, state) == (category.value, "queued")
        ]
        self.airflow.states[category.value, name] = "running"
        request = RunRequest(COMPANY, category, name, "scheduled", "unknown", complete_only=True)
        run_id = open_run(self.database, request)
        with self.database.reading() as session:
            return session.get_one(SyncRun, run_id)


@pytest.fixture
def willow(inbox: Inbox) -> Willow:
    return Willow(inbox)


@pytest.fixture
def fed(willow: Willow) -> Willow:
    """All three workflows are on, and the source feeds them."""
    willow.source()
    willow.feeds(Stream.TRANSACTIONS)
    willow.feeds(Stream.BILLING)
    willow.turn_on(*Category)
    return willow


def test_transactions_start_income_and_expenses(fed: Willow) -> None:
    arrival = fed.imported(DEAL)
    assert fed.start() == ["agent_expenses", "brokerage_income"]
    assert {conf["company"] for _, conf in fed.told} == {COMPANY}
    assert {conf["preview_only"] for _, conf in fed.told} == {False}
    assert fed.done(arrival) is not None
    assert fed.start() == []


def test_a_card_charge_starts_billing(fed: Willow) -> None:
    fed.imported(STATEMENT)
    assert fed.start() == ["agent_billing"]


def test_payments_that_come_alone_start_billing(fed: Willow) -> None:
    fed.imported("payments:900")
    assert fed.start() == ["agent_billing"]


def test_a_list_of_agents_starts_all_as_records_may_wait_for_them(fed: Willow) -> None:
    fed.imported(AGENT)
    assert fed.start() == ["agent_billing", "agent_expenses", "brokerage_income"]


def test_an_import_that_changed_nothing_starts_nothing(fed: Willow) -> None:
    arrival = fed.imported()
    assert fed.start() == []
    assert fed.done(arrival) is not None


def test_a_source_may_say_that_runs_only_preview(willow: Willow) -> None:
    willow.source(AfterReading.PREVIEW)
    willow.feeds(Stream.TRANSACTIONS)
    willow.turn_on(Category.BROKERAGE_INCOME)
    willow.imported(DEAL)
    assert willow.start() == ["brokerage_income"]
    assert [conf["preview_only"] for _, conf in willow.told] == [True]


def test_a_source_may_say_that_nothing_follows(
    willow: Willow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    willow.source(AfterReading.NOTHING)
    willow.feeds(Stream.TRANSACTIONS)
    willow.turn_on(Category.BROKERAGE_INCOME)
    arrival = willow.imported(DEAL)
    assert willow.start() == []
    assert willow.done(arrival) is not None
    assert "no workflow follows its imports" in caplog.text


def test_what_is_off_unassigned_or_disconnected_is_not_started_and_said(
    willow: Willow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    willow.source()
    willow.imported(DEAL)
    assert willow.start() == []
    assert "feeds no company" in caplog.text
    willow.feeds(Stream.TRANSACTIONS)
    willow.imported(DEAL)
    assert willow.start() == []
    assert "no workflow is on for transactions" in caplog.text
    willow.turn_on(Category.BROKERAGE_INCOME)
    disconnect_company(willow.database, COMPANY, "ada")
    willow.imported(DEAL)
    assert willow.start() == []
    assert "is disconnected" in caplog.text


def test_only_the_company_whose_rule_takes_a_record_is_concerned(willow: Willow) -> None:
    willow.source()
    willow.feeds(Stream.TRANSACTIONS, ["Austin  North"])
    willow.turn_on(Category.BROKERAGE_INCOME)
    willow.imported(DEAL, route="Dallas")
    assert willow.start() == []
    willow.imported("transaction:TR-2", route="austin north")
    assert willow.start() == ["brokerage_income"]


def test_a_record_that_became_another_companys_concerns_the_one_that_has_it(
    willow: Willow,
) -> None:
    willow.source()
    willow.feeds(Stream.TRANSACTIONS, ["Austin"])
    willow.turn_on(Category.BROKERAGE_INCOME)
    state = {
        "company_id": COMPANY,
        "category": "brokerage_income",
        "record_key": DEAL,
        "status": "synced",
    }
    with willow.database.writing() as session:
        session.execute(insert(RecordState), [state])
    willow.imported(DEAL, route="Dallas")
    assert willow.start() == ["brokerage_income"]


def test_the_run_is_of_the_import_and_nobody_elses(fed: Willow) -> None:
    fed.imported(DEAL, name="closings\u202e.csv")
    fed.start()
    run = fed.begin(Category.BROKERAGE_INCOME)
    assert (run.actor, run.trigger) == ("import of closings .csv (source Exports)", "scheduled")
    assert re.fullmatch(r"import__\d+__post__willow__[0-9a-f]{32}", run.airflow_run_id)


def test_a_run_that_only_calls_itself_an_imports_is_not(fed: Willow) -> None:
    arrival = fed.imported(DEAL)
    name = f"import__{arrival}__post__willow__{'0' * 32}"
    request = RunRequest(COMPANY, Category.BROKERAGE_INCOME, name, "scheduled", "mallory")
    with fed.database.reading() as session:
        run = session.get_one(SyncRun, open_run(fed.database, request))
    assert (run.actor, run.trigger) == ("mallory", "manual")


def test_several_imports_are_followed_by_one_run(fed: Willow) -> None:
    first, second = fed.imported(DEAL, name="a.csv"), fed.imported(DEAL, name="b.csv")
    assert fed.start() == ["agent_expenses", "brokerage_income"]
    assert fed.done(first) == fed.done(second) is not None
    assert "b.csv" in fed.begin(Category.BROKERAGE_INCOME).actor


def test_a_run_that_has_not_begun_covers_what_comes_meanwhile(fed: Willow) -> None:
    fed.imported(DEAL)
    fed.start()
    fed.imported("transaction:TR-2")
    assert fed.start() == []
    # Once it has begun, it may have read before the next import came.
    fed.begin(Category.BROKERAGE_INCOME)
    fed.imported("transaction:TR-3")
    assert fed.start() == ["brokerage_income"]


def test_a_preview_covers_no_run_that_posts(willow: Willow) -> None:
    willow.source(AfterReading.PREVIEW)
    willow.feeds(Stream.TRANSACTIONS)
    willow.turn_on(Category.BROKERAGE_INCOME)
    willow.imported(DEAL)
    willow.start()
    from include.database.feeds.feeds import change_feed  # noqa: PLC0415  (only here)

    with willow.database.writing() as session:
        change_feed(session, "exports", actor="ada", after_reading=AfterReading.POST)
    willow.imported(DEAL)
    assert willow.start() == ["brokerage_income"]


def test_where_airflow_cannot_be_reached_the_same_runs_are_started_later(fed: Willow) -> None:
    arrival = fed.imported(DEAL)
    fed.airflow.down = True
    with pytest.raises(RuntimeError, match="couldn't all be started: Exports"):
        fed.start()
    assert fed.done(arrival) is None
    fed.airflow.down = False
    assert fed.start() == ["agent_expenses", "brokerage_income"]
    with fed.database.reading() as session:
        assert len(session.scalars(select(ScheduledRun)).all()) == 2


def test_a_task_that_dies_after_it_triggered_starts_nothing_twice(
    fed: Willow, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: Any) -> None:
        raise Killed

    fed.imported(DEAL)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("include.provider.inbox.start.mark_started", dies)
        fed.start()
    assert len(fed.airflow.states) == 2
    assert fed.start() == []
