"""Whether a response belongs to what was asked, and answers it in full. Only this module decides.

A response of receiveResponseXML may come twice, late, or after another request has left. So each is
matched by what it carries: the identifier of its message set, the ID of the request, and its name
("VendorAddRs" answers VendorAddRq). What is due next doesn't count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from include.quickbooks.desktop.wire.qbxml import RequestAnswer, SetAnswer

_OK = "0"
_ANSWERED = frozenset({_OK, "1", "500", "560"})
"""Statuses of a query that was answered in full (Intuit's table of status codes): it found what it
asked for, nothing, or not all of what it named; or it used a field that is no longer recommended. With
any other warning "the results might not be consistent with what you expected"."""
_ERRORS = 1000
"""From this status on nothing was done and nothing is returned (the same table's ranges)."""
_BY_ID = ("TxnID", "ListID")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message set asked.

    Attributes:
        names: by request ID the element of the request: "VendorAddRq".
        set_id: its newMessageSetID; empty for none.
    """

    names: Mapping[str, str]
    set_id: str = ""


def belongs(answer: SetAnswer, asked: Asked) -> bool:
    """Whether a response is to this message set and to no other."""
    return answer.set_id == asked.set_id and all(_is_named(one, asked) for one in answer.answers)


def is_whole_set(answer: SetAnswer, asked: Asked) -> bool:
    """Whether every request of a message set of queries has its response."""
    ids = sorted(one.request_id for one in answer.answers)
    return belongs(answer, asked) and ids == sorted(asked.names)


def is_whole_write(answer: SetAnswer) -> bool:
    """Whether it says what became of a write: an error, or an entry with its ID."""
    if len(answer.answers) != 1:
        return False
    [one] = answer.answers
    return is_error(one) or bool(_entry_id(one))


def is_error(answer: RequestAnswer) -> bool:
    """Whether QuickBooks rejected the request: by its severity, or by a code that means so."""
    means_so = answer.code.isdigit() and int(answer.code) >= _ERRORS
    return answer.code != _OK and (answer.severity.casefold() == "error" or means_so)


def is_whole_query(answer: RequestAnswer) -> bool:
    """Whether a query was answered: with all it asked for, or by saying that some isn't there."""
    return answer.code in _ANSWERED


def lacks_something(answer: RequestAnswer, request: etree._Element) -> bool:
    """Whether an answer that says it is whole has less than it must have.

    Of what is asked for by ID, each is there unless QuickBooks says that some isn't. A portion says how
    much is left, and how to go on.

    Args:
        answer: to the request.
        request: as it was sent: of a long question, its portion.
    """
    if not is_whole_query(answer):
        return False
    by_id = sum(len(request.findall(name)) for name in _BY_ID)
    if answer.code == _OK and len(answer.rets) < by_id:
        return True
    if answer.remaining:
        return not answer.iterator_id
    return bool(request.get("iterator") and answer.rets and answer.remaining is None)


def is_empty(answer: RequestAnswer) -> bool:
    """Whether a query found something, by its status, and nothing came: QuickBooks says 1 for nothing."""
    return answer.code == _OK and not answer.rets


def is_short(answer: RequestAnswer, request: etree._Element) -> bool:
    """Whether a portion has fewer entries than were asked for although it isn't the last."""
    most = request.findtext("MaxReturned") or "0"
    return bool(answer.remaining) and len(answer.rets) < int(most)


def _is_named(answer: RequestAnswer, asked: Asked) -> bool:
    if not answer.request_id and asked.set_id:
        # A response that QuickBooks is asked for again may have no ID; the set's identifier has one.
        return answer.name in {_response(name) for name in asked.names.values()}
    return answer.name == _response(asked.names.get(answer.request_id, ""))


def _response(name: str) -> str:
    return f"{name.removesuffix('Rq')}Rs" if name else ""


def _entry_id(answer: RequestAnswer) -> str:
    if answer.recovered is not None:
        return answer.recovered.id
    ids = (ret.findtext("TxnID") or ret.findtext("ListID") for ret in answer.rets)
    return next((entry_id for entry_id in ids if entry_id), "")
