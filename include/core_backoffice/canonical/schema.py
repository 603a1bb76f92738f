"""The canonical schema as tables: for people, and for programs that deliver or check such tables.

`TABLES` is the one list of tables and fields. A profile's `Table.fields` names fields of it
(`field_names`), `data_package` writes it as a Frictionless Data Package, and docs/canonical-schema.md
is made of it. Amounts have two decimals at this edge, cents inside. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args

from include.books.countries import COUNTRIES
from include.core_backoffice.canonical.deals import STATUSES
from include.core_backoffice.canonical.rows import ItemKind
from include.core_backoffice.records.billing import BillingStatus
from include.core_backoffice.records.deal import Side
from include.core_backoffice.records.people import PayeeKind

FieldType: TypeAlias = Literal["string", "number", "date", "boolean"]
"""As Frictionless Table Schema names types; a number is an amount of money."""

_ID_PATTERN: Final = "[A-Za-z0-9][A-Za-z0-9_.-]{0,59}"
"""As `records.values.usable_id` takes them."""


class Part(StrEnum):
    """What of a profile's table fills a field."""

    KEY = "key"
    FIELD = "fields"
    PERSON = "person"
    ITEM = "items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a table.

    Attributes:
        name: as profiles and data packages have it.
        description: what it is, as a sentence or two.
        type: of its values.
        required: whether each row must have it.
        choices: all values there are; nothing, if any is.
        minimum: the least amount.
        part: what of a profile fills it.
    """

    name: str
    description: str
    type: FieldType = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    part: Part = Part.FIELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Fields whose values another table has."""

    fields: tuple[str, ...]
    table: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table. `primary_key` is of fields that together are different on each row."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


def _id(name: str, description: str) -> Field:
    return Field(name=name, description=description, required=True, part=Part.KEY)


_CURRENCY: Final = Field(
    name="currency",
    description="The currency of the row's amounts: that of the QuickBooks company. No amount is converted.",
    choices=tuple(country.currency for country in COUNTRIES.values()),
)
_OFFICE: Final = Field(
    name="office", description="The office. Rules can send its records to a QuickBooks company."
)
_PLACE: Final = (
    Field(name="address", description="Street address."),
    Field(name="city", description="City."),
    Field(name="state", description='State: "TX".'),
    Field(name="zip", description="ZIP code, with its leading zeros."),
)
_DELETED: Final = Field(
    name="deleted",
    description="Whether the record was deleted. Only import profiles whose files have changes read it; such a "
    "row needs no more than its key.",
    type="boolean",
)
_EXTERNAL_ID: Final = Field(name="external_id", description="Its ID in another system.")


def _person(whom: str) -> tuple[Field, ...]:
    """The fields of an agent or vendor, as rows of other tables name them by `{whom}_...`."""
    return (
        Field(
            name=f"{whom}_id",
            description=f"The {whom}'s ID. Without one, the email address or the name identifies "
            "the person.",
            part=Part.PERSON,
        ),
        Field(
            name=f"{whom}_name",
            description=f"The {whom}'s name in one text, where it isn't in two fields.",
            part=Part.PERSON,
        ),
        Field(name=f"{whom}_given_name", description=f"The {whom}'s first name.", part=Part.PERSON),
        Field(name=f"{whom}_family_name", description=f"The {whom}'s last name.", part=Part.PERSON),
        Field(name=f"{whom}_company", description=f"The {whom}'s firm.", part=Part.PERSON),
        Field(name=f"{whom}_email", description=f"The {whom}'s email address.", part=Part.PERSON),
    )


_ON_A_LIST: Final = (
    Field(name="given_name", description="First name."),
    Field(name="family_name", description="Last name."),
    Field(name="company", description="Firm."),
    Field(name="email", description="Email address."),
    Field(name="phone", description="Phone number."),
    *_PLACE,
    Field(
        name="active",
        description="Whether the person is active. If blank, they are.",
        type="boolean",
    ),
    _EXTERNAL_ID,
    _OFFICE,
    Field(name="tax_id", description="Tax ID, for 1099 vendors. It is stored encrypted."),
    _DELETED,
)

