"""The pages that Airflow shows under "QuickBooks"."""
