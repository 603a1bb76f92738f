"""What the pages show, read from the database: one module per page.

Each function takes a session and returns frozen dataclasses. Nothing here writes, and nothing
reaches CORE or QuickBooks. Read `companies` first (every page works with its view of the company in
the address), then what several pages show: `streams`, `record_states`, `record_notes`, `tracked_entries`,
`people`, `saved_filters`, `approvals`, `alerts`, `active_setups` and `start_dates`. Then a module per page: `overview` and `due`, `transactions` and `transaction`, `billing` and
`billing_log`, `attention` with `hold_details` and `payees_on_hold`, `existing` (what QuickBooks had before) with `linked_apart` (what of it differs from CORE), `names` with `payee_taxes` (who charges sales tax), `runs` (while they work), `listed_changes` and `run_changes` (one run's report), `history` and
`trail` (by `trail_kinds` and `earlier_names`, with `trail_names`; both are searched by `things_found`), `tie_out`, `month` and `month_entries`, `permissions`, `automation` with `core_calls`, `imports` with `import_page`, `import_routes` and `unplaced` (what belongs to no record), and
for Integrations `metered` (reads that Intuit meters) and `webhooks` (whether its notifications arrive).
"""
