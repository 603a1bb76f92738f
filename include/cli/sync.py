"""`corebooks sync`: starts runs through Airflow's own API, in the name of an Airflow user.

What a page's button does, and nothing beside it: Airflow checks the user's permission, changes that need
approval wait for it, and the run is this user's in the audit trail.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated
from urllib.parse import quote, urlsplit

import httpx
import typer

from include.certificates import trusted
from include.cli.arguments import AsJson, CompanyId, open_company, operator
from include.cli.output import print_json
from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import ConnectedCompany
from include.plain_text import plain
from include.provider.airflow_api import AirflowRun, Asked, json_of, start
from include.provider.outside.addresses import page_address
from include.settings import airflow_address
from include.understood import Understood
from include.workflows.category import Category

_TOKEN, _PASSWORD = "COREBOOKS_AIRFLOW_TOKEN", "COREBOOKS_AIRFLOW_PASSWORD"
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_SECONDS = 30.0


class SyncRefused(Understood, RuntimeError):
    """No run was started; the message says why and what to do."""


def run(
    company: CompanyId,
    *,
    workflow: Annotated[
        list[Category] | None,
        typer.Option(help="which workflow; repeatable; if blank, every one that is on"),
    ] = None,
    record: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="a CORE ID; repeatable; if blank, all changes"),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="post nothing")] = False,
    user: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="your Airflow user; if blank, the name of your account here"
        ),
    ] = "",
    airflow: Annotated[
        str, typer.Option(metavar="URL", help="Airflow's address; if blank, the setting base_url")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Start a sync as an Airflow user. Changes that need approval wait for it."""
    with open_company(company) as (database, found):
        chosen = workflows_to_start(database, found, workflow or [])
    asked = [Asked(found.id, category, tuple(record or ()), preview=preview) for category in chosen]
    start_runs(asked, user=user, airflow=airflow, as_json=as_json)


def start_runs(asked: Sequence[Asked], *, user: str, airflow: str, as_json: bool) -> None:
    """Start runs as an Airflow user, and print the address of each.

    Args:
        asked: the runs.
        user: the Airflow user; empty for the operating system's account.
        airflow: Airflow's address; empty for the setting.
        as_json: whether to print it for scripts.

    Raises:
        SyncRefused, RunNotStarted: the rest wasn't started.
    """
    address = (airflow or airflow_address()).rstrip("/")
    with httpx.Client(base_url=address, timeout=_SECONDS, verify=trusted(trust_env=True)) as client:
        call = partial(_call, client, _token(client, user or operator()))
        runs = [start(call, one) for one in asked]
    links = [
        (started, _link(address, one.company, started))
        for one, started in zip(asked, runs, strict=True)
    ]
    _tell(links, as_json=as_json)


def _tell(runs: Sequence[tuple[AirflowRun, str]], *, as_json: bool) -> None:
    """Print which runs were started, each with the address of its page."""
    if as_json:
        listed = [
            {"workflow": started.category.value, "run": started.id, "link": link}
            for started, link in runs
        ]
        print_json(listed)
        return
    for started, link in runs:
        print(f"Started {started.category.heading.lower()}: {link}")


def workflows_to_start(
    database: Database, company: ConnectedCompany, wanted: Sequence[Category]
) -> Sequence[Category]:
    """The workflows to start: those that were named, or all that are on.

    Raises:
        SyncRefused: one of them is off, or all are.
    """
    with database.reading() as session:
        active = active_setups(session, company.id)
    return _chosen(company.name, active, wanted)


def _chosen(
    company: str, active: Mapping[str, object], wanted: Sequence[Category]
) -> Sequence[Category]:
    for category in wanted:
        if category not in active:
            raise SyncRefused(
                f"{category.heading} is off for {company}. Turn it on under Workflows or with `corebooks "
                "setup`. Nothing was started."
            )
    chosen = wanted or [category for category in Category if category in active]
    if not chosen:
        raise SyncRefused(
            f"No workflow is on for {company}. Choose a template under Workflows or with `corebooks "
            "setup`. Nothing was started."
        )
    return chosen


def _token(client: httpx.Client, user: str) -> str:
    """What signs the calls: a token that was given, or one for a password.

    Raises:
        SyncRefused: there is no password, or Airflow rejects it.
    """
    if token := os.environ.get(_TOKEN):
        return token
    address = urlsplit(str(client.base_url))
    if address.scheme != "https" and address.hostname not in _LOCAL:
        raise SyncRefused(
            f"Airflow's address is {client.base_url}, where a password would travel in plain text. Use "
            "its https address with --airflow. Nothing was started."
        )
    password = os.environ.get(_PASSWORD) or _asked(user)
    answer = _send(client, "POST", "/auth/token", json={"username": user, "password": password})
    token = json_of(answer).get("access_token") if answer.is_success else None
    if not isinstance(token, str):
        raise SyncRefused(
            f"Airflow didn't sign in {plain(user)} (HTTP {answer.status_code}). Check the user name and "
            "the password, then run this command again. Nothing was started."
        )
    return token


def _asked(user: str) -> str:
    if not sys.stdin.isatty():
        raise SyncRefused(
            f"A sync is started as an Airflow user. In a script, set {_TOKEN}, or set {_PASSWORD} and add "
            "--user. Nothing was started."
        )
    password: str = typer.prompt(f"Password of {user} in Airflow", hide_input=True, err=True)
    return password


def _call(
    client: httpx.Client, token: str, method: str, path: str, **options: object
) -> httpx.Response:
    return _send(client, method, path, headers={"Authorization": f"Bearer {token}"}, **options)


def _send(client: httpx.Client, method: str, path: str, **options: object) -> httpx.Response:
    try:
        # Relative, so that an Airflow below a path is reached as well.
        return client.request(method, path.lstrip("/"), **options)  # type: ignore[arg-type]
    except httpx.HTTPError as error:
        raise SyncRefused(
            f"Airflow doesn't respond at {client.base_url} ({type(error).__name__}). Check that its API "
            "server runs, or give its address with --airflow."
        ) from None


def _link(address: str, company_id: str, started: AirflowRun) -> str:
    """The run's page in CoreBooks."""
    run_id = quote(started.id, safe="")
    path = f"/companies/{company_id}/runs/{started.category.value}/{run_id}"
    return page_address(address, path)
