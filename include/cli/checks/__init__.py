"""What `corebooks doctor` checks.

Read `finding` first (what a check finds), then `keys_check`, `database_check`, `airflow_check`,
`connections_check`, `webhooks_check` and `machine_check`. A check never raises: what it can't find out is a finding too.
"""
