"""What the engine hears from a QuickBooks: facts, answers, and why nothing was sent."""

from __future__ import annotations

import datetime as dt

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind
from include.books.entries import NOTHING_SET, EntryRef
from include.books.gateway import (
    Action,
    CompanyFacts,
    DocumentWrite,
    Feature,
    GatewayUnavailable,
    GatewayWaits,
    ListWrite,
    NoResponse,
    PartyWrite,
    Posted,
    Recovery,
    Rejected,
)
from include.books.parties import Party, PartyKind

JANE = Party("vendor/agent:45", PartyKind.VENDOR, "Jane Doe")
MAY_1 = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def test_a_company_that_could_not_be_reached_says_what_to_do_and_when() -> None:
    stopped = GatewayUnavailable(
        Recovery.RETRY_LATER, "QuickBooks is busy.", "Run again.", code="3001", retry_at=MAY_1
    )
    assert str(stopped) == "QuickBooks is busy. Run again."
    assert (stopped.sentence, stopped.what_to_do) == ("QuickBooks is busy.", "Run again.")
    assert (stopped.recovery, stopped.code, stopped.retry_at) == (
        Recovery.RETRY_LATER,
        "3001",
        MAY_1,
    )
    assert stopped.not_sent == ()


def test_without_anything_to_do_the_sentence_stands_alone() -> None:
    stopped = GatewayUnavailable(Recovery.FAULT, "QuickBooks is busy.", "")
    assert str(stopped) == "QuickBooks is busy."
    assert (stopped.code, stopped.retry_at) == ("", None)


def test_a_pc_that_has_not_called_yet_is_waited_for() -> None:
    waits = GatewayWaits("willow", "The PC hasn't called.", "Turn it on.")
    assert (waits.company_id, waits.recovery) == ("willow", Recovery.RETRY_LATER)
    assert str(waits) == "The PC hasn't called. Turn it on."
    assert (waits.sentence, waits.what_to_do) == ("The PC hasn't called.", "Turn it on.")


def test_what_a_company_does_not_say_is_as_for_most() -> None:
    facts = CompanyFacts("1", "Willow & Park Realty", "online")
    assert (facts.currency, facts.closing_date, facts.numbers_kept) == ("USD", None, True)
    assert (facts.missing, facts.sales_tax) == (frozenset(), False)


def test_what_a_write_does_not_say_is_left_to_quickbooks() -> None:
    document = Document("key", DocumentKind.BILL, JANE, (), "TR-1", "")
    write = DocumentWrite("r", Action.CREATE, document, "CB-1", MAY_1.date(), MAY_1.date(), "7")
    assert (write.pays_id, write.existing, write.memo) == (None, None, None)
    assert (write.from_credit_card, write.number_used, write.extras) == (False, False, ())
    assert (write.whole, write.keeps_number) == (NOTHING_SET, False)
    assert PartyWrite("r", Action.CREATE, JANE).existing is None
    assert ListWrite("r", ListKind.CLASS, "Boston").account_id == ""
    assert ListRef(ListKind.CLASS, "", "Boston").id == ""


def test_what_an_answer_does_not_say_is_blank() -> None:
    assert Posted("r", EntryRef("5", "0"), 1, "TR-1", "tid").note == ""
    rejected = Rejected("r", Recovery.ON_HOLD, "6140", "Duplicate.", "Rename it.")
    assert (rejected.trace_id, rejected.stale, rejected.cause) == ("", False, "")


def test_no_response_is_no_answer_and_has_no_code_unless_it_says_so() -> None:
    assert NoResponse("r1", "no response") == NoResponse(
        "r1", "no response", answered=False, code=""
    )


def test_actions_recoveries_and_features_are_stored_by_these_words() -> None:
    assert [action.value for action in Action] == ["create", "update", "void"]
    assert [recovery.value for recovery in Recovery] == [
        "retry later",
        "reconnect",
        "on hold",
        "fault",
    ]
    assert [feature.value for feature in Feature] == [
        "bills",
        "classes",
        "sales forms",
        "payment methods on expenses",
        "sales tax on deposits",
    ]
