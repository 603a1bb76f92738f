"""Connections: from an Airflow connection to an open source or gateway.

Read `opening` first, then `connecting` (connecting and disconnecting a company), `vault` (where
tokens are stored), `keepalive` (the daily check), `hooks` (Airflow's Test button) and `listed` (the
connections that Airflow lists).
"""
