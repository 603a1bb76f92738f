"""The mapping form as its template draws it: tables, fields, items, each with its name and text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from include.books.country_words import spelled
from include.core_backoffice.mapping.profile import TableKind
from include.web.imports.file_columns import SheetColumns
from include.web.imports.mapping_fields import FIELDS, ITEM_KINDS, PERSON_FIELDS, SWITCHES
from include.web.imports.mapping_form import KEYS, MappingForm, sheet_of
from include.web.imports.mapping_text import text_of, value_text, words_text

_WITH_ITEMS = (TableKind.DEALS, TableKind.ITEMS)
_WITH_PERSON = (TableKind.AGENTS, TableKind.VENDORS, TableKind.STATEMENTS)


@dataclass(frozen=True, slots=True)
class ValueView:
    """A field that takes a column, several, or a fixed text.

    Attributes:
        name: the form's.
        text: as it is typed.
        has_words: whether its texts must mean something.
        words: as they are typed, one a line.
        meanings: what they can mean.
        seen: the texts of its column, with how often each is there.
        unsaid: those that mean nothing yet, though they must.
    """

    name: str
    label: str
    text: str
    has_words: bool = False
    words: str = ""
    meanings: tuple[str, ...] = ()
    seen: Mapping[str, int] | None = None
    unsaid: tuple[str, ...] = ()
    is_often: bool = True


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind that all rows share, or a column whose words mean kinds."""

    fixed: str
    column: ValueView


@dataclass(frozen=True, slots=True)
class PersonView:
    """Who a row names. `prefix` begins the names of its fields."""

    prefix: str
    kind: KindView
    parts: tuple[ValueView, ...]

    @property
    def is_named(self) -> bool:
        """Whether any column names them."""
        return any(part.text for part in self.parts) or bool(self.kind.column.text)


@dataclass(frozen=True, slots=True)
class ItemView:
    """An amount of a transaction. `prefix` begins the names of its fields."""

    prefix: str
    kind: KindView
    name: ValueView
    amount: ValueView
    percent: ValueView
    percent_scale: str
    sign: str
    repeated: bool
    side: ValueView
    agent: PersonView
    payee: PersonView
    switches: tuple[ValueView, ...]

    @property
    def has_more(self) -> bool:
        """Whether any of the fields is filled that few items have."""
        more = (self.percent, self.side, *self.switches, *self.payee.parts, self.payee.kind.column)
        return any(one.text for one in more) or self.repeated or self.sign != "as it is"


@dataclass(frozen=True, slots=True)
class TableView:
    """A sheet that is used. `prefix` begins the names of its fields."""

    number: int
    prefix: str
    of: str
    title: str
    sheet: SheetColumns | None
    dates: str
    decimal_comma: bool
    keys: tuple[str, ...]
    row_key: str
    skip: str
    one_row: bool | None
    primary: tuple[str, str]
    only: tuple[str, str]
    fields: tuple[ValueView, ...]
    person: PersonView | None
    items: tuple[ItemView, ...] | None
    route: ValueView
    has_errors: bool

    @property
    def values(self) -> tuple[ValueView, ...]:
        """All its values."""
        of_items = [
            one
            for item in self.items or ()
            for one in (item.kind.column, item.name, item.amount, item.side, *item.switches)
        ]
        return (*self.fields, *(self.person.parts if self.person else ()), self.route, *of_items)

    @property
    def matched(self) -> int:
        """How many of its fields a column or a fixed text fills."""
        return sum(bool(one.text) for one in self.values)

    @property
    def is_open(self) -> bool:
        """Whether something in it is to be chosen."""
        return self.has_errors or any(one.unsaid for one in self.values)


def tables_of(form: MappingForm, sheets: Sequence[SheetColumns]) -> list[TableView]:
    """The tables of a form, in its order."""
    return [
        _table(number, one, sheets, form.errors)
        for number, one in enumerate(form.body.get("tables") or ())
    ]


def unused(form: MappingForm, sheets: Sequence[SheetColumns]) -> list[SheetColumns]:
    """The sheets that no table reads and that have a header."""
    tables: Sequence[Mapping[str, Any]] = form.body.get("tables") or ()
    used = {found.number for one in tables if (found := sheet_of(one, sheets)) is not None}
    return [one for one in sheets if one.number not in used and one.header is not None]


