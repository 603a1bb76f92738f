"""`python -m tests.rehearsal.many --companies N`: auto-sync of many companies, and companies that wait.

Every company has a QuickBooks Online company of its own and syncs every 15 minutes. Two looks are made due
at once, instead of waiting for the clock: the first posts everything, the second what was corrected in
CORE meanwhile. Then CORE, our database and QuickBooks must agree to the cent for each of them.

Before the second look, one company's run waits for an approver, and another's for a QuickBooks Desktop PC
that is off. What the others' runs need until they start is printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx
from sqlalchemy import update

from include.clock import utc_now
from include.database.engine import Database
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.tables.companies import Automation, Company
from sandbox.demo.ports import free_ports
from sandbox.demo.settings import DAGS, python
from tests.rehearsal import books, runs
from tests.rehearsal.books import Connected
from tests.rehearsal.processes import Ended, Service, wait_for
from tests.rehearsal.runs import Run
from tests.rehearsal.stack import APPROVER, Stack, running
from tests.rehearsal.story import change_core

_CORE = ("--transactions", "8", "--agents", "4", "--billing-months", "1", "--no-bad-records")
_QUARTER = dt.timedelta(minutes=15)
_WORKFLOWS = DAGS[:2]
"""What auto-sync starts: billing waits for agents' cards, which nobody charges here."""
_LOOK = "quickbooks_auto_sync"
_CONNECTED_LIMIT = 180.0
_PC = "willow-park-desktop"


class Waiting:
    """Two companies that wait: one for an approver, one for its PC."""

    def __init__(self, stack: Stack, asking: Connected) -> None:
        self.stack = stack
        self.asking = asking
        self.open: list[Run] = []

    def begin(self, pc: Service) -> None:
        """Have both wait: the PC is off, and nobody approves."""
        required = AutomationSettings(approval_required=True, approvers=(APPROVER,))
        with self.stack.database() as database:
            automation.change(database, self.asking.id, required, "admin")
        change_core(self.stack, 3)
        pc.kill()
        asks = runs.start(self.stack.api, self.asking.id, DAGS[0])
        silent = runs.start(self.stack.api, _PC, DAGS[0])
        self.open = [asks, silent]
        wait_for(
            lambda: runs.asks_for_approval(self.stack.api, asks), "a run waits for approval", 300
        )
        wait_for(lambda: self._waits_for_pc(silent), "a run waits for its PC", 300)

    def _waits_for_pc(self, run: Run) -> bool:
        tasks = self.stack.api.tasks(run.dag, run.id)
        return any(task.state == "deferred" for task in tasks)

    def measure(self, company: Connected) -> float:
        """Run another company's workflow while both wait.

        Returns:
            Seconds from its trigger until its first task ran.

        Raises:
            Ended: it didn't finish, or the two no longer wait.
        """
        run = runs.start(self.stack.api, company.id, DAGS[0])
        runs.wait_until_done(self.stack.api, [run], 300)
        still = {runs.state(self.stack.api, waiting) for waiting in self.open}
        if still != {"running"}:
            raise Ended(f"the runs that should wait are {still}")
        return runs.seconds_to_start(self.stack.api, run)


def connect_pc(stack: Stack) -> Service:
    """A company file on a PC, connected as its user does. Returns the PC."""
    (port,) = free_ports(1)
    file = stack.places.state / "corebooks.qwc"
    arguments = ("--port", str(port), "--every", "2", "--pause", "0.5")
    company_file = ("--company-file", str(stack.places.state / "company-file.db"))
    pc = Service(
        "pc",
        python("-m", "sandbox.quickbooks_desktop", *arguments, *company_file),
        stack.environment("core-sandbox"),
        stack.logs / "pc.log",
    )
    pc.start()
    address = f"{stack.env['AIRFLOW_BASE_URL']}/corebooks/webconnector"
    command = ("corebooks", "connect", "desktop", "--company", _PC)
    printed = stack.cli(*command, "--qwc", str(file), "--url", address)
    password = printed.rpartition("Password:")[2].split()[0]
    sent = {"qwc": file.read_text(), "password": password}

    def added() -> bool:
        try:
            answer = httpx.post(f"http://127.0.0.1:{port}/sandbox/qwc", json=sent, trust_env=False)
        except httpx.TransportError:
            return False
        return answer.is_success

    wait_for(added, "the PC takes the connection file", _CONNECTED_LIMIT)
    wait_for(lambda: _is_connected(stack), "the PC calls", _CONNECTED_LIMIT)
    chosen = ("--template", books.TEMPLATES[0], "--since", books.SINCE.isoformat())
    stack.cli("corebooks", "setup", "--company", _PC, *chosen)
    return pc


