"""Options that a hold asks to change, chosen in place: for all records of the workflow from then on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from include.books.catalogue import Catalogue, ListKind
from include.books.causes import HoldCause
from include.database.engine import Database
from include.database.from_quickbooks.catalogue import stored_catalogue
from include.database.reads.active_setups import ActiveSetup, active_setups
from include.database.reads.companies import ConnectedCompany
from include.database.reads.record_states import StateInWorkflow
from include.database.setup.companies import NewWorkflow, change
from include.understood import Understood
from include.web.attention.ways_out import SETUP_CAUSES
from include.workflows.category import Category
from include.workflows.choices import (
    Choice,
    EntryUnknown,
    OnlyWithTaxCodes,
    from_text,
    note_of,
    offered,
    option_fields,
)
from include.workflows.options import WhenClosed
from include.workflows.template import template

CLOSED_PERIOD = "closed_period"
SUFFIXES = ("vendor_suffix", "customer_suffix")
_NO_LIST = (CLOSED_PERIOD, *SUFFIXES)
_FIRST_OPEN_DAY = "first open day"
"""How the advice for a new entry in a closed period names the other choice."""


class OptionRefused(Understood, ValueError):
    """The value doesn't fit the option; nothing was changed."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(
            f"“{text[:40]}” doesn't fit {title}. Enter another one. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class OptionInPlace:
    """An option of a workflow that is on, as an item offers to change it.

    Attributes:
        name: the option's.
        title: as the form has it.
        was: its value, or the name of its list entry.
        choices: what can be chosen; none where it is typed.
        is_list: whether they are names of list entries, which are many.
    """

    name: str
    title: str
    was: str
    choices: tuple[str, ...] = ()
    is_list: bool = False


def options_in_place(
    database: Database, company_id: str, states: Iterable[StateInWorkflow]
) -> Mapping[tuple[str, str], list[OptionInPlace]]:
    """What the holds of a page ask to change, by category and record key.

    Args:
        database: the database.
        company_id: whose.
        states: the holds.
    """
    asking = [state for state in states if _is_asked(state)]
    if not asking:
        return {}
    with database.reading() as session:
        setups = active_setups(session, company_id)
        catalogue, _ = stored_catalogue(session, company_id)
    return {
        (state.category, state.record_key): list(_of(state, setups[state.category], catalogue))
        for state in asking
        if state.category in setups
    }


def change_option(
    database: Database,
    company: ConnectedCompany,
    category: Category,
    name: str,
    text: str,
    actor: str,
) -> None:
    """Give an option of a workflow that is on another value: a new version of the workflow.

    Args:
        database: the database.
        company: whose.
        category: which workflow.
        name: the option's.
        text: its value as typed; of a list entry, the name.
        actor: who changes it.

    Raises:
        EntryUnknown, OptionRefused: nothing was changed.
    """
    with database.reading() as session:
        setup = active_setups(session, company.id).get(category)
        catalogue, _ = stored_catalogue(session, company.id)
    fields = option_fields(template(setup.template).options) if setup else {}
    if setup is None or name not in fields or not _may_change(name, fields[name]):
        raise EntryUnknown(ListKind.ACCOUNT, text)
    options: dict[str, Any] = {
        **setup.options,
        name: from_text(template(setup.template).options, name, text, catalogue),
    }
    try:
        template(setup.template).options.model_validate(options)
    except ValidationError:
        raise OptionRefused(fields[name].title or name, text) from None
    replacement = NewWorkflow(
        category=setup.category,
        template=setup.template,
        options=options,
        actor=actor,
        sync_from=setup.sync_from,
        start_date=setup.start_date,
    )
    change(database, company.id, replacement)


def _may_change(name: str, field: FieldInfo) -> bool:
    return name in _NO_LIST or note_of(field, Choice) is not None


def _is_asked(state: StateInWorkflow) -> bool:
    return (
        state.cause in SETUP_CAUSES
        or state.cause == HoldCause.OTHER_CURRENCY_IN_QUICKBOOKS
        or (state.cause == HoldCause.CLOSED_PERIOD and _FIRST_OPEN_DAY in state.what_to_do)
        or state.cause == HoldCause.NAME_IN_USE
    )


def _of(
    state: StateInWorkflow, setup: ActiveSetup, catalogue: Catalogue
) -> Iterator[OptionInPlace]:
    for name, info in offered(template(setup.template).options, catalogue).items():
        value, title = setup.options.get(name), info.title or name
        if state.cause == HoldCause.NAME_IN_USE:
            if name in SUFFIXES:
                yield OptionInPlace(name, title, str(value or ""))
        elif state.cause == HoldCause.CLOSED_PERIOD:
            if name == CLOSED_PERIOD and value != WhenClosed.FIRST_OPEN_DAY:
                yield OptionInPlace(
                    name, title, WhenClosed.PUT_ON_HOLD, (WhenClosed.FIRST_OPEN_DAY.value,)
                )
        elif state.cause == HoldCause.TAX_CODE_NOT_CHOSEN:
            if value is None and note_of(info, OnlyWithTaxCodes) is not None:
                yield OptionInPlace(name, title, "", _fitting(info, catalogue), is_list=True)
        elif (unavailable := _unavailable(name, info, value, catalogue)) is not None:
            yield unavailable


def _unavailable(
    name: str, info: FieldInfo, value: Any, catalogue: Catalogue
) -> OptionInPlace | None:
    """An option whose list entry is inactive, deleted, or in another currency; None for others."""
    choice = note_of(info, Choice)
    if not isinstance(value, dict) or choice is None:
        return None
    entry = catalogue.by_id(choice.kind, value["id"])
    has_rate = choice.side is None or (entry is not None and choice.side.rates(entry) is not None)
    if entry is not None and entry.active and not entry.is_foreign and has_rate:
        return None
    was, choices = str(value["name"]), _fitting(info, catalogue)
    return OptionInPlace(name, info.title or name, was, choices, is_list=True)


def _fitting(info: FieldInfo, catalogue: Catalogue) -> tuple[str, ...]:
    """The names of what the option can be."""
    choice = note_of(info, Choice)
    return tuple(entry.name for entry in choice.fitting(catalogue)) if choice else ()