def _table(
    number: int,
    table: Mapping[str, Any],
    sheets: Sequence[SheetColumns],
    errors: Mapping[str, str],
) -> TableView:
    sheet, prefix = sheet_of(table, sheets), f"t{number}-"
    of = TableKind(table["of"])
    make = _Values(sheet)
    return TableView(
        number=number,
        prefix=prefix,
        of=of.value,
        title=(sheet.name if sheet else "") or str(table.get("sheet") or "") or "The file",
        sheet=sheet,
        dates=str(table.get("dates") or ""),
        decimal_comma=bool(table.get("decimal_comma")),
        keys=tuple([*(table.get("key") or ()), *[""] * KEYS][:KEYS]),
        row_key=next(iter(table.get("key_of_each_row") or ()), ""),
        skip=_skipped(table),
        one_row=table.get("one_row"),
        primary=_test(table.get("primary")),
        only=_test(next(iter(table.get("only") or ()), None)),
        fields=make.fields(of, prefix, table.get("fields") or {}),
        person=make.person(f"{prefix}p-", table.get("person")) if of in _WITH_PERSON else None,
        items=make.items(prefix, table.get("items") or ()) if of in _WITH_ITEMS else None,
        route=make.value(f"{prefix}route", "Company is chosen by", table.get("route")),
        has_errors=any(name.startswith(prefix) for name in errors),
    )


def _skipped(table: Mapping[str, Any]) -> str:
    """The texts of rows that are no data, whatever column they are in."""
    tests = [one for one in table.get("skip") or () if not one.get("column")]
    return ", ".join(text_of(one["texts"]) for one in tests)


def _test(test: Mapping[str, Any] | None) -> tuple[str, str]:
    return (str(test.get("column") or ""), text_of(test.get("texts") or ())) if test else ("", "")


def _unsaid(
    seen: Mapping[str, int], words: Mapping[str, str], meanings: tuple[str, ...]
) -> tuple[str, ...]:
    """The texts of a column that neither words nor the meanings themselves know."""
    known = {one.strip().casefold() for one in (*words, *meanings)}
    if "*" in known:
        return ()
    return tuple(text for text in seen if text and text.strip().casefold() not in known)


class _Values:
    """Makes views of values that one sheet has."""

    def __init__(self, sheet: SheetColumns | None) -> None:
        self._texts = sheet.texts if sheet else {}

    def value(
        self,
        name: str,
        label: str,
        value: Any,
        meanings: tuple[str, ...] = (),
        *,
        is_often: bool = True,
        must_mean: bool = True,
    ) -> ValueView:
        given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        columns: Sequence[str] = given.get("columns") or ()
        seen = self._texts.get(columns[0]) if len(columns) == 1 and meanings else None
        return ValueView(
            name=name,
            label=label,
            text=value_text(given),
            has_words=bool(meanings),
            words=words_text(given.get("words")),
            meanings=meanings,
            seen=seen,
            unsaid=_unsaid(seen or {}, given.get("words") or {}, meanings) if must_mean else (),
            is_often=is_often or bool(given),
        )

    def fields(self, of: TableKind, prefix: str, given: Mapping[str, Any]) -> tuple[ValueView, ...]:
        return tuple(
            self.value(
                f"{prefix}f-{offer.name}",
                spelled(offer.label),
                given.get(offer.name),
                offer.meanings,
                is_often=offer.is_often,
                must_mean=offer.must_mean,
            )
            for offer in FIELDS[of]
        )

    def items(self, prefix: str, given: Sequence[Any]) -> tuple[ItemView, ...]:
        return tuple(self.item(f"{prefix}i{at}-", one) for at, one in enumerate(given))

    def kind(self, prefix: str, kind: Any, meanings: tuple[str, ...]) -> KindView:
        fixed = kind if isinstance(kind, str) else ""
        column = self.value(f"{prefix}kind-column", "Kind from column", kind, meanings)
        return KindView(fixed, column)

    def person(self, prefix: str, person: Any) -> PersonView:
        given: Mapping[str, Any] = person if isinstance(person, dict) else {}
        kind = self.kind(prefix, given.get("kind"), ("agent", "vendor", "company"))
        parts = tuple(
            self.value(f"{prefix}{name}", label, given.get(name))
            for name, label in PERSON_FIELDS.items()
        )
        return PersonView(prefix, kind, parts)

    def item(self, prefix: str, item: Mapping[str, Any]) -> ItemView:
        return ItemView(
            prefix=prefix,
            kind=self.kind(prefix, item.get("kind"), tuple(ITEM_KINDS)),
            name=self.value(f"{prefix}name", "Item", item.get("name")),
            amount=self.value(f"{prefix}amount", "Amount", item.get("amount")),
            percent=self.value(f"{prefix}percent", "Percent of the gross", item.get("percent")),
            percent_scale=str(item.get("percent_scale") or ""),
            sign=str(item.get("sign") or "as it is"),
            repeated=bool(item.get("repeated")),
            side=self.value(f"{prefix}side", "Side", item.get("side"), ("listing", "buying")),
            agent=self.person(f"{prefix}a-", item.get("agent")),
            payee=self.person(f"{prefix}y-", item.get("payee")),
            switches=tuple(
                self.value(f"{prefix}{name}", label, item.get(name), ("yes", "no"))
                for name, label in SWITCHES.items()
            ),
        )
