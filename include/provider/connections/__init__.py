"""Connections: from Airflow's to an open source and an open gateway.

Read `opening` first, then `connecting` (connecting and disconnecting a company), `vault` (where
tokens are kept), `keepalive`, `hooks` (Airflow's Test button) and `listed` (the connections that
Airflow lists).
"""
