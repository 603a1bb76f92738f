"""A table of payments alone, built of the columns that were found: the statements are in another file or sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from include.core_backoffice.mapping.profile import DateOrder, RowTest, Table, TableKind, Value
from include.core_backoffice.mapping.suggest.content import day_orders, decimal_comma
from include.core_backoffice.mapping.suggest.naming import ENOUGH, Named
from include.core_backoffice.mapping.suggest.samples import SheetSample
from include.core_backoffice.mapping.suggest.suggestion import Question
from include.core_backoffice.mapping.suggest.vocabulary import order_of_dates

_OF_LINES: Final = ("line_name", "billing_date", "due_date")
_OF_DEALS: Final = ("gross", "agent_split", "agent_net", "brokerage_net", "closing_date")


def is_payments(
    chosen: Mapping[str, Named], billing: Mapping[str, Named], deals: Mapping[str, Named]
) -> bool:
    """Whether a sheet is of payments of statements, and has neither their lines nor transactions.

    Args:
        chosen: what its columns are by the names of payments.
        billing: what they are by the names of billing.
        deals: what they are by the names of transactions.
    """
    if not {"statement", "amount", "paid_on"} <= chosen.keys():
        return False
    own = {one.header for one in chosen.values()}
    others = [billing.get(role) for role in _OF_LINES] + [deals.get(role) for role in _OF_DEALS]
    return not any(one and one.likeness >= ENOUGH and one.header not in own for one in others)


def payments_table(
    sample: SheetSample, chosen: Mapping[str, Named], *, has_sheets: bool, totals: tuple[str, ...]
) -> tuple[Table, list[Question]]:
    """A table of payments, and what is asked about it."""
    asked: list[Question] = []
    paid_on = sample.column(chosen["paid_on"].header)
    orders = day_orders(paid_on)
    if len(orders) > 1:
        asked.append(order_of_dates(paid_on, orders))
    names = [name for name in ("payment_id", "amount", "paid_on", "method") if name in chosen]
    table = Table(
        of=TableKind.PAYMENTS,
        sheet=sample.sheet.name if has_sheets else "",
        headers=tuple(dict.fromkeys(named.header for named in chosen.values())),
        header_rows=2 if sample.header.rows > 1 else 1,
        key=(chosen["statement"].header,),
        key_of_each_row=(chosen["payment_id"].header,) if "payment_id" in chosen else (),
        skip=(RowTest(texts=totals),) if totals else (),
        fields={name: Value(columns=(chosen[name].header,)) for name in names},
        dates=orders[0] if orders else DateOrder.MDY,
        decimal_comma=decimal_comma([sample.column(chosen["amount"].header)]),
    )
    return table, asked
