"""The form of a template's options, made from the options themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData

from include.books.catalogue import Catalogue, ListEntry, ListKind, plain
from include.workflows.choices import (
    Choice,
    EntryUnknown,
    Group,
    from_text,
    note_of,
    offered,
    option_fields,
)
from include.workflows.options import LATER, ItemRule, WorkflowOptions
from include.workflows.template import Template

RULES = "item_rules"
_FIRST = "How entries post"
_LONGEST_TEXT = 1000


class Control(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    YES_NO = "yes-no"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form.

    Attributes:
        text: its value: a choice's value, a list entry's name, "true" or "".
        choices: what can be chosen: values, or names of entries of the company's lists.
    """

    name: str
    title: str
    help: str
    group: str
    control: Control
    text: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule for items of one name, as typed: `treatment` is paid, line or nothing."""

    name: str = ""
    treatment: str = "paid"
    target: str = ""


@dataclass(slots=True)
class OptionsForm:
    """What was typed, and the options it stands for.

    Attributes:
        texts: by field.
        values: JSON-able options, as far as they could be read.
        errors: a sentence by field; rules by "item_rules".
    """

    texts: dict[str, str] = field(default_factory=dict)
    rules: list[RuleRow] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    options: WorkflowOptions | None = None


def from_options(template: Template, values: Mapping[str, Any]) -> OptionsForm:
    """The form as it opens, with the options in effect or those suggested."""
    form = OptionsForm(values=dict(values))
    for name, info in option_fields(template.options).items():
        value = values.get(name, None if info.is_required() else info.get_default())
        if name == RULES:
            form.rules = [_row(ItemRule.model_validate(rule)) for rule in value or ()]
        else:
            form.texts[name] = _text(value)
    return form


def from_form(template: Template, sent: FormData, catalogue: Catalogue) -> OptionsForm:
    """Read what was sent. Everything typed stays, whatever is wrong with it.

    Args:
        template: whose options.
        sent: the form's fields.
        catalogue: the company's lists, by which names are resolved.
    """
    form = OptionsForm()
    for name, info in offered(template.options, catalogue).items():
        if name == RULES:
            form.rules = _typed_rules(sent)
            form.values[RULES] = _rules(form, template, catalogue)
            continue
        text = str(sent.get(name, "")).strip()
        form.texts[name] = text
        if len(text) > _LONGEST_TEXT:
            form.errors[name] = (
                f"{info.title} has at most {_LONGEST_TEXT:,} characters. Shorten it."
            )
            continue
        choice = note_of(info, Choice)
        if choice is None:
            form.values[name] = text == "true" if info.annotation is bool else text
        elif text:
            _entry(form, template.options, name, choice, text, catalogue)
        elif info.is_required():
            form.errors[name] = f"{info.title} is required. Choose one from the list."
    if not form.errors:
        try:
            form.options = template.options.model_validate(form.values)
        except ValidationError as error:
            for problem in error.errors():
                form.errors[str(problem["loc"][0])] = f"{problem['msg']}."
    return form


def fields_of(
    template: Template, form: OptionsForm, catalogue: Catalogue
) -> dict[str, list[Field]]:
    """The fields by heading, the template's own first."""
    groups: dict[str, list[Field]] = {_FIRST: []}
    for name, info in offered(template.options, catalogue).items():
        if name == RULES:
            continue
        group = _heading(info)
        control, choices = _control(info, catalogue)
        groups.setdefault(group, []).append(
            Field(
                name=name,
                title=info.title or name,
                help=info.description or "",
                group=group,
                control=control,
                text=form.texts.get(name, ""),
                required=info.is_required(),
                choices=choices,
            )
        )
    # The template's own fields come first; those that all templates share come after.
    shared = set(WorkflowOptions.model_fields)
    groups[_FIRST].sort(key=lambda entry: (not entry.required, entry.name in shared))
    # What must be chosen before anything posts stands above what happens afterwards.
    return dict(sorted(groups.items(), key=lambda group: group[0] == LATER.heading))


