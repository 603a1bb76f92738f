"""What people read about a workflow, written from the templates themselves.

The pages under `docs/workflows` keep what people wrote; between two markers,
`<!-- generated: options -->` and `<!-- end -->`, stands what comes from here. Pure functions:
texts in, texts out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from include.books.catalogue import ListKind
from include.books.gateway import Feature
from include.workflows.category import Category
from include.workflows.template import Template, of_category

_PART = re.compile(r"(<!-- generated: (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_HEADERS = ("option", "name", "default", "choices", "what it decides")
_WHEN_POSTING = ""
_NEEDS = {
    Feature.BILLS: "It needs a QuickBooks plan with bills.",
    Feature.CLASSES: "It needs a QuickBooks plan with classes.",
}
_LISTS = {
    ListKind.ACCOUNT: "your accounts",
    ListKind.PRODUCT: "your products and services",
    ListKind.CLASS: "your classes",
    ListKind.PAYMENT_METHOD: "your payment methods",
}


class PartsDiffer(ValueError):
    """A page has other generated parts than there are texts for; mend its markers."""

    def __init__(self, missing: Iterable[str], unknown: Iterable[str]) -> None:
        super().__init__(
            f"The page's markers do not fit: it lacks {sorted(missing) or 'none'}, and nothing is "
            f"generated for {sorted(unknown) or 'none'}."
        )


@dataclass(frozen=True, slots=True)
class _Option:
    """A row of a table of options, and the heading it stands under."""

    group: str
    cells: tuple[str, ...]


def fill(page: str, parts: Mapping[str, str]) -> str:
    """Put generated texts between a page's markers, each where its name stands.

    Raises:
        PartsDiffer: a text has no marker, or a marker no text.
    """
    found = {match["name"] for match in _PART.finditer(page)}
    if found != parts.keys():
        raise PartsDiffer(parts.keys() - found, found - parts.keys())
    return _PART.sub(lambda match: f"{match[1]}{parts[match['name']].strip()}\n{match[3]}", page)


def category_parts(category: Category) -> dict[str, str]:
    """The generated parts of a category's page: `templates` and `options`."""
    return {"templates": templates_text(category), "options": options_text(category)}


def templates_text(category: Category) -> str:
    """What each template of a category creates in QuickBooks."""
    return "\n\n".join(_creates(template) for template in of_category(category))


def options_text(category: Category) -> str:
    """The options of a category: those of every template, those of each one, and by heading."""
    found = of_category(category)
    rows = {template.key: _rows(template.options) for template in found}
    first, *others = rows.values()
    shared = [row for row in first if others and all(row in other for other in others)]
    parts = []
    if shared:
        parts.append(f"### In every template\n\n{_table(shared, _WHEN_POSTING)}")
    for template in found:
        own = [row for row in rows[template.key] if row not in shared]
        body = _table(own, _WHEN_POSTING) or "It has no options of its own."
        parts.append(f"### {template.title}\n\nIts key: `{template.key}`.\n\n{body}")
    every = list(dict.fromkeys(row for some in rows.values() for row in some))
    groups = dict.fromkeys(row.group for row in every if row.group)
    parts += [f"### {group}\n\n{_table(every, group)}" for group in groups]
    return "\n\n".join(parts)


def option_tables(options: type[BaseModel]) -> dict[str, str]:
    """A table of options for each heading, in the order in which the options name them."""
    rows = _rows(options)
    return {group: _table(rows, group) for group in dict.fromkeys(row.group for row in rows)}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A table in Markdown; `right` are the columns of amounts."""
    numbers = set(right)
    rule = ["---:" if place in numbers else "---" for place in range(len(headers))]
    lines = [headers, rule, *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _creates(template: Template) -> str:
    needs = [_NEEDS[feature] for feature in sorted(template.needs)]
    bullets = [f"- {sentence}" for sentence in (*template.creates, *needs)]
    return "\n".join([f"### {template.title}", "", template.summary, "", *bullets])


def _rows(options: type[BaseModel]) -> list[_Option]:
    return [_option(name, field) for name, field in options.model_fields.items()]


def _option(name: str, field: FieldInfo) -> _Option:
    group = str(_extra(field).get("group", _WHEN_POSTING))
    title, text = field.title or name, field.description or ""
    return _Option(group, (title, f"`{name}`", _default(field), _choices(field), text))


def _table(rows: Iterable[_Option], group: str) -> str:
    cells = [row.cells for row in rows if row.group == group]
    return table(_HEADERS, cells) if cells else ""


def _default(field: FieldInfo) -> str:
    suggest = _extra(field).get("suggest")
    if field.is_required():
        return f"*{suggest}*, when there is one" if suggest else "to be chosen"
    return _shown(field.get_default(call_default_factory=True))


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case StrEnum():
            return value.value
        case None | () | "":
            return "empty"
        case _:
            return str(value)


def _choices(field: FieldInfo) -> str:
    extra = _extra(field)
    if "list" in extra:
        types = extra["types"]
        known = _LISTS[ListKind(str(extra["list"]))]
        return f"{known}: {', '.join(map(str, types))}" if types else known
    kinds = _kinds(field.annotation)
    if bool in kinds:
        return "on, off"
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return ", ".join(kind)
        if get_origin(kind) is tuple:
            return "a list"
    return "text"


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _extra(field: FieldInfo) -> dict[str, Any]:
    extra = field.json_schema_extra
    return dict(extra) if isinstance(extra, dict) else {}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
