"""CoreBooks: what runs inside Airflow."""
