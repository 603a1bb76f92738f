"""A deal out of its rows: of one table, or of one that has deals and one that has their items. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from include.books.causes import HoldCause
from include.books.money import Cents
from include.core_backoffice.canonical.rows import CanonicalDeal, CanonicalItem, ItemKind
from include.core_backoffice.mapping.fields import FIELDS
from include.core_backoffice.mapping.items import FoundItem, items_of
from include.core_backoffice.mapping.keys import key_texts
from include.core_backoffice.mapping.merging import Fields, same
from include.core_backoffice.mapping.problems import RowProblem, quoted
from include.core_backoffice.mapping.profile import Profile, TableKind, Value
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.mapping.same_people import named_alike

STATUSES: Final = ("listing", "pending", "closed", "cancelled", "active", "opportunity")
"""CORE's."""
_DEAL_FIELDS: Final = tuple(FIELDS[TableKind.DEALS])
_TEXTS: Final = (
    "address",
    "city",
    "state",
    "zip",
    "transaction_type",
    "representing",
    "timezone",
    "external_id",
    "office",
)


def read_deal(id_: str, rows: Sequence[Row], profile: Profile) -> CanonicalDeal:
    """A deal.

    Args:
        id_: its identity.
        rows: all that have its key, of every table, in an order that doesn't depend on the file's.
        profile: how they are read.

    Raises:
        RowProblem: a row can't be used: then the deal isn't.
    """
    own = _rows_of_its_own(rows)
    fields = Fields(own, _DEAL_FIELDS)
    Fields(rows, ("currency",))
    status = _status(fields, own)
    is_final = (
        fields.get("is_final") if _maps("is_final", own) else status in profile.final_statuses
    )
    found = [item for row in rows for item in items_of(row)]
    gross_cents: Cents | None = fields.get("gross")
    return CanonicalDeal(
        id=id_,
        number=fields.text("number") or _number_by_key(own[0]),
        status=status,
        is_final=is_final is True,
        closing_date=fields.get("closing_date"),
        price_cents=fields.get("price"),
        gross_cents=gross_cents,
        brokerage_net_is_rest=profile.brokerage_net == "rest",
        items=_items(found, gross_cents),
        attributes=attributes_of(own),
        **{name: fields.text(name) for name in _TEXTS},
    )


def _rows_of_its_own(rows: Sequence[Row]) -> list[Row]:
    deals = [row for row in rows if row.bound.table.of is TableKind.DEALS]
    if not deals:
        raise RowProblem(
            [row.spot for row in rows],
            "have commission items of a transaction that no row of transactions has.",
            "Add the transaction to the file, or correct its number in the items.",
            cause=HoldCause.ROWS_DISAGREE,
        )
    own = [row for row in deals if row.bound.is_primary(row.cells)]
    if not own:
        column = next(row.bound.table.primary.column for row in deals if row.bound.table.primary)
        raise RowProblem(
            [row.spot for row in deals],
            f"are of a transaction without a primary row, by the column {quoted(column)}.",
            "Add the primary row in the file, or change the test of primary rows in the import profile.",
            cause=HoldCause.ROWS_DISAGREE,
            column=column,
        )
    return own


def _maps(name: str, rows: Iterable[Row]) -> bool:
    return any(name in row.bound.table.fields for row in rows)


def _number_by_key(row: Row) -> str:
    """What the source calls the deal, where one column is its key."""
    key = row.bound.table.key
    return key_texts(row.bound, row.cells, key)[0] if len(key) == 1 else ""


def _status(fields: Fields, rows: Sequence[Row]) -> str:
    if not _maps("status", rows):
        return "closed"
    status = fields.text("status")
    status = "cancelled" if status == "canceled" else status
    if status in STATUSES:
        return status
    row = rows[0]
    value = row.bound.table.fields["status"]
    header = row.cell(value)[1]
    what = f"has '{status}' in" if status else "has nothing in"
    raise row.problem(
        header,
        f"{what} the column {quoted(header)}, which isn't a status that CoreBooks knows.",
        "In the import profile, say which status of CORE this text means.",
    )


def _items(found: Sequence[FoundItem], gross_cents: Cents | None) -> tuple[CanonicalItem, ...]:
    once = [item for item in found if not _is_repeated(item)]
    repeated: dict[tuple[object, ...], list[FoundItem]] = {}
    for item in found:
        if _is_repeated(item):
            repeated.setdefault(_rule_of(item), []).append(item)
    once.extend(_the_same(items) for items in repeated.values())
    if gross_cents is None:
        parts = [one.item.amount_cents for one in once if one.item.kind is ItemKind.GROSS]
        gross_cents = sum(parts) if parts else None
    return named_alike(item.of_gross(gross_cents) for item in once)


def _rule_of(item: FoundItem) -> tuple[object, ...]:
    """Which rule of the profile an item is by; sheets may have the rules of groups in other numbers."""
    rule = item.row.bound.rules[item.rule]
    kind = rule.kind if isinstance(rule.kind, str) else rule.kind.columns
    amounts = [value.columns for value in (rule.amount, rule.percent) if value is not None]
    return item.row.bound.at, kind, *amounts


def _is_repeated(item: FoundItem) -> bool:
    return item.row.bound.rules[item.rule].repeated


def _the_same(items: Sequence[FoundItem]) -> FoundItem:
    first = items[0]
    for other in items[1:]:
        if (other.item, other.percent) != (first.item, first.percent):
            rule = other.row.bound.rules[other.rule]
            value = rule.amount or rule.percent
            header = other.row.cell(value)[1] if value else ""
            raise RowProblem(
                [first.row.spot, other.row.spot],
                f"repeat the column {quoted(header)} of their transaction, but not with the same values.",
                "Correct the rows in the file so that they match, then import it again.",
                cause=HoldCause.ROWS_DISAGREE,
                column=header,
            )
    return first


def attributes_of(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Further columns under their own names, those that aren't blank.

    Raises:
        RowProblem: rows disagree.
    """
    names = sorted({name for row in rows for name in row.bound.table.attributes})
    values = {name: _one_text(rows, partial(_attribute, name)) for name in names}
    return tuple((name, text) for name, text in values.items() if text)


def route_of(rows: Sequence[Row]) -> str:
    """What routes a record to a company; "" where no table maps it.

    Raises:
        RowProblem: rows disagree.
    """
    return _one_text(rows, lambda row: row.bound.table.route)


def _attribute(name: str, row: Row) -> Value | None:
    return row.bound.table.attributes.get(name)


def _one_text(rows: Sequence[Row], value_of: Callable[[Row], Value | None]) -> str:
    texts = [(row.text(value), row) for row in rows if (value := value_of(row)) is not None]
    text: str | None = same(
        [pair for pair in texts if pair[0]], lambda row: value_of(row) or Value()
    )
    return text or ""
