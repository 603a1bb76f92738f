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
    check_payments,
    check_statement,
    merge,
    missing,
    wrong,
)
from sandbox.core_backoffice.generator.calendar import TODAY, moment
from sandbox.core_backoffice.model import BillingItem, Payment, Statement, statement_number
from sandbox.core_backoffice.routes import Routes
from sandbox.core_backoffice.store import STATEMENTS, Store

_ITEM: TypeAdapter[BillingItem] = TypeAdapter(BillingItem)
_PAYMENT: TypeAdapter[Payment] = TypeAdapter(Payment)
_TWO_WEEKS = 14 * 86_400_000


class StatementControl:
    """Bills agents and takes their payments; amounts are cents. A change touches the agent too."""

    def __init__(self, store: Store, *, pays_more: bool = False) -> None:
        self.store = store
        self._pays_more = pays_more

    @staticmethod
    def router(prefix: str) -> APIRouter:
        """The routes, all below a prefix."""
        router = Routes(StatementControl, prefix=prefix)
        router.get("/statements")(StatementControl.all)
        router.post("/statements")(StatementControl.add)
        router.get("/statements/{id_}")(StatementControl.one)
        router.patch("/statements/{id_}")(StatementControl.change)
        router.delete("/statements/{id_}")(StatementControl.remove)
        router.post("/statements/{id_}/items")(StatementControl.add_item)
        router.patch("/statements/{id_}/items/{item_id}")(StatementControl.change_item)
        router.delete("/statements/{id_}/items/{item_id}")(StatementControl.remove_item)
        router.delete("/billing_items/{item_id}")(StatementControl.remove_item_alone)
        router.post("/statements/{id_}/payments")(StatementControl.pay)
        router.patch("/statements/{id_}/payments/{payment_id}")(StatementControl.change_payment)
        router.delete("/statements/{id_}/payments/{payment_id}")(StatementControl.take_back)
        router.post("/statements/{id_}/refunds")(StatementControl.refund)
        router.post("/statements/{id_}/unpay")(StatementControl.unpay)
        router.post("/statements/{id_}/charge")(StatementControl.charge)
        router.post("/statements/{id_}/charge_failed")(StatementControl.charge_failed)
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

    async def remove_item_alone(self, item_id: int) -> Json:
        """Take an item off whatever statement it stands on."""
        for statement in self.store.statements.values():
            if any(item.id == item_id for item in statement.items):
                return await self.remove_item(statement.id, item_id)
        raise missing("billing item", item_id)

    async def pay(self, id_: int, body: OptionalBody = None) -> Json:
        """Take a payment: of everything open, or of `amount`; `method` is card unless said."""
        with self.store.transaction():
            statement = self._statement(id_)
            said = body or {}
            if "amount" not in said and statement.open <= 0:
                raise wrong("nothing is open to be paid")
            payment = build(_PAYMENT, self._new_payment({"amount": statement.open, **said}))
            if payment.amount < 0:
                raise wrong("amount: money for the agent is a refund")
            paid = replace(
                statement, payments=(*statement.payments, payment), charge_failed_at=None
            )
            return self._save(paid if self._pays_more else check_payments(paid))

    async def refund(self, id_: int, body: OptionalBody = None) -> Json:
        """Give money back: `amount`, or what credits leave the agent, or else all that was paid."""
        with self.store.transaction():
            statement = self._statement(id_)
            said = {"amount": -statement.open if statement.open < 0 else statement.paid}
            said |= body or {}
            if not isinstance(said["amount"], int) or said["amount"] <= 0:
                raise wrong("amount: there is nothing to give back")
            refund = build(_PAYMENT, self._new_payment({**said, "amount": -said["amount"]}))
            payments = (*statement.payments, refund)
            return self._save(check_payments(replace(statement, payments=payments)))

    async def unpay(self, id_: int) -> Json:
        """Take all payments back, and refunds with them: what was paid is unpaid again."""
        with self.store.transaction():
            statement = self._statement(id_)
            if not statement.payments:
                raise wrong("nothing of it is paid")
            return self._save(replace(statement, payments=(), charge_failed_at=None))

    async def change_payment(self, id_: int, payment_id: int, body: JsonBody) -> Json:
        """Change a payment's amount, moment or method."""
        with self.store.transaction():
            statement = self._with_payment(id_, payment_id)
            if not _keeps_sign(statement, payment_id, body):
                raise wrong("amount: a payment stays a payment, and a refund a refund")
            changed = [
                build(_PAYMENT, {**_PAYMENT.dump_python(paid), **body, "id": paid.id})
                if paid.id == payment_id
                else paid
                for paid in statement.payments
            ]
            # The changed one last, as the one that was just entered.
            changed.sort(key=lambda paid: paid.id == payment_id)
            return self._save(check_payments(replace(statement, payments=tuple(changed))))

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
        return await self.charge_failed(id_)

    async def charge_failed(self, id_: int) -> Json:
        """The agent's card is refused."""
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


def _keeps_sign(statement: Statement, payment_id: int, body: Json) -> bool:
    before = next(paid.amount for paid in statement.payments if paid.id == payment_id)
    after = body.get("amount", before)
    return not isinstance(after, int) or after * before >= 0


def _view(statement: Statement) -> Json:
    view: Json = STATEMENTS.adapter.dump_python(statement, mode="json")
    return {
        **view,
        "total": statement.total,
        "paid": statement.paid,
        "open": statement.open,
        "statuses": {str(settled.item.id): settled.status for settled in settle(statement)},
    }
