"""Brokerage income: commissions in CORE become income entries in QuickBooks."""

from airflow.sdk import DAG

from include.provider.dags.workflow_dag import workflow_dag
from include.workflows.category import Category

brokerage_income: DAG = workflow_dag(Category.BROKERAGE_INCOME)
