"""QuickBooks Online's errors: what each means to a bookkeeper, and what to do about it.

One ordered table. The first row that fits an error decides (`fault_translation` reads it). Rows that
match words come before rows that match codes, because QuickBooks has sent some errors under another
error's code. Codes:
https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes
"""

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
            the beginning of a sentence), `{returned}` QuickBooks' own text, `{code}` its code.
        what_to_do: the next step.
    """

    codes: str
    words: str
    recovery: Recovery
    sentence: str
    what_to_do: str


_LATER, _RECONNECT = Recovery.RETRY_LATER, Recovery.RECONNECT
_HOLD, _FAULT = Recovery.ON_HOLD, Recovery.FAULT

EDITED_MEANWHILE = "5010"
"""The entry was edited in QuickBooks after CoreBooks read it."""
NAME_TAKEN = "6240"
"""A customer, vendor, employee, product or class has the name."""
NOT_IN_SUBSCRIPTION = "5020"
"""The company's subscription doesn't have the feature, or the user has no permission."""
NOT_QUERYABLE = frozenset({"4000", "4001"})
"""The company doesn't let query by this property."""

NEXT_RUN_TRIES_AGAIN = "No action is needed. The next run tries again."
_RECONNECT_COMPANY = (
    "As a QuickBooks company admin, select Reconnect under Integrations, then run again."
)
_REOPEN = (
    "In QuickBooks, change the closing date under Account and settings > Advanced > Close the books, "
    "or give the record a later date in CORE. Then run again."
)
_RENUMBER = (
    "Find that entry in QuickBooks. If it's the same transaction, created manually, delete or "
    "renumber it. Then run again."
)
_CORRECT = "Correct it in CORE, then run again."
_SUPPORT = (
    "Nothing was posted for it. Send the code and the intuit_tid from the task log to support."
)

