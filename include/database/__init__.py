"""CoreBooks' own database: what CORE has, what is in QuickBooks, and how it got there.

Read `engine` first (opening it, and its two kinds of transactions), `upserts` (rows that two
transactions store at once), `unavailable` (when it can't be used) and `alone` (what only one process
does at a time, without a transaction), then `tables`, `statuses` (and
their words, `status_words`) and `stored` (what columns keep as JSON).
`companies`, `company_access` (who can see one), `automation` (with `schedules`), `catalogue` and `kept_lists` (what QuickBooks
needn't be asked again, with `metered_reads`, how often it was asked), `connect_attempts` and
`desktop_connections` are what users set up, `people` those who did, `acts` what they did to runs in
Airflow, `approvers` and `approvals` who may approve and what was approved; `alert_kinds`, `alerts` and
`alert_channels` are what calls a person and where it is told, `heartbeats` when the schedule's jobs last worked;
`audit` and `trail` are the audit trail, `lease` the lock on a company, `tokens` and `seal` store secrets, with
keys that `known_keys` names, `own_keys` keeps, `digest_key` has for digests, and `rotation`
replaces;
`reads` has what pages show; `migrate` and `migrations` bring the tables up to date, `grants`
says who may do what with them, `backup` makes and restores copies, and `retention` removes what is old.
"""
