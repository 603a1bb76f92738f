"""The page offers just the fields that the canonical schema has."""

from __future__ import annotations

import pytest

from include.core_backoffice.canonical.rows import ItemKind
from include.core_backoffice.canonical.schema import field_names
from include.core_backoffice.mapping.profile import TableKind
from include.web.imports.mapping_fields import FIELDS, ITEM_KINDS, KINDS, PERSON_FIELDS


@pytest.mark.parametrize("kind", TableKind)
def test_every_field_is_offered_and_no_other(kind: TableKind) -> None:
    offered = {offer.name for offer in FIELDS[kind]}
    of_person = set(PERSON_FIELDS) if kind in (TableKind.AGENTS, TableKind.VENDORS) else set()
    assert offered == set(field_names(kind.value)) - of_person


def test_every_kind_has_words() -> None:
    assert set(ITEM_KINDS) == set(ItemKind)
    assert set(KINDS) == set(TableKind)
