"""The sandbox of CORE's REST API, read over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalItem,
    CanonicalPerson,
    CanonicalStatement,
    ItemKind,
    PersonRef,
)
from include.core_backoffice.records.people import PayeeKind
from include.core_backoffice.records.values import zone_of
from include.core_backoffice.rest.rest_source import RestSource
from include.core_backoffice.settings import rest_source
from sandbox.core_backoffice.model import ACCOUNT_ID
from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from tests.core_backoffice.contract.world import World
from tests.core_backoffice.fakes import FakeClock

_PATHS = {
    "transaction": "transactions",
    "statement": "statements",
    "agent": "agents",
    "vendor": "contacts",
}
_HOLDERS = {PayeeKind.AGENT: "User", PayeeKind.VENDOR: "Contact"}
_LATE = dt.time(23, 30)
"""Half an hour before midnight, where the property is: the next day in UTC."""
_NO_NUMBER = "ten dollars"


class RestWorld(World):
    """A brokerage in the sandbox, changed through its control API."""

    def __init__(self, core: RunningSandbox) -> None:
        self._core = core
        self._known: set[str] = set()
        self._agent_of: dict[str, str] = {}

    def put(self, *records: Canonical) -> None:
        for record in records:
            self._restore(record)
            if isinstance(record, CanonicalStatement):
                self._put_statement(record)
            else:
                self._put(record.key, _body(record))

    def spoil(self, record: Canonical) -> None:
        self.put(record)
        if isinstance(record, CanonicalStatement):
            self._core.put(f"/raw/billing_items/{record.lines[0].id}", amount=_NO_NUMBER)
        else:
            _, _, own_id = record.key.partition(":")
            self._core.put(f"/raw/transactions/{own_id}", total_gross_commission=_NO_NUMBER)

    def delete(self, *keys: str) -> None:
        for key in keys:
            self._core.delete(_path(key))
            if not key.startswith(("agent:", "vendor:")):
                self._known.discard(key)

    @contextmanager
    def source(self) -> Iterator[RestSource]:
        core = self._core
        with rest_source(
            core.api_url, core.api_key, spacing_seconds=0, clock=FakeClock()
        ) as opened:
            yield opened

    @contextmanager
    def cut_short(self, key: str) -> Iterator[None]:
        kind, _, own_id = key.partition(":")
        path = (
            f"/v1/transactions/{own_id}/commissions"
            if kind == "transaction"
            else f"/v1/users/{self._agent_of[key]}/billing_items"
        )
        self._core.post("/faults", path=path, kind="429", times=1000)
        try:
            yield
        finally:
            self._core.delete("/faults")

    def _restore(self, record: Canonical) -> None:
        """Take back what `spoil` did."""
        kind, own_id = record.key.partition(":")[::2]
        spoiled = {(one["kind"], str(one["id"])) for one in self._core.get("/raw")}
        raw = [(_PATHS[kind], own_id)]
        if isinstance(record, CanonicalStatement):
            raw = [("billing_items", line.id) for line in record.lines]
        for one in spoiled.intersection(raw):
            self._core.delete(f"/raw/{one[0]}/{one[1]}")

    def _put(self, key: str, body: dict[str, Any]) -> None:
        if key in self._known:
            self._core.patch(_path(key), **{k: v for k, v in body.items() if k != "id"})
        else:
            self._core.post(f"/{_PATHS[key.partition(':')[0]]}", **body)
            self._known.add(key)

    def _put_statement(self, statement: CanonicalStatement) -> None:
        if statement.key in self._known:
            self._core.delete(_path(statement.key))
        self._known.add(statement.key)
        self._agent_of[statement.key] = statement.agent.id
        self._core.post("/statements", **_statement(statement))


@contextmanager
def rest_world() -> Iterator[RestWorld]:
    """An empty brokerage."""
    with running_sandbox(transactions=0, agents=1, billing_months=0, bad_records=False) as core:
        for agent in core.get("/agents"):
            core.delete(f"/agents/{agent['id']}")
        yield RestWorld(core)


def _path(key: str) -> str:
    kind, _, own_id = key.partition(":")
    return f"/{_PATHS[kind]}/{own_id}"


def _body(record: CanonicalDeal | CanonicalPerson) -> dict[str, Any]:
    if isinstance(record, CanonicalDeal):
        return _deal(record)
    return {
        "id": int(record.id),
        "first_name": record.given_name,
        "last_name": record.family_name,
        "email": record.email,
        "company": record.company,
        "deleted": False,
        **({"active": record.active} if record.kind is PayeeKind.AGENT else {}),
    }


def _deal(deal: CanonicalDeal) -> dict[str, Any]:
    """What was agreed, so that the sandbox works out the items' amounts again; all on one side."""
    assert deal.gross_cents is not None
    assert deal.closing_date is not None
    of = _by_kind(deal.items)
    outside = sum(one.amount_cents for one in of(ItemKind.CO_BROKE))
    return {
        "id": int(deal.id),
        "custom_id": deal.number,
        "address": deal.address,
        "city": deal.city,
        "state": deal.state,
        "zip": deal.zip,
        "status": deal.status,
        "gross": deal.gross_cents,
        "timezone": deal.timezone,
        "closing_date": _milliseconds(
            dt.datetime.combine(deal.closing_date, _LATE, zone_of(deal.timezone))
        ),
        "finalized": deal.is_final,
        "shares": [
            {"side": "listing", "weight": deal.gross_cents - outside},
            *(_outside(one) for one in of(ItemKind.CO_BROKE)),
        ],
        "items": [_item(one) for one in of(ItemKind.DEAL_DEBIT, ItemKind.DEAL_CREDIT)],
        "agents": _agents(deal, deal.gross_cents - outside),
    }


