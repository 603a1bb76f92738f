"""Runs: starting them, following them, and the report of one.

Read `starting` first (from selected records to runs), then `progress_routes` and `run_progress` (a run
while it works), `status` (its status in words), `nothing_to_sync` (why a run found nothing to do),
`approval_routes` (approving it), `post_button` (what posts a preview), `run_routes`, `run_page`, `run_warnings`,
`changes` and `change_exports` (one run's report, what to look at before it posts, and what it did field by field).
`airflow_routes` comes from a DAG run in Airflow to its run.
"""
