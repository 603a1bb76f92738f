"""The tests, and what they share."""

import os

# Before any database is opened, also by workers of the crash sweep.
os.environ.setdefault("AIRFLOW__COREBOOKS__TRAIL_KEY", "the key of every trail that tests make")
