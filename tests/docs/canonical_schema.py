"""The canonical schema as documents: tables of Markdown, and the Data Package as JSON."""

from __future__ import annotations

import json

from include.core_backoffice.canonical.schema import TABLES, Field, TableSchema, data_package
from include.workflows.documentation import table

_HEADERS = ("Field", "Type", "Filled by", "What it is")
_TYPES = {"number": "amount", "boolean": "yes or no", "string": "text"}


def tables_text() -> str:
    """Every table with its fields."""
    return "\n\n".join(_table(one) for one in TABLES.values())


def data_package_text() -> str:
    """The Data Package as a file."""
    return f"{json.dumps(data_package(), indent=2)}\n"


def _table(of: TableSchema) -> str:
    parts = [f"### {of.title} (`{of.name}`)", of.description, *_keys(of)]
    return "\n\n".join([*parts, table(_HEADERS, [_row(field) for field in of.fields])])


def _keys(of: TableSchema) -> list[str]:
    sentences = []
    if of.primary_key:
        sentences.append(f"Each row has its own {_named(of.primary_key)}.")
    sentences += [
        f"{_named(reference.fields)} refers to {_named(reference.of)} of `{reference.table}`."
        for reference in of.references
    ]
    return [" ".join(sentences)] if sentences else []


def _named(fields: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in fields)


def _row(field: Field) -> tuple[str, ...]:
    more = [field.description]
    if field.choices:
        more.append(f"One of: {', '.join(f'`{choice}`' for choice in field.choices)}.")
    if field.required:
        more.append("Required.")
    return (f"`{field.name}`", _TYPES.get(field.type, field.type), field.part, " ".join(more))
