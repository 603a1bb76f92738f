"""Options that name an account, product or class that QuickBooks no longer has: replaced in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from include.books.catalogue import Catalogue, ListKind
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import stored_catalogue
from include.database.reads.active_setups import ActiveSetup, active_setups
from include.database.reads.companies import ConnectedCompany
from include.database.setup.companies import NewWorkflow, change
from include.workflows.category import Category
from include.workflows.choices import Choice, EntryUnknown, from_text, note_of
from include.workflows.template import template


@dataclass(frozen=True, slots=True)
class UnavailableOption:
    """An option whose list entry is inactive or deleted.

    Attributes:
        name: the option's.
        title: as the form has it.
        was: the list entry's name.
        choices: names of list entries that fit.
    """

    name: str
    title: str
    was: str
    choices: tuple[str, ...]


def unavailable_options(
    database: Database, company_id: str, categories: Iterable[Category]
) -> dict[Category, list[UnavailableOption]]:
    """The options that need another choice, of those of the workflows that are on."""
    with database.reading() as session:
        setups = active_setups(session, company_id)
        catalogue, _ = stored_catalogue(session, company_id)
    return {
        category: list(_unavailable(setups[category], catalogue))
        for category in categories
        if category in setups
    }


def replace_option(
    database: Database,
    company: ConnectedCompany,
    category: Category,
    name: str,
    entry: str,
    actor: str,
) -> None:
    """Put another list entry into an option of a workflow that is on: a new version of it.

    Raises:
        EntryUnknown: the company has no active list entry of this name; nothing was changed.
    """
    with database.reading() as session:
        setup = active_setups(session, company.id).get(category)
        catalogue, _ = stored_catalogue(session, company.id)
    if setup is None or name not in template(setup.template).options.model_fields:
        raise EntryUnknown(ListKind.ACCOUNT, entry)
    options: dict[str, Any] = {
        **setup.options,
        name: from_text(template(setup.template).options, name, entry, catalogue),
    }
    replacement = NewWorkflow(
        category=setup.category,
        template=setup.template,
        options=options,
        actor=actor,
        sync_from=setup.sync_from,
        start_date=setup.start_date,
    )
    change(database, company.id, replacement)


def _unavailable(setup: ActiveSetup, catalogue: Catalogue) -> Iterable[UnavailableOption]:
    for name, info in template(setup.template).options.model_fields.items():
        value, choice = setup.options.get(name), note_of(info, Choice)
        if not isinstance(value, dict) or choice is None:
            continue
        entry = catalogue.by_id(choice.kind, value["id"])
        if entry is None or not entry.active:
            choices = tuple(fitting.name for fitting in choice.fitting(catalogue))
            yield UnavailableOption(name, info.title or name, str(value["name"]), choices)
