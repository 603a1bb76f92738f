"""Entries that QuickBooks has already: which one is the document's, each a row; a user decides.

CORE has a new bill for Amy Adler, TR-2026-640224-A45, $7,840.00, dated Mar 9.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, marker
from include.books.entries import Entry, EntryRef, EntryStatus
from include.database.statuses import LinkStatus
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.existing_entries import days_to_ask, hold_existing, numbers_to_ask
from include.sync.decide.facts import Tracked
from include.sync.decide.questions import Answers, NotAskedYet, TrackedBy
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.relink import relink
from include.sync.run.mode import RunMode
from include.workflows.template import OnHold
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import RECORD, TODAY_IN_CORE, bill, entry, plan, rules

BILL = bill()
KIND = DocumentKind.BILL
NUMBER = BILL.number
TEN = dt.timedelta(days=10)
DAY = dt.timedelta(days=1)
PARTIES = {BILL.party.key: "7"}


def there(entry_id: str = "501", **changes: Any) -> Entry:
    """An entry of the same number, payee, amount and day, unless something else is said."""
    return now(BILL, **{"ref": EntryRef(entry_id, "0"), "date": TODAY_IN_CORE, **changes})


def planned(document: Document = BILL, mode: RunMode = RunMode.SYNC) -> RecordPlan:
    record = plan()
    Decider(rules(mode), {}).decide(record, Verdict.CREATE, document, None)
    return record


def looked(
    *found: Entry,
    document: Document = BILL,
    mode: RunMode = RunMode.SYNC,
    parties: dict[str, str] | None = None,
    **answered: Any,
) -> RecordPlan:
    """The record's plan after looking at what QuickBooks has of the kind around the day."""
    record = planned(document, mode)
    days = (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN, found)
    answers = Answers(by_date={document.kind: days}, **answered)
    hold_existing(rules(mode), [record], PARTIES if parties is None else parties, answers)
    return record


ALIKE: list[tuple[str, Entry, bool]] = [
    ("everything", there(), True),
    ("the number alone", there(total=1, party_id="8", party_name="Bob", date=None), True),
    ("another number", there(number="1044"), True),
    ("another number and amount", there(number="1044", total=1), False),
    ("another number and payee", there(number="1044", party_id="8", party_name="Bob"), False),
    ("the name alone", there(number="1044", party_id="", party_name="AMY  Adler"), True),
    ("the payee alone", there(number="1044", party_name="A. Adler"), True),
    ("ten days before", there(number="1044", date=TODAY_IN_CORE - TEN), True),
    ("ten days after", there(number="1044", date=TODAY_IN_CORE + TEN), True),
    ("eleven days before", there(number="1044", date=TODAY_IN_CORE - TEN - DAY), False),
    ("eleven days after", there(number="1044", date=TODAY_IN_CORE + TEN + DAY), False),
    ("no date", there(number="1044", date=None), False),
    ("voided", there(status=EntryStatus.VOIDED), False),
    ("another kind", there(kind=DocumentKind.CHECK), False),
]


@pytest.mark.parametrize(("says", "found", "is_held"), ALIKE, ids=[row[0] for row in ALIKE])
def test_what_has_the_number_or_payee_amount_and_day_may_be_the_same(
    says: str, found: Entry, *, is_held: bool
) -> None:
    assert says
    record = looked(found)
    assert (len(record.holds) == 1, record.changes == []) == (is_held, is_held)


def test_nobody_is_known_by_an_empty_id() -> None:
    stranger = there(number="1044", party_id="", party_name="Bob")
    assert looked(stranger, parties={}).holds == []


@pytest.mark.parametrize(
    ("found", "is_found"),
    [
        (there(number="2026-640224-A45", total=1, party_name="Bob", party_id="8"), True),
        (there(number="2026-640224", total=1, party_name="Bob", party_id="8"), False),
    ],
)
def test_a_number_is_looked_up_as_this_quickbooks_keeps_it(found: Entry, *, is_found: bool) -> None:
    record = looked(found, kept_numbers={(KIND, NUMBER): "2026-640224-A45"})
    assert bool(record.holds) is is_found


