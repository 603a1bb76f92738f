"""The request processor: a message set goes in, its responses come out."""

from __future__ import annotations

import re

from lxml import etree

from sandbox.quickbooks_desktop import detail_report, message_sets
from sandbox.quickbooks_desktop.answering import answer
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.control_characters import answered
from sandbox.quickbooks_desktop.message_sets import Recalled
from sandbox.quickbooks_desktop.qbxml.shape import SHAPES
from sandbox.quickbooks_desktop.queries import FORMS, LISTS
from sandbox.quickbooks_desktop.refusals import Refusal, RequestProcessorError, malformed
from sandbox.quickbooks_desktop.response import Answer, Request
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.session import Session

_SINGLES = ("HostQuery", "CompanyQuery", "PreferencesQuery", "TransactionQuery", detail_report.NAME)
_DELETED = ("TxnDeletedQuery", "ListDeletedQuery")
_REMOVALS = ("TxnDel", "TxnVoid", "ListDel")
_WRITES = {f"{kind}{verb}" for kind in SPECS for verb in ("Add", "Mod")} & set(SHAPES)
KNOWN = frozenset({*_WRITES, *LISTS, *FORMS, *_SINGLES, *_DELETED, *_REMOVALS})
"""The requests that the company file answers."""
_ON_ERROR = ("stopOnError", "continueOnError")
_ATTRIBUTES = {"onError", "newMessageSetID", "oldMessageSetID", "responseData"}
_ITERATED = {"iterator", "iteratorID"}
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
)
_NOT_PROCESSED = 3231
_LONGEST_ID = 50


def process(books: Books, session: Session, text: str) -> str:
    """Carry out a message set inside a transaction of the store.

    Raises:
        RequestProcessorError: 0x80040400, the text is no qbXML that QuickBooks can read.
    """
    messages = _messages(books, text)
    requests = [(request, _checked(request)) for request in messages]
    recalled = message_sets.recall(books, messages)
    if recalled is not None:
        return answered(_recalled(messages, recalled), books.settings.control_characters)
    answers = _answers(books, session, requests, stop=messages.get("onError") == "stopOnError")
    memory = "".join(one.memory for one in answers)
    status = message_sets.keep(books, messages, memory)
    message = _message(messages, status, "".join(one.text for one in answers))
    return answered(message, books.settings.control_characters)


def _messages(books: Books, text: str) -> etree._Element:
    if not text.isascii():
        raise malformed("letters beyond ASCII must be written as numeric references")
    if "<!DOCTYPE" in text:
        raise malformed("a document type declaration")
    try:
        root = etree.fromstring(text.encode(), _PARSER)
    except etree.XMLSyntaxError as error:
        raise malformed(str(error)) from None
    _version(books, text)
    if root.tag != "QBXML" or len(root) != 1 or root[0].tag != "QBXMLMsgsRq":
        raise malformed("not one QBXMLMsgsRq in QBXML")
    messages = root[0]
    if not set(messages.attrib) <= _ATTRIBUTES or messages.get("onError") not in _ON_ERROR:
        raise malformed(f"QBXMLMsgsRq with {list(messages.attrib)}")
    for element in messages.iter():
        # The company file keeps Windows-1252; other letters are lost in it.
        element.text = _kept(element.text)
    return messages


def _kept(text: str | None) -> str | None:
    return None if text is None else text.encode("cp1252", "replace").decode("cp1252")


def _version(books: Books, text: str) -> None:
    found = re.search(r"<\?qbxml version=[\"'](\d+\.\d+)[\"']\s*\?>", text)
    if found is None:
        raise malformed("no qbxml processing instruction")
    if float(found.group(1)) > float(books.settings.newest_qbxml):
        message = "The qbXML version requested is not supported or is unknown."
        raise RequestProcessorError("0x80040423", message)


def _checked(request: etree._Element) -> Request:
    """Refuse a request whose elements are wrong, before anything of the set is carried out."""
    name = str(request.tag).removesuffix("Rq")
    if name not in KNOWN or not str(request.tag).endswith("Rq"):
        raise malformed(f"the request {request.tag} is not known")
    query = name.endswith("Query")
    allowed = {"requestID"} | ({"metaData"} | _ITERATED if query else set())
    if not set(request.attrib) <= allowed:
        raise malformed(f"{request.tag} with {list(request.attrib)}")
    if query or name in _REMOVALS:
        SHAPES[name].check(request)
        wanted = tuple(one.text or "" for one in request.findall("IncludeRetElement"))
        return Request(name, request, wanted)
    children = list(request)
    if not children or children[0].tag != name:
        raise malformed(f"{request.tag} must hold {name}")
    if any(child.tag != "IncludeRetElement" for child in children[1:]):
        raise malformed(f"{request.tag} holds more than {name}")
    SHAPES[name].check(children[0])
    return Request(name, children[0], tuple(child.text or "" for child in children[1:]))


def _answers(
    books: Books,
    session: Session,
    requests: list[tuple[etree._Element, Request]],
    *,
    stop: bool,
) -> list[Answer]:
    macros: dict[str, str] = {}
    result: list[Answer] = []
    stopped = False
    for element, request in requests:
        if stopped:
            refusal = Refusal(_NOT_PROCESSED, "The request has not been processed.")
            result.append(Answer.refused(request.name, element.get("requestID"), refusal))
            continue
        try:
            _named(element)
            with books.store.attempt():
                found = answer(books, session, request, element, macros)
        except Refusal as refusal:
            found = Answer.refused(request.name, element.get("requestID"), refusal)
        result.append(found)
        # A "not found" warning stops the set as well.
        stopped = stop and found.severity != "Info"
    return result


def _named(request: etree._Element) -> None:
    id_ = request.get("requestID", "")
    if len(id_) > _LONGEST_ID:
        raise Refusal(1060, f'The request ID "{id_}" is invalid, possibly too long, max 50 chars.')


def _recalled(messages: etree._Element, recalled: Recalled) -> str:
    return _message(messages, recalled.status, recalled.response)


def _message(messages: etree._Element, status: str, content: str) -> str:
    new = messages.get("newMessageSetID")
    # Without identifiers a set has no status of its own.
    named = new or messages.get("oldMessageSetID")
    root = etree.Element("QBXMLMsgsRs")
    if new:
        root.set("newMessageSetID", new)
    if named:
        root.set("messageSetStatusCode", status)
    opened = etree.tostring(root, encoding="unicode").removesuffix("/>")
    return f'<?xml version="1.0" ?>\n<QBXML>\n{opened}>\n{content}</QBXMLMsgsRs>\n</QBXML>\n'
