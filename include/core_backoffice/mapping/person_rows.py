"""An agent or vendor of a list, out of a row. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from include.books.causes import HoldCause
from include.core_backoffice.canonical.rows import CanonicalPerson, PersonRef
from include.core_backoffice.mapping.fields import FIELDS
from include.core_backoffice.mapping.merging import Fields
from include.core_backoffice.mapping.persons import person
from include.core_backoffice.mapping.profile import TableKind
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.records.people import PayeeKind

_FIELDS = tuple(FIELDS[TableKind.AGENTS])
_NAMES = ("given_name", "family_name", "company", "email")
_PLAIN = ("phone", "address", "city", "state", "zip", "external_id", "office", "tax_id")


def read_person(id_: str, rows: Sequence[Row]) -> CanonicalPerson:
    """A person of a list.

    Args:
        id_: the identity.
        rows: the one row; several only if they are alike.

    Raises:
        RowProblem: a cell is bad, or the row names nobody.
    """
    first = rows[0]
    fields = Fields(rows, _FIELDS)
    named = person(first.bound.table.person, first)
    names = {name: fields.text(name) or _name_of(named, name) for name in _NAMES}
    if not any(names.values()):
        raise first.problem(
            "", "has neither a name nor an email address.", cause=HoldCause.BAD_FIELD
        )
    return CanonicalPerson(
        kind=PayeeKind.AGENT if first.bound.table.of is TableKind.AGENTS else PayeeKind.VENDOR,
        id=id_,
        active=fields.get("active") is not False,
        **names,
        **{name: fields.text(name) for name in _PLAIN},
    )


def _name_of(named: PersonRef | None, name: str) -> str:
    """A part of a person's name; one that isn't known in parts is a family name, or a firm's."""
    if named is None:
        return ""
    own: str = getattr(named, name)
    is_whole = (
        not named.given_name
        and not named.family_name
        and named.name
        not in (
            named.company,
            named.email,
        )
    )
    if own or not is_whole:
        return own
    whole = "company" if named.kind is PayeeKind.VENDOR else "family_name"
    given, _, family = named.name.rpartition(" ")
    if named.kind is PayeeKind.AGENT:
        return {"given_name": given, "family_name": family}.get(name, "")
    return named.name if name == whole else ""
