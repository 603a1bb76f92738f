"""Everything one running sandbox holds: its file, knobs, clock, tokens, faults and counters."""

from __future__ import annotations

import functools
import json
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.quickbooks_online import chart
from sandbox.quickbooks_online.company import APP, Clock, Company
from sandbox.quickbooks_online.entities import PARTIES, TRANSACTIONS
from sandbox.quickbooks_online.faults import Faults
from sandbox.quickbooks_online.meter import Meter
from sandbox.quickbooks_online.settings import LASTING, Settings, StartSettings
from sandbox.quickbooks_online.store import Store
from sandbox.quickbooks_online.throttle import Throttle
from sandbox.quickbooks_online.tokens import Tokens
from sandbox.quickbooks_online.webhooks import Webhooks

_LOG = 5000
_FOUNDER = "QuickBooks"
"""Who enters the lists that a company starts with, for history."""


_OF_COMPANIES = ("object", "version", "posting", "link", "sequence", "request", "company")
"""The tables of what companies hold."""
_ENTERED = (*PARTIES, *TRANSACTIONS)


class TooLate(Exception):
    """A company with entries stays in its country: reset the sandbox, or start another one."""

    def __init__(self) -> None:
        super().__init__(
            "The company has entries: its country, language and home currency can't change any more. "
            "Reset the sandbox first."
        )


@dataclass(slots=True)
class Calls:
    """What was asked of the API so far."""

    counts: Counter[str] = field(default_factory=Counter)
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_LOG))
    waiting: int = 0
    """Requests that are being held without an answer right now."""

    def reset(self) -> None:
        """Start counting anew."""
        self.counts.clear()
        self.log.clear()


class Runtime:
    """One running sandbox."""

    def __init__(self, start: StartSettings) -> None:
        self.start = start
        self.store = Store(start.data)
        self.settings = self._opened_settings()
        self.clock = Clock(lambda: self.settings)
        self.faults = Faults()
        self.throttle = Throttle()
        self.calls = Calls()
        self.meter = Meter()
        self.tokens = Tokens(self.store, self.clock, lambda: self.settings)
        self.webhooks = Webhooks(lambda: self.settings)
        if not self.has(start.realm):
            self._found_first()
        self.store.on_commit = self.webhooks.note

    def company(self, realm: str, who: str = APP) -> Company:
        """A company as one request sees it."""
        return Company(self.store, realm, self.settings, self.clock, who)

    def has(self, realm: str) -> bool:
        """Whether there is such a company."""
        query = "SELECT 1 FROM company WHERE realm = ?"
        return self.store.database.execute(query, (realm,)).fetchone() is not None

    def found(self, realm: str, name: str) -> None:
        """Start one more company."""
        with self.store.transaction():
            chart.found(self.company(realm, who=_FOUNDER), name)

    def realms(self) -> dict[str, str]:
        """Every company: realm -> name."""
        return dict(self.store.database.execute("SELECT realm, name FROM company ORDER BY created"))

    def change_settings(self, changes: dict[str, Any]) -> Settings:
        """Turn knobs, for good.

        Raises:
            ValidationError: one is not known, or can't have this value.
            TooLate: a company has entries, and its country, language or home currency would change.
        """
        turned = Settings.model_validate({**self.settings.model_dump(), **changes})
        moved = any(getattr(turned, name) != getattr(self.settings, name) for name in LASTING)
        if moved and self._has_entries():
            raise TooLate
        self.settings = turned.changed(self.clock.now())
        with self.store.transaction():
            for name in changes:
                value = self.settings.model_dump(mode="json")[name]
                self.store.database.execute(
                    "INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value))
                )
            realms = self.realms()
            if moved:
                self._empty(_OF_COMPANIES)
            for realm, name in realms.items():
                company = self.company(realm, who=_FOUNDER)
                if moved:
                    chart.found(company, name)
                else:
                    chart.taxed(company)
                    chart.with_currencies(company)
        return self.settings

    def reset(self) -> None:
        """Empty every company; connections, knobs and request ids are forgotten too."""
        with self.store.transaction():
            self._empty((*_OF_COMPANIES, "setting", "code", "refresh_token", "access_token"))
        self.settings = self.start.settings.model_copy()
        self.webhooks.forget()
        self.faults.clear()
        self.calls.reset()
        self.meter = Meter()
        self.throttle.reset()
        self._found_first()

    def _empty(self, tables: Sequence[str]) -> None:
        for table in tables:
            self.store.database.execute(f"DELETE FROM {table}")

    def _has_entries(self) -> bool:
        kinds = ",".join("?" * len(_ENTERED))
        query = f"SELECT 1 FROM object WHERE entity IN ({kinds})"
        return self.store.database.execute(query, _ENTERED).fetchone() is not None

    def now_monotonic(self) -> float:
        """For throttles, which count real time."""
        return time.monotonic()

    def _found_first(self) -> None:
        """Start the company of an empty file; in memory, as a copy of one that was started before."""
        realm, name = self.start.realm, self.start.company_name
        if not self.store.in_memory:
            self.found(realm, name)
            return
        self.store.copy_from(_founded(realm, name, self.settings.model_dump_json()))
        with self.store.transaction():
            chart.date(self.company(realm))

    def _opened_settings(self) -> Settings:
        """The knobs as they were left; those given at this start win."""
        rows = self.store.database.execute("SELECT name, value FROM setting")
        kept = {name: json.loads(value) for name, value in rows}
        given = self.start.settings.model_dump(exclude_unset=True)
        return Settings.model_validate({**kept, **given})


@functools.lru_cache(maxsize=16)
def _founded(realm: str, name: str, settings: str) -> Store:
    """A company's file on its first day, to be copied: tests start many that are the same."""
    store, knobs = Store(None), Settings.model_validate_json(settings)
    with store.transaction():
        chart.found(Company(store, realm, knobs, Clock(lambda: knobs), _FOUNDER), name)
    return store
