"""Options that name an account, product or class which QuickBooks no longer has: chosen anew in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from include.books.catalogue import ListKind
from include.database.catalogue import stored_catalogue
from include.database.companies import NewWorkflow, change
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.tables.companies import WorkflowSetup
from include.sync.run.run import active_setup
from include.workflows.category import Category
from include.workflows.choices import Choice, EntryUnknown, from_text, note_of
from include.workflows.template import template


@dataclass(frozen=True, slots=True)
class UnavailableOption:
    """An option whose entry is inactive or gone.

    Attributes:
        name: the option's.
        title: as the form has it.
        was: the entry's name.
        choices: names of entries that fit.
    """

    name: str
    title: str
    was: str
    choices: tuple[str, ...]


def unavailable_options(
    session: Session, company_id: str, category: Category
) -> list[UnavailableOption]:
    """The options of the active workflow that must be chosen anew."""
    setup = active_setup(session, company_id, category)
    if setup is None:
        return []
    catalogue, _ = stored_catalogue(session, company_id)
    found = []
    for name, info in template(setup.template).options.model_fields.items():
        value, choice = setup.options.get(name), note_of(info, Choice)
        if not isinstance(value, dict) or choice is None:
            continue
        entry = catalogue.by_id(choice.kind, value["id"])
        if entry is None or not entry.active:
            choices = tuple(entry.name for entry in choice.fitting(catalogue))
            found.append(UnavailableOption(name, info.title or name, str(value["name"]), choices))
    return found


def replace_option(
    database: Database,
    company: ConnectedCompany,
    category: Category,
    name: str,
    entry: str,
    actor: str,
) -> None:
    """Put another entry into an option of the active workflow: a new version of it.

    Raises:
        EntryUnknown: the company has no active entry of this name; nothing was changed.
    """
    with database.reading() as session:
        setup = active_setup(session, company.id, category)
        catalogue, _ = stored_catalogue(session, company.id)
    if setup is None or name not in template(setup.template).options.model_fields:
        raise EntryUnknown(ListKind.ACCOUNT, entry)
    options: dict[str, Any] = {
        **setup.options,
        name: from_text(template(setup.template).options, name, entry, catalogue),
    }
    change(database, company.id, _same_but(setup, options, actor))


def _same_but(setup: WorkflowSetup, options: dict[str, Any], actor: str) -> NewWorkflow:
    return NewWorkflow(
        category=setup.category,
        template=setup.template,
        options=options,
        actor=actor,
        sync_from=setup.sync_from,
        start_date=setup.start_date,
    )
