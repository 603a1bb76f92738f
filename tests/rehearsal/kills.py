"""`python -m tests.rehearsal.kills --rounds N`: SIGKILL at random moments, and what is left to do by hand.

A round changes a few transactions of CORE, starts a workflow of one company, and kills one service 50 to
4,000 ms after `post` began. Then it waits until everything stands again by itself: the run is done, CORE,
our database and QuickBooks agree to the cent, every entry has one link. Companies take turns, so that a
round doesn't wait for the one before it: kills hit runs that recover from other kills, too. After the last
round, everything must be exact.

It can be carried out in parts: `--state DIR` keeps what was measured, and the next part adds to it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from include.database.engine import Database
from sandbox.demo.settings import DAGS
from tests.rehearsal import books, runs
from tests.rehearsal.books import Connected
from tests.rehearsal.processes import Ended, wait_for
from tests.rehearsal.runs import Run
from tests.rehearsal.stack import Stack, running

VICTIMS = ("airflow-worker", "airflow-scheduler", "postgres", "redis", "quickbooks-sandbox")
EARLIEST, LATEST = 0.05, 4.0
_CORE = ("--transactions", "10", "--agents", "4", "--billing-months", "1", "--no-bad-records")
_WORKFLOWS = DAGS[:2]
"""Of transactions: billing has no amounts that are corrected."""
_BUSY = 6
"""Companies that take turns."""
_SETTLE_LIMIT = 900.0
_START_LIMIT = 300.0
_CHANGED = 3
"""Transactions of CORE that a round changes."""
_LOOK_SECONDS = 1.0
_SLOW_CALLS = 0.15
"""Seconds that QuickBooks takes for an answer, so that kills find writes under way."""


@dataclass(slots=True)
class Round:
    """One kill.

    Attributes:
        number: of the round.
        victim: the service that was killed.
        after: seconds after `post` began.
        stood: seconds from the kill until the run was done; None while it isn't.
        failure: why a person is needed; empty if none is.
    """

    number: int
    company: str
    victim: str
    after: float
    stood: float | None = None
    failure: str = ""


class Rounds:
    """Rounds on one installation."""

    def __init__(self, stack: Stack, companies: Sequence[Connected], chance: random.Random) -> None:
        self.stack = stack
        self.companies = list(companies)
        self.chance = chance
        self.done: list[Round] = []
        self._open: dict[str, tuple[Round, Run, float]] = {}
        self._looked = 0.0

    def play(self, count: int, first: int, seconds: float) -> list[Round]:
        """Play rounds until there were `count`, or the time is over; then wait until all stands."""
        until = time.monotonic() + seconds
        for number in range(first, first + count):
            if time.monotonic() > until:
                break
            self._one(number)
        wait_for(self._nothing_open, "every run is done", _SETTLE_LIMIT)
        return self.done

    def _one(self, number: int) -> None:
        company = self._free_company()
        self._change_core()
        dag = _WORKFLOWS[number // len(VICTIMS) % 2]
        victim = VICTIMS[number % len(VICTIMS)]
        run = runs.start(self.stack.api, company.id, dag, _START_LIMIT)
        # A run that finds nothing to post, or whose predecessor still recovers, is killed all the same.
        wait_for(lambda: self._posts(run), f"{dag} of {company.id} posts", _START_LIMIT, every=0.05)
        began = runs.posting_since(self.stack.api, run) or dt.datetime.now(dt.UTC)
        chosen = self.chance.uniform(EARLIEST, LATEST)
        late = (dt.datetime.now(dt.UTC) - began).total_seconds()
        time.sleep(max(0.0, chosen - late))
        after = (dt.datetime.now(dt.UTC) - began).total_seconds()
        self.stack.kill(victim)
        self._open[company.id] = (Round(number, company.id, victim, after), run, time.monotonic())
        self.stack.say(f"round {number}: {victim} killed {after * 1000:.0f} ms after post began")

    def _posts(self, run: Run) -> bool:
        """Whether `post` began. Looks after the open rounds meanwhile."""
        self._look()
        return runs.posting_since(self.stack.api, run) is not None or runs.state(
            self.stack.api, run
        ) in ("success", "failed")

    def _free_company(self) -> Connected:
        """The company whose turn is longest ago, of those whose round is over."""

        def free() -> bool:
            self._look()
            return any(company.id not in self._open for company in self.companies)

        wait_for(free, "a company is free", _SETTLE_LIMIT)
        chosen = next(one for one in self.companies if one.id not in self._open)
        self.companies.remove(chosen)
        self.companies.append(chosen)
        return chosen

    def _nothing_open(self) -> bool:
        self._look()
        return not self._open

    def _look(self) -> None:
        """Note the rounds whose run is done by now; once a second, as every look asks Airflow."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        for company, (kill, run, began) in [*self._open.items()]:
            state = runs.state(self.stack.api, run)
            waited = time.monotonic() - began
            if state == "failed" or waited > _SETTLE_LIMIT:
                kill.failure = runs.explain(self.stack.api, run)
            elif state != "success":
                continue
            kill.stood = waited
            self.done.append(kill)
            del self._open[company]
            stands = f"needs a hand:\n{kill.failure}" if kill.failure else "stands"
            self.stack.say(f"round {kill.number}: {stands} {waited:.1f} s after the kill")

    def _change_core(self) -> None:
        """Correct the gross commission of a few transactions, as people do in CORE all day."""
        deals = self.stack.get("core-sandbox", "/sandbox/transactions")
        posted = [deal for deal in deals if deal["has_disbursement"]]
        for deal in self.chance.sample(posted, min(_CHANGED, len(posted))):
            gross = deal["gross"] + self.chance.randrange(1_00, 500_00)
            self.stack.send(
                "PATCH", "core-sandbox", f"/sandbox/transactions/{deal['id']}", {"gross": gross}
            )


