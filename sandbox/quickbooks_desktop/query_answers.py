"""The responses to queries."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from sandbox.quickbooks_desktop import company_info, detail_report, queries
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.qbxml.values import dollars
from sandbox.quickbooks_desktop.queries import Found
from sandbox.quickbooks_desktop.refusals import Refusal, invalid_value, missing
from sandbox.quickbooks_desktop.rendering import shown
from sandbox.quickbooks_desktop.response import Request, response, write_element
from sandbox.quickbooks_desktop.rules import SPECS
from sandbox.quickbooks_desktop.session import Session
from sandbox.quickbooks_desktop.store import Record

_NONE = Refusal(1, "A query request did not find a matching object in QuickBooks")
_SINGLES = {"HostQuery": company_info.host, "PreferencesQuery": company_info.preferences}


def answer_query(
    books: Books, session: Session, request: Request, element: etree._Element, sent: Body
) -> etree._Element:
    """Answer a query; raises `Refusal`."""
    name, request_id = request.name, element.get("requestID")
    if name in _SINGLES or name == "CompanyQuery":
        single = response(name, request_id)
        owners = sent.get("OwnerID", ())
        info = _SINGLES[name](books) if name in _SINGLES else company_info.company(books, owners)
        write_element(single, f"{name.removesuffix('Query')}Ret", info, request.ret_elements)
        return single
    if name == detail_report.NAME:
        report = response(name, request_id)
        detail_report.write_report(books, sent, report)
        return report
    if name in ("TxnDeletedQuery", "ListDeletedQuery"):
        return _deleted(books, request, request_id, sent)
    if element.get("iterator") and name not in queries.ITERATED:
        raise Refusal(3391, f"{name} cannot be iterated.")
    found, attributes = _portion(books, session, name, element, sent)
    result = response(name, request_id, _status(found))
    if element.get("metaData", "NoMetaData") != "NoMetaData":
        result.set("retCount", str(len(found.records)))
    for attribute, value in attributes.items():
        result.set(attribute, value)
    if element.get("metaData") == "MetaDataOnly":
        return result
    _write_records(result, books, found.records, request, sent)
    return result


def _write_records(
    result: etree._Element, books: Books, records: Iterable[Record], request: Request, sent: Body
) -> None:
    for record in records:
        if request.name == "TransactionQuery":
            _rows(result, books, record, sent, request.ret_elements)
            continue
        linked = sent.get("IncludeLinkedTxns") == "true"
        body = shown(books, record, lines=_wants_lines(record, sent), linked=linked)
        write_element(result, f"{record.kind}Ret", body, request.ret_elements)
        if SPECS[record.kind].transaction and books.settings.entry_padding:
            result[-1].append(etree.Comment(" " * books.settings.entry_padding))


def _wants_lines(record: Record, sent: Body) -> bool:
    """Whether lines, and what a payment is applied to, are asked for; lists have none."""
    return sent.get("IncludeLineItems") == "true" or not SPECS[record.kind].transaction


def _status(found: Found) -> Refusal | None:
    if found.missing:
        return queries.not_complete(found.missing[0])
    return None if found.records else _NONE


def _portion(
    books: Books, session: Session, name: str, element: etree._Element, sent: Body
) -> tuple[Found, dict[str, str]]:
    """What a query answers with now, and the attributes of an iteration."""
    most = int(sent.get("MaxReturned") or 0)
    if most < 0:
        raise invalid_value("MaxReturned", str(most), "It must be greater than zero.")
    step = element.get("iterator")
    if step in ("Start", "Continue") and not most:
        raise missing("MaxReturned")
    if step == "Stop":
        session.stop(element.get("iteratorID", ""))
        return Found([]), {}
    if step == "Continue":
        id_ = element.get("iteratorID", "")
        portion, left = session.go_on(id_, most)
    else:
        every = (
            queries.transactions(books, sent)
            if name == "TransactionQuery"
            else queries.find(books, name, sent)
        )
        if step is None:
            return Found(every.records[: most or None], every.missing), {}
        id_, portion, left = session.start(every.records, most)
    records = [record for record in map(books.store.get, portion) if record is not None]
    live = [record for record in records if record.status != "deleted"]
    return Found(live), {"iteratorRemainingCount": str(left), "iteratorID": id_}


def _rows(
    parent: etree._Element, books: Books, record: Record, sent: Body, wanted: Iterable[str]
) -> None:
    """A transaction as rows of a register: its own account first, then its lines."""
    level = sent.get("TransactionDetailLevelFilter") or "All"
    postings = books.ledger.entries_of(record.kind, record.id)
    start, end = (1, None) if level == "AllExceptSummary" else (0, None)
    if level == "SummaryOnly":
        end = 1
    for posting in postings[start:end]:
        body: Body = {
            "TxnType": record.kind,
            "TxnID": record.id,
            "TimeCreated": books.shown(record.created),
            "TimeModified": books.shown(record.modified),
            "AccountRef": books.reference(books.get(posting.account)),
            "TxnDate": record.txn_date,
            "RefNumber": record.body.get("RefNumber"),
            "Amount": dollars(posting.amount),
            "Memo": posting.memo,
        }
        if posting.party:
            body["EntityRef"] = books.reference(books.get(posting.party))
        write_element(parent, "TransactionRet", body, wanted)


def _deleted(books: Books, request: Request, request_id: str | None, sent: Body) -> etree._Element:
    prefix = request.name.removesuffix("DeletedQuery")
    kinds = sent[f"{prefix}DelType"]
    found = queries.deleted(books, kinds, sent.get("DeletedDateRangeFilter", {}))
    result = response(request.name, request_id, None if found else _NONE)
    for record in found:
        body = {
            f"{prefix}DelType": record.kind,
            f"{prefix}ID": record.id,
            "TimeCreated": books.shown(record.created),
            "TimeDeleted": books.shown(record.modified),
            "RefNumber": record.body.get("RefNumber"),
            "FullName": record.body.get("FullName"),
        }
        write_element(result, f"{prefix}DeletedRet", body, request.ret_elements)
    return result
