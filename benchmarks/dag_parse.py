"""How long Airflow takes to parse a DAG file of CoreBooks, beside an empty DAG. Run: make bench."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 11
LIMIT = 1.5
ROOT = Path(__file__).resolve().parents[1]

EMPTY = '''"""An empty Airflow DAG."""

from airflow.sdk import DAG

with DAG("empty", schedule=None) as dag:
    pass
'''

# What any DAG that does something pays: Airflow's own import of its Python operator.
ONE_TASK = '''"""An Airflow DAG with a task that does nothing."""

from airflow.sdk import DAG, task

with DAG("one_task", schedule=None) as dag:

    @task
    def nothing() -> None:
        pass

    nothing()
'''

# What a fresh process of Airflow's dag processor does with one file, timed without its own start.
PARSE = """
import sys, time
from airflow.dag_processing.dagbag import DagBag
import airflow.sdk
started = time.perf_counter()
bag = DagBag(dag_folder=sys.argv[1])
took = time.perf_counter() - started
assert len(bag.dags) == 1 and not bag.import_errors, bag.import_errors
modules = sorted(name for name in sys.modules if name == "include" or name.startswith("include."))
print(took, ",".join(modules), sep="|")
"""


def parse(path: Path, environment: dict[str, str]) -> tuple[float, float, list[str]]:
    """Parse a file in a new process. Returns seconds of parsing, of the process, CoreBooks' modules."""
    started = time.perf_counter()
    command = [sys.executable, "-W", "ignore", "-c", PARSE, str(path)]
    done = subprocess.run(  # noqa: S603  (our own Python, on files named here)
        command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    whole = time.perf_counter() - started
    took, _, modules = done.stdout.strip().splitlines()[-1].partition("|")
    return float(took), whole, [name for name in modules.split(",") if name]


def main() -> int:
    """Print the table. Returns 1 when a file of CoreBooks takes more than the limit."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY)
        one_task = Path(folder) / "one_task.py"
        one_task.write_text(ONE_TASK)
        environment = {
            **os.environ,
            "AIRFLOW_HOME": folder,
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PLUGINS_FOLDER": folder,
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        }
        files = [empty, one_task, *sorted((ROOT / "dags").glob("*.py"))]
        parse(empty, environment)  # Python's own caches are warm from here on
        times: dict[Path, list[tuple[float, float]]] = {path: [] for path in files}
        modules: dict[Path, list[str]] = {}
        for _ in range(REPEATS):
            for path in files:  # by turns, so that a busy machine is busy for all of them
                took, whole, modules[path] = parse(path, environment)
                times[path].append((took, whole))
    medians = {
        path: tuple(statistics.median(column) for column in zip(*rows, strict=True))
        for path, rows in times.items()
    }
    base_whole, base_parse = medians[empty][1], medians[one_task][0]
    print(f"Parsing a DAG file, median of {REPEATS} fresh processes")
    print(f"{'':<22}{'a new process':>14}{'to empty':>10}{'parsing alone':>15}{'to one task':>13}")
    worst = 0.0
    for path, (took, whole) in medians.items():
        worst = max(worst, whole / base_whole)
        print(
            f"{path.name:<22}{whole * 1000:>11.0f} ms{whole / base_whole:>10.2f}"
            f"{took * 1000:>12.1f} ms{took / base_parse:>13.2f}"
        )
    print(f"modules of CoreBooks that parsing imports: {', '.join(modules[files[-1]])}")
    print(f"limit {LIMIT}: {'met' if worst <= LIMIT else 'MISSED'} ({worst:.2f})")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
