"""What every step of setting up a workflow works with: the request, the company and its lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.reads.start_dates import WorkflowStart, workflow_start
from include.provider.connections.opening import Lookup
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.live_lists import Lists, lists_now
from include.web.workflows.versions import Active, all_active
from include.workflows.category import Category
from include.workflows.template import Template, templates


@dataclass(frozen=True, slots=True)
class SetupDesk:
    """One visitor at the pages of a company's workflows."""

    request: Request
    company: ConnectedCompany
    database: Database
    lookup: Lookup

    def lists(self, *, at_once: bool = False) -> Lists:
        """The company's lists; `at_once` reads them from QuickBooks even when they are fresh."""
        return lists_now(self.database, self.company, self.lookup, at_once=at_once)

    def all_active(self) -> dict[Category, Active]:
        """The workflows that are on."""
        return all_active(self.database, self.company.id)

    def start(self, category: Category) -> WorkflowStart:
        """Where the workflow of a category begins, or began when it was last on."""
        with self.database.reading() as session:
            return workflow_start(session, self.company.id, category.value)

    def active(self, category: Category) -> Active | None:
        """What the workflow of a category is on with; None when it is off."""
        return self.all_active().get(category)


def _desk(
    request: Request, company: Here, database: OpenDatabase, lookup: ConnectionLookup
) -> SetupDesk:
    return SetupDesk(request, company, database, lookup)


Desk = Annotated[SetupDesk, Depends(_desk)]


def _chosen(category: Category, key: str) -> Template:
    template = templates().get(key)
    if template is None or template.category is not category:
        raise HTTPException(
            404, f"{category.heading} has no template {key!r}. Choose one under Workflows."
        )
    return template


Chosen = Annotated[Template, Depends(_chosen)]
"""The template that an address names by `category` and `key`."""
