"""A record on its way: how its entries are named, and what depends on what."""

from __future__ import annotations

import dataclasses

import pytest

from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.database.statuses import LinkStatus
from include.sync.decide.changes import Linking
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.facts import CoreRecord, Tracked
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import RunMode
from include.workflows.options import WorkflowOptions
from include.workflows.template import OnHold
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import TODAY, bill, entry, plan, rules

INVOICE = bill(key="invoice", kind=DocumentKind.INVOICE)
PAYMENT = bill(key="payment", kind=DocumentKind.PAYMENT, pays="invoice")
OTHER = bill(key="other")


def planned(*links: str) -> RecordPlan:
    """New ones, but for those that are in QuickBooks already."""
    record = plan()
    for document in (INVOICE, PAYMENT, OTHER):
        link = (
            entry(bill(1, key=document.key, kind=document.kind)) if document.key in links else None
        )
        verdict = Verdict.UPDATE if link else Verdict.CREATE
        Decider(rules(), {}).decide(record, verdict, document, link)
    return record


@pytest.mark.parametrize(
    ("there", "removed", "left"),
    [
        ((), "invoice", ["other"]),
        ((), "payment", ["invoice", "other"]),
        ((), "other", ["invoice", "payment"]),
        (("payment",), "invoice", ["payment", "other"]),
        (("invoice", "payment"), "invoice", ["payment", "other"]),
    ],
)
def test_what_depends_on_a_change_goes_with_it(
    there: tuple[str, ...], removed: str, left: list[str]
) -> None:
    record = planned(*there)
    record.remove(removed)
    assert [change.key for change in record.changes] == left


@pytest.mark.parametrize(
    ("title", "payee", "named"),
    [
        (
            "11 Oak St, Boston",
            "Amy Adler",
            "Bill TR-2026-640224-A45 ($7,840.00) for Amy Adler, 11 Oak St, Boston",
        ),
        ("", "Amy Adler", "Bill TR-2026-640224-A45 ($7,840.00) for Amy Adler"),
        (
            "11 Oak St, Boston, MA",
            "11 Oak St",
            "Bill TR-2026-640224-A45 ($7,840.00) for 11 Oak St",
        ),
        (
            "11 Oak St, Boston",
            "11 Oak St, Boston, MA",
            "Bill TR-2026-640224-A45 ($7,840.00) for 11 Oak St, Boston, MA",
        ),
    ],
)
def test_an_entry_is_named_by_kind_number_amount_payee_and_address(
    title: str, payee: str, named: str
) -> None:
    party = dataclasses.replace(bill().party, display_name=payee)
    document = bill(party=party)
    record = dataclasses.replace(plan(), record=CoreRecord("transaction:1", "x", "TR-1", title))
    assert record.new_entry(document) == named
    unnumbered = dataclasses.replace(entry(document), number="")
    assert record.entry(unnumbered, document) == named.replace("TR-2026-640224-A45 ", "")
    sent = dataclasses.replace(entry(document), number="SHORT", total_cents=1)
    assert record.entry(sent, document) == named.replace("TR-2026-640224-A45", "SHORT").replace(
        "$7,840.00", "$0.01"
    )


@pytest.mark.parametrize(
    ("number", "title", "named"),
    [
        ("TR-1", "11 Oak St", "TR-1, 11 Oak St"),
        ("", "11 Oak St", "11 Oak St"),
        ("", "", "transaction:1"),
    ],
)
def test_a_record_is_named_by_number_and_address(number: str, title: str, named: str) -> None:
    assert (
        dataclasses.replace(plan(), record=CoreRecord("transaction:1", "x", number, title)).name
        == named
    )


def test_only_a_hold_without_a_document_is_the_whole_records() -> None:
    record = plan()
    assert not record.is_on_hold
    record.hold("key", HoldCause.CLEARED, "It is cleared.", "Undo it.")
    assert record.holds == [OnHold("key", HoldCause.CLEARED, "It is cleared.", "Undo it.")]
    assert not record.is_on_hold
    record.hold("", HoldCause.CANCELED_IN_CORE, "It was canceled.", "Void it.")
    assert record.is_on_hold


def test_entries_that_ended_are_not_in_quickbooks() -> None:
    links = [entry(bill(key=status.value), status) for status in LinkStatus]
    assert [link.status for link in plan(*links).in_quickbooks] == [LinkStatus.IN_QUICKBOOKS]


@pytest.mark.parametrize(
    ("cents", "is_foreign", "leaves_more"),
    [(784_000, False, False), (1, False, True), (1, True, False)],
)
def test_a_linked_entry_of_another_amount_is_left_to_the_next_sync(
    cents: int, is_foreign: bool, *, leaves_more: bool
) -> None:
    linking = Linking(bill(), now(bill(cents)), "linked", is_foreign=is_foreign)
    record = dataclasses.replace(plan(), linkings=[linking])
    assert record.leaves_more is leaves_more


def test_what_is_left_to_the_next_sync_is_counted_and_told() -> None:
    record = plan()
    record.leave(INVOICE)
    assert (record.left, record.leaves_more) == (1, True)
    record.leave(OTHER)
    assert record.left == 2
    assert record.skipped == [
        "invoice TR-2026-640224-A45 of $7,840.00: left to the next sync",
        "bill TR-2026-640224-A45 of $7,840.00: left to the next sync",
    ]


def test_a_plan_begins_empty() -> None:
    first = plan()
    record = RecordPlan(first.record, first.setup, 1, first.posting)
    assert record.links == {}
    lists = (record.holds, record.changes, record.linkings, record.skipped)
    assert lists == ([], [], [], [])
    assert (record.accepts, record.left, record.unchanged, record.kept) == ({}, 0, 0, 0)
    assert (record.incomplete, record.is_undone) == (False, False)


@pytest.mark.parametrize(
    ("mode", "option", "voids"),
    [
        (RunMode.SYNC, "Void", True),
        (RunMode.SYNC, "Put on hold", False),
        (RunMode.VOID, "Put on hold", True),
        (RunMode.KEEP_QUICKBOOKS, "Void", False),
        (RunMode.REPOST, "Put on hold", True),
        (RunMode.OVERWRITE, "Void", True),
    ],
)
def test_what_is_gone_is_voided_by_choice_or_option(
    mode: RunMode, option: str, *, voids: bool
) -> None:
    assert rules(mode, no_longer_in_core=option).voids_what_is_gone is voids


def test_a_run_leaves_nothing_out_unless_told_to() -> None:
    run = Rules("willow-park", RunMode.SYNC, WorkflowOptions(), "finance ops", TODAY)
    assert (run.start_date, run.complete_only, run.undo) == (None, False, None)


def test_facts_say_no_more_than_is_known() -> None:
    record = CoreRecord("transaction:1", "x")
    assert record == CoreRecord("transaction:1", "x", number="", title="", gone=False)
    link = entry(OTHER)
    given = {f.name: getattr(link, f.name) for f in dataclasses.fields(link)}
    for name in ("edited", "accepted", "is_foreign"):
        del given[name]
    assert Tracked(**given) == dataclasses.replace(link, edited=None, accepted="", is_foreign=False)
