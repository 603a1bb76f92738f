"""An attacker at a live Airflow: every control is tried from outside, by users who may less.

What an attacker has is a sign-in and Airflow's public API, nothing else. Each test has the request,
the response, and what is in QuickBooks and in CoreBooks' record afterwards. Everything is tried under
both auth managers: Airflow's simple one, and FAB, which the compose file starts.
"""
