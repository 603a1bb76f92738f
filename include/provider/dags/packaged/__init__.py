"""The folder that Airflow reads where CoreBooks is an installed package: `corebooks_dags` alone."""
