"""Documents, customers, vendors and lists, to QuickBooks Desktop and back.

To QuickBooks: `forms` (which form each kind is entered on), `documents` and `document_lines`,
`line_taxes`, `parties`, `lists`, with `home` (the company's country and currency), `spelling` and a last
`check`. Back: `posted` (the response to a write), `entries`, with their `links` and `currencies`,
`tax_codes`, and `cleared_status`.
"""
