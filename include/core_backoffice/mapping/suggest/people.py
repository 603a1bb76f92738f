"""A table of agents or vendors, built of the columns that were found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.profile import (
    PersonRule,
    RowTest,
    Table,
    TableKind,
    Value,
    Words,
)
from include.core_backoffice.mapping.suggest.content import words
from include.core_backoffice.mapping.suggest.naming import ENOUGH, Named, spoken
from include.core_backoffice.mapping.suggest.people_names import (
    ACTIVE_WORDS,
    AGENT_SIGNS,
    VENDOR_SIGNS,
)
from include.core_backoffice.mapping.suggest.samples import SheetSample
from include.core_backoffice.mapping.suggest.suggestion import Choice, Question
from include.core_backoffice.mapping.suggest.vocabulary import meanings, questions

_NAMES: Final = ("id", "name", "given_name", "family_name", "email", "company")
_FIELDS: Final = ("phone", "address", "city", "state", "zip", "active", "office", "tax_id")
_OF_DEALS: Final = (
    "gross",
    "agent_split",
    "agent_net",
    "brokerage_net",
    "co_broke",
    "closing_date",
    "price",
    "item_amount",
)
_ZIP_DIGITS: Final = 5
_ONCE: Final = 0.9
"""The part of a list's rows whose person has no other row, at least."""


def is_people(sample: SheetSample, chosen: Mapping[str, Named], deals: Mapping[str, Named]) -> bool:
    """Whether a sheet is a list of people: it names each once, and has nothing of a transaction.

    Args:
        sample: the sheet.
        chosen: what its columns are by the names of lists.
        deals: what they are by the names of transactions.
    """
    if any(role in deals and deals[role].likeness >= ENOUGH for role in _OF_DEALS):
        return False
    reached = chosen.keys() & {"email", "phone", "address", "id", "tax_id"}
    if not reached or not chosen.keys() & {"name", "given_name", "family_name", "company"}:
        return False
    key = [sample.column(header).texts() for header in _key(chosen)]
    rows = [own for own in zip(*key, strict=True) if all(own)]
    return bool(rows) and len({tuple(map(comparable, own)) for own in rows}) >= len(rows) * _ONCE


def people_table(
    sample: SheetSample, chosen: Mapping[str, Named], *, has_sheets: bool, totals: tuple[str, ...]
) -> tuple[Table, list[Question]]:
    """A table of agents or vendors, and what is asked about it."""
    asked: list[Question] = []
    of = _kind(sample, chosen, asked, sheet=sample.sheet.name if has_sheets else "")
    fields = {
        name: _value(sample, chosen[name].header, name, asked) for name in _FIELDS if name in chosen
    }
    own = {name: Value(columns=(chosen[name].header,)) for name in _NAMES if name in chosen}
    if "given_name" in own and "family_name" in own:
        own.pop("name", None)
    kind = "vendor" if of is TableKind.VENDORS else "agent"
    table = Table(
        of=of,
        sheet=sample.sheet.name if has_sheets else "",
        headers=tuple(dict.fromkeys(named.header for named in chosen.values())),
        header_rows=2 if sample.header.rows > 1 else 1,
        key=_key(chosen),
        skip=(RowTest(texts=totals),) if totals else (),
        fields=fields,
        person=PersonRule.model_validate({"kind": kind, **own}),
        route=fields.get("office"),
    )
    return table, asked


def _key(chosen: Mapping[str, Named]) -> tuple[str, ...]:
    """What identifies a person: the first that the list has of ID, address, name, and company."""
    for names in (("id",), ("email",), ("given_name", "family_name"), ("name",), ("company",)):
        if all(name in chosen for name in names):
            return tuple(chosen[name].header for name in names)
    return tuple(own.header for role, own in chosen.items() if role in _NAMES)[:1]


def _kind(
    sample: SheetSample, chosen: Mapping[str, Named], asked: list[Question], *, sheet: str
) -> TableKind:
    """Agents or vendors, by the words of headers and of the sheet's name; asked where both or none fit."""
    headers = " ".join(column.header for column in sample.columns)
    said = set(spoken(f"{sample.sheet.name} {headers}").split())
    of_agents, of_vendors = said & AGENT_SIGNS, said & VENDOR_SIGNS
    if bool(of_agents) != bool(of_vendors):
        return TableKind.AGENTS if of_agents else TableKind.VENDORS
    names = chosen.keys() & {"given_name", "family_name", "name"}
    suggested = TableKind.AGENTS if names else TableKind.VENDORS
    asked.append(
        Question(
            f"listed: {sheet}",
            "Are the rows agents or vendors?",
            (Choice("agents", "Agents"), Choice("vendors", "Vendors")),
            suggested.value,
        )
    )
    return suggested


def _value(sample: SheetSample, header: str, name: str, asked: list[Question]) -> Value:
    if name == "zip":
        return Value(columns=(header,), width=_ZIP_DIGITS)
    if name != "active":
        return Value(columns=(header,))
    found, unknown = meanings(words(sample.column(header)), ACTIVE_WORDS)
    asked += questions("active", header, unknown)
    blank: Words = {"": "yes"}
    return Value(columns=(header,), words=found | blank)
