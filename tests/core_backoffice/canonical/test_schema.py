"""The canonical schema as a Data Package: valid by its own rules, and right for our own records."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from frictionless import Package

from include.core_backoffice.canonical import schema
from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalLine,
    CanonicalPerson,
    CanonicalStatement,
    ItemKind,
)
from include.core_backoffice.mapping.fields import FIELDS, FieldKind
from include.core_backoffice.mapping.profile import TableKind
from tests.core_backoffice.contract.brokerage import (
    EXAMPLE_A,
    EXAMPLE_B,
    EXAMPLE_E_PAID,
    PEOPLE,
)
from tests.core_backoffice.contract.tables import rows_of

_TYPES = {
    FieldKind.TEXT: "string",
    FieldKind.AMOUNT: "number",
    FieldKind.DAY: "date",
    FieldKind.YES_NO: "boolean",
    FieldKind.STATUS: "string",
    FieldKind.CURRENCY: "string",
}


def package(**changed: list[dict[str, str]]) -> Package:
    """The Data Package with the rows of some records, and other rows for some tables."""
    descriptor = schema.data_package()
    rows = {**rows_of([*PEOPLE, EXAMPLE_A, EXAMPLE_B, EXAMPLE_E_PAID]), **changed}
    for resource in descriptor["resources"]:
        del resource["path"]
        names = [field["name"] for field in resource["schema"]["fields"]]
        own = rows[resource["name"]]
        resource["data"] = [names, *([row.get(name, "") for name in names] for row in own)]
    return Package.from_descriptor(descriptor)


def errors(of: Package) -> list[tuple[str, str]]:
    """Where and of which type the faults are that frictionless finds."""
    found = of.validate().flatten(["fieldName", "type"])
    return [(str(field), str(kind)) for field, kind in found]


def test_the_descriptor_is_a_valid_data_package() -> None:
    descriptor = schema.data_package()
    assert list(Package.metadata_validate(json.loads(json.dumps(descriptor)))) == []
    assert [resource["name"] for resource in descriptor["resources"]] == list(TableKind)


def test_our_own_records_are_valid_rows() -> None:
    assert errors(package()) == []


@pytest.mark.parametrize(
    ("table", "changes", "field", "fault"),
    [
        ("deals", {"status": "funded"}, "status", "constraint-error"),
        ("deals", {"gross": "ten dollars"}, "gross", "type-error"),
        ("deals", {"gross": "-1.00"}, "gross", "constraint-error"),
        ("deals", {"closing_date": "06/30/2026"}, "closing_date", "type-error"),
        ("deals", {"id": "a b"}, "id", "constraint-error"),
        ("items", {"kind": "fee"}, "kind", "constraint-error"),
        ("items", {"amount": ""}, "amount", "constraint-error"),
        ("items", {"deal_id": "7999"}, "None", "foreign-key"),
        ("statements", {"status": "open"}, "status", "constraint-error"),
        ("payments", {"statement_id": "9999"}, "None", "foreign-key"),
    ],
)
def test_a_bad_row_is_found_by_the_descriptor(
    table: str, changes: dict[str, str], field: str, fault: str
) -> None:
    rows = rows_of([*PEOPLE, EXAMPLE_A, EXAMPLE_E_PAID])[table]
    found = errors(package(**{table: [{**rows[0], **changes}]}))
    assert (field, fault) in found


def test_keys_are_different_on_each_row() -> None:
    deals = rows_of([EXAMPLE_A])["deals"]
    assert ("None", "primary-key") in errors(package(deals=[*deals, *deals], items=[]))


@pytest.mark.parametrize("kind", list(TableKind))
def test_what_a_profile_can_map_is_what_the_schema_has(kind: TableKind) -> None:
    mapped = {name: _TYPES[what] for name, what in FIELDS[kind].items()}
    assert set(mapped) == set(schema.field_names(kind.value)) == set(schema.FIELDS[kind.value])
    described = {field.name: field.type for field in schema.TABLES[kind.value].fields}
    assert mapped.items() <= described.items()


@pytest.mark.parametrize(
    ("model", "table", "elsewhere"),
    [
        (
            CanonicalDeal,
            "deals",
            # items are a table; the profile says the rest, and its further columns
            {"items", "brokerage_net_is_rest", "attributes"},
        ),
        (CanonicalPerson, "agents", {"kind"}),
        (CanonicalStatement, "statements", {"id", "agent", "lines", "payments"}),
        (CanonicalLine, "statements", {"id", "name"}),
    ],
)
def test_every_field_of_a_record_has_its_field_in_the_schema(
    model: type, table: str, elsewhere: set[str]
) -> None:
    own = {field.name.removesuffix("_cents") for field in fields(model)} - elsewhere
    assert own <= {field.name for field in schema.TABLES[table].fields}


def test_every_kind_of_item_is_a_choice() -> None:
    kind = next(field for field in schema.TABLES["items"].fields if field.name == "kind")
    assert set(kind.choices) == set(ItemKind)


def test_every_field_says_what_it_is() -> None:
    told = [field.description for table in schema.TABLES.values() for field in table.fields]
    assert all(text.endswith((".", '".')) for text in told)
