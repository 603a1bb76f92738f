"""Documents, customers, vendors and lists, to QuickBooks Online and back.

To QuickBooks: `documents`, `document_lines`, `parties`, `lists`, over `objects`. Back: `entries`,
`cleared_status`; `entry_links` has the addresses of entries in QuickBooks.
"""