def prepare(stack: Stack) -> list[Connected]:
    """The companies with everything posted; then QuickBooks answers slowly."""
    companies = books.connect_many(stack, _BUSY)
    stack.unpause(DAGS)
    first = [runs.start(stack.api, one.id, dag) for one in companies for dag in _WORKFLOWS]
    took = runs.wait_until_done(stack.api, first, _SETTLE_LIMIT)
    stack.say(f"{len(companies)} companies, all workflows posted in {took:.0f} s")
    stack.send(
        "PATCH", "quickbooks-sandbox", "/sandbox/settings", {"latency_per_call": _SLOW_CALLS}
    )
    return companies


def final(stack: Stack, companies: Sequence[Connected]) -> list[str]:
    """Post what is left of CORE's changes in every company. Returns what disagrees after that."""
    stack.send("PATCH", "quickbooks-sandbox", "/sandbox/settings", {"latency_per_call": 0})
    last = [runs.start(stack.api, one.id, dag) for one in companies for dag in _WORKFLOWS]
    runs.wait_until_done(stack.api, last, _SETTLE_LIMIT)
    with stack.database() as database:
        return [one for company in companies for one in _wrong(stack, database, company)]


def _wrong(stack: Stack, database: Database, company: Connected) -> list[str]:
    wrong = books.disagreements(stack, database, company, billing=False)
    amount = books.figures(stack, database, company)
    stack.say(
        f"{company.id}: {amount['entries']} entries, {amount['runs']} runs, {len(wrong)} wrong"
    )
    return wrong


def report(played: Sequence[Round]) -> list[str]:
    """The distribution of the time until all stands, for each victim and in all."""
    lines = [f"{'killed':20} {'rounds':>6} {'median':>8} {'90 %':>8} {'longest':>8}   by hand"]
    for victim in (*VICTIMS, "all"):
        some = [one for one in played if victim in ("all", one.victim)]
        if not some:
            continue
        waits = sorted(one.stood or 0.0 for one in some)
        hands = sum(bool(one.failure) for one in some)
        middle, most = waits[len(waits) // 2], waits[min(len(waits) - 1, len(waits) * 9 // 10)]
        lines.append(
            f"{victim:20} {len(some):6} {middle:6.1f} s {most:6.1f} s {waits[-1]:6.1f} s   {hands}"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Play rounds. Returns 0 if nothing was doubled or lost, and nobody had to act."""
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=3600, help="no new round after this time")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--state", type=Path, help="folder where parts add up; omitted: a new one")
    given = parser.parse_args(arguments)
    folder = given.state or Path(tempfile.mkdtemp(prefix="corebooks-kills-"))
    kept = folder / "rounds.json"
    before = [Round(**one) for one in json.loads(kept.read_text())] if kept.exists() else []
    seed = given.seed if given.seed is not None else random.randrange(10**6)
    state = Path(tempfile.mkdtemp(prefix="corebooks-rehearsal-"))
    wrong: list[str] = []
    with running(state, _CORE) as stack:
        stack.say(f"logs are in {state}, seed {seed}")
        companies = prepare(stack)
        rounds = Rounds(stack, companies, random.Random(seed))
        began = time.monotonic()
        try:
            rounds.play(given.rounds, len(before) + 1, given.seconds)
            took = time.monotonic() - began
            stack.say(f"{len(rounds.done)} rounds, {took / max(1, len(rounds.done)):.1f} s each")
            wrong = final(stack, companies)
        except Ended as stuck:
            wrong = [str(stuck)]
        played = [*before, *rounds.done]
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([asdict(one) for one in played], indent=1))
    print("\n".join(report(played)))
    for sentence in wrong:
        print(f"WRONG  {sentence}")
    return 1 if wrong or any(one.failure for one in played) else 0


if __name__ == "__main__":
    sys.exit(main())
