"""The values for Airflow's Helm chart, and what the page on Kubernetes says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
VALUES = yaml.safe_load((ROOT / "deploy" / "helm" / "values.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "kubernetes.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))

BY_THE_CHART = {
    "AIRFLOW__CORE__EXECUTOR": "executor",
    "AIRFLOW__CORE__FERNET_KEY": "fernetKeySecretName",
    "AIRFLOW__API__SECRET_KEY": "apiSecretKeySecretName",
    "AIRFLOW__API_AUTH__JWT_SECRET": "jwtSecretName",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "data",
}
"""What the chart sets from values of its own."""
CHARTS_OWN = {
    # In the airflow.cfg that the chart writes.
    "AIRFLOW__CORE__AUTH_MANAGER",
    "AIRFLOW__CORE__LOAD_EXAMPLES",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL",
    # Its probes ask the processes themselves.
    "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK",
}


def _leaves(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(values, list):
        for value in values:
            yield from _leaves(value, path)
    else:
        yield path, values


def _named(settings: list[dict[str, Any]]) -> set[str]:
    return {one["name"] for one in settings}


def test_every_pod_runs_this_version_of_the_image() -> None:
    images = VALUES["images"]
    assert {one["tag"] for one in images.values()} == {VERSION}
    assert {one["repository"] for one in images.values()} == {"YOUR-REGISTRY/corebooks"}
    # Those that tasks run in have an entry of their own in the chart.
    assert set(images) == {"airflow", "pod_template"}
    assert PAGE.count(f"YOUR-REGISTRY/corebooks:{VERSION}") == 2


def test_airflow_is_the_version_that_the_image_is_built_on() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    built_on = re.search(r"FROM apache/airflow:([\d.]+)-", dockerfile)
    assert built_on is not None
    assert VALUES["airflowVersion"] == built_on[1]


def test_no_secret_is_in_the_values() -> None:
    for path, value in _leaves(VALUES):
        name = path.lower()
        secret = any(
            word in name for word in ("password", "fernet", "secret", "token", "connection")
        )
        if secret and not name.endswith(".key"):
            assert str(value).startswith("corebooks"), f"{path} names a secret of the cluster"


def test_nobody_gets_the_charts_user_admin_with_the_password_admin() -> None:
    assert VALUES["createUserJob"] == {"enabled": False}
    # As versions of the chart before 1.19 call it.
    assert VALUES["webserver"] == {"defaultUser": {"enabled": False}}


def test_every_secret_that_the_values_name_is_made_on_the_page() -> None:
    text = (ROOT / "deploy" / "helm" / "values.yaml").read_text(encoding="utf-8")
    named = set(
        re.findall(r"(?:Secret(?:Key)?Name|secretRef:\s+name|secretKeyRef:\s+name): (\S+)", text)
    )

    assert len(named) == 6
    for name in named:
        assert f"create secret generic {name} " in PAGE


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in COMPOSE["x-airflow-common"]["environment"]
        if name.startswith(("AIRFLOW__", "AIRFLOW_CONN_")) and "CELERY" not in name
    ],
)
def test_what_the_compose_file_sets_is_set_here_too(name: str) -> None:
    if name in BY_THE_CHART:
        assert VALUES[BY_THE_CHART[name]]
        return
    # In every pod: tasks link to pages, too.
    assert (
        name in _named(VALUES["env"])
        or f"| `{name}` |" in PAGE
        or name in CHARTS_OWN
        or _is_speed(name)
    )


def _is_speed(name: str) -> bool:
    """How often Airflow looks, which a cluster's own values decide."""
    return name.startswith(("AIRFLOW__SCHEDULER__", "AIRFLOW__WORKERS__", "AIRFLOW__METRICS__"))


def test_only_the_migration_may_change_tables() -> None:
    job = VALUES["migrateDatabaseJob"]
    assert job["args"][-1].strip().endswith("corebooks migrate --grant-to corebooks")
    assert "$COREBOOKS_OWNER_URL" in job["args"][-1]
    assert [one["name"] for one in job["env"]] == ["COREBOOKS_OWNER_URL"]
    assert "corebooks-owner" not in str({**VALUES, "migrateDatabaseJob": None})


def test_only_the_ingress_and_airflows_own_pods_reach_the_api_server() -> None:
    """It believes what the proxy says about who calls."""
    assert "--proxy-headers" in VALUES["apiServer"]["args"][-1]
    assert VALUES["networkPolicies"]["enabled"]
    assert VALUES["apiServer"]["service"]["type"] == "ClusterIP"
    sources = VALUES["apiServer"]["networkPolicy"]["ingress"]["from"]
    assert [set(one) for one in sources] == [{"namespaceSelector"}, {"podSelector"}]


def test_what_must_be_changed_is_in_capitals_and_the_page_says_so() -> None:
    capitals = {
        str(value)
        for _, value in _leaves(VALUES)
        if re.search(r"[A-Z]{4,}-[A-Z]|EXAMPLE", str(value))
    }
    assert capitals == {
        "YOUR-REGISTRY/corebooks",
        "YOUR-SHARED-STORAGE",
        "AIRFLOW.EXAMPLE.COM",
        "https://AIRFLOW.EXAMPLE.COM",
    }
    assert (
        "replace what is in capitals: the registry, the storage class, and Airflow's\n   address"
        in PAGE
    )
