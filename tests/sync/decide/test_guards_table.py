"""What must not change, each boundary a row: closed periods, unavailable accounts, the bank."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.documents import Document, DocumentKind
from include.books.gateway import CompanyFacts
from include.database.statuses import LinkStatus
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.facts import Tracked
from include.sync.decide.guards import guard, guard_cleared
from include.sync.decide.questions import Answers, NotAskedYet
from include.sync.decide.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from tests.sync.decide.values import bill, entry, plan, rules

CLOSING = dt.date(2026, 2, 28)
ON_IT, AFTER_IT = CLOSING, CLOSING + dt.timedelta(days=1)
MAR_9 = dt.date(2026, 3, 9)
FIRST_OPEN_DAY = {"closed_period": "Post on the first open day"}
CHECK = DocumentKind.CHECK


def catalogue(**active: bool) -> Catalogue:
    """The accounts that the documents use."""
    states = {"71": True, "35": True, **{key.removeprefix("id_"): on for key, on in active.items()}}
    names = {"71": "Agent Commissions", "35": "Checking Account"}
    return Catalogue(
        ListEntry(ListKind.ACCOUNT, id_, names[id_], "Bank", active=on)
        for id_, on in states.items()
    )


def guarded(
    document: Document | None,
    link: Tracked | None,
    *,
    mode: RunMode = RunMode.SYNC,
    closing: dt.date | None = CLOSING,
    bank: str = "",
    lists: Catalogue | None = None,
    verdict: Verdict | None = None,
    **options: Any,
) -> RecordPlan:
    """The record's planned changes after everything was looked at."""
    run, record = rules(mode, **options), plan(*([link] if link else []))
    compared = Verdict.ORPHAN if document is None else Verdict.UPDATE if link else Verdict.CREATE
    Decider(run, {}).decide(record, verdict or compared, document, link)
    facts = CompanyFacts("1", "Willow & Park Realty", "online", closing_date=closing)
    guard(run, [record], lists or catalogue(), facts)
    answers = Answers()
    try:
        guard_cleared([record], answers)
    except NotAskedYet as asked:
        answers.statuses.update(dict.fromkeys(asked.questions.cleared, bank))
        guard_cleared([record], answers)
    return record


@dataclass(frozen=True, slots=True)
class Row:
    """A date against the closing date of Feb 28, 2026."""

    says: str
    core: dt.date | None
    posted: dt.date | None
    closed: bool
    options: dict[str, Any] = field(default_factory=dict)
    dated: dt.date | None = None


