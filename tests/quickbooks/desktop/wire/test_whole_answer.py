"""Whether a response answers a question in full: by its status, and by how much is in it."""

from __future__ import annotations

import pytest
from lxml import etree

from include.quickbooks.desktop.wire.qbxml import RequestAnswer, read_answer
from include.quickbooks.desktop.wire.whole_answer import (
    Asked,
    is_empty,
    is_error,
    is_short,
    is_whole_query,
    is_whole_set,
    is_whole_write,
    lacks_something,
)

BILL = "<BillRet><TxnID>1-1</TxnID></BillRet>"
BY_ID = "<BillQueryRq><TxnID>1-1</TxnID><TxnID>2-1</TxnID></BillQueryRq>"
BY_NUMBER = "<BillQueryRq><RefNumber>A</RefNumber><RefNumber>B</RefNumber></BillQueryRq>"
PORTION = '<BillQueryRq iterator="Start"><MaxReturned>2</MaxReturned></BillQueryRq>'


def answered(
    bills: int = 0, code: str = "0", severity: str = "Info", **attributes: str
) -> RequestAnswer:
    given = {"statusCode": code, "statusSeverity": severity, **attributes}
    shown = " ".join(f'{name}="{value}"' for name, value in given.items())
    text = f"<QBXML><QBXMLMsgsRs><BillQueryRs {shown}>{BILL * bills}</BillQueryRs></QBXMLMsgsRs></QBXML>"
    [answer] = read_answer(text).answers
    return answer


def left(count: str) -> dict[str, str]:
    return {"iteratorRemainingCount": count, "iteratorID": "{1}"}


STATUSES = [
    ("0", "Info", False, True),
    ("1", "Info", False, True),
    ("500", "Warn", False, True),
    ("560", "Warn", False, True),
    ("501", "Warn", False, False),
    ("510", "Warn", False, False),
    ("530", "Warn", False, False),
    ("540", "Warn", False, False),
    ("999", "Warn", False, False),
    ("3250", "Error", True, False),
    ("9999", "Error", True, False),
    # Whatever the severity, from 1000 on nothing is returned.
    ("3250", "", True, False),
    ("1000", "Warn", True, False),
    ("", "", False, False),
]


@pytest.mark.parametrize(("code", "severity", "error", "whole"), STATUSES)
def test_a_status_says_whether_a_query_was_answered(
    code: str, severity: str, *, error: bool, whole: bool
) -> None:
    answer = answered(1, code, severity)
    assert (is_error(answer), is_whole_query(answer)) == (error, whole)


@pytest.mark.parametrize(
    ("says", "request_", "answer", "lacks"),
    [
        ("both", BY_ID, answered(2), False),
        ("one of two that are there", BY_ID, answered(1), True),
        ("none of them", BY_ID, answered(), True),
        ("one, and that the other isn't there", BY_ID, answered(1, "500", "Warn"), False),
        ("that none is there", BY_ID, answered(0, "1"), False),
        ("a rejection, which is told", BY_ID, answered(0, "3260", "Error"), False),
        ("numbers that no entry has", BY_NUMBER, answered(1), False),
        ("the last portion", PORTION, answered(1, **left("0")), False),
        ("a portion", PORTION, answered(2, **left("3")), False),
        ("how much is left, not how to go on", PORTION, answered(2, iteratorRemainingCount="3"), True),
        ("not how much is left", PORTION, answered(2, iteratorID="{1}"), True),
        ("nothing at all", PORTION, answered(0, "1"), False),
    ],
)  # fmt: skip
def test_an_answer_has_as_much_as_it_must_have(
    says: str, request_: str, answer: RequestAnswer, *, lacks: bool
) -> None:
    assert says
    assert lacks_something(answer, etree.fromstring(request_)) is lacks


@pytest.mark.parametrize(
    ("answer", "short"),
    [
        (answered(2, **left("3")), False),
        (answered(1, **left("3")), True),
        (answered(1, **left("0")), False),
        (answered(1), False),
    ],
)
def test_only_the_last_portion_may_be_short(answer: RequestAnswer, *, short: bool) -> None:
    assert is_short(answer, etree.fromstring(PORTION)) is short


@pytest.mark.parametrize(
    ("answer", "empty"),
    [(answered(), True), (answered(1), False), (answered(0, "1"), False)],
)
def test_what_finds_nothing_says_so(answer: RequestAnswer, *, empty: bool) -> None:
    assert is_empty(answer) is empty


def test_one_response_twice_does_not_make_up_for_another() -> None:
    asked = Asked({"a.0": "HostQueryRq", "a.1": "CompanyQueryRq"})
    host, company = (
        f'<{name}Rs requestID="{of}" statusCode="0" statusSeverity="Info"/>'
        for name, of in (("HostQuery", "a.0"), ("CompanyQuery", "a.1"))
    )
    for parts, whole in ((host + company, True), (host + host, False), (host, False)):
        answer = read_answer(f"<QBXML><QBXMLMsgsRs>{parts}</QBXMLMsgsRs></QBXML>")
        assert is_whole_set(answer, asked) is whole


def test_a_write_that_was_rejected_without_a_severity_was_rejected() -> None:
    text = '<QBXML><QBXMLMsgsRs><BillAddRs statusCode="3140" statusMessage="No"/></QBXMLMsgsRs></QBXML>'
    assert is_whole_write(read_answer(text))
