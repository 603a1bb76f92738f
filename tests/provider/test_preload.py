"""What every task needs is imported once, in the process that tasks are forked from, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from include.provider.preload import forks_tasks

ROOT = Path(__file__).resolve().parents[2]
LOCAL, CELERY = "LocalExecutor", "CeleryExecutor"

_TRIED = """
import sys
sys.argv = ["airflow", *sys.argv[1].split()]
import airflow
from airflow import plugins_manager
plugins_manager.ensure_plugins_loaded()
assert not plugins_manager.get_import_errors(), plugins_manager.get_import_errors()
before = set(sys.modules)
if "include.provider.tasks" in before:
    from include.provider.approving import approval
    from include.provider.schedule import auto_sync, beats, looks
    from include.provider import tasks
    from include.provider.inbox import read, receive, start
    from include.provider.dags.workflow_dag import workflow_dag
    from include.workflows.category import Category
    workflow_dag(Category.BROKERAGE_INCOME)
    from include.database.tables.base import Base
    assert all(mapper.configured for mapper in Base.registry.mappers)
    print("preloaded, and then", sorted(m for m in set(sys.modules) - before if m.startswith("include")))
else:
    print("not preloaded")
"""


@pytest.mark.parametrize(
    ("command", "executor", "forks"),
    [
        ("celery worker", CELERY, True),
        ("scheduler", LOCAL, True),
        ("scheduler", CELERY, False),
        ("scheduler", "LocalExecutor,KubernetesExecutor", True),
        ("api-server", LOCAL, False),
        ("dag-processor", LOCAL, False),
        ("triggerer", LOCAL, False),
        ("celery flower", CELERY, False),
        ("", LOCAL, False),
    ],
)
def test_a_process_that_forks_tasks_is_a_celery_worker_or_a_scheduler_that_runs_them(
    command: str, executor: str, forks: bool
) -> None:
    assert forks_tasks(["airflow", *command.split()], executor) is forks


@pytest.mark.parametrize(
    ("command", "executor", "lazy", "printed"),
    [
        ("scheduler", LOCAL, "True", "preloaded, and then []"),
        # Nothing else makes a Celery worker load its plugins before its first task.
        ("celery worker", CELERY, "False", "preloaded, and then []"),
        ("dag-processor", LOCAL, "False", "not preloaded"),
    ],
)
def test_a_task_finds_all_of_it_imported(
    tmp_path: Path, command: str, executor: str, lazy: str, printed: str
) -> None:
    settings = {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__EXECUTOR": executor,
        "AIRFLOW__CORE__LAZY_LOAD_PLUGINS": lazy,
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", _TRIED, command],
        env={**os.environ, **settings},
        # Not where the package is built: its metadata there would be found a second time.
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip().splitlines()[-1:] == [printed], done.stderr
