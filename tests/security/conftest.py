"""The live Airflow under its two auth managers, with a user of each role at its doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.demo.demo import Demo
from tests.live import connected
from tests.security.attacker import Attacker
from tests.security.fab import fab_users, start_fab
from tests.security.gate import INCOME, Gate


@pytest.fixture(scope="session")
def brokerage(airflow: Demo) -> Demo:
    """The live Airflow with its company connected and the three workflows on."""
    demo = connected(airflow)
    for dag in ("brokerage_income", "agent_expenses", "agent_billing"):
        demo.api.unpause(dag)
    return demo


@pytest.fixture(scope="session")
def simple(brokerage: Demo) -> Iterator[Gate]:
    """Airflow's simple auth manager, as the demo starts it."""
    url, password = brokerage.settings.airflow_url, brokerage.keys.password
    users = {name: Attacker(url, name, password) for name in ("admin", "finance", "auditor")}
    gate = Gate("simple", brokerage, url, **users)
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def fab(brokerage: Demo) -> Iterator[Gate]:
    """FAB, which the compose file starts: users have numbers for IDs."""
    url, password = start_fab(brokerage)
    users = fab_users(url, password)
    gate = Gate(
        "fab",
        brokerage,
        url,
        admin=users["Admin"],
        finance=users["User"],
        auditor=users["Viewer"],
    )
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def gate(request: pytest.FixtureRequest) -> Gate:
    """The auth manager that a test names: "simple" or "fab" (`tests.security.managers`)."""
    chosen: Gate = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(autouse=True, scope="module")
def _none_left(brokerage: Demo) -> Iterator[None]:
    """What the tests of a file left unfinished holds up no other file."""
    yield
    for run in brokerage.api.unfinished_runs(INCOME):
        brokerage.api.fail_run(INCOME, run)