def target_names(template: Template, catalogue: Catalogue) -> tuple[str, ...]:
    """What a rule's items can post to: products or accounts, as the template posts."""
    return tuple(sorted(entry.name for entry in _of_kind(catalogue, target_kind(template))))


def target_kind(template: Template) -> ListKind:
    """The list that the template's lines refer to."""
    posts_products = "default_product" in template.options.model_fields
    return ListKind.PRODUCT if posts_products else ListKind.ACCOUNT


def _heading(info: FieldInfo) -> str:
    group = note_of(info, Group)
    return group.heading if group else _FIRST


def _control(info: FieldInfo, catalogue: Catalogue) -> tuple[Control, tuple[str, ...]]:
    choice, annotation = note_of(info, Choice), info.annotation
    if choice is not None:
        return Control.LIST, tuple(entry.name for entry in choice.fitting(catalogue))
    if annotation is bool:
        return Control.YES_NO, ()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Control.CHOICE, tuple(str(member.value) for member in annotation)
    return Control.TEXT, ()


def _of_kind(catalogue: Catalogue, kind: ListKind) -> list[ListEntry]:
    return [entry for entry in catalogue.entries if entry.kind is kind and entry.active]


def _entry(
    form: OptionsForm,
    options: type[BaseModel],
    name: str,
    choice: Choice,
    text: str,
    catalogue: Catalogue,
) -> None:
    info = option_fields(options)[name]
    try:
        value = from_text(options, name, text, catalogue)
    except EntryUnknown as error:
        form.errors[name] = (
            f"{error} Choose one from the list, or create it in QuickBooks and refresh the lists."
        )
        return
    entry = catalogue.by_id(choice.kind, value["id"])
    if entry is not None and choice.side is not None and not choice.fits(entry):
        form.errors[name] = f"{entry.name} has no rate for {choice.side}. Choose another one."
        return
    if entry is not None and not choice.fits(entry):
        form.errors[name] = (
            f"{entry.name} has the type {entry.type}. {info.title} takes "
            f"{' or '.join(choice.types)}. Choose another one."
        )
        return
    form.values[name] = value


def _typed_rules(sent: FormData) -> list[RuleRow]:
    columns = [
        [str(value).strip() for value in sent.getlist(f"rule-{part}")]
        for part in ("name", "treatment", "target")
    ]
    rows = [RuleRow(*row) for row in zip(*columns, strict=False)]
    removed = {str(number) for number in sent.getlist("rule-remove")}
    return [row for number, row in enumerate(rows) if str(number) not in removed]


def _rules(form: OptionsForm, template: Template, catalogue: Catalogue) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    kind = target_kind(template)
    names: set[str] = set()
    for row in form.rules:
        if not row.name:
            if row.target:
                form.errors[RULES] = "A rule has no item name. Enter the item's name as in CORE."
            continue
        if plain(row.name) in names:
            form.errors[RULES] = f"Two rules are named “{row.name}”. Remove one of them."
        names.add(plain(row.name))
        rule: dict[str, Any] = {
            "name": row.name,
            "sync": row.treatment != "nothing",
            "create_payment": row.treatment == "paid",
        }
        target = catalogue.by_name(kind, row.target) if row.target else None
        if row.target and target is None:
            unknown = EntryUnknown(kind, row.target, catalogue.sharing(kind, row.target))
            form.errors[RULES] = f"{unknown} Choose one from the list."
        if target is not None:
            rule["target"] = {"kind": kind.value, "id": target.id, "name": target.name}
        rules.append(rule)
    return rules


def _row(rule: ItemRule) -> RuleRow:
    treatment = "nothing" if not rule.sync else "paid" if rule.create_payment else "line"
    return RuleRow(rule.name, treatment, rule.target.name if rule.target else "")


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    return str(value.value) if isinstance(value, Enum) else str(value)


def changed_options(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """The names of the options in which two versions differ."""
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
