"""Auto-sync: triggers each company's workflows on its auto-sync schedule."""

from airflow.sdk import DAG

from include.provider.dags.scheduled_dags import auto_sync_dag

quickbooks_auto_sync: DAG = auto_sync_dag()
