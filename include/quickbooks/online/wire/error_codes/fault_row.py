"""A row of the table of QuickBooks Online's errors, and the steps that rows share."""

from __future__ import annotations

from dataclasses import dataclass

from include.books.gateway import Recovery


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        codes: QuickBooks' codes, separated by blanks; empty for any.
        words: a regular expression that QuickBooks' own text must match, in any case; empty for any.
        recovery: who can help, and when.
        sentence: what happened. `{record}` is what was sent, "invoice TR-1 of $10.00" (`{Record}` at
            the beginning of a sentence), `{returned}` QuickBooks' own text, `{code}` its code, `{tax}`
            what the company's country calls its sales tax.
        what_to_do: the next step, in which `{tax}` is the same.
        doubtful: whether QuickBooks may have posted the write all the same.
    """

    codes: str
    words: str
    recovery: Recovery
    sentence: str
    what_to_do: str
    doubtful: bool = False


TAX = "{tax}"
LATER, RECONNECT = Recovery.RETRY_LATER, Recovery.RECONNECT
HOLD, FAULT = Recovery.ON_HOLD, Recovery.FAULT

NEXT_RUN_TRIES_AGAIN = "No action is needed. The next run tries again."
LOOKED_UP = "No action is needed. CoreBooks looks it up in QuickBooks before it sends it again."
CORRECT = "Correct it in CORE, then run again."
FIX_CAUSE = "Fix the cause in CORE or in QuickBooks, then run again."
SUPPORT = (
    "Nothing was posted for it. Send the code and the intuit_tid from the task log to support."
)
RECONNECT_COMPANY = (
    "As a QuickBooks company admin, select Reconnect under Integrations, then run again."
)