def test_what_was_found_by_its_number_counts_too() -> None:
    record = planned()
    answers = Answers(numbered={(KIND, NUMBER): (there(date=None),)})
    hold_existing(rules(), [record], PARTIES, answers)
    assert len(record.holds) == 1


def test_a_document_without_a_number_is_not_one_of_the_others_without() -> None:
    nameless = bill(number="")
    assert looked(there(number="", total=1), document=nameless).holds == []


PAYMENT = bill(kind=DocumentKind.PAYMENT, number="P900")


@pytest.mark.parametrize(("balance", "is_held"), [(784_000, True), (0, False)])
def test_a_payment_that_pays_something_else_is_another_one(balance: int, *, is_held: bool) -> None:
    found = now(PAYMENT, number="", date=TODAY_IN_CORE, balance=balance)
    assert bool(looked(found, document=PAYMENT).holds) is is_held


NEAREST: list[tuple[str, list[Entry], str]] = [
    ("the number before all", [there("1", number="x"), there("2", total=1, date=None)], "2"),
    ("then the amount", [there("1", total=1), there("2", date=TODAY_IN_CORE + TEN)], "2"),
    ("then the day", [there("1", date=TODAY_IN_CORE + DAY), there("2")], "2"),
    ("before as after", [there("1", date=TODAY_IN_CORE - 2 * DAY), there("2", date=TODAY_IN_CORE + DAY)], "2"),
    ("a date before none", [there("1", date=None), there("2", date=TODAY_IN_CORE - TEN)], "2"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "found", "nearest"), NEAREST, ids=[row[0] for row in NEAREST])
def test_of_several_the_nearest_is_the_documents(
    says: str, found: list[Entry], nearest: str
) -> None:
    assert says
    (linking,) = looked(*found, mode=RunMode.LINK).linkings
    assert linking.entry.ref.id == nearest


def test_an_entry_is_one_documents_alone() -> None:
    first, second = planned(), planned(bill(key="other"))
    found = (there("1"),)
    answers = Answers(by_date={KIND: (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN, found)})
    hold_existing(rules(), [first, second], PARTIES, answers)
    assert [len(record.holds) for record in (first, second)] == [1, 0]
    assert len(second.changes) == 1


def test_of_a_records_documents_only_the_one_that_is_there_waits() -> None:
    record = plan()
    for document in (bill(1, key="new", number="TR-9"), BILL, bill(2, key="newer", number="TR-8")):
        Decider(rules(), {}).decide(record, Verdict.CREATE, document, None)
    days = (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN, (there(),))
    hold_existing(rules(), [record], PARTIES, Answers(by_date={KIND: days}))
    assert [hold.document_key for hold in record.holds] == [BILL.key]
    assert [change.key for change in record.changes] == ["new", "newer"]


def by(key: str = "old", *, gone: bool = False) -> dict[tuple[DocumentKind, str], TrackedBy]:
    return {(KIND, "501"): TrackedBy(key, "transaction:1", "TR-1, 9 Elm St", gone)}


def test_an_entry_of_a_living_record_is_that_records() -> None:
    assert looked(there(), tracked_by=by(), in_core={"transaction:1": True}).holds == []
    assert looked(there(), tracked_by=by(BILL.key)).holds == []
    assert looked(there(), tracked_by=by(BILL.key, gone=True)).holds == []
    with pytest.raises(NotAskedYet) as asked:
        looked(there(), tracked_by=by())
    assert asked.value.questions.records == {"transaction:1"}
    assert asked.value.questions.entries == frozenset()


