"""Checkpoints of the audit trail: written once a day and at every month end."""

from airflow.sdk import DAG

from include.provider.dags.scheduled_dags import checkpoints_dag

corebooks_checkpoints: DAG = checkpoints_dag()
