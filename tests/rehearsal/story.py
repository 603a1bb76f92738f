"""The story of the rehearsal: two companies, an approval, kills, and the books at the end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from sandbox.demo.settings import DAGS
from tests.rehearsal import books, runs
from tests.rehearsal.books import Connected
from tests.rehearsal.processes import wait_for
from tests.rehearsal.runs import Run
from tests.rehearsal.stack import APPROVER, SETTLE_LIMIT, Stack

_FIRST_LIMIT = 300.0
_KILLED = ("airflow-scheduler", "redis", "postgres")
_SLOW_CALLS = 0.15
"""Seconds that QuickBooks takes for an answer, so that kills find writes under way."""


def tell(stack: Stack) -> list[str]:
    """Carry out the story. Returns what is wrong at its end, in sentences."""
    company = books.connect_by_commands(stack)
    stack.say("a company is connected on the consent page, its three workflows are on")
    (other,) = books.connect_many(stack, 1)
    stack.unpause(DAGS)
    _post_first(stack, company, other)
    wrong = _exact(stack, (company, other), "after the first entries")
    _approve_no_more(stack, company)
    _slow(stack, _SLOW_CALLS)
    # The worker first: until its death is noticed, the others have theirs.
    slowest = _kill_while_posting(stack, company, "airflow-worker", 1)
    for number, victim in enumerate(_KILLED, start=2):
        killed = _kill_while_posting(stack, other, victim, number)
        _stands(stack, victim, *killed)
    _stands(stack, "airflow-worker", *slowest)
    _slow(stack, 0)
    last = [runs.start(stack.api, one.id, dag) for one in (company, other) for dag in DAGS]
    runs.wait_until_done(stack.api, last, SETTLE_LIMIT)
    for name in stack.keeper.services:
        stack.check(name)
    stack.say("every service's health check says that it is healthy")
    return [*wrong, *_exact(stack, (company, other), "after the kills")]


def _post_first(stack: Stack, company: Connected, other: Connected) -> None:
    """The three workflows, each approved by another user than who started it.

    While they wait for their approver, another company's start and finish.
    """
    approver = stack.add_approver()
    required = AutomationSettings(approval_required=True, approvers=(APPROVER,), four_eyes=True)
    with stack.database() as database:
        automation.change(database, company.id, required, "admin")
    started = [runs.start(stack.api, company.id, dag) for dag in DAGS]
    for run in started:
        asks = partial(runs.asks_for_approval, approver, run)
        wait_for(asks, f"{run.dag} asks for approval", _FIRST_LIMIT)
    others = [runs.start(stack.api, other.id, dag) for dag in DAGS]
    runs.wait_until_done(stack.api, others, _FIRST_LIMIT)
    shown = ", ".join(f"{runs.seconds_to_start(stack.api, run):.1f} s" for run in others)
    stack.say(f"one company waits for its approver; another one's runs started after {shown}")
    for run in started:
        approver.answer(run.dag, run.id, "approve", "Approve")
    took = runs.wait_until_done(stack.api, started, _FIRST_LIMIT)
    stack.say(f"three runs posted {took:.1f} s after they were approved")
    approver.close()


def _approve_no_more(stack: Stack, company: Connected) -> None:
    with stack.database() as database:
        automation.change(database, company.id, AutomationSettings(), "admin")


def _slow(stack: Stack, seconds: float) -> None:
    knobs = {"latency_per_call": seconds}
    stack.send("PATCH", "quickbooks-sandbox", "/sandbox/settings", knobs)


def _kill_while_posting(
    stack: Stack, company: Connected, victim: str, number: int
) -> tuple[Run, float]:
    """Correct a few transactions in CORE, and kill a service once they are being posted.

    Returns:
        The run, and when the service was killed (monotonic seconds).
    """
    change_core(stack, number)
    run = runs.start(stack.api, company.id, DAGS[0])
    posts = partial(runs.posting_since, stack.api, run)
    wait_for(lambda: posts() is not None, f"{company.id} posts", _FIRST_LIMIT, every=0.05)
    stack.kill(victim)
    return run, time.monotonic()


def change_core(stack: Stack, number: int) -> None:
    """Correct the gross commission of three transactions by an amount of their own."""
    deals = stack.get("core-sandbox", "/sandbox/transactions")
    for deal in [deal for deal in deals if deal["has_disbursement"]][:3]:
        path = f"/sandbox/transactions/{deal['id']}"
        stack.send("PATCH", "core-sandbox", path, {"gross": deal["gross"] + number * 10_01})


def _stands(stack: Stack, victim: str, run: Run, killed: float) -> None:
    runs.wait_until_done(stack.api, [run], SETTLE_LIMIT)
    stack.say(f"{victim} killed: all stands by itself after {time.monotonic() - killed:.1f} s")


def _exact(stack: Stack, companies: Sequence[Connected], when: str) -> list[str]:
    wrong = []
    for company in companies:
        with stack.database() as database:
            found = books.disagreements(stack, database, company)
            amount = books.figures(stack, database, company)
        verdict = f"WRONG: {found}" if found else "exact to the cent"
        money = f"{amount['entries']} entries, ${amount['cents'] / 100:,.2f} in all"
        stack.say(f"{company.id} {when}: {money}, {verdict}")
        wrong += [f"{when}: {sentence}" for sentence in found]
    return wrong
