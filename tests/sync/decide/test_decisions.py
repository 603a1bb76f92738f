"""What users decided about existing entries: which figures count, and which pairs are refused."""

from __future__ import annotations

import dataclasses

import pytest

from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.sync.decide.decisions import (
    AS_NOW,
    NOTHING_DECIDED,
    Booked,
    Decisions,
    figures_of,
    whole_record,
)
from tests.sync.decide.values import bill
from tests.sync.existing.both_sides import income, paid_to, payment


def test_the_whole_of_a_record_is_no_documents_key() -> None:
    assert whole_record("agent_expenses", "transaction:7") == "agent_expenses/transaction:7/*"
    assert AS_NOW not in ("", figures_of(bill()))


def test_nothing_is_decided_at_first() -> None:
    assert Decisions() == NOTHING_DECIDED
    assert not NOTHING_DECIDED.booked
    assert not NOTHING_DECIDED.proposed
    assert not NOTHING_DECIDED.are_refused(bill().key, paid_to(501))


def test_what_is_booked_may_have_no_entry_that_is_known() -> None:
    assert Booked("a document", "", 100, "finn").quickbooks_id == ""


def test_only_the_very_pair_is_refused() -> None:
    key = bill().key
    decided = Decisions(refused=frozenset({(key, DocumentKind.BILL, "501")}))
    assert decided.are_refused(key, paid_to(501))
    assert not decided.are_refused(key, paid_to(502))
    assert not decided.are_refused("another document", paid_to(501))
    # An ID is of its kind: a check may have the same.
    assert not decided.are_refused(key, paid_to(501, kind=DocumentKind.CHECK))


def test_the_payee_and_the_total_are_the_figures() -> None:
    other = Party("vendor/agent:46", PartyKind.VENDOR, "Amy Adler")
    assert figures_of(bill()) != figures_of(bill(784_001))
    assert figures_of(bill()) != figures_of(bill(party=other))


@pytest.mark.parametrize(
    "changed",
    [
        bill(kind=DocumentKind.CHECK),
        bill(number="1042"),
        bill(memo="by hand"),
        bill(date=None),
        bill(party=Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler-Smith")),
    ],
    ids=["form", "number", "memo", "date", "name"],
)
def test_the_form_and_the_words_arent(changed: Document) -> None:
    assert figures_of(changed) == figures_of(bill())


def test_how_a_total_is_split_into_lines_isnt() -> None:
    (line,) = bill().lines
    half: Line = dataclasses.replace(line, amount=392_000)
    assert figures_of(bill(lines=(half, half))) == figures_of(bill())


def test_what_is_paid_counts_in_any_order() -> None:
    billed = income()
    first, second = (
        payment(billed, billed.date, cents, number).document
        for number, cents in ((1, 100), (2, 200))
    )
    both = figures_of(billed.document, [first, second])
    assert both == figures_of(billed.document, [second, first])
    assert both != figures_of(billed.document, [first])
    assert both != figures_of(billed.document)
