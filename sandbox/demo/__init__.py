"""The demo: both sandboxes and an Airflow of its own, connected, run and summed up."""
