"""What each of QuickBooks Online's errors means to a bookkeeper, and what to do about it.

One ordered table: the first row that fits decides. Rows that match words stand before rows that
match numbers, because QuickBooks sends some errors under another's number. Codes:
https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from include.books.gateway import GatewayUnavailable, Recovery, Rejected
from include.quickbooks.online.wire.faults import Fault


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        codes: QuickBooks' numbers; empty for any.
        words: a regular expression that must be found in what QuickBooks says; None for any.
        recovery: what kind of help there is.
        sentence: for a bookkeeper. `{record}` is what was sent ("invoice TR-1 of 10.00"; `{Record}`
            at the beginning), `{says}`
            QuickBooks' own words, `{code}` its number, `{element}` the property.
        what_to_do: the next step.
    """

    codes: tuple[str, ...]
    words: re.Pattern[str] | None
    recovery: Recovery
    sentence: str
    what_to_do: str

    def fits(self, fault: Fault) -> bool:
        """Whether the row is about this fault."""
        coded = not self.codes or fault.code in self.codes
        said = f"{fault.message} {fault.detail} {fault.type}"
        return coded and (self.words is None or self.words.search(said) is not None)


@dataclass(frozen=True, slots=True)
class Translation:
    """What all errors of one answer come to."""

    recovery: Recovery
    code: str
    sentence: str
    what_to_do: str

    def refused(self, request_id: str, trace_id: str) -> Rejected:
        """The answer to one write."""
        return Rejected(
            request_id,
            self.recovery,
            self.code,
            self.sentence,
            self.what_to_do,
            trace_id,
            stale=self.code == _STALE,
        )

    def stopped(self) -> GatewayUnavailable:
        """The end of all writing and reading, where it is about the company as a whole."""
        ours = self.recovery is Recovery.ON_HOLD
        recovery = Recovery.FAULT if ours else self.recovery
        return GatewayUnavailable(recovery, self.sentence, self.what_to_do, code=self.code)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_STALE = "5010"
"""Somebody changed the entry since it was read."""
_RECONNECT = (
    "Connect QuickBooks again (an administrator of the company must do it), then run again."
)
_RUN_LATER = "Nothing needs to be done; the next run tries again."
_TO_SUPPORT = "Report it with the code and the intuit_tid of the log; nothing was booked for it."
_IN_CORE = "Correct it in CORE, then run again."

