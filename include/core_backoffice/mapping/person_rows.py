"""An agent or vendor of a list, out of a row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from include.core_backoffice.canonical.rows import CanonicalPerson, PersonRef
from include.core_backoffice.mapping.fields import FIELDS
from include.core_backoffice.mapping.merging import Fields
from include.core_backoffice.mapping.persons import person
from include.core_backoffice.mapping.profile import TableKind
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.records.people import PayeeKind

_KINDS: Final = {TableKind.AGENTS: PayeeKind.AGENT, TableKind.VENDORS: PayeeKind.VENDOR}
_FIELDS: Final = tuple(FIELDS[TableKind.AGENTS])
_NAMES: Final = ("given_name", "family_name", "company", "email")
_PLAIN: Final = ("phone", "address", "city", "state", "zip", "external_id", "office", "tax_id")


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
    own = _names(person(first.bound.table.person, first))
    names = {name: fields.text(name) or own.get(name, "") for name in _NAMES}
    if not any(names.values()):
        raise first.problem("", "has neither a name nor an email address.")
    return CanonicalPerson(
        kind=_KINDS[first.bound.table.of],
        id=id_,
        active=fields.get("active") is not False,
        **names,
        **{name: fields.text(name) for name in _PLAIN},
    )


def _names(named: PersonRef | None) -> dict[str, str]:
    """What a person is called, by field; a name as a whole is an agent's first and last, or a firm's."""
    if named is None:
        return {}
    own = {name: str(getattr(named, name)) for name in _NAMES}
    if own["given_name"] or own["family_name"] or named.name in (named.company, named.email):
        return own
    if named.kind is PayeeKind.VENDOR and not own["company"]:
        return own | {"company": named.name}
    given, _, family = named.name.rpartition(" ")
    return own | {"given_name": given, "family_name": family}
