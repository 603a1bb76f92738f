"""All rules in their order over all records of a run: what is asked, and what is decided then."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, marker
from include.books.entries import EntryRef, LinkedKind
from include.books.gateway import CompanyFacts
from include.database.statuses import LinkStatus
from include.sync.decide.facts import Tracked
from include.sync.decide.planning import Books, decide_all, undo_all
from include.sync.decide.questions import Answers, NotAskedYet
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.undo import WriteToUndo
from include.sync.run.mode import RunMode
from include.workflows.template import OnHold, Posting
from tests.sync.decide.in_quickbooks import linked, now
from tests.sync.decide.values import TODAY_IN_CORE, bill, entry, plan, rules

LISTS = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "71", "Agent Commissions"),
        ListEntry(ListKind.ACCOUNT, "35", "Checking Account"),
    ]
)
FACTS = CompanyFacts("1", "Willow & Park Realty", "online")
BEFORE, AFTER = bill(784_000), bill(800_000)
TEN = dt.timedelta(days=10)
AROUND = (TODAY_IN_CORE - TEN, TODAY_IN_CORE + TEN)
BILL = DocumentKind.BILL


def record(*documents: Document, links: tuple[Tracked, ...] = ()) -> RecordPlan:
    return plan(*links, posting=Posting(documents=documents))


def books(answers: Answers | None = None, facts: CompanyFacts = FACTS, **more: object) -> Books:
    return Books(LISTS, facts, answers or Answers(), **more)  # type: ignore[arg-type]  # (by name)


def answered(**known: object) -> Answers:
    """QuickBooks was asked for everything, and has nothing but what is given."""
    nothing: dict[str, object] = {
        "numbered": {(kind, BEFORE.number): () for kind in DocumentKind},
        "by_date": dict.fromkeys(DocumentKind, (*AROUND, ())),
        "entries_now": {},
        "statuses": {(kind, "501"): "" for kind in DocumentKind},
    }
    return Answers(**{**nothing, **known})  # type: ignore[arg-type]  # (by name)


def test_at_first_nothing_is_known_of_the_books_but_their_lists() -> None:
    assert Books(LISTS, FACTS) == Books(LISTS, FACTS, Answers(), {}, {}, {})


def test_what_is_new_is_looked_up_by_number_and_days_first() -> None:
    with pytest.raises(NotAskedYet) as asked:
        decide_all(rules(), [record(BEFORE)], {}, books())
    assert asked.value.questions.numbers == {(BILL, BEFORE.number)}
    assert asked.value.questions.dated == {BILL: AROUND}
    assert asked.value.questions.entries == frozenset()


def test_what_changes_is_read_first() -> None:
    with pytest.raises(NotAskedYet) as asked:
        decide_all(rules(), [record(AFTER, links=(entry(BEFORE),))], {}, books())
    assert asked.value.questions.entries == {(BILL, "501")}
    unchanged = record(BEFORE, links=(entry(BEFORE),))
    decide_all(rules(), [unchanged], {}, books())
    assert (unchanged.unchanged, unchanged.changes) == (1, [])


def test_new_changed_gone_and_unchanged_are_each_decided() -> None:
    same, gone = bill(key="same"), bill(key="gone")
    one = record(AFTER, same, bill(key="new"), links=(entry(BEFORE), entry(same), entry(gone)))
    there = answered(entries_now={(BILL, "501"): now(BEFORE)})
    decide_all(rules(), [one], {"new": 3}, books(there))
    assert [(change.key, change.action, change.attempt) for change in one.changes] == [
        (AFTER.key, "update", 0),
        ("new", "create", 3),
    ]
    assert [hold.document_key for hold in one.holds] == ["gone"]
    assert one.unchanged == 1


def test_what_is_on_hold_changes_nothing_of_what_is_there() -> None:
    hold = OnHold(BEFORE.key, HoldCause.MISSING_PAYEE, "It pays nobody.", "Choose a payee.")
    one = plan(entry(BEFORE), posting=Posting(on_hold=(hold,)))
    whole = plan(
        entry(bill(key="b")),
        posting=Posting(
            on_hold=(dataclasses.replace(hold, document_key=""),), documents=(bill(1, key="b"),)
        ),
    )
    decide_all(rules(), [one, whole], {}, books())
    assert [(len(p.holds), p.changes) for p in (one, whole)] == [(1, []), (1, [])]
    whole.holds.clear()
    other = record(BEFORE)
    decide_all(rules(), [whole, other], {}, books(answered()))
    assert [change.action for change in other.changes] == ["create"]


def test_what_is_not_ready_is_not_planned() -> None:
    one = plan(posting=Posting(not_ready="no disbursement in CORE", documents=(BEFORE,)))
    decide_all(rules(), [one], {}, books())
    assert (one.changes, one.holds) == ([], [])


def test_the_entries_of_a_deleted_deal_are_voided_where_the_options_say_so() -> None:
    gone = plan(entry(BEFORE), posting=Posting(not_ready="deleted in CORE"), gone=True)
    there = answered(entries_now={(BILL, "501"): now(BEFORE)})
    decide_all(rules(no_longer_in_core="Void"), [gone], {}, books(there))
    assert [(change.action, change.reason) for change in gone.changes] == [
        ("void", "deleted in CORE")
    ]


def test_payments_come_after_the_invoice_they_pay() -> None:
    invoice = bill(key="invoice", kind=DocumentKind.INVOICE)
    payment = bill(key="a payment", kind=DocumentKind.PAYMENT, pays="invoice")
    links = (entry(invoice, LinkStatus.DELETED_IN_QUICKBOOKS), entry(payment))
    one = record(payment, invoice, links=links)
    there = answered(entries_now={(DocumentKind.PAYMENT, "501"): now(payment)})
    decide_all(rules(RunMode.RECREATE), [one], {}, books(there))
    assert [(change.key, change.action) for change in one.changes] == [
        ("invoice", "create"),
        ("a payment", "update"),
    ]


def test_every_guard_has_its_say() -> None:
    closed = CompanyFacts("1", "W", "online", closing_date=TODAY_IN_CORE)
    late = record(BEFORE)
    decide_all(rules(), [late], {}, books(facts=closed))
    assert [hold.cause for hold in late.holds] == [HoldCause.CLOSED_PERIOD]

    paid = record(AFTER, links=(entry(BEFORE),))
    paid_there = now(BEFORE, balance=0, linked=linked(LinkedKind.PAYMENT))
    decide_all(rules(), [paid], {}, books(answered(entries_now={(BILL, "501"): paid_there})))
    assert [hold.cause for hold in paid.holds] == [HoldCause.SETTLED]

    check = bill(kind=DocumentKind.CHECK)
    cleared = record(bill(1, kind=DocumentKind.CHECK), links=(entry(check),))
    known = answered(
        entries_now={(DocumentKind.CHECK, "501"): now(check)},
        statuses={(DocumentKind.CHECK, "501"): "reconciled"},
    )
    decide_all(rules(), [cleared], {}, books(known))
    assert [hold.cause for hold in cleared.holds] == [HoldCause.CLEARED]

    twice = record(BEFORE)
    same = now(BEFORE, number="1044", party_name="Bob", date=TODAY_IN_CORE)
    known = answered(by_date={BILL: (*AROUND, (same,))})
    decide_all(rules(), [twice], {}, books(known, party_ids={BEFORE.party.key: "7"}))
    assert [hold.cause for hold in twice.holds] == [HoldCause.ENTRY_EXISTS]


def test_a_tagged_entry_and_a_bookkeepers_words_are_respected() -> None:
    tag = marker("willow-park", BEFORE.key)
    lost = record(BEFORE)
    found = now(BEFORE, ref=EntryRef("777", "1"))
    there = answered(entries_now={(BILL, "777"): found})
    decide_all(rules(), [lost], {}, books(there, untracked={(tag, BILL): found}))
    assert [(change.action, change.existing) for change in lost.changes] == [("update", found.ref)]

    worded = record(AFTER, links=(entry(BEFORE),))
    noted = now(BEFORE, memo=f"{BEFORE.memo} [{tag}] Paid by wire")
    decide_all(rules(), [worded], {}, books(answered(entries_now={(BILL, "501"): noted})))
    assert worded.changes[0].memo == f"{BEFORE.memo} [{tag}] Paid by wire"


def test_payments_of_others_are_asked_for_and_counted() -> None:
    invoice = bill(key="invoice", kind=DocumentKind.INVOICE)
    payment = bill(key="payment", kind=DocumentKind.PAYMENT, pays="invoice")
    one = record(invoice, payment, links=(entry(invoice),))
    with pytest.raises(NotAskedYet) as asked:
        decide_all(rules(), [one], {}, books())
    assert asked.value.questions.entries == {(DocumentKind.INVOICE, "501")}
    half = record(invoice, payment, links=(entry(invoice),))
    open_there = now(invoice, balance=1_00)
    known = answered(entries_now={(DocumentKind.INVOICE, "501"): open_there})
    decide_all(rules(), [half], {}, books(known))
    assert [change.document.total for change in half.changes] == [1_00]


def test_undoing_is_guarded_too() -> None:
    undoing = dataclasses.replace(rules(RunMode.UNDO), undo=6)
    one = plan(entry(AFTER))
    writes = [WriteToUndo(AFTER, 4, None, was_undone=False)]
    with pytest.raises(NotAskedYet):
        undo_all(undoing, {"r": (one, writes)}, books())
    paid = now(AFTER, balance=0, linked=linked(LinkedKind.PAYMENT))
    for there, voided in ((now(AFTER), 1), (paid, 0)):
        again = plan(entry(AFTER))
        undo_all(
            undoing, {"r": (again, writes)}, books(answered(entries_now={(BILL, "501"): there}))
        )
        assert (len(again.changes), len(again.holds)) == (voided, 1 - voided)


@pytest.mark.parametrize(
    ("rejections", "attempt"), [({}, 0), ({AFTER.key: 2}, 2), ({"another": 2}, 0)]
)
def test_an_undo_that_was_rejected_is_tried_as_another_write(
    rejections: dict[str, int], attempt: int
) -> None:
    undoing = dataclasses.replace(rules(RunMode.UNDO), undo=6)
    record = plan(entry(AFTER))
    writes = [WriteToUndo(AFTER, 4, None, was_undone=False)]
    there = books(answered(entries_now={(BILL, "501"): now(AFTER)}))
    undo_all(undoing, {"r": (record, writes)}, there, rejections)
    assert [change.attempt for change in record.changes] == [attempt]