TABLE: tuple[Row, ...] = (
    # The connection as a whole
    Row(
        ("3001",),
        None,
        Recovery.RETRY_LATER,
        "QuickBooks has had too many requests for this company.",
        _RUN_LATER,
    ),
    Row(
        (),
        _words(r"ThrottleExceeded"),
        Recovery.RETRY_LATER,
        "QuickBooks has had too many requests for this company.",
        _RUN_LATER,
    ),
    Row(
        ("invalid_grant",),
        None,
        Recovery.RECONNECT,
        "QuickBooks no longer accepts the connection to this company: it was ended, or has expired.",
        _RECONNECT,
    ),
    Row(
        ("invalid_client", "unauthorized_client"),
        None,
        Recovery.RECONNECT,
        "QuickBooks does not know the app's client id, or its secret is wrong.",
        "Put the client id and secret of your app into the connection, then run again.",
    ),
    Row(
        ("access_denied",),
        None,
        Recovery.RECONNECT,
        "Access to the company was declined on QuickBooks' consent page.",
        "Connect again and choose Connect on that page.",
    ),
    Row(
        ("120",),
        None,
        Recovery.RECONNECT,
        "The person who connected QuickBooks is no longer an administrator of the company.",
        _RECONNECT,
    ),
    Row(
        ("100", "130"),
        _words(r"auth|cluster|realm|HTTP 40[13]"),
        Recovery.RECONNECT,
        "The connection is for another QuickBooks company than the one that is asked for.",
        "Check the company id in the connection, or connect the company again; then run again.",
    ),
    Row(
        ("3200", "3201", "3202"),
        None,
        Recovery.RECONNECT,
        "QuickBooks does not accept the connection to this company any more.",
        _RECONNECT,
    ),
    Row(
        ("3100",),
        None,
        Recovery.RECONNECT,
        "The app has no permission for this QuickBooks company.",
        _RECONNECT,
    ),
    Row(
        ("6190",),
        None,
        Recovery.RECONNECT,
        "The company's QuickBooks subscription has ended or is not paid, so its books are read-only.",
        "Renew the subscription in QuickBooks (Account and settings, Billing), then run again.",
    ),
    # One record: words first, as QuickBooks has sent these under each other's numbers
    Row(
        (),
        _words(r"period (has )?closed|books (have been|are) closed|closing date"),
        Recovery.ON_HOLD,
        "QuickBooks' books are closed for the date of {record}.",
        "Reopen the period in QuickBooks (Account and settings, Advanced, Close the books), or give "
        "the record a later date; then run again.",
    ),
    Row(
        (),
        _words(r"duplicate document number|number has already been used"),
        Recovery.ON_HOLD,
        "QuickBooks already has an entry with the number of {record}. {says}",
        "Find that entry in QuickBooks. If it is the same deal, entered by hand, delete or renumber "
        "it; then run again.",
    ),
    Row(
        ("6240",),
        None,
        Recovery.ON_HOLD,
        "The name of {record} is in use in QuickBooks, by a customer, a vendor or an employee.",
        "Names are unique over the three lists, inactive ones included: rename one of the two, then "
        "run again.",
    ),
    Row(
        ("6140",),
        None,
        Recovery.ON_HOLD,
        "QuickBooks already has an entry with the number of {record}. {says}",
        "Find that entry in QuickBooks. If it is the same deal, entered by hand, delete or renumber "
        "it; then run again.",
    ),
    Row(
        ("6210",),
        None,
        Recovery.ON_HOLD,
        "QuickBooks' books are closed for the date of {record}.",
        "Reopen the period in QuickBooks (Account and settings, Advanced, Close the books), or give "
        "the record a later date; then run again.",
    ),
    Row(
        (_STALE,),
        None,
        Recovery.RETRY_LATER,
        "Somebody changed {record} in QuickBooks while it was being updated; their change was kept.",
        "The next run reads the entry as it is now and plans anew.",
    ),
    Row(
        ("610",),
        _words(r"inactive"),
        Recovery.ON_HOLD,
        "{Record} uses an account, product, customer or vendor that is inactive in QuickBooks.",
        "Make it active again in QuickBooks, or choose another in the workflow; then run again.",
    ),
    Row(
        ("610",),
        None,
        Recovery.ON_HOLD,
        "{Record}, or something it refers to, is no longer in QuickBooks: somebody deleted it.",
        "Look it up in QuickBooks' audit log, and decide whether it is to be entered again.",
    ),
    Row(
        ("620",),
        None,
        Recovery.ON_HOLD,
        "{Record} cannot be linked to the entry it settles: they have different customers or "
        "vendors, or that entry is void.",
        "Give both the same customer or vendor, then run again.",
    ),
    Row(
        ("2500",),
        None,
        Recovery.ON_HOLD,
        "{Record} uses something that is not in QuickBooks any more. {says}",
        "Choose an account, product, customer or vendor that exists; then run again.",
    ),
    Row(
        ("2050",),
        None,
        Recovery.ON_HOLD,
        "A text of {record} is longer than QuickBooks takes. {says}",
        f"Shorten it. {_IN_CORE}",
    ),
    Row(
        ("2210",),
        None,
        Recovery.ON_HOLD,
        "QuickBooks does not take the e-mail address of {record}. {says}",
        _IN_CORE,
    ),
    Row(
        ("6540",),
        None,
        Recovery.ON_HOLD,
        "{Record} is on a bank deposit, so QuickBooks does not let it be changed.",
        "Take it off the deposit in QuickBooks, then run again.",
    ),
    Row(
        ("5020",),
        None,
        Recovery.ON_HOLD,
        "{Record} needs something that this QuickBooks plan, or the connected user, may not do. "
        "{says}",
        "Upgrade the plan, or choose a template that does without; then run again.",
    ),
    Row(
        (),
        _words(r"request_?id"),
        Recovery.FAULT,
        "QuickBooks refused the way {record} was sent ({code}). {says}",
        _TO_SUPPORT,
    ),
    Row(
        ("6000",),
        _words(r"unexpected error"),
        Recovery.RETRY_LATER,
        "QuickBooks failed on {record} without saying why.",
        _RUN_LATER,
    ),
    Row(
        ("6000",),
        None,
        Recovery.ON_HOLD,
        "QuickBooks refused {record} by one of its rules. {says}",
        "Mend what QuickBooks names, in CORE or in QuickBooks; then run again.",
    ),
    # Ours to mend
    Row(
        ("6070",),
        None,
        Recovery.FAULT,
        "QuickBooks found that an amount of {record} is not price times quantity.",
        _TO_SUPPORT,
    ),
    Row(
        ("2010", "2020", "2170", "500"),
        None,
        Recovery.FAULT,
        "QuickBooks did not understand {record} ({code}). {says}",
        _TO_SUPPORT,
    ),
    Row(
        ("4000", "4001"),
        None,
        Recovery.FAULT,
        "QuickBooks did not understand a question ({code}). {says}",
        _TO_SUPPORT,
    ),
    # QuickBooks' own trouble
    Row(
        ("10000",),
        None,
        Recovery.RETRY_LATER,
        "QuickBooks had an error of its own with {record}.",
        _RUN_LATER,
    ),
    Row(
        (),
        _words(r"SystemFault|HTTP 5\d\d"),
        Recovery.RETRY_LATER,
        "QuickBooks had an error of its own with {record}.",
        _RUN_LATER,
    ),
    # By the class of the fault, where the number is new
    Row(
        (),
        _words(r"Authentication|Authori[sz]ation|AuthorizatonFault|HTTP 40[13]"),
        Recovery.RECONNECT,
        "QuickBooks does not accept the connection to this company ({code}). {says}",
        _RECONNECT,
    ),
    Row(
        (),
        None,
        Recovery.FAULT,
        "QuickBooks refused {record} with an error that is not known yet ({code}). {says}",
        _TO_SUPPORT,
    ),
)


def row_of(fault: Fault) -> int:
    """The position of the row that decides about a fault."""
    return next(position for position, row in enumerate(TABLE) if row.fits(fault))


def translate(faults: Sequence[Fault], record: str) -> Translation:
    """Turn all errors of one answer into one sentence and one class.

    Args:
        faults: at least one.
        record: how a journal names what was sent: `invoice TR-1 of 10.00`.

    Returns:
        The class and the step of the error that stands first in the table, and the sentences of all.
    """
    ordered = sorted(faults, key=row_of)
    row = TABLE[row_of(ordered[0])]
    sentences = dict.fromkeys(_sentence(TABLE[row_of(one)], one, record) for one in ordered)
    return Translation(row.recovery, ordered[0].code, " ".join(sentences), row.what_to_do)


def _sentence(row: Row, fault: Fault, record: str) -> str:
    says = f"QuickBooks says: {fault.words.rstrip('.')}." if fault.words else ""
    capital = record[:1].upper() + record[1:]
    filled = row.sentence.format(
        record=record,
        Record=capital,
        says=says,
        code=fault.code or "no code",
        element=fault.element,
    )
    return filled.strip()