ROWS = [
    Row("new, on the closing date", ON_IT, None, closed=True),
    Row("new, on the day after it", AFTER_IT, None, closed=False, dated=AFTER_IT),
    Row("new, on it, first open day", ON_IT, None, False, FIRST_OPEN_DAY, AFTER_IT),
    Row("entry on the closing date", AFTER_IT, ON_IT, closed=True),
    Row("entry on it, first open day", AFTER_IT, ON_IT, True, FIRST_OPEN_DAY),
    Row("entry on the day after it", AFTER_IT, AFTER_IT, closed=False, dated=AFTER_IT),
    Row("entry after it, moved onto it", ON_IT, AFTER_IT, closed=True),
    Row("moved onto it, first open day", ON_IT, AFTER_IT, False, FIRST_OPEN_DAY, AFTER_IT),
    Row("moved onto it, its own later day", ON_IT, MAR_9, False, FIRST_OPEN_DAY, MAR_9),
    Row("no date in CORE, entry on it", None, ON_IT, closed=True),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_nothing_is_changed_in_a_closed_period(row: Row) -> None:
    link = entry(bill(date=row.posted), date=row.posted) if row.posted else None
    record = guarded(bill(800_000, date=row.core), link, **row.options)
    assert [hold.cause for hold in record.holds] == (["closed period"] if row.closed else [])
    assert [change.date for change in record.changes] == ([row.dated] if row.dated else [])
    assert all("Feb 28, 2026" in hold.sentence for hold in record.holds)


def test_without_a_closing_date_nothing_is_closed() -> None:
    record = guarded(bill(date=dt.date(1999, 1, 1)), None, closing=None)
    assert (len(record.changes), record.holds) == (1, [])


def test_books_that_are_closed_for_good_have_no_first_open_day() -> None:
    record = guarded(
        bill(date=MAR_9), None, closing=dt.date.max, closed_period=FIRST_OPEN_DAY["closed_period"]
    )
    assert not record.changes
    assert record.holds


@pytest.mark.parametrize("mode", [RunMode.VOID, RunMode.REPOST])
def test_an_entry_in_a_closed_period_is_not_voided(mode: RunMode) -> None:
    record = guarded(None, entry(bill(), date=ON_IT), mode=mode)
    assert record.changes == []
    assert [hold.cause for hold in record.holds] == ["closed period"]


def test_what_replaces_an_entry_that_must_stay_is_not_created() -> None:
    credit = bill(16_000, kind=DocumentKind.VENDOR_CREDIT, date=AFTER_IT)
    record = guarded(credit, entry(bill(), date=ON_IT), mode=RunMode.REPOST)
    assert record.changes == []


@pytest.mark.parametrize(("active", "state"), [(False, "is inactive in QuickBooks"), (True, None)])
def test_an_account_must_be_active(*, active: bool, state: str | None) -> None:
    record = guarded(bill(date=AFTER_IT), None, lists=catalogue(id_71=active))
    assert (len(record.changes) == 1) is active
    assert [state in hold.sentence for hold in record.holds if state] == [True] * (not active)


def test_an_entry_is_voided_although_its_account_is_inactive() -> None:
    link = entry(bill(), date=AFTER_IT)
    record = guarded(None, link, mode=RunMode.VOID, lists=catalogue(id_71=False))
    assert [change.action for change in record.changes] == ["void"]


def check(cents: int = 784_000, date: dt.date = AFTER_IT) -> Document:
    return bill(cents, kind=CHECK, date=date)


@pytest.mark.parametrize(
    ("says", "document", "mode", "changes"),
    [
        ("another amount", check(800_000), RunMode.SYNC, []),
        ("another date", check(date=AFTER_IT + dt.timedelta(days=1)), RunMode.SYNC, []),
        ("voided", None, RunMode.VOID, []),
        (
            "another memo alone",
            bill(kind=CHECK, date=AFTER_IT, memo="New"),
            RunMode.SYNC,
            ["update"],
        ),
    ],
)
def test_what_the_bank_statement_shows_does_not_change(
    says: str, document: Document | None, mode: RunMode, changes: list[str]
) -> None:
    assert says
    link = entry(check(), date=AFTER_IT)
    record = guarded(document, link, mode=mode, bank="reconciled")
    assert [change.action for change in record.changes] == changes
    assert [hold.cause for hold in record.holds] == ([] if changes else ["cleared or reconciled"])
    open_in_the_bank = guarded(document, entry(check(), date=AFTER_IT), mode=mode)
    assert len(open_in_the_bank.changes) == 1


def test_an_entry_that_was_voided_in_a_closed_period_is_created_again_after_it() -> None:
    voided = entry(check(date=ON_IT), LinkStatus.VOIDED, date=ON_IT)
    record = guarded(check(), voided, verdict=Verdict.CREATE, bank="reconciled")
    assert [(change.action, change.date) for change in record.changes] == [("create", AFTER_IT)]
    assert record.holds == []


def test_of_a_records_checks_only_the_reconciled_one_is_held() -> None:
    record = plan()
    for at, key in enumerate(("open", "reconciled", "open too")):
        document = bill(784_000, kind=CHECK, key=key)
        link = dataclasses.replace(entry(document), quickbooks_id=str(at))
        changed = bill(800_000, kind=CHECK, key=key)
        Decider(rules(), {}).decide(record, Verdict.UPDATE, changed, link)
    states = {(CHECK, "0"): "", (CHECK, "1"): "reconciled", (CHECK, "2"): ""}
    guard_cleared([record], Answers(statuses=states))
    assert [hold.document_key for hold in record.holds] == ["reconciled"]
    assert [change.key for change in record.changes] == ["open", "open too"]


def test_a_bill_is_on_no_bank_statement() -> None:
    link = entry(bill(date=AFTER_IT), date=AFTER_IT)
    record = guarded(bill(800_000, date=AFTER_IT), link, bank="reconciled")
    assert [change.action for change in record.changes] == ["update"]
