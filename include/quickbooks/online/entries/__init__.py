"""Documents, parties and lists, to QuickBooks Online and back.

To QuickBooks: `documents`, `document_lines`, `parties`, `lists`, over `objects`. Back: `reading`
(queries and changes), `entries`, `cleared_status`; `entry_links` opens an entry in QuickBooks.
"""