_DEALS: Final = TableSchema(
    name="deals",
    title="Transactions",
    description="One row per transaction. Its commission is in the table of items.",
    primary_key=("id",),
    fields=(
        _id("id", "Its identity, made of the columns that the import profile names as the key."),
        Field(name="number", description='Its number in CORE: "TR-2026-000123".'),
        *_PLACE,
        Field(
            name="status",
            description="Its status in CORE's words.",
            choices=STATUSES,
        ),
        Field(
            name="is_final",
            description="Whether the commission is distributed, so that there is something to post. If "
            "no column has it, the profile says which statuses are final.",
            type="boolean",
        ),
        Field(name="closing_date", description="The close date.", type="date"),
        Field(name="transaction_type", description="What kind of transaction it is."),
        Field(
            name="representing",
            description="The side that the brokerage represents.",
            choices=("listing", "buying", "both", "seller", "buyer"),
        ),
        Field(name="timezone", description="The property's time zone."),
        _EXTERNAL_ID,
        _OFFICE,
        Field(name="price", description="The sale price.", type="number"),
        Field(
            name="gross",
            description="The gross commission, with the outside brokerage's share. It is required of a "
            "final transaction, here or as items.",
            type="number",
            minimum=0,
        ),
        _CURRENCY,
        _DELETED,
    ),
)

_ITEMS: Final = TableSchema(
    name="items",
    title="Commission items",
    description="How the gross commission is distributed, one row per item. To the cent: gross + "
    "transaction credits = co-broke + payments to vendors + agents' nets + brokerage net.",
    references=(Reference(fields=("deal_id",), table="deals", of=("id",)),),
    fields=(
        _id("deal_id", "The transaction's identity."),
        Field(
            name="kind",
            description="What the item is: a part of the gross commission; the outside brokerage's share; "
            "a debit or credit of the transaction; an agent's commission after split; an agent's debit, "
            "credit, or net; the brokerage's net.",
            required=True,
            choices=tuple(ItemKind),
            part=Part.ITEM,
        ),
        Field(
            name="name",
            description="What the item is called. Debits and credits must have one.",
            part=Part.ITEM,
        ),
        Field(
            name="amount",
            description="Its amount. Only nets can be below zero.",
            type="number",
            required=True,
            part=Part.ITEM,
        ),
        Field(
            name="side",
            description="The side of the transaction that it belongs to.",
            choices=tuple(side for side in get_args(Side) if side),
            part=Part.ITEM,
        ),
        *_person("agent"),
        Field(
            name="payee_kind",
            description="Who receives it. If blank, the company receives debits, and the agent credits.",
            choices=tuple(PayeeKind),
            part=Part.PERSON,
        ),
        *_person("payee"),
        Field(
            name="is_1099",
            description="Whether a vendor's payment is to be reported. An agent's always is.",
            type="boolean",
            part=Part.ITEM,
        ),
        Field(
            name="sync",
            description="Whether the item appears in QuickBooks. If blank, the workflow's rules decide.",
            type="boolean",
            part=Part.ITEM,
        ),
        Field(
            name="create_payment",
            description="Whether the payee gets an entry of their own. If blank, the workflow's rules "
            "decide.",
            type="boolean",
            part=Part.ITEM,
        ),
        _CURRENCY,
    ),
)

_AGENTS: Final = TableSchema(
    name="agents",
    title="Agents",
    description="The list of agents. A profile can require that every agent is on it.",
    primary_key=("id",),
    fields=(_id("id", "The agent's ID, by which items and statements name them."), *_ON_A_LIST),
)

_VENDORS: Final = TableSchema(
    name="vendors",
    title="Vendors",
    description="Outside brokerages and others who are paid from transactions.",
    primary_key=("id",),
    fields=(_id("id", "The vendor's ID, by which items name them."), *_ON_A_LIST),
)

