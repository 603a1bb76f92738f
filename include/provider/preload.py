"""Imports what every task needs once, in the process that Airflow forks its tasks from.

A task's own work takes a tenth of a second; importing all that it works with takes several times that, in each
of a run's five tasks.
"""

from __future__ import annotations

from collections.abc import Sequence


def forks_tasks(arguments: Sequence[str], executor: str) -> bool:
    """Whether a process forks tasks: a Celery worker does, and the scheduler if it runs them itself.

    Args:
        arguments: the process's command line, as `sys.argv` has it.
        executor: Airflow's setting `[core] executor`.
    """
    command = list(arguments[1:3])
    return command == ["celery", "worker"] or (
        command[:1] == ["scheduler"] and "LocalExecutor" in executor
    )


def preload() -> None:
    """Import it. Nothing is opened, connected to, or started: only what is read stays the same in a fork."""
    import jinja2.ext  # noqa: F401, PLC0415  (the plugin is loaded by processes that need none of it)
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415  (as above)

    from include.certificates import trusted  # noqa: PLC0415  (as above)
    from include.database.reads import companies  # noqa: F401, PLC0415  (as above)
    from include.provider import tasks  # noqa: F401, PLC0415  (as above)
    from include.provider.approving import approval  # noqa: F401, PLC0415  (as above)
    from include.provider.dags import workflow_dag  # noqa: F401, PLC0415  (as above)
    from include.provider.inbox import read, receive, start  # noqa: F401, PLC0415  (as above)
    from include.provider.schedule import auto_sync, beats, looks  # noqa: F401, PLC0415  (as above)
    from include.workflows.template import templates  # noqa: PLC0415  (as above)

    templates()
    # A quarter as long as all of the imports, at the first query of each process.
    configure_mappers()
    trusted(trust_env=True)
