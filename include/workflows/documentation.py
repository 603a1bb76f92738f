"""The generated parts of the workflow pages, written from the templates themselves.

The pages under `docs/workflows` are written by their authors, except between two markers,
`<!-- generated: options -->` and `<!-- end -->`. That text comes from here. Pure functions: texts
in, texts out.
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
from include.workflows.choices import Choice, Group, note_of
from include.workflows.template import Template, of_category

_PART = re.compile(r"(<!-- generated: (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_HEADERS = ("Option", "Name", "Default", "Choices", "What it does")
_WHEN_POSTING = ""
_NEEDS = {
    Feature.BILLS: "It needs a QuickBooks subscription with bills.",
    Feature.CLASSES: "It needs a QuickBooks subscription with classes.",
    Feature.SALES: "It needs a QuickBooks subscription with sales forms.",
    Feature.DEPOSIT_TAX: "It isn't offered for a Canadian company file of QuickBooks Desktop that uses sales "
    "tax, because its deposits bear no tax.",
}
_LISTS = {
    ListKind.ACCOUNT: "your accounts",
    ListKind.PRODUCT: "your products and services",
    ListKind.CLASS: "your classes",
    ListKind.PAYMENT_METHOD: "your payment methods",
    ListKind.TAX_CODE: "your tax codes",
}


class PartsDiffer(ValueError):
    """A page has other generated parts than there are texts for; fix its markers."""

    def __init__(self, missing: Iterable[str], unknown: Iterable[str]) -> None:
        super().__init__(
            f"The page's markers don't match the generated texts. Missing markers: "
            f"{', '.join(sorted(missing)) or 'none'}. Markers without a text: "
            f"{', '.join(sorted(unknown)) or 'none'}."
        )


@dataclass(frozen=True, slots=True)
class _Option:
    """A row of a table of options, and the heading it is under."""

    group: str
    cells: tuple[str, ...]


def fill(page: str, parts: Mapping[str, str]) -> str:
    """Put generated texts between a page's markers, each at the marker with its name.

    Raises:
        PartsDiffer: a text has no marker, or a marker no text.
    """
    markers = {match["name"] for match in _PART.finditer(page)}
    if markers != parts.keys():
        raise PartsDiffer(parts.keys() - markers, markers - parts.keys())
    return _PART.sub(lambda match: f"{match[1]}{parts[match['name']].strip()}\n{match[3]}", page)


def category_parts(category: Category) -> dict[str, str]:
    """The generated parts of a category's page: `templates` and `options`."""
    return {"templates": templates_text(category), "options": options_text(category)}


def templates_text(category: Category) -> str:
    """What each template of a category creates in QuickBooks."""
    return "\n\n".join(_creates(template) for template in of_category(category))


def options_text(category: Category) -> str:
    """The options of a category: those of every template, those of each one, and by heading."""
    offered = of_category(category)
    rows = {template.key: _rows(template.options) for template in offered}
    first, *others = rows.values()
    shared = [row for row in first if others and all(row in other for other in others)]
    parts = []
    if shared:
        parts.append(f"### In every template\n\n{_table(shared, _WHEN_POSTING)}")
    for template in offered:
        own = [row for row in rows[template.key] if row not in shared]
        body = _table(own, _WHEN_POSTING) or "It has no other options."
        parts.append(f"### {template.title}\n\nTemplate key: `{template.key}`\n\n{body}")
    every = list(dict.fromkeys(row for own in rows.values() for row in own))
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
    group = note_of(field, Group)
    title, text = field.title or name, field.description or ""
    return _Option(
        group.heading if group else _WHEN_POSTING,
        (title, f"`{name}`", _default(field), _choices(field), text),
    )


def _table(rows: Iterable[_Option], group: str) -> str:
    cells = [row.cells for row in rows if row.group == group]
    return table(_HEADERS, cells) if cells else ""


def _default(field: FieldInfo) -> str:
    choice = note_of(field, Choice)
    if field.is_required():
        suggest = choice.suggest if choice else ""
        return f"*{suggest}*, if you have it" if suggest else "none"
    return _shown(field.get_default(call_default_factory=True))


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case None | () | "":
            return "blank"
        case _:
            return str(value)


def _choices(field: FieldInfo) -> str:
    choice = note_of(field, Choice)
    if choice is not None:
        known = _LISTS[choice.kind]
        return f"{known}: {', '.join(choice.types)}" if choice.types else known
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


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
