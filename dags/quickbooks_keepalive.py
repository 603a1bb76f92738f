"""QuickBooks connections: checked once a day so they don't expire."""

from airflow.sdk import DAG

from include.provider.dags.scheduled_dags import keepalive_dag

quickbooks_keepalive: DAG = keepalive_dag()