_STATEMENTS: Final = TableSchema(
    name="statements",
    title="Billing statements",
    description="Agents' billing, one row per billing item. A row may carry its payment.",
    primary_key=("statement_id", "line_id"),
    fields=(
        _id("statement_id", "The statement's identity."),
        _id("line_id", "The billing item's ID; if the source has none, one made of its content."),
        Field(name="number", description='The statement\'s number: "BL-2026-000123".'),
        *_person("agent"),
        _OFFICE,
        Field(
            name="total",
            description="The statement's total, to check: charges less credits.",
            type="number",
        ),
        Field(name="line_name", description="What the billing item is called.", required=True),
        Field(
            name="is_credit",
            description="Whether it is a credit. If no column has it, an amount below zero is one.",
            type="boolean",
        ),
        Field(
            name="amount",
            description="The amount of the charge or credit, above zero for both.",
            type="number",
            required=True,
            minimum=0,
        ),
        Field(name="billing_date", description="The billing date.", type="date", required=True),
        Field(name="due_date", description="The due date.", type="date"),
        Field(name="frequency", description='How often it is billed: "monthly".'),
        Field(name="memo", description="A memo."),
        Field(
            name="status",
            description="Whether it is paid. If blank, the payments decide.",
            choices=get_args(BillingStatus),
        ),
        Field(name="payment_id", description="The ID of the payment that the row carries."),
        Field(
            name="payment_amount",
            description="The amount of that payment; below zero, a refund.",
            type="number",
        ),
        Field(name="paid_on", description="The day of that payment.", type="date"),
        Field(name="method", description='How it was paid: "card", "check".'),
        _CURRENCY,
        Field(
            name="deleted",
            description="Whether the statement was deleted: then all of its rows say so. Only import profiles whose "
            "files have changes read it.",
            type="boolean",
        ),
    ),
)

_PAYMENTS: Final = TableSchema(
    name="payments",
    title="Payments",
    description="Payments of billing statements, each as a whole.",
    primary_key=("statement_id", "payment_id"),
    references=(Reference(fields=("statement_id",), table="statements", of=("statement_id",)),),
    fields=(
        _id("statement_id", "The statement's identity."),
        Field(
            name="payment_id",
            description="The payment's ID; if the source has none, one made of its content.",
            required=True,
        ),
        Field(
            name="amount",
            description="Its amount; below zero, a refund.",
            type="number",
            required=True,
        ),
        Field(name="paid_on", description="The day of the payment.", type="date", required=True),
        Field(name="method", description='How it was paid: "card", "check".'),
        _CURRENCY,
        _DELETED,
    ),
)

TABLES: Final[Mapping[str, TableSchema]] = MappingProxyType(
    {table.name: table for table in (_DEALS, _ITEMS, _AGENTS, _VENDORS, _STATEMENTS, _PAYMENTS)}
)
"""The tables by name, a value of `include.core_backoffice.mapping.profile.TableKind`."""

FIELDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        name: MappingProxyType(
            {field.name: field.description for field in table.fields if field.part is Part.FIELD}
        )
        for name, table in TABLES.items()
    }
)
"""By table, what a profile's `Table.fields` can map, each with its description."""


def field_names(table: str) -> tuple[str, ...]:
    """The names that a profile's `Table.fields` can have, for "deals", "items", "agents", ..."""
    return tuple(FIELDS[table])


def data_package() -> dict[str, Any]:
    """The schema as a Frictionless Data Package: JSON-able, a resource with a Table Schema per table."""
    return {
        "profile": "tabular-data-package",
        "name": "corebooks-canonical",
        "title": "CoreBooks canonical records",
        "description": "Transactions, commission items, agents, vendors, and agent billing of a brokerage.",
        "resources": [_resource(table) for table in TABLES.values()],
    }


def _resource(table: TableSchema) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
    }
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": list(reference.fields),
                "reference": {"resource": reference.table, "fields": list(reference.of)},
            }
            for reference in table.references
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if field.choices:
        constraints["enum"] = [str(choice) for choice in field.choices]
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    if field.part is Part.KEY:
        constraints["pattern"] = _ID_PATTERN
    described: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "description": field.description,
    }
    if field.type == "boolean":
        described |= {"trueValues": ["yes", "true"], "falseValues": ["no", "false"]}
    return described | ({"constraints": constraints} if constraints else {})
