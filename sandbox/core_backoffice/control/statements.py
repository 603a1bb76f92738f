"""Control routes of agent billing: statements, their items and payments."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from pydantic import TypeAdapter

from sandbox.core_backoffice.billing import settle
from sandbox.core_backoffice.control.changes import (
    Json,
    JsonBody,
    OptionalBody,
    build,
    check_statement,
    merge,
    missing,
    wrong,
)
from sandbox.core_backoffice.generator.calendar import TODAY, moment
from sandbox.core_backoffice.model import BillingItem, Payment, Statement, statement_number
from sandbox.core_backoffice.store import STATEMENTS, Store

_ITEM: TypeAdapter[BillingItem] = TypeAdapter(BillingItem)
_PAYMENT: TypeAdapter[Payment] = TypeAdapter(Payment)
_TWO_WEEKS = 14 * 86_400_000


class StatementControl:
    """Bills agents and takes their payments; amounts are cents. A change touches the agent too."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def router(self) -> APIRouter:
        """The routes below /sandbox/statements."""
        router = APIRouter(prefix="/statements")
        router.get("")(self.all)
        router.post("")(self.add)
        router.get("/{id_}")(self.one)
        router.patch("/{id_}")(self.change)
        router.delete("/{id_}")(self.remove)
        router.post("/{id_}/items")(self.add_item)
        router.patch("/{id_}/items/{item_id}")(self.change_item)
        router.delete("/{id_}/items/{item_id}")(self.remove_item)
        router.post("/{id_}/payments")(self.pay)
        router.patch("/{id_}/payments/{payment_id}")(self.change_payment)
        router.delete("/{id_}/payments/{payment_id}")(self.take_back)
        router.post("/{id_}/charge")(self.charge)
        return router

    async def all(self, agent: int | None = None) -> list[Json]:
        """All statements, or one agent's."""
        statements = self.store.statements.values()
        return [_view(one) for one in statements if agent in {None, one.agent}]

    async def one(self, id_: int) -> Json:
        """One statement, with what is billed, paid and open."""
        return _view(self._statement(id_))

    async def add(self, body: JsonBody) -> Json:
        """Bill an agent: `agent` and `items` at least; dates default to today."""
        with self.store.transaction():
            id_ = self.store.next_id("statements")
            day = body.get("billing_date", moment(TODAY))
            if not isinstance(day, int):
                raise wrong("billing_date: a moment in milliseconds is expected")
            said = {
                "id": id_,
                "number": statement_number(TODAY.year, id_),
                "billing_date": day,
                "due_date": day + _TWO_WEEKS,
                "created_at": self.store.tick(),
                **body,
                "items": [self._new_item(item) for item in body.get("items", [])],
                "payments": [self._new_payment(paid) for paid in body.get("payments", [])],
            }
            return self._save(build(STATEMENTS.adapter, said))

    async def change(self, id_: int, body: JsonBody) -> Json:
        """Change fields of a statement."""
        with self.store.transaction():
            before = self._statement(id_)
            changed = self._save(merge(STATEMENTS, before, body))
            if changed["agent"] != before.agent:
                self.store.change(self.store.agents[before.agent])
            return changed

    async def remove(self, id_: int) -> Json:
        """Delete a statement."""
        with self.store.transaction():
            statement = self._statement(id_)
            self.store.remove(statement)
            self.store.change(self.store.agents[statement.agent])
        return {"deleted": id_}

    async def add_item(self, id_: int, body: JsonBody) -> Json:
        """Add an item: `name` and `amount`; `credit` for a credit."""
        with self.store.transaction():
            statement = self._statement(id_)
            item = build(_ITEM, self._new_item(body))
            return self._save(replace(statement, items=(*statement.items, item)))

    async def change_item(self, id_: int, item_id: int, body: JsonBody) -> Json:
        """Change fields of an item."""
        with self.store.transaction():
            statement = self._with_item(id_, item_id)
            changed = [
                build(_ITEM, {**_ITEM.dump_python(item), **body, "id": item.id})
                if item.id == item_id
                else item
                for item in statement.items
            ]
            return self._save(replace(statement, items=tuple(changed)))

    async def remove_item(self, id_: int, item_id: int) -> Json:
        """Take an item off the statement."""
        with self.store.transaction():
            statement = self._with_item(id_, item_id)
            kept = tuple(item for item in statement.items if item.id != item_id)
            return self._save(replace(statement, items=kept))

    async def pay(self, id_: int, body: OptionalBody = None) -> Json:
        """Take a payment: of everything open, or of `amount`; `method` is card unless said."""
        with self.store.transaction():
            statement = self._statement(id_)
            payment = build(_PAYMENT, self._new_payment({"amount": statement.open, **(body or {})}))
            payments = (*statement.payments, payment)
            return self._save(replace(statement, payments=payments, charge_failed_at=None))

    async def change_payment(self, id_: int, payment_id: int, body: JsonBody) -> Json:
        """Change a payment's amount, moment or method."""
        with self.store.transaction():
            statement = self._with_payment(id_, payment_id)
            changed = [
                build(_PAYMENT, {**_PAYMENT.dump_python(paid), **body, "id": paid.id})
                if paid.id == payment_id
                else paid
                for paid in statement.payments
            ]
            return self._save(replace(statement, payments=tuple(changed)))

    async def take_back(self, id_: int, payment_id: int) -> Json:
        """Take a payment back: the statement is open again."""
        with self.store.transaction():
            statement = self._with_payment(id_, payment_id)
            kept = tuple(paid for paid in statement.payments if paid.id != payment_id)
            return self._save(replace(statement, payments=kept))

    async def charge(self, id_: int, body: OptionalBody = None) -> Json:
        """Charge the agent's card for everything open; `{"succeeds": false}`: it is refused."""
        if (body or {}).get("succeeds", True):
            return await self.pay(id_, {"method": "card"})
        with self.store.transaction():
            statement = self._statement(id_)
            return self._save(replace(statement, charge_failed_at=self.store.tick()))

    def _new_item(self, body: Json) -> Json:
        return {"id": self.store.next_id("billing_items"), **body}

    def _new_payment(self, body: Json) -> Json:
        return {"id": self.store.next_id("payments"), "paid_at": self.store.tick(), **body}

    def _save(self, statement: Statement) -> Json:
        saved = self.store.change(check_statement(self.store, statement))
        self.store.reserve("statements", saved.id)
        self.store.change(self.store.agents[saved.agent])
        return _view(saved)

    def _statement(self, id_: int) -> Statement:
        if id_ not in self.store.statements:
            raise missing("statement", id_)
        return self.store.statements[id_]

    def _with_payment(self, id_: int, payment_id: int) -> Statement:
        statement = self._statement(id_)
        if all(paid.id != payment_id for paid in statement.payments):
            raise missing("payment", payment_id)
        return statement

    def _with_item(self, id_: int, item_id: int) -> Statement:
        statement = self._statement(id_)
        if all(item.id != item_id for item in statement.items):
            raise missing("billing item", item_id)
        return statement


def _view(statement: Statement) -> Json:
    view: Json = STATEMENTS.adapter.dump_python(statement, mode="json")
    return {
        **view,
        "total": statement.total,
        "paid": statement.paid,
        "open": statement.open,
        "statuses": {str(settled.item.id): settled.status for settled in settle(statement)},
    }
