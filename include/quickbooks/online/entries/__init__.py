"""Documents, customers, vendors and lists, to QuickBooks Online and back.

To QuickBooks: `documents`, `document_lines`, `line_taxes`, `parties`, `lists`, over `objects`, `home` (the
company's country, currency and tax) and `sales_forms` (how it keeps its sales). Back: `entries` and
`entry_parts`, `tax_codes`, `cleared_status`, `inactive_names` (the names that inactive ones had),
`kept_fields` (what is kept of lists); `entry_links` has the addresses of entries in QuickBooks.
"""
