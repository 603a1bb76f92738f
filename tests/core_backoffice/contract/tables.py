"""Canonical records as rows of the canonical tables, and the profile that reads such tables.

It is what doors that take files, mails, rows or calls are tried with: a snapshot is one workbook with a
sheet per table, or one file per table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from include.books.money import Cents, to_decimal
from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalItem,
    CanonicalLine,
    CanonicalPerson,
    CanonicalStatement,
    ItemKind,
    PersonRef,
)
from include.core_backoffice.canonical.schema import TABLES
from include.core_backoffice.mapping.profile import (
    DateOrder,
    ItemRule,
    PersonRule,
    Profile,
    Table,
    TableKind,
    Value,
)
from include.core_backoffice.records.people import PayeeKind

Row: TypeAlias = dict[str, str]

NO_NUMBER = "ten dollars"
"""The amount of a spoiled row."""

_PERSON = ("id", "name", "given_name", "family_name", "company", "email")


def rows_of(records: Iterable[Canonical], spoiled: Iterable[str] = ()) -> dict[str, list[Row]]:
    """The rows of records by table; blank fields are left out.

    Args:
        records: what there is.
        spoiled: keys of transactions and statements whose first amount is no number.
    """
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    bad = set(spoiled)
    for record in records:
        for table, row in _rows(record):
            tables[table].append({name: text for name, text in row.items() if text})
        if record.key in bad:
            _spoil(tables, record)
    return tables


def canonical_profile(
    name: str = "Canonical tables", agents: str = "from rows", contents: str = "snapshot"
) -> Profile:
    """The profile of a workbook whose sheets are the canonical tables, each whole or what changed."""
    return Profile.model_validate(
        {
            "name": name,
            "contents": contents,
            "agents": agents,
            "tables": [_table(kind) for kind in TableKind],
        }
    )


def _spoil(tables: dict[str, list[Row]], record: Canonical) -> None:
    if isinstance(record, CanonicalStatement):
        rows = [row for row in tables["statements"] if row["statement_id"] == record.id]
        rows[0]["amount"] = NO_NUMBER
    else:
        tables["deals"][-1]["gross"] = NO_NUMBER


def _rows(record: Canonical) -> Iterator[tuple[str, Row]]:
    if isinstance(record, CanonicalDeal):
        yield "deals", _deal(record)
        yield from (("items", {"deal_id": record.id, **_item(item)}) for item in record.items)
    elif isinstance(record, CanonicalPerson):
        yield f"{record.kind}s", _listed(record)
    else:
        yield from (("statements", _line(record, line)) for line in record.lines)
        for paid in record.payments:
            yield (
                "payments",
                {
                    "statement_id": record.id,
                    "payment_id": paid.id,
                    "amount": _dollars(paid.amount_cents),
                    "paid_on": _day(paid.paid_on),
                    "method": paid.method,
                },
            )


def _deal(deal: CanonicalDeal) -> Row:
    return {
        "id": deal.id,
        "number": deal.number,
        "address": deal.address,
        "city": deal.city,
        "state": deal.state,
        "zip": deal.zip,
        "status": deal.status,
        "is_final": _yes(deal.is_final),
        "closing_date": _day(deal.closing_date),
        "transaction_type": deal.transaction_type,
        "representing": deal.representing,
        "timezone": deal.timezone,
        "external_id": deal.external_id,
        "office": deal.office,
        "price": _dollars(deal.price_cents),
        "gross": _dollars(deal.gross_cents),
        "currency": "USD",
    }


def _item(item: CanonicalItem) -> Row:
    return {
        "kind": item.kind,
        "name": item.name,
        "amount": _dollars(item.amount_cents),
        "side": item.side,
        **_person("agent", item.agent),
        "payee_kind": item.payee.kind if item.payee else "",
        **_person("payee", item.payee),
        "is_1099": _yes(item.is_1099 or None),
        "sync": _yes(item.sync),
        "create_payment": _yes(item.create_payment),
        "currency": "USD",
    }


def _person(whom: str, ref: PersonRef | None) -> Row:
    return {f"{whom}_{part}": getattr(ref, part) for part in _PERSON} if ref else {}


def _listed(person: CanonicalPerson) -> Row:
    own = ("active", "deleted")
    names = [field.name for field in TABLES["agents"].fields if field.name not in own]
    return {
        **{name: getattr(person, name) for name in names},
        "active": _yes(person.active),
    }


def _line(statement: CanonicalStatement, line: CanonicalLine) -> Row:
    return {
        "statement_id": statement.id,
        "line_id": line.id,
        "number": statement.number,
        **_person("agent", statement.agent),
        "office": statement.office,
        "total": _dollars(statement.total_cents),
        "line_name": line.name,
        "is_credit": _yes(line.is_credit),
        "amount": _dollars(line.amount_cents),
        "billing_date": _day(line.billing_date),
        "due_date": _day(line.due_date),
        "frequency": line.frequency,
        "memo": line.memo,
        "status": line.status or "",
        "currency": "USD",
    }


def _dollars(cents: Cents | None) -> str:
    return "" if cents is None else str(to_decimal(cents))


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _yes(flag: bool | None) -> str:
    return "" if flag is None else "yes" if flag else "no"


# --- the profile ---


def _table(kind: TableKind) -> Table:
    fields = [field.name for field in TABLES[kind].fields]
    carried = ("payment_id", "payment_amount", "paid_on", "method")
    mapped = [
        field.name
        for field in TABLES[kind].fields
        if field.part == "fields" and not (kind is TableKind.STATEMENTS and field.name in carried)
    ]
    return Table(
        of=kind,
        sheet=kind.value,
        headers=tuple(fields),
        key=(fields[0],),
        key_of_each_row=("line_id",) if kind is TableKind.STATEMENTS else (),
        fields={name: _value(name) for name in mapped},
        person=_person_rule(kind),
        items=(_item_rule(),) if kind is TableKind.ITEMS else (),
        dates=DateOrder.YMD,
    )


_YES_NO = ("deleted", "is_final", "active", "is_credit", "sync", "create_payment", "is_1099")


def _value(column: str) -> Value:
    words = {"yes": "yes", "no": "no"} if column in _YES_NO else {}
    return Value(columns=(column,), words=words)


def _person_rule(kind: TableKind) -> PersonRule | None:
    if kind in (TableKind.AGENTS, TableKind.VENDORS):
        own = PayeeKind.AGENT if kind is TableKind.AGENTS else PayeeKind.VENDOR
        return PersonRule(
            kind=own.value,
            **{part: Value(columns=(part,)) for part in _PERSON if part != "name"},
        )
    return _rule("agent", PayeeKind.AGENT.value) if kind is TableKind.STATEMENTS else None


def _rule(whom: str, kind: str | Value) -> PersonRule:
    return PersonRule.model_validate(
        {"kind": kind, **{part: Value(columns=(f"{whom}_{part}",)) for part in _PERSON}}
    )


def _item_rule() -> ItemRule:
    kinds = {kind.value: kind.value for kind in ItemKind}
    payees = {kind.value: kind.value for kind in PayeeKind}
    return ItemRule(
        kind=Value(columns=("kind",), words=kinds),
        name=_value("name"),
        amount=_value("amount"),
        side=_value("side"),
        agent=_rule("agent", PayeeKind.AGENT.value),
        payee=_rule("payee", Value(columns=("payee_kind",), words={**payees, "": "company"})),
        is_1099=_value("is_1099"),
        sync=_value("sync"),
        create_payment=_value("create_payment"),
    )
