"""What the engine hears when answers go wrong, over real connections to the sandbox."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from include.books.documents import DocumentKind
from include.books.gateway import (
    Action,
    Answer,
    DocumentWrite,
    GatewayUnavailable,
    NoResponse,
    Posted,
    Recovery,
    Rejected,
)
from tests.quickbooks.online.books import Books, only


def invoices(books: Books, count: int) -> list[DocumentWrite]:
    """So many invoices of one customer."""
    customer = books.customer()
    return [books.invoice(customer, f"TR-{n}", ("Desk Fee", 100 + n)) for n in range(count)]


def kinds(answers: dict[str, Answer]) -> dict[type[Answer], int]:
    """How many answers there are of each kind."""
    listed = [type(answer) for answer in answers.values()]
    return {kind: listed.count(kind) for kind in set(listed)}


@pytest.fixture(autouse=True)
def _clean(books: Books) -> Iterator[None]:
    yield
    books.sandbox.no_faults()
    books.sandbox.set(batch_order="as_sent", book_close_date=None)


@pytest.mark.parametrize("kind", ["drop", "cut", "html", "empty", "truncated"])
def test_a_batch_whose_answer_is_lost_was_carried_out(books: Books, kind: str) -> None:
    writes = invoices(books, 5)
    books.sandbox.fault(kind, {"operation": "batch"}, when="after_commit")

    assert kinds(books.send(*writes)) == {NoResponse: 5}

    assert len(books.sandbox.entries("Invoice")) == 5
    numbers = [write.document.number for write in writes]
    found = {e.number: e for e in books.gateway.find_by_number(DocumentKind.INVOICE, numbers)}
    assert all(write.marker in found[write.document.number].memo for write in writes)


@pytest.mark.parametrize("kind", ["drop", "html", "empty"])
def test_a_batch_that_was_lost_on_its_way_was_not_carried_out(books: Books, kind: str) -> None:
    writes = invoices(books, 5)
    books.sandbox.fault(kind, {"operation": "batch"})

    assert kinds(books.send(*writes)) == {NoResponse: 5}

    assert books.sandbox.entries("Invoice") == []


def test_silence_is_lost_too(books: Books) -> None:
    writes = invoices(books, 1)
    books.gateway._calls._transport._http.timeout = 0.5
    books.sandbox.fault("timeout", {"operation": "create"}, when="after_commit")

    assert kinds(books.send(*writes)) == {NoResponse: 1}

    assert len(books.sandbox.entries("Invoice")) == 1


def test_a_batch_that_broke_off_is_unanswered_as_a_whole(books: Books) -> None:
    writes = invoices(books, 9)
    books.sandbox.fault("drop", {"operation": "batch"}, when="between_items", items=4)

    assert kinds(books.send(*writes)) == {NoResponse: 9}

    assert len(books.sandbox.entries("Invoice")) == 4


def test_a_batch_sent_again_replays_its_answers(books: Books) -> None:
    writes = invoices(books, 5)
    books.sandbox.fault("drop", {"operation": "batch"}, when="after_commit")
    books.send(*writes)

    assert kinds(books.send(*writes)) == {Posted: 5}

    assert len(books.sandbox.entries("Invoice")) == 5


@pytest.mark.parametrize("order", ["as_sent", "reversed", "shuffled"])
def test_the_order_of_answers_does_not_matter(books: Books, order: str) -> None:
    books.sandbox.set(batch_order=order)
    writes = invoices(books, 30)

    answers = books.send(*writes)

    totals = {id_: one.total for id_, one in answers.items() if isinstance(one, Posted)}
    assert totals == {write.request_id: write.document.total for write in writes}


def test_a_failing_item_in_the_middle_fails_alone(books: Books) -> None:
    writes = invoices(books, 30)
    unknown = dataclasses.replace(writes[14], party_id="99999")
    sent = [*writes[:14], unknown, *writes[15:]]

    answers = books.send(*sent)

    refused = answers[unknown.request_id]
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.recovery) == ("2500", Recovery.ON_HOLD)
    assert (
        "Invoice TR-14 of $1.14 uses something that is no longer in QuickBooks" in refused.sentence
    )
    assert kinds(answers) == {Posted: 29, Rejected: 1}


@pytest.mark.parametrize(
    ("shape", "status"), [("xml", 429), ("json", 429), ("lower_case", 429), ("xml", 403)]
)
def test_a_throttled_batch_is_sent_again(books: Books, shape: str, status: int) -> None:
    writes = invoices(books, 5)
    books.sandbox.fault("429", {"operation": "batch"}, shape=shape, status=status, retry_after=0)

    assert kinds(books.send(*writes)) == {Posted: 5}

    assert len(books.sandbox.entries("Invoice")) == 5


def test_an_expired_token_is_refreshed_in_the_middle(books: Books) -> None:
    writes = invoices(books, 5)
    books.sandbox.fault("401", {"operation": "batch"})
    before = books.vault.stored

    assert kinds(books.send(*writes)) == {Posted: 5}

    assert books.vault.stored != before
    assert books.vault.saves == 1


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("401", "no longer accepts the connection"),
        ("403", "no permission"),
        ("wrong_realm", "belongs to another company"),
        ("wrong_cluster", "belongs to another company"),
    ],
)
def test_a_refused_connection_stops_with_one_sentence(books: Books, kind: str, says: str) -> None:
    writes = invoices(books, 40)
    books.sandbox.fault(kind, {"operation": "batch"}, times=None)

    with pytest.raises(GatewayUnavailable, match=says) as stopped:
        books.send(*writes)

    assert stopped.value.recovery is Recovery.RECONNECT
    assert set(stopped.value.not_sent) == {write.request_id for write in writes}
    assert books.sandbox.entries("Invoice") == []


def test_a_revoked_connection_changes_nothing(books: Books) -> None:
    writes = invoices(books, 3)
    books.sandbox._control("POST", f"{books.sandbox.realm}/disconnect")

    with pytest.raises(GatewayUnavailable, match="expired or was disconnected") as stopped:
        books.send(*writes)

    assert stopped.value.recovery is Recovery.RECONNECT
    assert books.sandbox.entries("Invoice") == []


@pytest.mark.parametrize("kind", ["drop", "cut", "html", "empty", "truncated"])
def test_reads_are_repeated(books: Books, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.quickbooks.online.wire.calls._wait", lambda _: 0.0)
    monkeypatch.setattr(books.gateway._calls._clock, "sleep", lambda _: None)
    books.sandbox.fault(kind, times=2)

    assert books.gateway.company().name == "Willow & Park Realty"


def test_the_closed_period_is_named(books: Books) -> None:
    (write,) = invoices(books, 1)
    books.sandbox.set(book_close_date="2026-12-31")

    (answer,) = books.send(write).values()

    assert isinstance(answer, Rejected)
    assert answer.code == "6210"
    assert "Invoice TR-0 of $1.00 is dated in a closed period." in answer.sentence


def test_a_number_in_use_is_named(books: Books) -> None:
    jane = books.vendor()
    commission = ("Agent Commissions", 80_00)
    books.send(books.purchase(DocumentKind.BILL, jane, "TR-1-A45", commission))

    (answer,) = books.send(books.purchase(DocumentKind.BILL, jane, "TR-1-A45", commission)).values()

    assert isinstance(answer, Rejected)
    assert (answer.code, answer.recovery) == ("6140", Recovery.ON_HOLD)
    assert "is assigned to Bill with ID " in answer.sentence
    assert "Txn" not in answer.sentence


def test_a_deleted_entry_is_not_there_to_be_updated(books: Books) -> None:
    (write,) = invoices(books, 1)
    first = only(books.gateway.write_documents([write]))
    books.sandbox.edit("Invoice", first.ref.id, "delete")
    changed = dataclasses.replace(
        write, action=Action.UPDATE, existing=first.ref, request_id="again"
    )

    (answer,) = books.send(changed).values()

    assert isinstance(answer, Rejected)
    assert (answer.code, answer.recovery) == ("610", Recovery.ON_HOLD)
    assert "or something it uses, was deleted or made inactive in QuickBooks" in answer.sentence
