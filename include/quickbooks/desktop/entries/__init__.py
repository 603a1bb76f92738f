"""Documents, parties and lists, to QuickBooks Desktop and back.

To QuickBooks: `documents`, `parties`, `lists`, with `spelling` and a last `check`. Back: `posted`
(the answer to a write), `entries`, `cleared_status`.
"""
