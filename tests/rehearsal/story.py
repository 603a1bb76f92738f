"""The story of the rehearsal: a first company, an approval, kills, and the books at the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from include.database import automation
from include.database.automation import AutomationSettings
from sandbox.demo.airflow_api import AirflowApi
from sandbox.demo.settings import DAGS
from tests.rehearsal import books, runs
from tests.rehearsal.books import Connected
from tests.rehearsal.processes import wait_for
from tests.rehearsal.runs import Run
from tests.rehearsal.stack import APPROVER, Stack

_FIRST_LIMIT = 180.0


def tell(stack: Stack) -> list[str]:
    """Carry out the story. Returns what is wrong at its end, in sentences."""
    company = books.connect_by_commands(stack)
    stack.say("a company is connected on the consent page, its three workflows are on")
    for dag in DAGS:
        stack.api.unpause(dag)
    _post_first(stack, company)
    return _exact(stack, company, "after the first entries")


def _post_first(stack: Stack, company: Connected) -> None:
    """The three workflows, each approved by another user than who started it."""
    approver = stack.add_approver()
    required = AutomationSettings(approval_required=True, approvers=(APPROVER,), four_eyes=True)
    with stack.database() as database:
        automation.change(database, company.id, required, "admin")
    started = [runs.start(stack.api, company.id, dag) for dag in DAGS]
    _approve(approver, started)
    took = runs.wait_until_done(stack.api, started, _FIRST_LIMIT)
    stack.say(f"three runs posted {took:.1f} s after they were approved")
    approver.close()


def _approve(approver: AirflowApi, started: Sequence[Run]) -> None:
    for run in started:
        asks = partial(_asks, approver, run)
        wait_for(asks, f"{run.dag} asks for approval", _FIRST_LIMIT)
        approver.answer(run.dag, run.id, "approve", "Approve")


def _asks(api: AirflowApi, run: Run) -> bool:
    return bool(runs.task(api, run, "approve").get("state") == "awaiting_input")


def _exact(stack: Stack, company: Connected, when: str) -> list[str]:
    with stack.database() as database:
        wrong = books.disagreements(stack, database, company)
        amount = books.figures(stack, database, company)
    stack.say(
        f"{when}: {amount['entries']} entries, ${amount['cents'] / 100:,.2f} in all,",
        "exact to the cent" if not wrong else f"WRONG: {wrong}",
    )
    return [f"{when}: {sentence}" for sentence in wrong]
