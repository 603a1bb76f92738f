"""The BackOffice REST API over the brokerage's books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from sandbox.core_backoffice import answers
from sandbox.core_backoffice.model import Agent, Contact, Deal
from sandbox.core_backoffice.paging import among, flag, number, page, since
from sandbox.core_backoffice.routes import Routes
from sandbox.core_backoffice.rows import people, transactions
from sandbox.core_backoffice.rows.billing import billing_items
from sandbox.core_backoffice.rows.commissions import commission_rows
from sandbox.core_backoffice.rows.values import Row, overridden
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.store import Store
from sandbox.core_backoffice.webhooks import EVENTS, Webhooks


class Api:
    """What the routes answer. All but one read; errors are the live API's own."""

    def __init__(self, store: Store, settings: SandboxSettings, webhooks: Webhooks) -> None:
        self.store = store
        self.settings = settings
        self.webhooks = webhooks

    @staticmethod
    def router(prefix: str) -> APIRouter:
        """The routes, all below a prefix."""
        router = Routes(Api, prefix=prefix)
        router.get("/users")(Api.users)
        router.get("/users/{id_}")(Api.user)
        router.get("/users/{id_}/billing_items")(Api.billing_items)
        router.get("/contacts")(Api.contacts)
        router.get("/contacts/{id_}")(Api.contact)
        router.get("/transactions")(Api.transactions)
        router.get("/transactions/{id_}")(Api.transaction)
        router.get("/transactions/{id_}/commissions")(Api.commissions)
        router.get("/transactions/{id_}/participants")(Api.participants)
        router.get("/transactions/{id_}/participants/{plural}")(Api.participants_of_type)
        router.get("/transactions/{id_}/participants/{plural}/{person}")(Api.participant)
        router.post("/webhooks")(Api.register_webhook)
        return router

    async def register_webhook(self, request: Request) -> JSONResponse:
        """A webhook, with the secret that is shown this one time."""
        self.authorize(request)
        try:
            given = await request.json()
            address = given["callback_url"]
            events = [one["event"] for one in given["event_types"]]
        except (ValueError, KeyError, TypeError):
            raise answers.webhook_invalid("callback_url and event_types are required") from None
        if not isinstance(address, str) or not address.startswith(("http://", "https://")):
            raise answers.webhook_invalid("callback_url is invalid")
        if unknown := sorted(set(map(str, events)) - EVENTS):
            raise answers.webhook_invalid(f"unknown event {unknown[0]}")
        webhook = self.webhooks.register(address, events)
        told = {
            "id": webhook.id,
            "callback_url": address,
            "event_types": given["event_types"],
            "secret": webhook.secret,
        }
        return JSONResponse(told, 201)

    def authorize(self, request: Request) -> None:
        """Check the `api_key`.

        Raises:
            Refused: it is missing or wrong.
        """
        key = request.query_params.get("api_key", "")
        if not key:
            raise answers.key_missing()
        if key != self.settings.api_key:
            raise answers.key_wrong()

    async def users(self, request: Request) -> JSONResponse:
        """Users; the long form with `full_info=1`."""
        self.authorize(request)
        active = flag(request, "active")
        found = page(
            request,
            [agent for agent in self.store.agents.values() if not agent.deleted],
            lambda agent: active is None or agent.active is active,
            since(request, "created_since", lambda agent: agent.created_at),
            since(request, "updated_since", lambda agent: agent.updated_at),
            among(request, "external_ids", lambda agent: agent.external_id),
        )
        row = people.user_full if flag(request, "full_info") else people.user_short
        return self._answer("users", map(row, found))

    async def user(self, request: Request, id_: str) -> JSONResponse:
        """One user, in the long form."""
        self.authorize(request)
        return self._answer_one("users", people.user_full(self._agent(id_)))

    async def billing_items(self, request: Request, id_: str) -> JSONResponse:
        """A user's billing log."""
        self.authorize(request)
        agent, only = self._agent(id_), number(request, "statement_id")
        found = page(
            request,
            [
                _Billed(row)
                for statement in self.store.statements.values()
                if statement.agent == agent.id and only in {None, statement.id}
                for row in billing_items(statement, self.settings.currency)
            ],
            since(request, "updated_since", lambda billed: billed.updated_at),
        )
        return self._answer("billing_items", [billed.row for billed in found])

    async def contacts(self, request: Request) -> JSONResponse:
        """Contacts; the long form with `full_info=1`."""
        self.authorize(request)
        found = page(
            request,
            [contact for contact in self.store.contacts.values() if not contact.deleted],
            since(request, "created_since", lambda contact: contact.created_at),
            since(request, "updated_since", lambda contact: contact.updated_at),
            among(request, "external_ids", lambda contact: contact.external_id),
        )
        row = people.contact_full if flag(request, "full_info") else people.contact_short
        return self._answer("contacts", map(row, found))

    async def contact(self, request: Request, id_: str) -> JSONResponse:
        """One contact, in the long form."""
        self.authorize(request)
        return self._answer_one("contacts", people.contact_full(self._contact(id_)))

    async def transactions(self, request: Request) -> JSONResponse:
        """Transactions."""
        self.authorize(request)
        found = page(
            request,
            self.store.deals.values(),
            since(request, "created_since", lambda deal: deal.created_at),
            since(request, "updated_since", lambda deal: deal.updated_at),
            since(request, "closed_since", lambda deal: deal.closed_at),
            among(request, "statuses", lambda deal: deal.status),
            among(request, "external_ids", lambda deal: deal.external_id),
            among(request, "owned_by", _owner),
        )
        return self._answer("transactions", map(transactions.transaction, found))

    async def transaction(self, request: Request, id_: str) -> JSONResponse:
        """One transaction."""
        self.authorize(request)
        return self._answer_one("transactions", transactions.transaction(self._deal(id_)))

    async def commissions(self, request: Request, id_: str) -> JSONResponse:
        """A transaction's commission items, never paged."""
        self.authorize(request)
        rows = commission_rows(self._deal(id_), self.store, switches=self.settings.switches)
        return self._answer("commissions", rows)

    async def participants(self, request: Request, id_: str) -> JSONResponse:
        """Everybody on a transaction."""
        self.authorize(request)
        return JSONResponse(transactions.participants(self._deal(id_), self.store))

    async def participants_of_type(self, request: Request, id_: str, plural: str) -> JSONResponse:
        """The users, or the contacts, on a transaction."""
        self.authorize(request)
        return JSONResponse(self._participants(id_, plural))

    async def participant(
        self, request: Request, id_: str, plural: str, person: str
    ) -> JSONResponse:
        """One user or contact on a transaction."""
        self.authorize(request)
        for row in self._participants(id_, plural):
            if str(row["id"]) == person:
                return JSONResponse(row)
        raise answers.participant_not_found(_TYPES[plural], person, id_)

    def _participants(self, id_: str, plural: str) -> list[Row]:
        if plural not in _TYPES:
            raise answers.no_such_route()
        rows = transactions.participants(self._deal(id_), self.store)
        return [row for row in rows if row["type"] == _TYPES[plural]]

    def _agent(self, id_: str) -> Agent:
        agent = self.store.agents.get(_key(id_))
        if agent is None or agent.deleted:
            raise answers.user_not_found()
        return agent

    def _contact(self, id_: str) -> Contact:
        contact = self.store.contacts.get(_key(id_))
        if contact is None or contact.deleted:
            raise answers.contact_not_found(id_)
        return contact

    def _deal(self, id_: str) -> Deal:
        deal = self.store.deals.get(_key(id_))
        if deal is None:
            raise answers.transaction_not_found(id_)
        return deal

    def _answer(self, kind: str, rows: Iterable[Row]) -> JSONResponse:
        return JSONResponse([self._raw(kind, row) for row in rows])

    def _answer_one(self, kind: str, row: Row) -> JSONResponse:
        return JSONResponse(self._raw(kind, row))

    def _raw(self, kind: str, row: Row) -> Row:
        return overridden(row, self.store.raw.get((kind, row["id"])))


_TYPES = {"users": "User", "contacts": "Contact"}


class _Billed:
    """A billing item's row, as pages want it."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.id: int = row["id"]
        self.updated_at: int = row["updated_at"]


def _owner(deal: Deal) -> str | None:
    return str(deal.agents[0].agent) if deal.agents else None


def _key(text: str) -> int:
    """The id, or one that nothing has."""
    return int(text) if text.isascii() and text.isdigit() else -1
