"""The office of the tests, with both sandboxes elsewhere and QuickBooks' limits kept."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from fastapi import FastAPI

from include.database.engine import Database
from include.database.migrate import migrate
from include.quickbooks.online.gateway import OnlineGateway, connect
from include.quickbooks.online.wire.limiter import Limiter, Limits
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.verify.report import RunReport, run_report
from include.sync.verify.verify import verify
from include.workflows.category import Category
from sandbox.quickbooks_online.testing import RunningSandbox
from sandbox.serving import TLS
from tests.sync.office import Office


@dataclass(slots=True)
class Timed:
    """A run: its report, and the seconds of each of its steps as they were measured."""

    report: RunReport
    seconds: dict[str, float] = field(default_factory=dict)


class FastOffice(Office):
    """An office whose limits run `scale` times as fast as QuickBooks' own."""

    scale: float = 1.0
    limiter: Limiter

    @classmethod
    def open(cls, folder: Path, core: str, quickbooks: str, scale: float) -> FastOffice:
        """Open a new office, connected, with the three workflows on."""
        office = cls._closed(folder, core, quickbooks, scale)
        office.connect()
        return office

    @classmethod
    def opened(cls, folder: Path, core: str, quickbooks: str, scale: float) -> FastOffice:
        """Open a new office, connected, in which nothing is on."""
        office = cls._closed(folder, core, quickbooks, scale)
        office.connect_alone()
        return office

    @classmethod
    def _closed(cls, folder: Path, core: str, quickbooks: str, scale: float) -> FastOffice:
        database = Database(f"sqlite:///{folder / 'corebooks.db'}")
        migrate(database)
        source: Any = SimpleNamespace(api_url=f"{core}/api", api_key="core-sandbox-key")
        office = cls(source, RunningSandbox(quickbooks, FastAPI()), database)
        office.scale = scale
        office.limiter = limiter_at(scale)
        return office

    @contextmanager
    def gateway(self) -> Iterator[OnlineGateway]:
        """The company's gateway, with the limiter that a process shares."""
        url = self.quickbooks.url
        settings = OnlineSettings(
            client_id="sandbox-client",
            client_secret="sandbox-secret",  # noqa: S106  (opens nothing but the sandbox)
            realm_id=self.quickbooks.realm,
            environment="sandbox",
            api_url=url,
            oauth_url=url,
            app_url=f"{url}/app/{self.quickbooks.realm}",
        )
        opened = connect(settings, self.vault(), limiter=self.limiter)
        try:
            yield opened
        finally:
            opened.close()

    def let_token_expire(self) -> None:
        """As between two nightly runs: the access token of the last one is over."""
        with self.vault().locked() as lock:
            tokens = lock.tokens
            if tokens is not None:
                past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
                lock.save(
                    Tokens(
                        access_token=tokens.access_token,
                        refresh_token=tokens.refresh_token,
                        access_expires_at=past,
                        refresh_expires_at=tokens.refresh_expires_at,
                    )
                )

    def timed_run(self, category: Category) -> Timed:
        """Run a workflow, with a stopwatch at every step."""
        watch = Stopwatch()
        with self.context(category) as context:
            extract(context)
            watch.lap("extract")
            diff(context)
            watch.lap("diff")
            post(context)
            watch.lap("post")
            verify(context)
            watch.lap("verify")
            return Timed(run_report(self.database, context.run_id), watch.laps)


class Stopwatch:
    """Seconds of each lap, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a lap and begin the next."""
        now = time.perf_counter()
        self.laps[name], self._last = now - self._last, now


def limiter_at(scale: float) -> Limiter:
    """QuickBooks' limits, `scale` times as fast."""
    usual = Limits()
    return Limiter(
        Limits(
            minute=usual.minute / scale,
            second=usual.second / scale,
            jitter=usual.jitter / scale,
            on_the_way=usual.on_the_way / scale,
        )
    )


def calls_of(quickbooks: str) -> dict[str, int]:
    """What the sandbox was asked since the last reset, by kind."""
    counts: dict[str, int] = httpx.get(
        f"{quickbooks}/sandbox/calls", timeout=60, trust_env=False, verify=TLS
    ).json()
    return counts


def reset_calls(quickbooks: str) -> None:
    """Let the sandbox count from zero."""
    httpx.delete(
        f"{quickbooks}/sandbox/calls", timeout=60, trust_env=False, verify=TLS
    ).raise_for_status()