@pytest.mark.parametrize(
    ("tracked", "in_core"), [(by(gone=True), {}), (by(), {"transaction:1": False})]
)
def test_an_entry_of_a_deleted_record_may_be_its_successors(
    tracked: dict[tuple[DocumentKind, str], TrackedBy], in_core: dict[str, bool]
) -> None:
    (hold,) = looked(there(), tracked_by=tracked, in_core=in_core).holds
    assert hold.sentence.endswith(
        "which CoreBooks posted for TR-1, 9 Elm St, deleted in CORE since."
    )
    (linking,) = looked(there(), mode=RunMode.LINK, tracked_by=tracked, in_core=in_core).linkings
    assert linking.from_key == "old"


def test_an_entry_found_by_its_tag_is_not_taken_for_the_next_one_alike() -> None:
    """The database was restored: Amy's first bill is found by its tag; her second is of the same amount."""
    first, second = planned(bill(key="first", number="TR-1")), planned()
    found = there("777", number="TR-1")
    relink(rules(), [first], {(marker("willow-park", "first"), KIND): found})
    days = (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN, (found,))
    hold_existing(rules(), [first, second], PARTIES, Answers(by_date={KIND: days}))
    assert [change.action for one in (first, second) for change in one.changes] == [
        "update",
        "create",
    ]
    alone = planned()
    hold_existing(rules(), [alone], PARTIES, Answers(by_date={KIND: days}))
    assert len(alone.holds) == 1


def test_what_this_run_voids_is_in_nobodys_way() -> None:
    gone = entry(bill(key="bill of a deal that CORE deleted"))
    record, before = planned(), plan(gone)
    Decider(rules(RunMode.VOID), {}).decide(before, Verdict.ORPHAN, None, gone)
    days = (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN, (there(gone.quickbooks_id),))
    tracked = {(KIND, gone.quickbooks_id): TrackedBy(gone.document_key, RECORD, "TR-1", True)}
    for plans, is_held in (([record, before], False), ([record], True)):
        hold_existing(rules(), plans, PARTIES, Answers(by_date={KIND: days}, tracked_by=tracked))
        assert bool(record.holds) is is_held


def test_a_stray_entry_may_be_the_documents() -> None:
    stray = TrackedBy("agent_expenses/entry:1/entry", "entry:1", "", True)
    (hold,) = looked(there(), tracked_by={(KIND, "501"): stray}).holds
    assert hold.sentence.endswith("which has a CoreBooks tag that no record asks for.")


WASNT = (
    "Bill TR-2026-640224-A45 ($7,840.00) for Amy Adler, 11 Arlington St, Boston, MA 02128 wasn't "
    "created, because QuickBooks already has"
)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (there(), "bill TR-2026-640224-A45 ($7,840.00, Mar 9, 2026) for Amy Adler"),
        (there(number="", party_name=""), "bill ($7,840.00, Mar 9, 2026) for Amy Adler"),
        (there(total=1, date=None, party_name="Bob"), f"bill {NUMBER} ($0.01) for Bob"),
    ],
)
def test_what_is_there_is_told_with_number_amount_day_and_payee(found: Entry, told: str) -> None:
    (hold,) = looked(found).holds
    assert hold == OnHold(
        BILL.key,
        HoldCause.ENTRY_EXISTS,
        f"{WASNT} {told}, which CoreBooks didn't post.",
        "If it is the same, select “Link existing entry”. If not, select “Post anyway”.",
    )


def test_a_user_links_it_or_posts_beside_it() -> None:
    linked = looked(there(), mode=RunMode.LINK)
    (linking,) = linked.linkings
    assert (linked.changes, linked.holds) == ([], [])
    assert (linking.document, linking.entry, linking.from_key) == (BILL, there(), "")
    assert linking.reason == "a user linked the entry that QuickBooks had"
    assert (linking.setup_version, linking.shape_version) == (2, 1)
    beside = looked(there(), mode=RunMode.POST_ANYWAY)
    assert [change.action for change in beside.changes] == ["create"]


