"""QuickBooks Desktop's status codes: what each means to a bookkeeper, and what to do about it.

Two tables, read by `faults`: the status codes of single responses (Intuit's table "status codes in
response messages"), and the HRESULTs of requests that QuickBooks' request processor didn't take at
all (the Web Connector's programming guide).
"""

from __future__ import annotations

from include.books.gateway import Recovery
from include.quickbooks.desktop.wire.fault_row import Row

_LATER, _HOLD, _FAULT = Recovery.RETRY_LATER, Recovery.ON_HOLD, Recovery.FAULT

EDITED_MEANWHILE = "3200"
"""The entry was edited in QuickBooks after CoreBooks read it."""

FEATURE_OFF = "3250"
"""The company file has a feature turned off."""

DOUBTFUL = frozenset({"1000", "1010"})
"""QuickBooks failed on a request: whether it was posted before that, only the entries show."""

NO_ACTION = "No action is needed. CoreBooks reads it again and replans the change."
_NEXT_RUN = "No action is needed. The next run tries again."
_CLOSE_IT = "Close it there. The next run tries again."
_FIX = "Fix it in QuickBooks, then run again."
_CORRECT = "Correct it in CORE, then run again."
_CHOOSE = (
    "On the workflow page, refresh the lists and choose a replacement for what was deleted. Then run "
    "again."
)
_REOPEN = (
    "In QuickBooks, change the closing date under Edit > Preferences > Accounting > Company "
    "Preferences, or give the record a later date in CORE. Then run again."
)
_ALLOW = (
    "As the QuickBooks Admin, allow it under Edit > Preferences > Integrated Applications > Company "
    "Preferences. Then run again."
)
_SUPPORT = "This is a CoreBooks error, and nothing was posted for it. Send the task log to support."

# fmt: off
# A row is read as one: what it matches, what happened, what to do.
LOCKS: tuple[Row, ...] = (
    Row("", "could not be locked", _LATER,
        "{Record} is open in QuickBooks.",
        _CLOSE_IT),
    Row("", "in use by another user", _LATER,
        "{Record} is open in QuickBooks.",
        _CLOSE_IT),
)
"""Before all others: QuickBooks words a lock in several ways, and gives it several codes."""

