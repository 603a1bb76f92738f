"""The response to one request."""

from __future__ import annotations

from lxml import etree

from sandbox.quickbooks_desktop import writing
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import SHAPES, Body
from sandbox.quickbooks_desktop.query_answers import answer_query
from sandbox.quickbooks_desktop.refusals import Refusal, missing
from sandbox.quickbooks_desktop.rendering import shown
from sandbox.quickbooks_desktop.response import Answer, Request, response, text_of, write_element
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.session import Session
from sandbox.quickbooks_desktop.store import Record


def answer(
    books: Books,
    session: Session,
    request: Request,
    element: etree._Element,
    macros: dict[str, str],
) -> Answer:
    """Carry out one request; raises `Refusal`.

    Args:
        books: the open file.
        session: the application's connection.
        request: the request, its structure checked.
        element: as it came, with its attributes.
        macros: names given in this set -> ids; this request may add to them.
    """
    _put_in(macros, request.content)
    sent = SHAPES[request.name].read(request.content)
    if request.name.endswith("Query"):
        found = answer_query(books, session, request, element, sent)
        return Answer(text_of(found), text_of(found), found.get("statusSeverity", "Info"))
    request_id = element.get("requestID")
    if request.name.startswith(("TxnDel", "TxnVoid", "ListDel")):
        gone = response(request.name, request_id)
        SHAPES[f"{request.name}Rs"].write(gone, _removed(books, request.name, sent))
        return Answer(text_of(gone), text_of(gone), "Info")
    kind = request.name[:-3]
    write = writing.add if request.name.endswith("Add") else writing.change
    record = write(books, kind, sent)
    if request.content.get("defMacro"):
        macros[request.content.get("defMacro", "")] = record.id
    full, short = response(request.name, request_id), response(request.name, request_id)
    write_element(full, f"{kind}Ret", shown(books, record, linked=True), request.ret_elements)
    _recovery(short, record)
    text, ids = text_of(full), text_of(short)
    return Answer(text, ids if books.settings.recovery_shows == "ids" else text, "Info")


def _put_in(macros: dict[str, str], content: etree._Element) -> None:
    """Replace the macros that a request uses by the ids they stand for."""
    for element in content.iter():
        name = element.get("useMacro")
        if name is None:
            continue
        del element.attrib["useMacro"]
        if name not in macros:
            raise Refusal(9100, f'The macro "{name}" is not defined.')
        element.text = macros[name]


def _recovery(element: etree._Element, record: Record) -> None:
    """What is told of a write that is asked for again."""
    recovery = etree.SubElement(element, "ErrorRecovery")
    transaction = SPECS[record.kind].transaction
    etree.SubElement(recovery, "TxnID" if transaction else "ListID").text = record.id
    if transaction:
        etree.SubElement(recovery, "TxnNumber").text = str(record.number)
    etree.SubElement(recovery, "EditSequence").text = str(record.edit_sequence)


def _removed(books: Books, name: str, sent: Body) -> Body:
    """Void or delete; what the response says of it."""
    field = next(field for field in sent if field.endswith("Type"))
    kind, id_ = sent[field], sent["ListID" if name == "ListDel" else "TxnID"]
    if not kind:
        raise missing(field)
    act = {"TxnDel": writing.delete, "TxnVoid": writing.void, "ListDel": writing.delete_entry}
    record = act[name](books, kind, id_)
    moment = books.shown(record.modified)
    return {
        field: kind,
        "ListID" if name == "ListDel" else "TxnID": record.id,
        "TimeCreated": books.shown(record.created),
        "TimeModified": moment,
        "TimeDeleted": moment,
        "RefNumber": record.body.get("RefNumber"),
        "FullName": record.body.get("FullName"),
    }
