"""The inbox: reads what arrives, and starts the workflows that follow."""

from airflow.sdk import DAG

from include.provider.dags.inbox_dag import inbox_dag

corebooks_inbox: DAG = inbox_dag()
