"""What is measured arrives at a StatsD server, under the names that are documented."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics import stats_utils

from include.database.engine import Database
from include.provider.outside import metrics
from include.provider.outside.metrics import METRICS
from include.provider.outside.states_measured import send_states

ROOT = Path(__file__).parents[3]


@pytest.fixture
def statsd(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A StatsD server, and Airflow set to send to it, with tags."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        for name, value in {
            "STATSD_ON": "True",
            "STATSD_HOST": "127.0.0.1",
            "STATSD_PORT": str(server.getsockname()[1]),
            "STATSD_INFLUXDB_ENABLED": "True",
        }.items():
            monkeypatch.setenv(f"AIRFLOW__METRICS__{name}", value)
        # As the task runner does when a task begins.
        stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=False)
        yield server
    monkeypatch.undo()
    stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=False)


def received(server: socket.socket, number: int) -> list[str]:
    return [server.recv(4096).decode() for _ in range(number)]


def test_a_run_and_its_documents_are_counted(statsd: socket.socket) -> None:
    counts = {"created": 3, "updated": 1, "voided": 1, "created_cents": 500_000}
    metrics.run_ended("willow", "brokerage_income", "completed", counts)
    assert received(statsd, 2) == [
        "airflow.corebooks.runs,company=willow,category=brokerage_income,outcome=completed:1|c",
        "airflow.corebooks.documents,company=willow,category=brokerage_income:5|c",
    ]


def test_a_step_is_timed_also_when_it_fails(statsd: socket.socket) -> None:
    with pytest.raises(RuntimeError), metrics.timed_step("post", "agent_billing"):
        raise RuntimeError
    (line,) = received(statsd, 1)
    assert re.fullmatch(
        r"airflow\.corebooks\.step,step=post,category=agent_billing:[0-9.]+\|ms", line
    )


def test_states_are_sent_for_all_and_the_lease_is_as_old_as_its_last_renewal(
    statsd: socket.socket, sqlite_database: Database
) -> None:
    send_states(sqlite_database)
    gauges = [name for name, metric in METRICS.items() if metric.kind == metrics.GAUGE]
    always = [name for name in gauges if not METRICS[name].tags]
    lines = received(statsd, len(always) + 9)
    names = {re.split("[,:]", line)[0].removeprefix("airflow.") for line in lines}
    assert names == {*always, "corebooks.alerts"}
    assert "airflow.corebooks.alerts,kind=disk_nearly_full:0|g" in lines


def test_a_metric_that_is_not_documented_is_a_fault() -> None:
    with pytest.raises(KeyError):
        metrics.count("corebooks.unknown")
    with pytest.raises(ValueError, match="tags"):
        metrics.gauge("corebooks.alerts", 1)


def test_a_server_that_is_away_fails_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no route")

    monkeypatch.setattr(stats, "gauge", broken)
    metrics.gauge("corebooks.pc_queue", 1)


def test_every_metric_is_documented_as_it_is() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text()
    rows = re.findall(
        r"^\| `(corebooks\.[\w.]+)` \| (\w+) \| (.*?) \| (.*?) \|$", page, re.MULTILINE
    )
    assert {name: (kind, tags, says) for name, kind, tags, says in rows} == {
        name: (one.kind, ", ".join(f"`{tag}`" for tag in one.tags), one.says)
        for name, one in METRICS.items()
    }


def test_every_query_of_the_dashboard_asks_for_metrics_that_there_are() -> None:
    dashboard = json.loads((ROOT / "deploy" / "grafana.json").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked = {name for query in queries for name in re.findall(r"airflow_corebooks_\w+", query)}
    known = {f"airflow_{name.replace('.', '_')}" for name in METRICS}
    assert len(queries) >= 10
    assert asked <= known
    assert all("airflow_corebooks_" in query for query in queries)
