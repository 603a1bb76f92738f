"""Every DAG of CoreBooks in one file, for an Airflow in which it is an installed package.

A checkout has the same in the folder `dags`, one file each.
"""

from airflow.sdk import DAG

from include.provider.dags.inbox_dag import inbox_dag
from include.provider.dags.scheduled_dags import (
    alerts_dag,
    auto_sync_dag,
    checkpoints_dag,
    keepalive_dag,
)
from include.provider.dags.workflow_dag import workflow_dag
from include.workflows.category import Category

brokerage_income: DAG = workflow_dag(Category.BROKERAGE_INCOME)
agent_expenses: DAG = workflow_dag(Category.AGENT_EXPENSES)
agent_billing: DAG = workflow_dag(Category.AGENT_BILLING)
quickbooks_auto_sync: DAG = auto_sync_dag()
quickbooks_keepalive: DAG = keepalive_dag()
corebooks_checkpoints: DAG = checkpoints_dag()
corebooks_alerts: DAG = alerts_dag()
corebooks_inbox: DAG = inbox_dag()
