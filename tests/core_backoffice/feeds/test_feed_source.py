"""What a feed has, as a source: beyond the contract, what only feeds do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import (
    CanonicalPerson,
    HeldRow,
    ItemKind,
    Place,
)
from include.core_backoffice.feeds.feed_source import FeedSource
from include.core_backoffice.records.errors import CoreConnectionProblem, RecordProblem
from include.core_backoffice.records.people import PayeeKind
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.source import Gone, Touched
from tests.core_backoffice.contract.brokerage import (
    ACME,
    CLOSED,
    EXAMPLE_A,
    JANE,
    LEE,
    deal,
    item,
)
from tests.core_backoffice.contract.memory_shelf import MemoryShelf

BAD_AGENT = HeldRow(
    record_key="agent:101",
    place=Place(rows=(3,), column="ZIP"),
    sentence='agents.csv, row 3 has "x" in the column "ZIP".',
    what_to_do="Correct it in CORE and export again.",
    cause="bad field",
    title="Jane Doe",
)


def held(source: FeedSource, key: str) -> RecordProblem:
    found = source.record(key)
    assert isinstance(found, RecordProblem), found
    return found


def test_a_record_that_does_not_add_up_names_file_sheet_and_row() -> None:
    shelf, wrong = MemoryShelf(), deal(7001, item(ItemKind.BROKERAGE_NET, 1))
    place = Place(sheet="Deals", rows=(12, 13))
    moment = shelf.arrive(wrong, places={wrong.key: place})
    found = held(FeedSource(shelf), wrong.key)
    assert found.sentence.startswith(
        'Transaction TR-2026-7001, 7001 Aldon Drive (closings.csv, sheet "Deals", rows 12 and 13) is '
        "out of balance by $9,999.99: "
    )
    assert (found.cause, found.updated_at) == (HoldCause.OUT_OF_BALANCE, moment)
    assert (found.known.number, found.known.day, found.known.amount_cents) == (
        "TR-2026-7001",
        CLOSED,
        10_000_00,
    )


def test_a_held_row_is_told_as_it_was_read() -> None:
    shelf = MemoryShelf()
    row = HeldRow(
        record_key="transaction:row-5f0c",
        place=Place(sheet="Deals", rows=(12,), column="Gross"),
        sentence="closings.csv, row 12 has no number.",
        what_to_do="Enter it in CORE and export again.",
        cause="row without an ID",
        title="146 Aldon Drive",
        number="TR-7",
        day=CLOSED,
        amount_cents=5,
    )
    moment = shelf.arrive(row)
    found = held(FeedSource(shelf), "transaction:row-5f0c")
    assert str(found) == "closings.csv, row 12 has no number. Enter it in CORE and export again."
    assert (found.cause, found.field, found.updated_at) == (
        HoldCause.ROW_WITHOUT_ID,
        "Gross",
        moment,
    )
    known = found.known
    assert (known.number, known.title, known.day, known.amount_cents) == (
        "TR-7",
        "146 Aldon Drive",
        CLOSED,
        5,
    )


def test_a_cause_of_a_later_version_is_a_bad_field() -> None:
    shelf = MemoryShelf()
    shelf.arrive(replace(BAD_AGENT, record_key="transaction:1", cause="written by a later version"))
    assert held(FeedSource(shelf), "transaction:1").cause is HoldCause.BAD_FIELD


def test_a_record_that_two_companies_rules_take_is_held() -> None:
    shelf = MemoryShelf()
    moment = shelf.arrive(EXAMPLE_A, companies=2)
    source = FeedSource(shelf)
    found = held(source, EXAMPLE_A.key)
    assert found.sentence == (
        "Transaction TR-2026-7001, 7001 Aldon Drive (closings.csv): the rules of 2 QuickBooks companies "
        "take it, but it can be posted to one only."
    )
    assert found.what_to_do == (
        "On Imports, correct the rules so that one QuickBooks company takes it."
    )
    assert (found.cause, found.updated_at, found.known.number) == (
        HoldCause.ROUTED_TWICE,
        moment,
        "TR-2026-7001",
    )
    (listed,) = source.transactions_listed(None)
    assert str(listed) == str(found)


def test_a_transaction_is_final_since_it_first_was() -> None:
    shelf = MemoryShelf()
    shelf.arrive(deal(7001, is_final=False, status="pending"))
    first = shelf.arrive(deal(7001))
    second = shelf.arrive(deal(7001, gross=20_000_00))
    found = FeedSource(shelf).transaction("7001")
    assert isinstance(found, Transaction)
    assert (found.finalized_at, found.updated_at) == (first, second)


def test_a_record_that_is_gone_comes_as_gone_among_the_changes() -> None:
    shelf = MemoryShelf()
    shelf.arrive(deal(7001), deal(7002))
    moment = shelf.go("transaction:7001")
    source = FeedSource(shelf)
    assert list(source.transactions_changed(moment)) == [Gone("transaction:7001")]
    assert list(source.transactions_touched(moment)) == []
    assert list(source.transactions_listed(moment)) == []


def test_what_changed_is_told_without_building_records() -> None:
    shelf = MemoryShelf()
    moment = shelf.arrive(deal(7001, item(ItemKind.BROKERAGE_NET, 1)), JANE)
    source = FeedSource(shelf)
    assert list(source.transactions_touched(None)) == [Touched("transaction:7001", moment)]
    assert list(source.agents_touched(None)) == [Touched("agent:101", moment)]


def test_the_first_record_is_out_before_the_second_is_read() -> None:
    shelf = MemoryShelf()
    shelf.arrive(*(deal(number) for number in range(7001, 7010)))
    changes = FeedSource(shelf).transactions_changed(None)
    next(changes)
    assert shelf.yielded == ["transaction:7001"]


def test_a_feed_that_received_nothing_can_not_be_read() -> None:
    with FeedSource(MemoryShelf()) as source, pytest.raises(CoreConnectionProblem):
        source.check()


# --- agents on lists ---


def test_an_agent_who_is_not_listed_is_taken_from_the_row() -> None:
    shelf = MemoryShelf()
    shelf.arrive(EXAMPLE_A)
    source = FeedSource(shelf)
    found = source.transaction("7001")
    assert isinstance(found, Transaction)
    assert found.disbursement is not None
    assert found.disbursement.agents[0].agent.name == "Jane Doe"
    assert source.agent("101") == Gone("agent:101")


def test_an_agent_who_must_be_listed_holds_the_transaction_until_a_list_has_them() -> None:
    shelf = MemoryShelf(must_be_listed=True)
    shelf.arrive(EXAMPLE_A, LEE)
    source = FeedSource(shelf)
    found = held(source, EXAMPLE_A.key)
    assert found.cause is HoldCause.MISSING_AGENT
    assert found.sentence.endswith(": agent Jane Doe is on no list of agents.")
    shelf.arrive(JANE)
    assert isinstance(source.record(EXAMPLE_A.key), Transaction)


def test_an_agent_whose_listed_row_is_bad_holds_what_needs_them() -> None:
    shelf = MemoryShelf(must_be_listed=True)
    shelf.arrive(EXAMPLE_A, LEE, BAD_AGENT)
    found = held(FeedSource(shelf), EXAMPLE_A.key)
    assert found.sentence.endswith(
        'on hold because of a record it needs. agents.csv, row 3 has "x" in the column "ZIP".'
    )
    assert held(FeedSource(shelf), "agent:101").sentence == BAD_AGENT.sentence


def test_the_bad_row_of_an_agent_who_need_not_be_listed_holds_nothing() -> None:
    shelf = MemoryShelf()
    shelf.arrive(EXAMPLE_A, BAD_AGENT)
    assert isinstance(FeedSource(shelf).record(EXAMPLE_A.key), Transaction)


def test_each_person_is_looked_up_once_while_a_list_is_read() -> None:
    class Counting(MemoryShelf):
        def __init__(self) -> None:
            super().__init__()
            self.asked: list[str] = []

        def person(self, key: str) -> CanonicalPerson | None:
            self.asked.append(key)
            return super().person(key)

    shelf = Counting()
    shelf.arrive(JANE, *(deal(number) for number in range(7001, 7006)))
    source = FeedSource(shelf)
    list(source.transactions_changed(None))
    assert shelf.asked == ["agent:101"]
    shelf.arrive(replace(JANE, email="jane.doe@example.com"))
    (found, *_) = source.transactions_changed(None)
    assert isinstance(found, Transaction)
    assert found.disbursement is not None
    assert found.disbursement.agents[0].agent.email == "jane.doe@example.com"


def test_bad_rows_of_people_are_problems_of_theirs() -> None:
    shelf = MemoryShelf()
    bad_vendor = replace(BAD_AGENT, record_key="vendor:201", title="Acme")
    shelf.arrive(BAD_AGENT, bad_vendor, LEE)
    source = FeedSource(shelf)
    bad, good = source.agents_changed(None)
    assert isinstance(bad, RecordProblem)
    assert getattr(good, "name", "") == "Lee Lawson"
    assert held(source, "vendor:201").known.title == "Acme"
    assert source.record("agent:102") == Gone("agent:102")


def test_a_vendor_of_the_list_is_the_payee() -> None:
    shelf = MemoryShelf()
    fee = item(ItemKind.DEAL_DEBIT, 1_000_00, "Referral fee", payee=ACME)
    made = deal(
        7001,
        fee,
        item(ItemKind.AGENT_SPLIT, 7_200_00, agent=JANE),
        item(ItemKind.BROKERAGE_NET, 1_800_00),
    )
    shelf.arrive(
        made,
        replace(ACME, company="Acme Realty Inc."),
        CanonicalPerson(kind=PayeeKind.AGENT, id="x"),
    )
    found = FeedSource(shelf).transaction("7001")
    assert isinstance(found, Transaction)
    assert found.disbursement is not None
    assert found.disbursement.pre_commission[0].payee.name == "Acme Realty Inc."
