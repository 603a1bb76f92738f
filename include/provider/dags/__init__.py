"""The DAGs. Parsed often: nothing heavy is imported until a task runs.

`workflow_dag` is the DAG of each workflow, with its form in `run_form`. `scheduled_dags` has
auto-sync and the daily check of QuickBooks connections. `packaged` is the folder that Airflow reads where
CoreBooks is an installed package.
"""

SCHEDULED = (
    "quickbooks_auto_sync",
    "quickbooks_keepalive",
    "corebooks_checkpoints",
    "corebooks_alerts",
)
"""The DAGs with a schedule: paused, they would do nothing."""

DAG_IDS = ("brokerage_income", "agent_expenses", "agent_billing", *SCHEDULED)
"""Every DAG."""
