"""The DAGs. Parsed often: nothing heavy is imported until a task runs.

`workflow_dag` is the DAG of each workflow, with its form in `run_form`, which suggests companies from
`company_list`. `scheduled_dags` has auto-sync and the daily check of QuickBooks connections, `inbox_dag` the inbox. `dag_docs` is what
Airflow shows of each DAG and task. `packaged` is the folder that Airflow reads where
CoreBooks is an installed package.
"""

SCHEDULED = (
    "quickbooks_auto_sync",
    "quickbooks_keepalive",
    "corebooks_checkpoints",
    "corebooks_alerts",
    "corebooks_inbox",
)
"""The DAGs with a schedule, or that an event starts: paused, they would do nothing."""

WORKFLOW_TASKS = ("extract", "diff", "approve", "post", "verify")
"""The tasks of each workflow's DAG, in their order."""

DAG_IDS = ("brokerage_income", "agent_expenses", "agent_billing", *SCHEDULED)
"""Every DAG."""
