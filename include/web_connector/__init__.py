"""The web service that Intuit's Web Connector calls from the PC with QuickBooks Desktop.

Read `service` first (the calls, one by one), then `soap` (envelopes), `sign_ins`, `passwords`,
`callers` and `refused_calls` (who may call), `sessions` (their tickets), `requests` (what the PC takes
along, long questions in `portions`), `responses` (what it brings back) and `database_queue` (where both
are stored). `pc_setup` and `qwc` make the connection file, `company_file` checks which company file is
open.
"""