def _agents(deal: CanonicalDeal, ours: int) -> list[dict[str, Any]]:
    of = _by_kind(deal.items)
    base = ours + sum(one.amount_cents for one in of(ItemKind.DEAL_CREDIT))
    base -= sum(one.amount_cents for one in of(ItemKind.DEAL_DEBIT))
    splits = of(ItemKind.AGENT_SPLIT)
    percent = Decimal(100 * sum(one.amount_cents for one in splits)) / base
    return [
        {
            "agent": _id(split.agent),
            "side": "listing",
            "weight": split.amount_cents,
            "percent": str(percent),
            "items": [
                {
                    "name": one.name,
                    "amount": one.amount_cents,
                    "credit": one.kind is ItemKind.AGENT_CREDIT,
                    "payee": _party(one.payee),
                }
                for one in of(ItemKind.AGENT_DEBIT, ItemKind.AGENT_CREDIT)
                if one.agent == split.agent
            ],
        }
        for split in splits
    ]


def _by_kind(items: Sequence[CanonicalItem]) -> Any:
    return lambda *kinds: [one for one in items if one.kind in kinds]


def _outside(item: CanonicalItem) -> dict[str, Any]:
    return {
        "side": "buying",
        "weight": item.amount_cents,
        "ours": False,
        "broker": _id(item.payee),
        "sync": item.sync,
        "create_payment": item.create_payment,
    }


def _item(item: CanonicalItem) -> dict[str, Any]:
    return {
        "name": item.name,
        "side": "listing",
        "amount": item.amount_cents,
        "credit": item.kind is ItemKind.DEAL_CREDIT,
        "payee": _party(item.payee),
        "before_split": True,
        "sync": item.sync,
        "create_payment": item.create_payment,
    }


def _party(payee: PersonRef | None) -> dict[str, Any]:
    if payee is None or payee.kind is PayeeKind.COMPANY:
        return {"kind": "Account", "id": ACCOUNT_ID}
    return {"kind": _HOLDERS[payee.kind], "id": int(payee.id)}


def _id(person: PersonRef | None) -> int:
    assert person is not None
    return int(person.id)


def _statement(statement: CanonicalStatement) -> dict[str, Any]:
    first = statement.lines[0]
    return {
        "id": int(statement.id),
        "number": statement.number,
        "agent": int(statement.agent.id),
        "billing_date": _noon(first.billing_date),
        "due_date": _noon(first.due_date or first.billing_date),
        "items": [
            {
                "id": int(line.id),
                "name": line.name,
                "amount": line.amount_cents,
                "credit": line.is_credit,
                "frequency": line.frequency,
                "memo": line.memo,
            }
            for line in statement.lines
        ],
        "payments": [
            {
                "id": int(paid.id),
                "amount": paid.amount_cents,
                "paid_at": _noon(paid.paid_on),
                "method": paid.method,
            }
            for paid in statement.payments
        ],
    }


def _noon(day: dt.date) -> int:
    return _milliseconds(dt.datetime.combine(day, dt.time(12), dt.UTC))


def _milliseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp()) * 1000
