"""The inbox's DAG: what arrives starts a run, which fetches, reads, and starts the workflows.

Read `arrived` first (the trigger in Airflow's triggerer), then `watch` (its looks) and `notice` (when it tells
Airflow), then the tasks: `receive` with `folders` and `mailboxes`, `read`, and `start`.
"""
