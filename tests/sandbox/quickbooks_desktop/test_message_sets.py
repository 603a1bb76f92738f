"""What QuickBooks remembers of message sets, so that a lost answer can be asked for again."""

from __future__ import annotations

import pytest
from lxml import etree

from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, message, request, text, xml


def customer(name: str) -> str:
    return request("CustomerAdd", xml({"CustomerAdd": {"Name": name}}), requestID="1")


def status(answer: etree._Element) -> str | None:
    return answer.get("messageSetStatusCode")


def ask(books: Bookkeeper, id_: str) -> etree._Element:
    """What became of a set: nothing in it, the same identifier as old and new."""
    return books.send(message(newMessageSetID=id_, oldMessageSetID=id_))


def test_a_set_that_was_carried_out_is_told_again(books: Bookkeeper) -> None:
    first = books.send(message(customer("Ann"), newMessageSetID="set-1"))
    assert status(first) == "0"
    id_ = text(first[0], "CustomerRet/ListID")
    again = ask(books, "set-1")
    assert status(again) == "0"
    assert text(again[0], "ErrorRecovery/ListID") == id_
    assert again[0].find("CustomerRet") is None
    assert (again[0].get("requestID"), again[0].get("statusCode")) == ("1", "0")


def test_a_set_sent_twice_is_carried_out_once(books: Bookkeeper) -> None:
    sent = message(customer("Ann"), newMessageSetID="set-1")
    books.send(sent)
    again = books.send(sent)
    assert again[0].get("statusCode") == "0"
    assert len(books.query("Customer")) == 1


def test_a_transactions_recovery_names_its_id_and_sequence(books: Bookkeeper) -> None:
    ann = books.customer()
    lines = books.sold("10.00")
    content = xml({"InvoiceAdd": {"CustomerRef": ann, "InvoiceLineAdd": lines}})
    first = books.send(message(request("InvoiceAdd", content), newMessageSetID="inv"))
    recovery = ask(books, "inv")[0].find("ErrorRecovery")
    assert recovery is not None
    for name in ("TxnID", "TxnNumber", "EditSequence"):
        assert text(recovery, name) == text(first[0], f"InvoiceRet/{name}")


def test_a_refused_set_is_remembered_with_its_refusal(books: Bookkeeper) -> None:
    books.customer("Ann")
    books.send(message(customer("Ann"), newMessageSetID="set-2"))
    assert ask(books, "set-2")[0].get("statusCode") == "3100"


def test_a_set_that_never_came_is_not_known(books: Bookkeeper) -> None:
    answer = ask(books, "never")
    assert (status(answer), len(answer)) == ("9002", 0)


def test_other_content_under_the_same_identifier_is_not_carried_out(books: Bookkeeper) -> None:
    books.send(message(customer("Ann"), newMessageSetID="set-1"))
    answer = books.send(message(customer("Bob"), newMessageSetID="set-1"))
    assert (status(answer), len(answer)) == ("9001", 0)
    assert len(books.query("Customer")) == 1


def test_an_identifier_is_cleared(books: Bookkeeper) -> None:
    books.send(message(customer("Ann"), newMessageSetID="set-1"))
    assert status(books.send(message(oldMessageSetID="set-1"))) == "0"
    assert status(books.send(message(oldMessageSetID="set-1"))) == "600"
    assert status(ask(books, "set-1")) == "9002"


def test_the_next_set_clears_the_one_before(books: Bookkeeper) -> None:
    books.send(message(customer("Ann"), newMessageSetID="one"))
    books.send(message(customer("Bob"), newMessageSetID="two", oldMessageSetID="one"))
    assert status(ask(books, "one")) == "9002"
    assert status(ask(books, "two")) == "0"


@pytest.mark.parametrize(("length", "code"), [(23, "0"), (24, "9004")])
def test_identifiers_have_at_most_23_letters(books: Bookkeeper, length: int, code: str) -> None:
    answer = books.send(message(customer("Ann"), newMessageSetID="x" * length))
    assert status(answer) == code
    assert len(books.query("Customer")) == (1 if code == "0" else 0)


def test_the_memory_survives_a_lost_answer(books: Bookkeeper, file: CompanyFile) -> None:
    file.fail_next("after")
    sent = message(customer("Ann"), newMessageSetID="set-1")
    with pytest.raises(Exception, match="0x80040402"):
        file.process(sent)
    assert text(ask(books, "set-1")[0], "ErrorRecovery/ListID")


def test_a_file_that_remembers_nothing(books: Bookkeeper, file: CompanyFile) -> None:
    file.set(message_sets_forgotten=True)
    books.send(message(customer("Ann"), newMessageSetID="set-1"))
    assert status(ask(books, "set-1")) == "9002"
    assert len(books.query("Customer")) == 1


def test_a_file_that_tells_the_whole_answer_again(books: Bookkeeper, file: CompanyFile) -> None:
    file.set(recovery_shows="object")
    first = books.send(message(customer("Ann"), newMessageSetID="set-1"))
    again = ask(books, "set-1")
    assert text(again[0], "CustomerRet/ListID") == text(first[0], "CustomerRet/ListID")
