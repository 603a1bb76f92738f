"""Agent billing: billing statements in CORE become invoices and payments in QuickBooks."""

from airflow.sdk import DAG

from include.provider.dags.workflow_dag import workflow_dag
from include.workflows.category import Category

agent_billing: DAG = workflow_dag(Category.AGENT_BILLING)
