"""QuickBooks connections: used once a day, so that they do not expire."""

from airflow.sdk import DAG

from include.provider.dags.keepalive_dag import keep_alive_dag

quickbooks_connections: DAG = keep_alive_dag()