STATUS_CODES: tuple[Row, ...] = (
    Row("1", "", _HOLD,
        "QuickBooks has nothing that matches {record}.",
        _CHOOSE),
    Row("500", "", _HOLD,
        "QuickBooks doesn't have everything that {record} needs.",
        _CHOOSE),
    Row("501", "", _FAULT,
        "QuickBooks can't return {record} in the form that CoreBooks reads.",
        _SUPPORT),
    Row("510", "", _LATER,
        "QuickBooks couldn't return {record}.",
        _NEXT_RUN),
    Row("530", "", _FAULT,
        "QuickBooks doesn't recognize a field of {record}.",
        _SUPPORT),
    Row("531", "", _FAULT,
        "QuickBooks doesn't recognize a value of {record}.",
        _SUPPORT),
    Row("540", "", _LATER,
        "QuickBooks has more of {record} than it returns at once.",
        _NEXT_RUN),
    Row("550", "", _HOLD,
        "QuickBooks saved {record} without its notes.",
        "Check it in QuickBooks, then run again."),
    Row("560", "", _FAULT,
        "QuickBooks no longer recommends a field of {record}.",
        _SUPPORT),
    Row("570", "", _HOLD,
        "{Record} is for an entry that is already closed in QuickBooks.",
        _FIX),
    Row("600", "", _LATER,
        "QuickBooks has no saved response about {record}.",
        _NEXT_RUN),
    Row("1000", "", _LATER,
        "QuickBooks had an internal error with {record}.",
        _NEXT_RUN),
    Row("1010", "", _LATER,
        "QuickBooks wasn't available for {record}.",
        _NEXT_RUN),
    Row("1030", "", _FAULT,
        "This version of QuickBooks doesn't support the request for {record}.",
        _SUPPORT),
    Row("1060", "", _FAULT,
        "QuickBooks rejected the identifier of {record}.",
        _SUPPORT),
    Row("3000", "", _HOLD,
        "{Record} uses an ID that QuickBooks doesn't have.",
        _CHOOSE),
    Row("3010", "", _FAULT,
        "QuickBooks couldn't read a yes or no in {record}.",
        _SUPPORT),
    Row("3020", "", _FAULT,
        "QuickBooks couldn't read a date in {record}.",
        _SUPPORT),
    Row("3030", "", _FAULT,
        "QuickBooks rejected the dates of {record}.",
        _SUPPORT),
    Row("3031", "", _FAULT,
        "QuickBooks rejected the range of {record}.",
        _SUPPORT),
    Row("3035", "", _FAULT,
        "QuickBooks couldn't read a time in {record}.",
        _SUPPORT),
    Row("3040", "", _FAULT,
        "QuickBooks couldn't read an amount in {record}.",
        _SUPPORT),
    Row("3045", "", _FAULT,
        "QuickBooks couldn't read a price in {record}.",
        _SUPPORT),
    Row("3050", "", _FAULT,
        "QuickBooks couldn't read a percentage in {record}.",
        _SUPPORT),
    Row("3060", "", _FAULT,
        "QuickBooks couldn't read a quantity in {record}.",
        _SUPPORT),
    Row("3065", "", _FAULT,
        "QuickBooks couldn't read an identifier in {record}.",
        _SUPPORT),
    Row("3070", "", _HOLD,
        "A text in {record} is too long for QuickBooks.",
        "Shorten it in CORE, then run again."),
    Row("3080", "", _HOLD,
        "QuickBooks rejected a text in {record}.",
        "Remove unusual characters from it in CORE, then run again."),
    Row("3085", "", _FAULT,
        "QuickBooks couldn't read a number in {record}.",
        _SUPPORT),
    Row("3090", "", _HOLD,
        "QuickBooks rejected the name of {record}.",
        "Change the name in CORE so that it has no colon, then run again."),
    Row("3100", "", _HOLD,
        "QuickBooks already uses the name of {record}.",
        "In QuickBooks, rename or merge the entry that has it, or match it under Needs attention."
        " Then run again."),
    Row("3101", "", _HOLD,
        "An amount of {record} is too large for QuickBooks.",
        _CORRECT),
    Row("3110", "", _FAULT,
        "QuickBooks doesn't recognize a choice in {record}.",
        _SUPPORT),
    Row("3120", "", _HOLD,
        "{Record} changes an entry that is no longer in QuickBooks.",
        "In QuickBooks' audit trail report, see who deleted it. Then decide under Needs "
        "attention."),
    Row("3130", "", _HOLD,
        "{Record} belongs under an entry that isn't on QuickBooks' lists.",
        _CHOOSE),
    Row("3140", "", _HOLD,
        "{Record} uses something that isn't on QuickBooks' lists.",
        _CHOOSE),
    Row("3150", "", _FAULT,
        "QuickBooks requires a field that {record} doesn't have.",
        _SUPPORT),
    Row("3151", "", _FAULT,
        "QuickBooks doesn't take a field of {record} here.",
        _SUPPORT),
    Row("3152", "", _FAULT,
        "Two fields of {record} exclude each other.",
        _SUPPORT),
    Row("3160", "", _HOLD,
        "QuickBooks can't delete or void {record}.",
        "In QuickBooks, undo the entries that depend on it, then run again."),
    Row("3161", "", _HOLD,
        "{Record} is dated in a closed period.",
        _REOPEN),
    Row("3162", "", _HOLD,
        "QuickBooks can't do that with {record} in multi-user mode.",
        "In QuickBooks, select File > Switch to Single-user Mode, then run again."),
    Row("3170", "", _HOLD,
        "QuickBooks rejected the change to {record}.",
        _FIX),
    Row("3171", "", _HOLD,
        "{Record} is dated in a closed period.",
        _REOPEN),
    Row("3172", "", _LATER,
        "An entry that belongs to {record} was changed in QuickBooks in single-user mode.",
        _NEXT_RUN),
    Row("3173", "", _LATER,
        "An entry that belongs to {record} was changed or deleted in QuickBooks.",
        _NEXT_RUN),
    Row("3175", "", _LATER,
        "{Record} is open in QuickBooks.",
        _CLOSE_IT),
    Row("3176", "", _LATER,
        "An entry that belongs to {record} is open in QuickBooks.",
        _CLOSE_IT),
    Row("3180", "modified by another user", _LATER,
        "An entry that belongs to {record} is open in QuickBooks.",
        _CLOSE_IT),
    Row("3180", "", _HOLD,
        "QuickBooks couldn't save {record}.",
        _FIX),
    Row("3185", "", _HOLD,
        "QuickBooks couldn't void {record}.",
        _FIX),
    Row("3190", "", _HOLD,
        "QuickBooks couldn't clear a field of {record}.",
        _FIX),
    Row(EDITED_MEANWHILE, "", _HOLD,
        "{Record} was edited in QuickBooks after CoreBooks read it.",
        NO_ACTION),
    Row("3205", "", _HOLD,
        "QuickBooks rejected the address of {record}.",
        _CORRECT),
    Row("3210", "", _HOLD,
        "QuickBooks rejected a value in {record}.",
        _CORRECT),
    Row("3220", "", _HOLD,
        "The QuickBooks user who allowed CoreBooks may not post {record}.",
        _ALLOW),
    Row("3230", "", _LATER,
        "QuickBooks took {record} back, because it rejected a request with it.",
        _NEXT_RUN),
    Row("3231", "", _LATER,
        "{Record} wasn't posted, because QuickBooks rejected a request before it.",
        _NEXT_RUN),
    Row("3240", "", _LATER,
        "{Record} was created in QuickBooks at another time than it had recorded.",
        _NEXT_RUN),
    Row(FEATURE_OFF, "", _HOLD,
        "{Record} needs a feature that is off in this company file.",
        "Turn it on in QuickBooks under Edit > Preferences, then run again."),
    Row("3260", "", _HOLD,
        "CoreBooks has no permission in QuickBooks for {record}.",
        _ALLOW),
    Row("3261", "", _HOLD,
        "CoreBooks has no permission in QuickBooks for {record}.",
        _ALLOW),
    Row("3270", "", _HOLD,
        "QuickBooks is missing something that {record} needs.",
        "Add it in QuickBooks, then run again."),
    Row("3280", "", _HOLD,
        "{Record} uses an item of a type that QuickBooks doesn't take there.",
        "On the workflow page, choose another item, then run again."),
    Row("3290", "", _FAULT,
        "QuickBooks found the lines of {record} in the wrong order.",
        _SUPPORT),
    Row("3391", "", _LATER,
        "QuickBooks stopped in the middle of a long response about {record}.",
        _NEXT_RUN),
    Row("9001", "", _LATER,
        "QuickBooks has another request saved under the identifier of {record}.",
        _NEXT_RUN),
    Row("9002", "", _LATER,
        "QuickBooks has no saved response about {record}.",
        _NEXT_RUN),
    Row("9003", "", _LATER,
        "QuickBooks is restoring its saved responses, {record} among them.",
        _NEXT_RUN),
    Row("9004", "", _FAULT,
        "QuickBooks rejected the identifier of {record}.",
        _SUPPORT),
    Row("9005", "", _LATER,
        "QuickBooks couldn't save its response about {record}.",
        _NEXT_RUN),
    Row("9100", "", _FAULT,
        "QuickBooks doesn't recognize a name in {record}.",
        _SUPPORT),
    Row("", "", _HOLD,
        "QuickBooks rejected {record}.",
        "Fix the cause in CORE or in QuickBooks, then run again."),
)

NOT_TAKEN = "not taken"
"""In place of an HRESULT: QuickBooks responded, or didn't, and CoreBooks couldn't take it."""

HRESULTS: tuple[Row, ...] = (
    Row(NOT_TAKEN, "", _LATER,
        "CoreBooks couldn't take QuickBooks' response about {record}, not even in small parts.",
        "Restart QuickBooks and the Web Connector on the PC. The next run tries again. If it happens "
        "again, send the task log to support."),
    Row("0x80040400", "", _FAULT,
        "QuickBooks couldn't read the request for {record}.",
        _SUPPORT),
    Row("0x80040402", "", _LATER,
        "QuickBooks failed on {record} without giving a reason.",
        _NEXT_RUN),
    Row("0x80040423", "", _FAULT,
        "This QuickBooks is older than 2014 and doesn't support {record}.",
        "Update QuickBooks on the PC, then run again."),
    Row("", "", _HOLD,
        "QuickBooks rejected {record}.",
        "Fix the cause in CORE or in QuickBooks, then run again."),
)
# fmt: on
