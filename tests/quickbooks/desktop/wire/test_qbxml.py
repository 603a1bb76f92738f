"""Message sets as QuickBooks takes them, and answers as it gives them."""

from __future__ import annotations

import pytest
from lxml import etree

from include.books.entries import EntryRef
from include.quickbooks.desktop.wire.qbxml import (
    QbxmlUnreadable,
    forgetting,
    message_set,
    read_answer,
    redacted,
    status_check,
)

HEAD = '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML>'


def test_letters_beyond_ascii_are_numeric_references() -> None:
    request = etree.Element("VendorQueryRq")
    etree.SubElement(request, "FullName").text = "Décor & Żak"
    assert message_set([request], new_id="CB1") == (
        f'{HEAD}<QBXMLMsgsRq onError="stopOnError" newMessageSetID="CB1"><VendorQueryRq>'
        "<FullName>D&#233;cor &amp; &#379;ak</FullName></VendorQueryRq></QBXMLMsgsRq></QBXML>"
    )


def test_what_became_of_a_set_is_asked_with_the_same_old_and_new_identifier() -> None:
    assert 'newMessageSetID="CB1" oldMessageSetID="CB1"' in status_check("CB1")
    assert "newMessageSetID" not in forgetting("CB1")
    assert 'oldMessageSetID="CB1"' in forgetting("CB1")


def test_an_identifier_that_quickbooks_would_not_keep_is_refused() -> None:
    message_set([], new_id="x" * 23)
    with pytest.raises(ValueError, match="longer than 23"):
        message_set([], new_id="x" * 24)


def test_an_answer_with_its_status_and_objects() -> None:
    answer = read_answer(
        '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs messageSetStatusCode="0">'
        '<VendorQueryRs statusCode="0" statusSeverity="Info" statusMessage="Status OK" '
        'iteratorID="{I}" iteratorRemainingCount="7"><VendorRet><ListID>1</ListID></VendorRet>'
        "<NewInVersion17>x</NewInVersion17></VendorQueryRs></QBXMLMsgsRs></QBXML>"
    )
    [one] = answer.answers
    assert (answer.status, one.code, one.severity, one.remaining) == ("0", "0", "Info", 7)
    assert [ret.findtext("ListID") for ret in one.rets] == ["1"]


def test_an_answer_that_was_asked_for_again_tells_which_entry_it_is() -> None:
    answer = read_answer(
        '<QBXML><QBXMLMsgsRs messageSetStatusCode="0"><InvoiceAddRs statusCode="0" '
        'statusSeverity="Info" statusMessage="Status OK"><ErrorRecovery><TxnID>5-1</TxnID>'
        "<TxnNumber>7</TxnNumber><EditSequence>9</EditSequence></ErrorRecovery></InvoiceAddRs>"
        "</QBXMLMsgsRs></QBXML>"
    )
    assert answer.answers[0].recovered == EntryRef("5-1", "9")
    assert answer.answers[0].rets == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<QBXML/>",
        "<html><body>504</body></html>",
        (
            '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><QBXML><QBXMLMsgsRs>&e;'
            "</QBXMLMsgsRs></QBXML>"
        ),
        "<QBXML><QBXMLMsgsRs></QBXML>",
    ],
)
def test_what_is_no_qbxml_is_never_taken_for_it(text: str) -> None:
    with pytest.raises(QbxmlUnreadable):
        read_answer(text)


def test_a_declared_encoding_is_past_when_the_text_was_read() -> None:
    text = (
        '<?xml version="1.0" encoding="windows-1252"?><QBXML><QBXMLMsgsRs>é</QBXMLMsgsRs></QBXML>'
    )
    assert read_answer(text).answers == ()


def test_tax_ids_are_taken_out() -> None:
    text = "<VendorRet><VendorTaxIdent>12-3456789</VendorTaxIdent><Name>A</Name></VendorRet>"
    assert (
        redacted(text) == "<VendorRet><VendorTaxIdent></VendorTaxIdent><Name>A</Name></VendorRet>"
    )
