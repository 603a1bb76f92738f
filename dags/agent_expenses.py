"""Agent expenses: disbursements in CORE become bills, checks or expenses in QuickBooks."""

from airflow.sdk import DAG

from include.provider.dags.workflow_dag import workflow_dag
from include.workflows.category import Category

agent_expenses: DAG = workflow_dag(Category.AGENT_EXPENSES)
