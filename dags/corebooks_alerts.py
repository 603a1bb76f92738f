"""Alerts: looks for what needs a person, and tells it."""

from airflow.sdk import DAG

from include.provider.dags.scheduled_dags import alerts_dag

corebooks_alerts: DAG = alerts_dag()
