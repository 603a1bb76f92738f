"""Control routes of the sandbox itself: health, totals, bad records, faults, overrides, examples."""

from __future__ import annotations

from typing import Literal, TypeAlias

from fastapi import APIRouter, HTTPException, Query

from sandbox.core_backoffice.calls import Calls
from sandbox.core_backoffice.control.changes import Json, JsonBody, missing, wrong
from sandbox.core_backoffice.examples import Ids, Letter, add_example
from sandbox.core_backoffice.faults import Fault, Faults
from sandbox.core_backoffice.routes import Routes
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.spoilt import spoilt_records
from sandbox.core_backoffice.store import Store
from sandbox.core_backoffice.totals import Totals, totals

RawKind: TypeAlias = Literal["users", "contacts", "transactions", "commissions", "billing_items"]

_ITEMS_OF_A_DEAL = 100_000


class HouseControl:
    """What concerns the sandbox, not one record."""

    def __init__(
        self, store: Store, settings: SandboxSettings, faults: Faults, calls: Calls
    ) -> None:
        self.store = store
        self.settings = settings
        self.ordered = faults
        self.counted = calls

    @staticmethod
    def router(prefix: str) -> APIRouter:
        """The routes, all below a prefix."""
        router = Routes(HouseControl, prefix=prefix)
        router.get("/health")(HouseControl.health)
        router.get("/totals")(HouseControl.totals)
        router.get("/bad-records")(HouseControl.bad_records)
        router.get("/faults")(HouseControl.faults)
        router.post("/faults")(HouseControl.order_fault)
        router.delete("/faults")(HouseControl.clear_faults)
        router.get("/calls")(HouseControl.calls)
        router.delete("/calls")(HouseControl.reset_calls)
        router.get("/raw")(HouseControl.raw)
        router.put("/raw/{kind}/{id_}")(HouseControl.override)
        router.delete("/raw/{kind}/{id_}")(HouseControl.restore)
        router.post("/examples/{letter}")(HouseControl.example)
        return router

    async def health(self) -> Json:
        """Whether the sandbox answers."""
        return {"status": "ok"}

    async def totals(self, exclude: str = Query(""), exclude_statements: str = Query("")) -> Totals:
        """What the books say in all, in cents."""
        return totals(self.store, _ids(exclude), _ids(exclude_statements))

    async def bad_records(self) -> list[Json]:
        """The records that are still spoilt, with the reason."""
        return [
            {
                "kind": "transactions",
                "id": bad.id,
                "custom_id": self.store.deals[bad.id].custom_id,
                "address": self.store.deals[bad.id].address,
                "reason": bad.reason,
            }
            for bad in spoilt_records(self.store).values()
        ]

    async def faults(self) -> list[Json]:
        """Faults that are still to happen."""
        return self.ordered.pending()

    async def order_fault(self, fault: Fault) -> list[Json]:
        """Order a fault for the next requests of a path."""
        self.ordered.order(fault)
        return self.ordered.pending()

    async def clear_faults(self) -> list[Json]:
        """Forget all faults."""
        self.ordered.clear()
        return []

    async def calls(self) -> Json:
        """How often the API was asked for what."""
        return {
            "total": self.counted.by_path.total(),
            "by_path": dict(self.counted.by_path),
            "by_status": dict(self.counted.by_status),
        }

    async def reset_calls(self) -> Json:
        """Count from zero."""
        self.counted.reset()
        return await self.calls()

    async def raw(self) -> list[Json]:
        """The rows that are served with other fields than the books have."""
        return [
            {"kind": kind, "id": id_, "fields": fields}
            for (kind, id_), fields in self.store.raw.items()
        ]

    async def override(self, kind: RawKind, id_: int, fields: JsonBody) -> Json:
        """Serve these fields of a row as given, in addition to those overridden before."""
        with self.store.transaction():
            self._touch(kind, id_)
            merged = {**self.store.raw.get((kind, id_), {}), **fields}
            self.store.put_raw(kind, id_, merged)
        return {"kind": kind, "id": id_, "fields": merged}

    async def restore(self, kind: RawKind, id_: int) -> Json:
        """Serve a row as the books have it again."""
        with self.store.transaction():
            if (kind, id_) not in self.store.raw:
                raise HTTPException(404, f"{kind} {id_} is served as it is")
            self._touch(kind, id_)
            self.store.put_raw(kind, id_, {})
        return {"kind": kind, "id": id_, "fields": {}}

    async def example(self, letter: Letter) -> Ids:
        """Add a worked example to the books."""
        with self.store.transaction():
            return add_example(self.store, letter)

    def _touch(self, kind: RawKind, id_: int) -> None:
        """Whose row looks different is a changed record."""
        match kind:
            case "users" if id_ in self.store.agents:
                self.store.change(self.store.agents[id_])
            case "contacts" if id_ in self.store.contacts:
                self.store.change(self.store.contacts[id_])
            case "transactions" if id_ in self.store.deals:
                self.store.change(self.store.deals[id_])
            case "commissions" if id_ // _ITEMS_OF_A_DEAL in self.store.deals:
                self.store.change(self.store.deals[id_ // _ITEMS_OF_A_DEAL])
            case "billing_items":
                self._touch_statement(id_)
            case _:
                raise missing(kind, id_)

    def _touch_statement(self, item_id: int) -> None:
        for statement in self.store.statements.values():
            if any(item.id == item_id for item in statement.items):
                self.store.change(statement)
                self.store.change(self.store.agents[statement.agent])
                return
        raise missing("billing item", item_id)


def _ids(text: str) -> frozenset[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() for word in words):
        raise wrong("ids are whole numbers with commas between them")
    return frozenset(map(int, words))
