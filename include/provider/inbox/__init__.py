"""The inbox's DAG: what arrives starts a run, which fetches, reads, and starts the workflows.

Read `arrived` first (the trigger in Airflow's triggerer), then `watch` and `door_watches` (its looks) and
`notice` (when it tells Airflow), then the tasks: `receive` with `folders`, `mailboxes` (where `mail_tokens`
sign in) and `cursors`, `read`, and `start` with `follow_ups`, and `wake` (what follows BackOffice's calls). `queries`, of `databases` at their
`query_times`, are fetched as files and mails are.
"""
