"""Whether a response belongs to what was asked, and answers it in full. Only this module decides.

A response of receiveResponseXML may come twice, late, or after another request has left. So each is
matched by what it carries: the identifier of its message set, the ID of the request, and its name
("VendorAddRs" answers VendorAddRq). What is due next doesn't count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from include.quickbooks.desktop.wire.qbxml import RequestAnswer, SetAnswer

_NOTHING_FOUND = frozenset({"1", "500"})
"""Statuses of a query that finds nothing, or not all (Intuit's table of status codes)."""


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
    return belongs(answer, asked) and len(answer.answers) == len(asked.names)


def is_whole_write(answer: SetAnswer) -> bool:
    """Whether it says what became of a write: an error, or an entry with its ID."""
    if len(answer.answers) != 1:
        return False
    [one] = answer.answers
    return is_error(one) or bool(_entry_id(one))


def is_error(answer: RequestAnswer) -> bool:
    """Whether QuickBooks rejected the request."""
    return answer.code != "0" and answer.severity.casefold() == "error"


def is_whole_query(answer: RequestAnswer) -> bool:
    """Whether a query was answered: with all it asked for, or by saying that some isn't there."""
    return not is_error(answer) or answer.code in _NOTHING_FOUND


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
