"""A table of billing statements, built of the columns that were found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from include.core_backoffice.mapping.profile import (
    DateOrder,
    PersonRule,
    RowTest,
    Table,
    TableKind,
    Value,
    Words,
)
from include.core_backoffice.mapping.suggest.billing_names import (
    BILLING_STATUS_WORDS,
    CREDIT_WORDS,
)
from include.core_backoffice.mapping.suggest.content import day_orders, decimal_comma, words
from include.core_backoffice.mapping.suggest.naming import Named
from include.core_backoffice.mapping.suggest.samples import SheetSample
from include.core_backoffice.mapping.suggest.suggestion import Question
from include.core_backoffice.mapping.suggest.vocabulary import (
    meanings,
    order_of_dates,
    questions,
)

_FIELDS: Final = (
    "line_name",
    "is_credit",
    "amount",
    "billing_date",
    "due_date",
    "frequency",
    "memo",
    "status",
    "total",
    "payment_amount",
    "paid_on",
    "method",
    "office",
)
_SURE: Final = 90
"""Of 100: "Paid" alone may be what an agent gets, or what an agent paid."""
_DAYS: Final = ("billing_date", "due_date", "paid_on")
_AMOUNTS: Final = ("amount", "total", "payment_amount")
_PARTS: Final = {
    "id": "agent_id",
    "name": "agent_name",
    "given_name": "agent_first",
    "family_name": "agent_last",
    "email": "agent_email",
}
_WORDS: Final[Mapping[str, tuple[str, Mapping[str, str], Words]]] = {
    "status": ("billing_status", BILLING_STATUS_WORDS, {"": ""}),
    "is_credit": ("is_credit", CREDIT_WORDS, {"": "no"}),
}
"""Fields of words: what questions call them, what is known, and what a blank cell means."""


def is_billing(chosen: Mapping[str, Named], deals: Mapping[str, Named]) -> bool:
    """Whether a sheet is of agent billing, rather than of transactions.

    Args:
        chosen: what its columns are by the names of billing.
        deals: what they are by the names of transactions.
    """
    names = {"billing_date", "amount"} <= chosen.keys() and bool(
        chosen.keys() & {"agent_id", "agent_name", "agent_email", "agent_first"}
    )
    of_deals = any(
        role in deals and deals[role].likeness > _SURE
        for role in ("gross", "agent_split", "agent_net", "brokerage_net")
    )
    return names and not of_deals and "line_name" in chosen


def billing_table(
    sample: SheetSample, chosen: Mapping[str, Named], *, has_sheets: bool, totals: tuple[str, ...]
) -> tuple[Table, list[Question]]:
    """A table of statements' lines, and what is asked about it."""
    asked: list[Question] = []
    fields: dict[str, Value] = {}
    for name in _FIELDS:
        if name in chosen:
            fields[name] = _value(sample, chosen[name].header, name, asked)
    dates = _dates(sample, chosen, fields, asked)
    amounts = [sample.column(chosen[name].header) for name in _AMOUNTS if name in chosen]
    table = Table(
        of=TableKind.STATEMENTS,
        sheet=sample.sheet.name if has_sheets else "",
        headers=tuple(dict.fromkeys(own.header for own in chosen.values())),
        header_rows=2 if sample.header.rows > 1 else 1,
        key=_key(chosen),
        key_of_each_row=(chosen["line_id"].header,) if "line_id" in chosen else (),
        skip=(RowTest(texts=totals),) if totals else (),
        fields=_with_number(fields, chosen),
        person=_agent(chosen),
        route=fields.get("office"),
        dates=dates,
        decimal_comma=decimal_comma(amounts),
    )
    return table, asked


def _value(sample: SheetSample, header: str, name: str, asked: list[Question]) -> Value:
    if name not in _WORDS:
        return Value(columns=(header,))
    role, known, blank = _WORDS[name]
    found, unknown = meanings(words(sample.column(header)), known)
    asked += questions(role, header, unknown)
    return Value(columns=(header,), words=found | blank)


def _key(chosen: Mapping[str, Named]) -> tuple[str, ...]:
    """The statement's number; without one, an agent has one statement a day."""
    if "statement" in chosen:
        return (chosen["statement"].header,)
    who = next(
        own for own in ("agent_id", "agent_email", "agent_name", "agent_first") if own in chosen
    )
    last = ["agent_last"] if who == "agent_first" and "agent_last" in chosen else []
    return tuple(chosen[own].header for own in (who, *last, "billing_date"))


def _with_number(fields: dict[str, Value], chosen: Mapping[str, Named]) -> dict[str, Value]:
    if "statement" in chosen:
        fields["number"] = Value(columns=(chosen["statement"].header,))
    return fields


def _agent(chosen: Mapping[str, Named]) -> PersonRule:
    return PersonRule(
        kind="agent",
        **{
            part: Value(columns=(chosen[role].header,))
            for part, role in _PARTS.items()
            if role in chosen
        },
    )


def _dates(
    sample: SheetSample,
    chosen: Mapping[str, Named],
    fields: dict[str, Value],
    asked: list[Question],
) -> DateOrder:
    """The order of billing dates; a column that can only be in another one says so itself."""
    column = sample.column(chosen["billing_date"].header)
    orders = day_orders(column)
    if len(orders) > 1:
        asked.append(order_of_dates(column, orders))
    dates = orders[0] if orders else DateOrder.MDY
    for name in _DAYS:
        if name in chosen:
            own = day_orders(sample.column(chosen[name].header))
            if own and not set(own) & set(orders):
                fields[name] = fields[name].model_copy(update={"dates": own[0]})
    return dates
