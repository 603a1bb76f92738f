"""The DAGs. Parsed often: nothing heavy is imported until a task runs.

`workflow_dag` is the DAG of each workflow, `auto_sync_dag` starts runs on schedule, `keepalive_dag`
keeps QuickBooks connections alive.
"""
