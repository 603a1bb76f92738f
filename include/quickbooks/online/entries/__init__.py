"""Documents, customers, vendors and lists, to QuickBooks Online and back.

To QuickBooks: `documents`, `document_lines`, `parties`, `lists`, over `objects` and `sales_forms` (how a
company keeps its sales). Back: `entries` and `entry_parts`, `cleared_status`, `inactive_names` (the
names that inactive ones had), `kept_fields` (what is kept of lists); `entry_links` has the addresses of entries in QuickBooks.
"""
