"""The sandbox's own answers to questions, without a network: quick enough for many examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.responses import Response

from include.quickbooks.online.wire.reader import Reader
from sandbox.quickbooks_online import cdc, faults, query_run, shapes
from sandbox.quickbooks_online.company import Clock, Company
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.reading import shown
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.store import Change, Store
from tests.quickbooks.online.fakes import NOON, FakeClock, offline_calls

REALM = "1"
PAGE, MOST = 5, 6
"""Rows of a page, and entities of a full answer: small, so that few entities fill many."""


@dataclass
class Books:
    """Bills of a company, changed at moments that a test chooses, in seconds before noon.

    `happenings` come one before each answer: a fault rule, or something done to the bills.
    """

    order: str = "oldest_first"
    happenings: list[faults.Rule | Callable[[Books], None] | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    """What change data capture answers instead of the truth, one after the other."""

    def __post_init__(self) -> None:
        settings = Settings.model_validate({"cdc_most": MOST, "cdc_order": self.order})
        clock = Clock(lambda: settings, NOON.timestamp)
        self.store = Store(None)
        self.company = Company(self.store, REALM, settings, clock)

    def bill(self, id_: str, ago: int) -> None:
        """A new bill."""
        body = {"DocNumber": f"B{id_}", "TxnDate": "2026-03-01"}
        change = Change("Bill", id_, body, NOON.timestamp() - ago)
        with self.store.transaction():
            self.store.insert(REALM, change, active=True)

    def change(self, id_: str, ago: int, status: str = "live") -> None:
        """A bill edited, or deleted."""
        record = self.store.get(REALM, "Bill", id_)
        if record is None or record.status == "deleted":
            return
        change = Change("Bill", id_, record.body, NOON.timestamp() - ago, status=status)
        with self.store.transaction():
            self.store.replace(REALM, change, active=True)

    def stands(self) -> dict[str, tuple[str, float]]:
        """What there is of each bill: its version, or "Deleted", and when it changed last."""
        return {
            record.id: (
                "Deleted" if record.status == "deleted" else str(record.token),
                record.updated,
            )
            for record in self.store.find(REALM, "Bill")
        }

    def reader(self, page_rows: int = PAGE) -> Reader:
        clock = FakeClock()
        calls = offline_calls(self.answer, clock)
        return Reader(calls, clock, page_rows=page_rows, most_changes=MOST)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One answer of the sandbox, or what is to happen instead."""
        happens = self.happenings.pop(0) if self.happenings else None
        if callable(happens):
            happens(self)
            happens = None
        asked: Sequence[str] = ()
        if request.url.path.endswith("/cdc"):
            params = request.url.params
            asked = params["entities"].split(",")
            self.asked.append(f"since {params['changedSince']}")
            good = _answered(lambda: self._captured(params["entities"], params["changedSince"]))
        else:
            query = request.content.decode()
            self.asked.append(query)
            good = _answered(lambda: {"QueryResponse": query_run.answer(self.company, query)})
        if happens is not None:
            good = faults.response(happens, "now", good, "xml", tuple(asked))
        return httpx.Response(
            good.status_code, content=bytes(good.body), headers=dict(good.headers)
        )

    def row(self, id_: str) -> dict[str, Any]:
        """A bill as answers show it."""
        record = self.store.get(REALM, "Bill", id_)
        assert record is not None
        return shown(self.company, record)

    def _captured(self, entities: str, since: str) -> dict[str, Any]:
        if self.bodies:
            return self.bodies.pop(0)
        return {"CDCResponse": cdc.answer(self.company, entities, since)}


def _answered(perform: Callable[[], dict[str, Any]]) -> Response:
    try:
        return shapes.answer({**perform(), "time": "now"})
    except Refusal as refusal:
        return shapes.fault(refusal, "now")


def ago(seconds: int) -> dt.datetime:
    """A moment so many seconds before noon."""
    return NOON - dt.timedelta(seconds=seconds)
