"""The form in which an import profile is made: from a profile to fields, and from what was sent to a profile.

The whole profile travels with the form: what the form doesn't show stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from include.core_backoffice.files.headers import key
from include.core_backoffice.mapping.profile import Profile, TableKind
from include.core_backoffice.mapping.profile_faults import first_fault
from include.core_backoffice.mapping.suggest import answer
from include.core_backoffice.mapping.tables import sheet_key
from include.web.imports.file_columns import SheetColumns
from include.web.imports.mapping_fields import FIELDS, PERSON_FIELDS, SWITCHES
from include.web.imports.mapping_text import patterns, texts_of, typed_value, typed_words
from include.web.imports.sent_tables import tables_in

KEYS = 3
"""Columns that can identify a record together."""
_MOST_TABLES = 20
_MOST_ITEMS = 60
_LONGEST = 2_000
_PEOPLE = (TableKind.AGENTS, TableKind.VENDORS, TableKind.STATEMENTS)
_WITH_ITEMS = (TableKind.DEALS, TableKind.ITEMS)

Body = dict[str, Any]


@dataclass(slots=True)
class MappingForm:
    """What was typed.

    Attributes:
        body: the profile as JSON, whether it is one or not.
        errors: a sentence by field; of the whole by "profile".
        profile: what it stands for; None while it is none.
    """

    body: Body
    errors: dict[str, str] = field(default_factory=dict)
    profile: Profile | None = None


def from_profile(profile: Profile) -> MappingForm:
    """The form as it opens."""
    return MappingForm(profile.model_dump(mode="json"), {}, profile)


def from_form(
    sent: FormData, sheets: Sequence[SheetColumns], optional: Collection[str] = ()
) -> MappingForm:
    """Read what was sent. Everything typed stays, whatever is wrong with it.

    Args:
        sent: the form's fields.
        sheets: of the file that the profile is made for.
        optional: columns of the profile that it began with: a file may lack them.
    """
    before = _before(sent)
    form = MappingForm(before)
    _read_whole(form, sent)
    given = tables_in(before)
    reader = _Reader(sent, form.errors, sheets, optional)
    form.body["tables"] = [
        *(
            table
            for number, one in enumerate(given[:_MOST_TABLES])
            if (table := reader.table(number, one)) is not None
        ),
        *reader.added(),
    ]
    validate(form)
    _put_answers(form, answers_in(sent))
    return form


def answers_in(sent: FormData) -> list[tuple[str, str]]:
    """What was answered of a suggestion's questions: each setting with its value."""
    settings, values = sent.getlist("question"), sent.getlist("answer")
    return [
        (setting, value)
        for setting, value in zip(settings, values, strict=False)
        if isinstance(setting, str) and isinstance(value, str) and value
    ]


def _put_answers(form: MappingForm, answers: Sequence[tuple[str, str]]) -> None:
    for setting, value in answers:
        if form.profile is None:
            return
        try:
            form.profile = answer(form.profile, setting, value)
        except ValueError:
            form.errors["profile"] = (
                f"“{setting[:60]}” can't be answered with “{value[:60]}”. Choose an answer from the list."
            )
            form.profile = None
        else:
            form.body = form.profile.model_dump(mode="json")


def validate(form: MappingForm) -> None:
    """Make a profile of what was typed, or say what is wrong with it."""
    if form.errors:
        return
    if not form.body.get("tables"):
        form.errors["profile"] = "No sheet is used. Choose what the rows of a sheet are."
        return
    try:
        form.profile = Profile.model_validate(form.body)
    except ValidationError as error:
        form.errors["profile"] = first_fault(error).sentence


def sheet_of(table: Mapping[str, Any], sheets: Sequence[SheetColumns]) -> SheetColumns | None:
    """The sheet that a table reads: the one of its name, or that has its headers."""
    named = sheet_key(str(table.get("sheet") or ""), [one.name for one in sheets])
    fitting = [one for one in sheets if not named or key(one.name) in ("", named)]
    best = max(fitting, key=lambda one: one.has(table.get("headers") or ()), default=None)
    return best if best is not None and (named or best.has(table.get("headers") or ())) else None


def headers_of(sheet: SheetColumns) -> list[str]:
    """The headers by which the layout of a sheet is known again; groups that repeat count once."""
    groups = sheet.groups
    names: dict[str, None] = {}
    for name in sheet.columns:
        if name in sheet.samples and name.startswith("Column ") and not sheet.samples[name]:
            continue
        names[next((one for one in groups if one in patterns((name, name))), name)] = None
    return list(names)