def _is_connected(stack: Stack) -> bool:
    with stack.database() as database, database.reading() as session:
        return session.get(Company, _PC) is not None


def look(
    stack: Stack, companies: Sequence[Connected], waiting: Sequence[Run], limit: float
) -> float:
    """Make every company's schedule due, and wait until all that the look started is done.

    Args:
        stack: the installation.
        companies: all of them sync every 15 minutes, the last time being now.
        waiting: runs that aren't waited for.
        limit: seconds.

    Returns:
        Seconds until all was done.
    """
    now = utc_now()
    quarters = ",".join(str((now.minute + more) % 60) for more in (0, 15, 30, 45))
    every_quarter = AutomationSettings(sync_deals=True, schedule=f"{quarters} * * * *")
    listed = [company.id for company in companies]
    with stack.database() as database:
        for company in companies:
            automation.change(database, company.id, every_quarter, "admin")
        with database.writing() as session:
            session.execute(
                update(Automation)
                .where(Automation.company_id.in_(listed))
                .values(looked_at=now - _QUARTER)
            )
    began = Run(_LOOK, stack.api.trigger(_LOOK, {}))
    took = runs.wait_until_done(stack.api, [began], limit)
    return took + wait_for(
        lambda: not _unfinished(stack, waiting), "what the look started is done", limit, every=1.0
    )


def _unfinished(stack: Stack, waiting: Sequence[Run]) -> list[str]:
    """The workflows' runs that aren't done, without those that wait."""
    left_alone = {run.id for run in waiting}
    return [
        one for dag in _WORKFLOWS for one in stack.api.unfinished_runs(dag) if one not in left_alone
    ]


def close_deals(stack: Stack) -> None:
    """Close every transaction that has a disbursement: auto-sync posts what is at 100%."""
    for deal in stack.get("core-sandbox", "/sandbox/transactions"):
        if deal["has_disbursement"]:
            path = f"/sandbox/transactions/{deal['id']}"
            stack.send("PATCH", "core-sandbox", path, {"status": "closed"})


def tell(stack: Stack, count: int) -> list[str]:
    """Carry out the story. Returns what is wrong at its end, in sentences."""
    close_deals(stack)
    companies = books.connect_many(stack, count)
    stack.say(f"{count} companies are connected")
    stack.unpause(DAGS)
    limit = 300.0 + 60.0 * count
    took = look(stack, companies, (), limit)
    stack.say(f"first look: all that it started was done in {took:.0f} s")
    wrong = _disagreements(stack, companies, "after the first look")
    waiting = _wait_for_nobody(stack, companies)
    change_core(stack, 2)
    took = look(stack, companies[1:], waiting, limit)
    stack.say(f"second look: all that it started was done in {took:.0f} s")
    return [*wrong, *_disagreements(stack, companies[1:], "after the second look")]


def _wait_for_nobody(stack: Stack, companies: Sequence[Connected]) -> Sequence[Run]:
    """The first company waits for its approver, another one for its PC; the rest doesn't.

    Returns:
        The two runs that wait.
    """
    pc = connect_pc(stack)
    waiting = Waiting(stack, companies[0])
    try:
        waiting.begin(pc)
        seconds = [waiting.measure(company) for company in companies[1:4]]
    finally:
        pc.kill()
    shown = ", ".join(f"{one:.1f} s" for one in seconds)
    stack.say(f"two companies wait; others' runs started after {shown}")
    return waiting.open


def _disagreements(stack: Stack, companies: Sequence[Connected], when: str) -> list[str]:
    with stack.database() as database:
        wrong = [one for each in companies for one in _wrong(stack, database, each)]
        entries = sum(books.figures(stack, database, each)["entries"] for each in companies)
    stack.say(f"{when}: {entries} entries of {len(companies)} companies, {len(wrong)} wrong")
    return [f"{when}: {sentence}" for sentence in wrong]


def _wrong(stack: Stack, database: Database, company: Connected) -> list[str]:
    return books.disagreements(stack, database, company, billing=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry the story out. Returns 0 if nothing was doubled or lost, and all agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal.many", description=__doc__)
    parser.add_argument("--companies", type=int, default=50)
    given = parser.parse_args(arguments)
    state = Path(tempfile.mkdtemp(prefix="corebooks-rehearsal-"))
    with running(state, _CORE) as stack:
        stack.say(f"logs are in {state}")
        wrong = tell(stack, given.companies)
    for sentence in wrong:
        print(f"WRONG  {sentence}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
