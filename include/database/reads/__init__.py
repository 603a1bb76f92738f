"""What the pages show, read from the database: one module per page.

Each function takes a session and returns frozen dataclasses. Nothing here writes, and nothing
reaches CORE or QuickBooks. Read `companies` first (every page works with its view of the company in
the address), then what several pages show: `streams`, `record_states`, `record_notes`, `tracked_entries`,
`people`, `approvals`, `alerts` and `active_setups`. Then a module per page: `overview` and `due`, `transactions` and `transaction`, `billing` and
`billing_log`, `attention` with `hold_details`, `names`, `runs` (while they work), `run_changes` (one run's report), `history`, `tie_out`, `permissions`, `automation`, and
for Integrations `metered` (reads that Intuit meters) and `webhooks` (whether its notifications arrive).
"""
