"""Runs: starting them, following them, and History.

Read `starting` first (from selected records to runs), then `progress_routes` and `run_progress` (a run
while it works), `status` (its status in words), `nothing_to_sync` (why a run found nothing to do),
`approval_routes` (approving it), `post_button` (what posts a preview), `run_routes`, `run_page` and `changes`
(one run's report, and what it did field by field), and `history_routes`, `history_filters` and `history_exports` (runs, changes and
the audit trail), with `trail_routes` (what auditors verify it with). `airflow_routes` comes from a DAG run in
Airflow to its run.
"""
