"""`corebooks doctor`: checks the whole installation, and says what to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import typer
from rich.console import Console
from rich.markup import escape

from include.cli.arguments import AsJson, open_database
from include.cli.checks import (
    airflow_check,
    connections_check,
    database_check,
    keys_check,
    machine_check,
    webhooks_check,
)
from include.cli.checks.finding import Finding, State, findings
from include.cli.output import print_json
from include.database.engine import Database

_COLORS = {State.GOOD: "green", State.NEXT: "yellow", State.WRONG: "red"}


def run(*, as_json: AsJson = False) -> None:
    """Check the whole installation, and say what to do. Exit code 1 if there is a problem."""
    console = Console(highlight=False, soft_wrap=True)
    found: list[Finding] = []
    with open_database() as database:
        for finding in _all_findings(database):
            found.append(finding)
            if not as_json:
                color = _COLORS[finding.state]
                console.print(
                    f"[{color}]{finding.state:8}[/] {escape(f'{finding.about}: {finding.sentence}')}"
                )
    problems = sum(finding.state is State.WRONG for finding in found)
    if as_json:
        print_json([dataclasses.asdict(finding) for finding in found])
    elif problems:
        print(f"{problems} of {len(found)} checks found a problem.")
    else:
        print(f"No problems in {len(found)} checks.")
    if problems:
        raise typer.Exit(1)


def _all_findings(database: Database) -> Iterator[Finding]:
    yield from findings(airflow_check.PACKAGE, airflow_check.package_is_alone)
    yield from findings(machine_check.CHECKPOINTS, machine_check.checkpoints_can_be_written)
    yield from findings(machine_check.DISK, partial(machine_check.disk_has_space, database))
    services = list(findings(airflow_check.SERVICES, airflow_check.services_run))
    yield from services
    if all(finding.state is State.GOOD for finding in services):
        yield from findings(airflow_check.DAGS, airflow_check.dags_are_seen)
    yield from findings(airflow_check.PLUGIN, airflow_check.plugin_is_loaded)
    yield from findings(airflow_check.ADDRESS, airflow_check.address_suits)
    yield from findings("Connections", connections_check.types_are_there)
    ready = list(
        findings(database_check.ABOUT, partial(database_check.database_is_ready, database))
    )
    yield from ready
    if any(finding.state is State.GOOD for finding in ready):
        for about, check in _OF_DATABASE.items():
            yield from findings(about, partial(check, database))


_OF_DATABASE: dict[str, Callable[[Database], Iterable[Finding]]] = {
    keys_check.ABOUT: keys_check.fernet_key,
    keys_check.TRAIL: keys_check.trail_key,
    airflow_check.CONNECTOR: airflow_check.pages_answer,
    "Companies": connections_check.companies_answer,
    webhooks_check.ABOUT: webhooks_check.notifications_arrive,
    connections_check.CLOCK: connections_check.clocks_agree,
}
"""What reads the CoreBooks database; without it there is nothing to check."""
