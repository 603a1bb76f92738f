"""Control routes of transactions, agents and contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter

from sandbox.core_backoffice.control.changes import (
    Json,
    JsonBody,
    build,
    check_deal,
    merge,
    missing,
)
from sandbox.core_backoffice.generator.calendar import TODAY
from sandbox.core_backoffice.model import Agent, Contact, Deal
from sandbox.core_backoffice.routes import Routes
from sandbox.core_backoffice.store import AGENTS, CONTACTS, DEALS, Store
from sandbox.core_backoffice.totals import deal_totals


class RecordControl:
    """Reads and changes the model; amounts are cents, every change bumps `updated_at`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @staticmethod
    def router(prefix: str) -> APIRouter:
        """The routes, all below a prefix."""
        router = Routes(RecordControl, prefix=prefix)
        router.get("/transactions")(RecordControl.deals)
        router.post("/transactions")(RecordControl.add_deal)
        router.get("/transactions/{id_}")(RecordControl.deal)
        router.patch("/transactions/{id_}")(RecordControl.change_deal)
        router.delete("/transactions/{id_}")(RecordControl.remove_deal)
        router.get("/agents")(RecordControl.agents)
        router.post("/agents")(RecordControl.add_agent)
        router.get("/agents/{id_}")(RecordControl.agent)
        router.patch("/agents/{id_}")(RecordControl.change_agent)
        router.delete("/agents/{id_}")(RecordControl.remove_agent)
        router.get("/contacts")(RecordControl.contacts)
        router.post("/contacts")(RecordControl.add_contact)
        router.get("/contacts/{id_}")(RecordControl.contact)
        router.patch("/contacts/{id_}")(RecordControl.change_contact)
        router.delete("/contacts/{id_}")(RecordControl.remove_contact)
        return router

    async def deals(self) -> list[Any]:
        """All deals, as the books have them."""
        return [self._deal_view(deal) for deal in self.store.deals.values()]

    async def deal(self, id_: int) -> Json:
        """One deal, with what its money comes to."""
        return self._deal_view(self._deal(id_))

    async def add_deal(self, body: JsonBody) -> Json:
        """Add a deal; what is not said has its default. `finalized` may be true for now."""
        with self.store.transaction():
            id_ = self.store.next_id("transactions")
            said = {
                "id": id_,
                "custom_id": f"TR-{TODAY.year}-{id_}",
                "created_at": self.store.tick(),
                **self._finalized(body),
            }
            deal = check_deal(self.store, build(DEALS.adapter, said))
            if deal.finalized is not None and not deal.disbursement:
                deal = replace(deal, disbursement=1)
            self.store.reserve("transactions", deal.id)
            return self._deal_view(self.store.change(deal))

    async def change_deal(self, id_: int, body: JsonBody) -> Json:
        """Change fields of a deal.

        `finalized`: false or null deletes the disbursement, true or a moment creates it anew.
        """
        with self.store.transaction():
            before = self._deal(id_)
            deal = check_deal(self.store, merge(DEALS, before, self._finalized(body)))
            if deal.finalized is not None and before.finalized is None:
                deal = replace(deal, disbursement=before.disbursement + 1)
            return self._deal_view(self.store.change(deal))

    async def remove_deal(self, id_: int) -> Json:
        """Delete a deal: the API answers 404 for it from now on."""
        with self.store.transaction():
            self.store.remove(self._deal(id_))
        return {"deleted": id_}

    async def agents(self) -> list[Any]:
        """All agents, deleted ones too."""
        return [AGENTS.adapter.dump_python(one, mode="json") for one in self.store.agents.values()]

    async def agent(self, id_: int) -> Any:
        """One agent."""
        return AGENTS.adapter.dump_python(self._agent(id_), mode="json")

    async def add_agent(self, body: JsonBody) -> Any:
        """Add an agent: first_name, last_name and email at least."""
        with self.store.transaction():
            said = {"id": self.store.next_id("agents"), "created_at": self.store.tick(), **body}
            agent = build(AGENTS.adapter, said)
            self.store.reserve("agents", agent.id)
            self.store.change(agent)
        return await self.agent(agent.id)

    async def change_agent(self, id_: int, body: JsonBody) -> Any:
        """Change fields of an agent."""
        with self.store.transaction():
            self.store.change(merge(AGENTS, self._agent(id_), body))
        return await self.agent(id_)

    async def remove_agent(self, id_: int) -> Json:
        """Delete an agent's user record; deals still name the agent."""
        with self.store.transaction():
            self.store.change(replace(self._agent(id_), deleted=True, active=False))
        return {"deleted": id_}

    async def contacts(self) -> list[Any]:
        """All contacts, deleted ones too."""
        return [
            CONTACTS.adapter.dump_python(one, mode="json") for one in self.store.contacts.values()
        ]

    async def contact(self, id_: int) -> Any:
        """One contact."""
        return CONTACTS.adapter.dump_python(self._contact(id_), mode="json")

    async def add_contact(self, body: JsonBody) -> Any:
        """Add a contact."""
        with self.store.transaction():
            said = {"id": self.store.next_id("contacts"), "created_at": self.store.tick(), **body}
            contact = build(CONTACTS.adapter, said)
            self.store.reserve("contacts", contact.id)
            self.store.change(contact)
        return await self.contact(contact.id)

    async def change_contact(self, id_: int, body: JsonBody) -> Any:
        """Change fields of a contact."""
        with self.store.transaction():
            self.store.change(merge(CONTACTS, self._contact(id_), body))
        return await self.contact(id_)

    async def remove_contact(self, id_: int) -> Json:
        """Delete a contact; deals still name it."""
        with self.store.transaction():
            self.store.change(replace(self._contact(id_), deleted=True))
        return {"deleted": id_}

    def _finalized(self, body: Json) -> Json:
        if not isinstance(body.get("finalized"), bool):
            return body
        return {**body, "finalized": self.store.tick() if body["finalized"] else None}

    def _deal_view(self, deal: Deal) -> Json:
        view: Json = DEALS.adapter.dump_python(deal, mode="json")
        return {**view, "expected": deal_totals(deal), "has_disbursement": deal.has_disbursement}

    def _deal(self, id_: int) -> Deal:
        if id_ not in self.store.deals:
            raise missing("transaction", id_)
        return self.store.deals[id_]

    def _agent(self, id_: int) -> Agent:
        if id_ not in self.store.agents:
            raise missing("agent", id_)
        return self.store.agents[id_]

    def _contact(self, id_: int) -> Contact:
        if id_ not in self.store.contacts:
            raise missing("contact", id_)
        return self.store.contacts[id_]
