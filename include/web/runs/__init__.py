"""Runs: starting them, following them, and History.

Read `starting` first (from selected records to runs), then `progress_routes` and `run_progress` (a run
while it works), `status` (its status in words), `nothing_to_sync` (why a run found nothing to do),
`approval_routes` (approving it), `post_button` (what posts a preview), `run_routes`, `run_page`, `run_warnings` and `changes`
(one run's report, what to look at before it posts, and what it did field by field), and `history_routes`, `history_filters` and `history_exports` (runs, changes and
the audit trail). Of the trail, `trail_routes` has the pages, and `trail_state` whether it verifies. Its events in
words: `history_sentences` (one or several as a sentence) puts together what `history_entry_sentences`,
`history_setting_sentences`, `history_run_sentences` and `history_month_sentences` say, from `history_pieces` and `history_things` (the links);
`history_changes` is the table that an event unfolds to. `airflow_routes` comes from a DAG run in
Airflow to its run.
"""