def test_quickbooks_is_asked_for_numbers_and_ten_days_around_each_kind() -> None:
    records = [
        planned(),
        planned(bill(date=TODAY_IN_CORE - 3 * DAY, number="TR-3")),
        planned(bill(date=TODAY_IN_CORE + 5 * DAY, number="")),
        planned(bill(date=TODAY_IN_CORE + DAY, number="TR-4")),
        planned(PAYMENT),
    ]
    link = entry(BILL)
    update = plan(link)
    Decider(rules(), {}).decide(update, Verdict.UPDATE, bill(1, number="TR-9"), link)
    assert list(numbers_to_ask(rules(), [*records, update])) == [
        (KIND, NUMBER),
        (KIND, "TR-3"),
        (KIND, "TR-4"),
        (DocumentKind.PAYMENT, "P900"),
    ]
    assert days_to_ask(rules(), [*records, update]) == {
        KIND: (TODAY_IN_CORE - 13 * DAY, TODAY_IN_CORE + 15 * DAY),
        DocumentKind.PAYMENT: (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN),
    }
    anyway = rules(RunMode.POST_ANYWAY)
    assert list(numbers_to_ask(anyway, records)) == []
    assert days_to_ask(anyway, records) == {}
    assert dataclasses.replace(anyway, purpose=RunMode.SYNC) == rules()


LINK, ANYWAY, RECREATE = RunMode.LINK, RunMode.POST_ANYWAY, RunMode.RECREATE
DELETED = entry(BILL, LinkStatus.DELETED_IN_QUICKBOOKS)
AGAIN: list[tuple[str, Tracked, RunMode, bool, tuple[int, int, int]]] = [
    ("no other one, to link", DELETED, LINK, False, (0, 1, 0)),
    ("no other one, to post beside", DELETED, ANYWAY, False, (0, 1, 0)),
    ("no other one, re-created", DELETED, RECREATE, False, (1, 0, 0)),
    ("another one, to link", DELETED, LINK, True, (0, 0, 1)),
    ("another one, posted beside it", DELETED, ANYWAY, True, (1, 0, 0)),
    ("another one, re-created", DELETED, RECREATE, True, (0, 1, 0)),
    ("voided by a run, to post beside", entry(BILL, LinkStatus.VOIDED), ANYWAY, False, (1, 0, 0)),
]


@pytest.mark.parametrize(
    ("says", "ended", "mode", "has_another", "outcome"), AGAIN, ids=[row[0] for row in AGAIN]
)
def test_what_someone_deleted_is_linked_or_posted_beside_only_where_there_is_another(
    says: str, ended: Tracked, mode: RunMode, *, has_another: bool, outcome: tuple[int, int, int]
) -> None:
    """Otherwise it waits for who asks to create it again. Outcome: changes, holds, linkings."""
    assert says
    record = plan(ended)
    Decider(rules(mode), {}).decide(record, Verdict.CREATE, BILL, ended)
    found = (there("777"),) if has_another else ()
    days = (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN, found)
    hold_existing(rules(mode), [record], PARTIES, Answers(by_date={KIND: days}))
    assert (len(record.changes), len(record.holds), len(record.linkings)) == outcome


def test_posting_one_beside_another_leaves_the_next_deleted_one_on_hold() -> None:
    second = bill(1_00, key="second", number="TR-9", date=TODAY_IN_CORE - 60 * DAY)
    deleted = dataclasses.replace(DELETED, document_key="second")
    record = plan(DELETED, deleted)
    for document, link in ((BILL, DELETED), (second, deleted)):
        Decider(rules(ANYWAY), {}).decide(record, Verdict.CREATE, document, link)
    days = (TODAY_IN_CORE - 70 * DAY, TODAY_IN_CORE + TEN, (there("777"),))
    hold_existing(rules(ANYWAY), [record], PARTIES, Answers(by_date={KIND: days}))
    assert [change.document for change in record.changes] == [BILL]
    assert [hold.document_key for hold in record.holds] == ["second"]
