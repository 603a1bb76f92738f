"""QuickBooks connections: used once a day, so that they do not expire."""

from airflow.sdk import DAG

from include.provider.dags.keepalive_dag import keepalive_dag

quickbooks_keepalive: DAG = keepalive_dag()