# fmt: off
# A row is read as one: what it matches, what happened, what to do.
TABLE: tuple[Row, ...] = (
    # The company as a whole
    Row("3001", "", _LATER,
        "QuickBooks received too many requests for this company.",
        NEXT_RUN_TRIES_AGAIN),
    Row("", r"ThrottleExceeded", _LATER,
        "QuickBooks received too many requests for this company.",
        NEXT_RUN_TRIES_AGAIN),
    Row("invalid_grant", "", _RECONNECT,
        "The QuickBooks connection to this company expired or was disconnected.",
        _RECONNECT_COMPANY),
    Row("invalid_client unauthorized_client", "", _RECONNECT,
        "QuickBooks rejected the app's client ID or client secret.",
        "Correct the client ID and client secret in the Airflow connection, then run again."),
    Row("access_denied", "", _RECONNECT,
        "Access to the company was declined on QuickBooks' authorization page.",
        "Connect again, and select Connect on that page."),
    Row("120", "", _RECONNECT,
        "The user who connected QuickBooks is no longer a company admin.",
        _RECONNECT_COMPANY),
    Row("100 130", r"auth|cluster|realm|HTTP 40[13]", _RECONNECT,
        "The QuickBooks connection belongs to another company.",
        "Check the QuickBooks company ID in the connection, or reconnect the company. Then run "
        "again."),
    Row("3200 3201 3202", "", _RECONNECT,
        "QuickBooks no longer accepts the connection to this company.",
        _RECONNECT_COMPANY),
    Row("3100", "", _RECONNECT,
        "The app has no permission for this QuickBooks company.",
        _RECONNECT_COMPANY),
    Row("6190", "", _RECONNECT,
        "The company's QuickBooks subscription ended or is unpaid, so the company is read-only.",
        "Renew the subscription in QuickBooks, then run again."),
    # One record: words first, as QuickBooks has sent these under each other's codes
    Row("", r"period (has )?closed|books (have been|are) closed|closing date", _HOLD,
        "{Record} is dated in a closed period.",
        _REOPEN),
    Row("", r"duplicate document number|number has already been used", _HOLD,
        "QuickBooks already has an entry with the number of {record}. {returned}",
        _RENUMBER),
    Row(NAME_TAKEN, "", _HOLD,
        "QuickBooks already uses the name of {record}. Names must be unique across customers, "
        "vendors, and employees, including inactive ones.",
        "Rename one, or set a name suffix in the workflow options. Then run again."),
    Row("6140", "", _HOLD,
        "QuickBooks already has an entry with the number of {record}. {returned}",
        _RENUMBER),
    Row("6210", "", _HOLD,
        "{Record} is dated in a closed period.",
        _REOPEN),
    Row(EDITED_MEANWHILE, "", _LATER,
        "{Record} was edited in QuickBooks during the update. The edit was kept.",
        "No action is needed. The next run reads the entry again and replans the update."),
    Row("610", r"inactive", _HOLD,
        "{Record} uses an account, product, customer, or vendor that is inactive in QuickBooks.",
        "Make it active in QuickBooks, or choose another in the workflow options. Then run again."),
    Row("610", "", _HOLD,
        "{Record}, or something it uses, was deleted in QuickBooks.",
        "Look it up in the QuickBooks audit log, then decide whether to re-create it."),
    Row("620", "", _HOLD,
        "{Record} can't be linked to the entry it pays. They have different customers or vendors,"
        " or that entry was voided.",
        "Give both the same customer or vendor, then run again."),
    Row("2500", "", _HOLD,
        "{Record} uses something that is no longer in QuickBooks. {returned}",
        "Choose an existing account, product, customer, or vendor, then run again."),
    Row("2050", "", _HOLD,
        "A text in {record} is too long for QuickBooks. {returned}",
        "Shorten it in CORE, then run again."),
    Row("2210", "", _HOLD,
        "QuickBooks rejected the email address of {record}. {returned}",
        _CORRECT),
    Row("6540", "", _HOLD,
        "{Record} is part of a bank deposit, so QuickBooks won't allow changes.",
        "Remove it from the deposit in QuickBooks, then run again."),
    Row(NOT_IN_SUBSCRIPTION, "", _HOLD,
        "{Record} needs a feature that this QuickBooks subscription, or the connected user, "
        "doesn't have. {returned}",
        "Upgrade the subscription, or choose a template that doesn't need the feature. Then run "
        "again."),
    Row("", r"request_?id", _FAULT,
        "QuickBooks rejected the request for {record}. {returned} Error code: {code}.",
        _SUPPORT),
    Row("6000", r"unexpected error", _LATER,
        "QuickBooks failed on {record} without giving a reason.",
        NEXT_RUN_TRIES_AGAIN),
    Row("6000", "", _HOLD,
        "A QuickBooks business rule rejected {record}. {returned}",
        "Fix the cause in CORE or in QuickBooks, then run again."),
    # What only CoreBooks can fix
    Row("6070", "", _FAULT,
        "QuickBooks found an amount in {record} that isn't price times quantity.",
        _SUPPORT),
    Row("2010 2020 2170 500", "", _FAULT,
        "QuickBooks didn't understand {record}. {returned} Error code: {code}.",
        _SUPPORT),
    Row("4000 4001", "", _FAULT,
        "QuickBooks didn't understand a query. {returned} Error code: {code}.",
        _SUPPORT),
    # QuickBooks' own errors
    Row("10000", "", _LATER,
        "QuickBooks had an internal error with {record}.",
        NEXT_RUN_TRIES_AGAIN),
    Row("", r"SystemFault|HTTP 5\d\d", _LATER,
        "QuickBooks had an internal error with {record}.",
        NEXT_RUN_TRIES_AGAIN),
    # By the class of the error, where the code is new
    Row("", r"Authentication|Authori[sz]ation|AuthorizatonFault|HTTP 40[13]", _RECONNECT,
        "QuickBooks no longer accepts the connection to this company. {returned} Error code: "
        "{code}.",
        _RECONNECT_COMPANY),
    Row("", "", _FAULT,
        "QuickBooks rejected {record} with an unknown error. {returned} Error code: {code}.",
        _SUPPORT),
)
# fmt: on
