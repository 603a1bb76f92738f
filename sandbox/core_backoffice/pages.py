"""Plain pages for people: deals with their disbursement laid out, agents with their billing log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from include.books.money import format_amount
from sandbox.core_backoffice.billing import settle
from sandbox.core_backoffice.disbursement import distribute
from sandbox.core_backoffice.model import ACCOUNT_NAME, Agent, Contact, Party
from sandbox.core_backoffice.routes import Routes
from sandbox.core_backoffice.spoilt import spoilt_records
from sandbox.core_backoffice.store import Store
from sandbox.core_backoffice.totals import deal_totals, totals

_HERE = Path(__file__).parent


class Pages:
    """Pages over the books; they only show."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters |= {"usd": format_amount, "day": _day, "party": self._party}
        self.templates.globals["account"] = ACCOUNT_NAME

    @staticmethod
    def router() -> APIRouter:
        """The routes below /app, and the way there from the root."""
        router = Routes(Pages, default_response_class=HTMLResponse)
        router.get("/", response_class=RedirectResponse)(Pages.root)
        router.get("/app/")(Pages.deals)
        router.get("/app/transactions/{id_}")(Pages.deal)
        router.get("/app/agents")(Pages.agents)
        router.get("/app/agents/{id_}")(Pages.agent)
        router.get("/app/style.css", response_class=FileResponse)(Pages.style)
        return router

    async def root(self) -> str:
        """Where the pages begin."""
        return "/app/"

    async def style(self) -> Path:
        """How they look."""
        return _HERE / "static" / "style.css"

    async def deals(self, request: Request, status: str = "") -> str:
        """All deals, newest first; those of one status on request."""
        found = [one for one in self.store.deals.values() if status in {"", one.status}]
        return self._page(
            "deals.html",
            deals=[(deal, deal_totals(deal)) for deal in reversed(found)],
            statuses=sorted({deal.status for deal in self.store.deals.values()}),
            status=status,
            totals=totals(self.store),
            path=request.url.path,
        )

    async def deal(self, id_: int) -> str:
        """One deal, from its gross commission to the brokerage's net."""
        if id_ not in self.store.deals:
            raise HTTPException(404, f"there is no transaction {id_}")
        deal = self.store.deals[id_]
        money = distribute(deal)
        return self._page(
            "deal.html",
            deal=deal,
            money=money,
            bad=spoilt_records(self.store).get(id_),
            distributed=money.co_broke
            + money.vendor_payments
            + money.agent_net
            + money.brokerage_net,
            user=lambda agent: Party(kind="User", id=agent),
            contact=lambda broker: Party(kind="Contact", id=broker),
        )

    async def agents(self) -> str:
        """All agents, with what they were billed and what is open."""
        bills: dict[int, tuple[int, int]] = {}
        for one in self.store.statements.values():
            billed, open_ = bills.get(one.agent, (0, 0))
            bills[one.agent] = (billed + one.total, open_ + one.open)
        rows = [(agent, *bills.get(agent.id, (0, 0))) for agent in self.store.agents.values()]
        return self._page("agents.html", rows=rows)

    async def agent(self, id_: int) -> str:
        """One agent: deals and billing log."""
        if id_ not in self.store.agents:
            raise HTTPException(404, f"there is no agent {id_}")
        me = Party(kind="User", id=id_)
        earned = [
            (deal, distribute(deal).received()[me])
            for deal in self.store.deals.values()
            if deal.has_disbursement and me in distribute(deal).received()
        ]
        statements = [one for one in self.store.statements.values() if one.agent == id_]
        return self._page(
            "agent.html",
            agent=self.store.agents[id_],
            earned=list(reversed(earned)),
            statements=[(one, settle(one)) for one in reversed(statements)],
        )

    def _page(self, template: str, **values: Any) -> str:
        return self.templates.get_template(template).render(**values)

    def _party(self, party: Party) -> str:
        if party.kind == "Account":
            return ACCOUNT_NAME
        people: dict[int, Agent] | dict[int, Contact] = (
            self.store.agents if party.kind == "User" else self.store.contacts
        )
        person = people.get(party.id)
        return f"unknown {party.kind} {party.id}" if person is None else person.name


def _day(moment: int | None, timezone: int | str | None = None) -> str:
    """A moment's day: in the deal's timezone, where that is a number of hours, else UTC."""
    if moment is None:
        return "\N{EN DASH}"
    hours = timezone if isinstance(timezone, int) else 0
    zone = dt.timezone(dt.timedelta(hours=hours))
    day = dt.datetime.fromtimestamp(moment / 1000, zone)
    return f"{day:%b} {day.day}, {day.year}"
