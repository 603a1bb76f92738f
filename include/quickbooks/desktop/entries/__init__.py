"""Documents, customers, vendors and lists, to QuickBooks Desktop and back.

To QuickBooks: `forms` (which form each kind is entered on), `documents` and `document_lines`,
`parties`, `lists`, with `spelling` and a last `check`. Back: `posted` (the response to a write),
`entries`, with their `links` and `currencies`, and `cleared_status`.
"""
