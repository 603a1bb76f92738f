"""The DAGs. Parsed often: nothing heavy is imported until a task runs.

`workflow_dag` is the DAG of each workflow, with its form in `run_form`. `scheduled_dags` has
auto-sync and the daily check of QuickBooks connections.
"""
