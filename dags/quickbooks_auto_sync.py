"""Auto-sync: starts the workflows of every company whose schedule is due."""

from airflow.sdk import DAG

from include.provider.dags.auto_sync_dag import auto_sync_dag

quickbooks_auto_sync: DAG = auto_sync_dag()