def _before(sent: FormData) -> Body:
    try:
        found = json.loads(_text(sent, "body") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read_whole(form: MappingForm, sent: FormData) -> None:
    body = form.body
    body["name"] = _text(sent, "name").strip()
    if not body["name"]:
        form.errors["name"] = (
            "A profile needs a name. Enter one, such as the product's and the report's."
        )
    for name in ("contents", "agents", "brokerage_net"):
        if chosen := _text(sent, name):
            body[name] = chosen
    if not body.get("contents"):
        form.errors["contents"] = (
            "Say whether each file has all records, or only those that changed. Only files with all "
            "records may delete some."
        )
    if statuses := _text(sent, "final_statuses"):
        body["final_statuses"] = [one.casefold() for one in texts_of(statuses)]


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


class _Reader:
    """Reads the fields of tables."""

    def __init__(
        self,
        sent: FormData,
        errors: dict[str, str],
        sheets: Sequence[SheetColumns],
        optional: Collection[str],
    ) -> None:
        self._optional = {key(one) for one in optional}
        self._sent = sent
        self._errors = errors
        self._sheets = sheets
        self._sheet: SheetColumns | None = None

    def added(self) -> list[Body]:
        """Tables for sheets that weren't used before."""
        tables = []
        for sheet in self._sheets:
            kind = self._typed(f"add-{sheet.number}")
            if kind in set(TableKind) and sheet.header:
                tables.append(new_table(TableKind(kind), sheet))
        return tables

    def table(self, number: int, before: Body) -> Body | None:
        """One table; None if its sheet isn't used any more."""
        prefix = f"t{number}-"
        if f"{prefix}of" not in self._sent:
            return before
        kind = self._typed(f"{prefix}of")
        if kind not in set(TableKind):
            return None
        self._sheet = sheet_of(before, self._sheets)
        table = {**before, "of": kind}
        of = TableKind(kind)
        self._rows(table, prefix)
        table["key"] = self._columns(prefix, "key", KEYS)
        table["key_of_each_row"] = self._columns(prefix, "rowkey", 1)
        table["fields"] = self._fields(of, before, prefix)
        table["route"] = self._value(f"{prefix}route", before.get("route"))
        table["person"] = (
            self._person(f"{prefix}p-", before.get("person"), "agent") if of in _PEOPLE else None
        )
        if of is TableKind.VENDORS and table["person"]:
            table["person"]["kind"] = "vendor"
        table["items"] = self._items(before, prefix) if of in _WITH_ITEMS else []
        if self._sheet is not None and self._sheet.has(table.get("headers") or ()) < 1:
            table["headers"] = headers_of(self._sheet)
        return table

    def _rows(self, table: Body, prefix: str) -> None:
        table["dates"] = self._typed(f"{prefix}dates") or table.get("dates")
        if f"{prefix}one_row" in self._sent:
            table["one_row"] = {"yes": True, "no": False}.get(self._typed(f"{prefix}one_row"))
        table["decimal_comma"] = bool(self._typed(f"{prefix}decimal_comma"))
        kept = [one for one in table.get("skip") or () if one.get("column")]
        texts = list(texts_of(self._typed(f"{prefix}skip")))
        table["skip"] = [*([{"column": "", "texts": texts}] if texts else []), *kept]
        for name in ("primary", "only"):
            column = self._typed(f"{prefix}{name}-column")
            found = self._column(f"{prefix}{name}-column", column) if column else ""
            texts = list(texts_of(self._typed(f"{prefix}{name}-texts")))
            test = {"column": found, "texts": texts} if found and texts else None
            table[name] = test if name == "primary" else [test] if test else []

    def _fields(self, of: TableKind, before: Body, prefix: str) -> Body:
        offered = {offer.name: offer for offer in FIELDS[of]}
        fields: Body = {
            name: value
            for name, value in (before.get("fields") or {}).items()
            if name not in offered and before.get("of") == of
        }
        for name, offer in offered.items():
            typed = f"{prefix}f-{name}"
            value = self._value(typed, (before.get("fields") or {}).get(name))
            if value is not None and offer.meanings:
                self._words(typed, value)
            if value is not None:
                fields[name] = value
        return fields

    def _items(self, before: Body, prefix: str) -> list[Body]:
        given = [one for one in before.get("items") or () if isinstance(one, dict)]
        count = self._number(f"{prefix}items", len(given))
        items = []
        for number in range(min(count, _MOST_ITEMS)):
            own = f"{prefix}i{number}-"
            if self._typed(f"{own}remove"):
                continue
            items.append(self._item(own, given[number] if number < len(given) else {}))
        if self._typed("add-item") == prefix:
            items.append({"kind": "deal_debit"})
        return items

    def _item(self, own: str, before: Body) -> Body:
        item = dict(before)
        item["kind"] = self._kind(own, before.get("kind"), "deal_debit")
        for name in ("name", "amount", "percent", "side", *SWITCHES):
            value = self._value(f"{own}{name}", before.get(name))
            if value is not None and name in ("side", *SWITCHES):
                self._words(f"{own}{name}", value)
            item[name] = value
        scale = self._typed(f"{own}percent_scale")
        item["percent_scale"] = int(scale) if scale in ("1", "100") and item["percent"] else None
        item["sign"] = self._typed(f"{own}sign") or before.get("sign") or "as it is"
        item["repeated"] = bool(self._typed(f"{own}repeated"))
        item["agent"] = self._person(f"{own}a-", before.get("agent"), "agent")
        item["payee"] = self._person(f"{own}y-", before.get("payee"), "vendor")
        return item

    def _kind(self, own: str, before: Any, otherwise: str) -> Any:
        """A kind that is the same for all rows, or a column whose words mean kinds."""
        column = self._typed(f"{own}kind-column")
        if not column.strip():
            return self._typed(f"{own}kind") or (before if isinstance(before, str) else otherwise)
        value = self._value(f"{own}kind-column", before if isinstance(before, dict) else None)
        if value is not None:
            self._words(f"{own}kind-column", value)
        return value or otherwise

    def _person(self, own: str, before: Any, otherwise: str) -> Body | None:
        given: Body = before if isinstance(before, dict) else {}
        person = {name: part for name, part in given.items() if name == "by"}
        person["kind"] = self._kind(own, given.get("kind"), otherwise)
        for name in PERSON_FIELDS:
            person[name] = self._value(f"{own}{name}", given.get(name))
        names_someone = any(person[name] for name in PERSON_FIELDS)
        return person if names_someone or isinstance(person["kind"], dict) else None

    def _value(self, name: str, before: Any) -> Body | None:
        if name not in self._sent:
            return before if isinstance(before, dict) else None
        given = before if isinstance(before, dict) else None
        value, missing = typed_value(self._typed(name), self._find, given)
        if missing and key(missing) not in self._optional:
            self._no_column(name, missing)
        return value

    def _words(self, name: str, value: Body) -> None:
        if f"{name}-words" not in self._sent:
            return
        words, wrong = typed_words(self._typed(f"{name}-words"))
        value["words"] = words
        if wrong:
            self._errors[name] = (
                f"“{wrong[:60]}” says no meaning. Write each line as a text of the file, an equals "
                "sign, and what it means."
            )

    def _columns(self, prefix: str, name: str, most: int) -> list[str]:
        typed = [self._typed(f"{prefix}{name}-{number}") for number in range(most)]
        return [self._column(f"{prefix}{name}-0", one) for one in typed if one.strip()]

    def _column(self, name: str, typed: str) -> str:
        found = self._find(typed)
        if not found:
            self._no_column(name, typed)
        return found or typed.strip()

    def _find(self, typed: str) -> str:
        return self._sheet.known(typed) if self._sheet else typed.strip()

    def _no_column(self, name: str, typed: str) -> None:
        where = f"Sheet {self._sheet.name}" if self._sheet and self._sheet.name else "The file"
        self._errors[name] = (
            f"{where} has no column “{typed.strip()[:60]}”. Choose one from the list, or put a fixed "
            "text in quotation marks."
        )

    def _number(self, name: str, otherwise: int) -> int:
        typed = self._typed(name)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else otherwise  # noqa: PLR2004

    def _typed(self, name: str) -> str:
        return _text(self._sent, name)[:_LONGEST]


def new_table(of: TableKind, sheet: SheetColumns) -> Body:
    """A table for a sheet, with nothing matched yet."""
    table: Body = {"of": of.value, "sheet": sheet.name, "headers": headers_of(sheet)}
    if sheet.header and sheet.header.rows > 1:
        table["header_rows"] = sheet.header.rows
    return table
