"""QuickBooks Desktop's status codes in a bookkeeper's words, each with what to do.

Codes as in Intuit's table "status codes in response messages", and of the request processor's
HRESULTs in the Web Connector's guide. QuickBooks' own sentence stands behind ours where it says more
than the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from include.books.gateway import Recovery, Rejected
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

STALE = "3200"
NAME_TAKEN = "3100"

_AGAIN = "It is tried again by the next run."
_RUN_AGAIN = "Then run again."
_OWN_WORDS = re.compile(r"QuickBooks error message:\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: a sentence with the record's name for {record}, and what to do."""

    recovery: Recovery
    sentence: str
    what_to_do: str


_HELD, _LATER, _FAULT = Recovery.ON_HOLD, Recovery.RETRY_LATER, Recovery.FAULT

FAULTS: Mapping[str, Meaning] = {
    "530": Meaning(_FAULT, "QuickBooks does not know a field that was sent for {record}.", ""),
    "1000": Meaning(_LATER, "QuickBooks had an internal error at {record}.", _AGAIN),
    "1030": Meaning(
        _FAULT, "This version of QuickBooks does not know the request of {record}.", ""
    ),
    "3000": Meaning(
        _HELD,
        "{record} refers to something by an id that QuickBooks does not know.",
        ("Refresh the lists on the workflow's page, choose again what is gone. " + _RUN_AGAIN),
    ),
    "3020": Meaning(_FAULT, "QuickBooks could not read a date of {record}.", ""),
    "3040": Meaning(_FAULT, "QuickBooks could not read an amount of {record}.", ""),
    "3070": Meaning(
        _HELD,
        "A text of {record} is too long for QuickBooks.",
        ("Shorten it in CORE. " + _RUN_AGAIN),
    ),
    "3090": Meaning(
        _HELD,
        "QuickBooks does not take the name of {record}.",
        ("Change the name in CORE: it must have no colon. " + _RUN_AGAIN),
    ),
    NAME_TAKEN: Meaning(
        _HELD,
        "The name of {record} is in use in QuickBooks.",
        (
            "Rename or merge the entry that has it in QuickBooks, or choose it under Needs attention. "
            + _RUN_AGAIN
        ),
    ),
    "3120": Meaning(
        _HELD,
        "{record} is about an entry that is not in QuickBooks any more.",
        (
            "See in QuickBooks' audit trail who deleted it, and decide under Needs attention. "
            + _RUN_AGAIN
        ),
    ),
    "3140": Meaning(
        _HELD,
        "{record} refers to something that is not on QuickBooks' lists.",
        ("Refresh the lists on the workflow's page, choose again what is gone. " + _RUN_AGAIN),
    ),
    "3150": Meaning(_FAULT, "QuickBooks misses a field of {record}.", ""),
    "3160": Meaning(
        _HELD,
        "QuickBooks does not delete or void {record}.",
        ("Undo in QuickBooks what depends on it. " + _RUN_AGAIN),
    ),
    "3161": Meaning(
        _HELD,
        "{record} is in a closed period.",
        ("Move the closing date in QuickBooks, or the date in CORE. " + _RUN_AGAIN),
    ),
    "3170": Meaning(
        _HELD,
        "QuickBooks does not change {record}.",
        ("Mend in QuickBooks what it says. " + _RUN_AGAIN),
    ),
    "3171": Meaning(
        _HELD,
        "{record} is dated in a closed period.",
        ("Move the closing date in QuickBooks, or the date in CORE. " + _RUN_AGAIN),
    ),
    "3175": Meaning(
        _LATER, "Somebody has {record} open in QuickBooks.", ("Close it there. " + _AGAIN)
    ),
    "3176": Meaning(
        _LATER,
        "Somebody has an entry open in QuickBooks that belongs to {record}.",
        ("Close it there. " + _AGAIN),
    ),
    "3180": Meaning(
        _HELD,
        "QuickBooks does not save {record}.",
        ("Mend in QuickBooks what it says. " + _RUN_AGAIN),
    ),
    STALE: Meaning(
        _HELD,
        "{record} was changed in QuickBooks since it was read.",
        ("It is read again and planned anew."),
    ),
    "3210": Meaning(
        _HELD,
        "QuickBooks does not take a value of {record}.",
        ("Correct it in CORE. " + _RUN_AGAIN),
    ),
    "3231": Meaning(
        _LATER, "{record} was left alone, because something before it was refused.", (_AGAIN)
    ),
    "3250": Meaning(
        _HELD,
        "{record} needs a feature that is off in this company.",
        ("Switch it on in QuickBooks under Edit, Preferences. " + _RUN_AGAIN),
    ),
    "3260": Meaning(
        _HELD,
        "CoreBooks may not do this in QuickBooks: {record}.",
        (
            "Let the QuickBooks administrator allow it under Edit, Preferences, Integrated Applications. "
            + _RUN_AGAIN
        ),
    ),
    "3261": Meaning(
        _HELD,
        "CoreBooks may not do this in QuickBooks: {record}.",
        (
            "Let the QuickBooks administrator allow it under Edit, Preferences, Integrated Applications. "
            + _RUN_AGAIN
        ),
    ),
    "3270": Meaning(
        _HELD,
        "Something that {record} needs is missing in QuickBooks.",
        ("Complete it there. " + _RUN_AGAIN),
    ),
    "3290": Meaning(_FAULT, "QuickBooks found the lines of {record} in a wrong order.", ""),
    "3391": Meaning(_LATER, "QuickBooks broke off a long answer about {record}.", _AGAIN),
}
"""By status code."""

_LOCKED_LIST = "modified by another user"
_UNKNOWN = Meaning(_HELD, "QuickBooks refused {record}.", "Mend what it says. " + _RUN_AGAIN)
_OUR_FAULT = "This is a fault of CoreBooks: report it with the code. Nothing was entered."

_HRESULTS: Mapping[str, Meaning] = {
    "0x80040400": Meaning(_FAULT, "QuickBooks could not read the request of {record}.", ""),
    "0x80040402": Meaning(_LATER, "QuickBooks failed at {record} without saying why.", _AGAIN),
    "0x80040423": Meaning(
        _FAULT,
        "This QuickBooks is older than 2014 and cannot take {record}.",
        ("Update QuickBooks on the PC, then run again."),
    ),
}


def refused(request_id: str, answer: RequestAnswer, label: str) -> Rejected:
    """The answer to a write that QuickBooks does not carry out."""
    meaning = FAULTS.get(answer.code, _UNKNOWN)
    if answer.code == "3180" and _LOCKED_LIST in answer.message:
        meaning = FAULTS["3176"]
    return _refused(request_id, answer.code, meaning, label, _own_words(answer.message))


def refused_by_hresult(request_id: str, hresult: str, message: str, label: str) -> Rejected:
    """The answer to a request that QuickBooks' request processor did not take at all."""
    meaning = _HRESULTS.get(hresult.strip().lower(), _UNKNOWN)
    return _refused(request_id, hresult.strip(), meaning, label, message.strip())


def _refused(request_id: str, code: str, meaning: Meaning, label: str, own_words: str) -> Rejected:
    said = f" QuickBooks says: {own_words}" if own_words else ""
    return Rejected(
        request_id,
        meaning.recovery,
        code,
        f"{meaning.sentence.format(record=label)}{said}",
        meaning.what_to_do or _OUR_FAULT,
        stale=code == STALE,
    )


def _own_words(message: str) -> str:
    """What QuickBooks adds in its own words; of the standard sentences nothing is left out."""
    found = _OWN_WORDS.search(message)
    return " ".join((found.group(1) if found else message).split())
