"""qbXML message sets: how they are written, and what comes back.

Requests are of version 13.0 (QuickBooks 2014 and later); what later versions add to responses is
ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from include.books.entries import EntryRef
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.wire.xml_text import parsed

VERSION = "13.0"
LONGEST_SET_ID = 23
"""Of newMessageSetID (Intuit's note on error recovery in the on-screen reference)."""

_LONGEST_REASON = 200
_TAX_ID = re.compile(r"<VendorTaxIdent>[^<]*</VendorTaxIdent>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class QbxmlUnreadable(ValueError):
    """What came back isn't qbXML; ask again."""


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """The response to one request.

    Attributes:
        name: of the response: "InvoiceAddRs".
        code, severity, message: its status; "0", "Info" and "Status OK" when all went well.
        rets: the objects in it.
        iterator_id, remaining: of a query that is answered in portions; `remaining` is None where
            QuickBooks doesn't say how much is left.
        recovered: the entry of a write whose response was asked for again.
        request_id: of the request that it answers; empty where that had none.
    """

    name: str
    code: str
    severity: str
    message: str
    rets: tuple[etree._Element, ...] = ()
    iterator_id: str = ""
    remaining: int | None = None
    recovered: EntryRef | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """The response to a message set.

    Attributes:
        status: that of its identifiers; empty where it had none.
        answers: in the order of the requests.
        set_id: its newMessageSetID; empty where it had none.
    """

    status: str
    answers: tuple[RequestAnswer, ...]
    set_id: str = ""


def message_set(
    requests: Sequence[etree._Element], *, new_id: str = "", old_id: str = "", go_on: bool = False
) -> str:
    """A message set.

    Args:
        requests: in their order.
        new_id: under which QuickBooks remembers the outcome.
        old_id: of an earlier set that it may forget.
        go_on: whether QuickBooks processes the others after it rejects one; a query that finds
            nothing counts as rejected.
    """
    messages = etree.Element("QBXMLMsgsRq", onError="continueOnError" if go_on else "stopOnError")
    for name, value in (("newMessageSetID", new_id), ("oldMessageSetID", old_id)):
        if len(value) > LONGEST_SET_ID:
            raise ValueError(f"{name} {value!r} is longer than {LONGEST_SET_ID}")
        if value:
            messages.set(name, value)
    messages.extend(requests)
    return _text(messages)


def status_check(set_id: str) -> str:
    """Ask what happened to a set: an empty one with the same old and new identifier."""
    return message_set([], new_id=set_id, old_id=set_id)


def forgetting(set_id: str) -> str:
    """Let QuickBooks forget a set: an empty one with the old identifier alone."""
    return message_set([], old_id=set_id)


def _text(messages: etree._Element) -> str:
    # QuickBooks rejects letters beyond ASCII that aren't numeric references (0x80040400).
    text = etree.tostring(messages, encoding="US-ASCII").decode("ascii")
    body = _DECLARATION.sub("", text).lstrip()
    return (
        f'<?xml version="1.0" encoding="utf-8"?><?qbxml version="{VERSION}"?><QBXML>{body}</QBXML>'
    )


def read_answer(text: str) -> SetAnswer:
    """Read a response.

    Raises:
        QbxmlUnreadable: it isn't qbXML, or has a document type.
    """
    messages = _messages(text)
    answers = tuple(_answer(response) for response in messages if isinstance(response.tag, str))
    return SetAnswer(
        messages.get("messageSetStatusCode") or "", answers, messages.get("newMessageSetID") or ""
    )


def split(text: str) -> dict[str, str]:
    """The response to a message set as responses to each of its requests.

    Returns:
        By requestID; those without one are left out.

    Raises:
        QbxmlUnreadable: it isn't qbXML, or has a document type.
    """
    texts = {}
    for response in _messages(text):
        request_id = response.get("requestID") if isinstance(response.tag, str) else None
        if request_id:
            alone = etree.tostring(response, encoding="unicode", with_tail=False)
            texts[request_id] = f"<QBXML><QBXMLMsgsRs>{alone}</QBXMLMsgsRs></QBXML>"
    return texts


def _messages(text: str) -> etree._Element:
    try:
        root = parsed(text)
    except (etree.XMLSyntaxError, ValueError) as error:
        why = plain_text(str(error))[:_LONGEST_REASON]
        raise QbxmlUnreadable(f"QuickBooks' response isn't XML: {why}") from error
    messages = root.find("QBXMLMsgsRs")
    if root.tag != "QBXML" or messages is None:
        raise QbxmlUnreadable("QuickBooks' response isn't qbXML")
    return messages


def _answer(response: etree._Element) -> RequestAnswer:
    recovery = response.find("ErrorRecovery")
    rets = tuple(
        child
        for child in response
        if isinstance(child.tag, str) and child.tag.endswith("Ret") and child.tag != "ErrorRecovery"
    )
    remaining = response.get("iteratorRemainingCount") or ""
    return RequestAnswer(
        name=str(response.tag),
        code=response.get("statusCode") or "",
        severity=response.get("statusSeverity") or "",
        message=plain_text(response.get("statusMessage") or ""),
        rets=rets or _bare(response),
        iterator_id=response.get("iteratorID") or "",
        remaining=int(remaining) if remaining.isdigit() else None,
        recovered=None if recovery is None else _reference(recovery),
        request_id=response.get("requestID") or "",
    )


def _bare(response: etree._Element) -> tuple[etree._Element, ...]:
    """Voids and deletions have their IDs in the response itself."""
    return (response,) if response.find("TxnID") is not None else ()


def _reference(holder: etree._Element) -> EntryRef:
    return EntryRef(
        holder.findtext("TxnID") or holder.findtext("ListID") or "",
        holder.findtext("EditSequence") or "",
    )


def redacted(text: str) -> str:
    """A response without tax IDs, which aren't stored anywhere."""
    return _TAX_ID.sub("<VendorTaxIdent></VendorTaxIdent>", text)
