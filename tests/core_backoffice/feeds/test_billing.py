"""Billing out of a feed: beyond the contract, agents whom no list has, and rows that name nobody."""

from __future__ import annotations

from dataclasses import replace

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import HeldRow, Place
from include.core_backoffice.feeds.feed_source import FeedSource
from include.core_backoffice.records.billing import BillingStatement
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.source import AgentLog, Gone, Touched
from tests.core_backoffice.contract.brokerage import JANE, LEE, statement
from tests.core_backoffice.contract.memory_shelf import MemoryShelf

NAMES_NOBODY = HeldRow(
    record_key="statement:9009",
    place=Place(rows=(4,), column="Agent"),
    sentence="billing.csv, row 4 names no agent.",
    what_to_do="Enter the agent in CORE and export again.",
    cause="missing agent",
    number="BL-9009",
)


def test_an_agent_whom_only_statements_name_has_billing_all_the_same() -> None:
    shelf = MemoryShelf(arrival="billing.csv")
    moment = shelf.arrive(statement(9001))
    source = FeedSource(shelf)
    (found, log) = source.billing_statements(["101"])
    assert isinstance(found, BillingStatement)
    assert (found.agent.name, log) == ("Jane Doe", AgentLog("101", ("statement:9001",)))
    assert list(source.agent_ids()) == []
    assert list(source.agents_touched(None)) == [Touched("agent:101", moment)]


def test_a_row_that_names_no_agent_is_told_and_deletes_nothing() -> None:
    shelf = MemoryShelf(arrival="billing.csv")
    moment = shelf.arrive(NAMES_NOBODY, statement(9001))
    source = FeedSource(shelf)
    bad, good, log = source.billing_statements_changed(None)
    assert isinstance(bad, RecordProblem)
    assert (bad.sentence, bad.known.owner, bad.known.number) == (
        "billing.csv, row 4 names no agent.",
        "",
        "BL-9009",
    )
    assert isinstance(good, BillingStatement)
    assert log == AgentLog("101", ("statement:9001",))
    assert list(source.agents_touched(None)) == [Touched("agent:101", moment)]


def test_a_bad_row_of_the_list_comes_before_the_agents_statements() -> None:
    shelf = MemoryShelf(arrival="billing.csv", must_be_listed=True)
    bad_agent = replace(NAMES_NOBODY, record_key="agent:101", title="Jane Doe")
    shelf.arrive(bad_agent, statement(9001))
    bad, held, log = FeedSource(shelf).billing_statements(["101"])
    assert isinstance(bad, RecordProblem)
    assert isinstance(held, RecordProblem)
    assert (bad.record_key, bad.known.owner) == ("agent:101", "agent:101")
    assert held.sentence == (
        "Statement BL-2026-9001 of Jane Doe (billing.csv): on hold because of a record it needs. "
        "billing.csv, row 4 names no agent."
    )
    assert log == AgentLog("101", ("statement:9001",))


def test_agents_who_must_be_listed_hold_their_statements() -> None:
    shelf = MemoryShelf(arrival="billing.csv", must_be_listed=True)
    moment = shelf.arrive(statement(9001))
    held, log = FeedSource(shelf).billing_statements_changed(None)
    assert isinstance(held, RecordProblem)
    assert (held.cause, held.updated_at) == (HoldCause.MISSING_AGENT, moment)
    assert (held.known.owner, held.known.amount_cents) == ("agent:101", 95_00)
    assert log == AgentLog("101", ("statement:9001",))


def test_a_statement_that_two_companies_rules_take_is_held() -> None:
    shelf = MemoryShelf(arrival="billing.csv")
    shelf.arrive(statement(9001), companies=2)
    held, _ = FeedSource(shelf).billing_statements_changed(None)
    assert isinstance(held, RecordProblem)
    assert (held.cause, held.known.owner) == (HoldCause.ROUTED_TWICE, "agent:101")


def test_a_change_of_the_list_brings_the_agents_statements_once() -> None:
    shelf = MemoryShelf(arrival="billing.csv")
    shelf.arrive(JANE, LEE, statement(9001), statement(9002, LEE))
    moment = shelf.arrive(replace(JANE, email="new@example.com"), statement(9003))
    found = list(FeedSource(shelf).billing_statements_changed(moment))
    assert [getattr(one, "key", "") for one in found[:-1]] == ["statement:9001", "statement:9003"]
    log = found[-1]
    assert isinstance(log, AgentLog)
    assert (log.agent_id, log.updated_at) == ("101", moment)


def test_a_deleted_agent_of_the_list_without_statements_is_gone() -> None:
    shelf = MemoryShelf(arrival="billing.csv")
    shelf.arrive(JANE)
    shelf.go("agent:101")
    source = FeedSource(shelf)
    assert list(source.billing_statements(["101", ""])) == [Gone("agent:101"), Gone("agent:")]
    assert list(source.billing_statements_changed(None)) == [AgentLog("101", ())]


def test_a_statement_by_its_key_is_as_it_came_among_the_others() -> None:
    shelf = MemoryShelf(arrival="billing.csv")
    shelf.arrive(statement(9001), NAMES_NOBODY)
    source = FeedSource(shelf)
    (bad, found, _) = source.billing_statements_changed(None)
    assert source.record("statement:9001") == found
    assert str(source.record("statement:9009")) == str(bad)
    assert source.record("statement:9999") == Gone("statement:9999")
