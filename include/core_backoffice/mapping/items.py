"""Commission items of rows, as the rules of a table say. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.core_backoffice.canonical.rows import CanonicalItem, ItemKind, PersonRef
from include.core_backoffice.mapping.persons import person, require_payee
from include.core_backoffice.mapping.problems import quoted
from include.core_backoffice.mapping.profile import ItemRule, Sign, Value
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.mapping.values import share_of
from include.core_backoffice.records.deal import Side

_OF_AGENTS: Final = frozenset(
    {ItemKind.AGENT_SPLIT, ItemKind.AGENT_NET, ItemKind.AGENT_DEBIT, ItemKind.AGENT_CREDIT}
)
_WITH_PAYEE: Final = frozenset(
    {
        ItemKind.CO_BROKE,
        ItemKind.DEAL_DEBIT,
        ItemKind.DEAL_CREDIT,
        ItemKind.AGENT_DEBIT,
        ItemKind.AGENT_CREDIT,
    }
)
_NEEDS_AGENT: Final = frozenset({ItemKind.AGENT_SPLIT, ItemKind.AGENT_NET, ItemKind.AGENT_CREDIT})
_ZERO_STATES: Final = frozenset({ItemKind.GROSS, ItemKind.BROKERAGE_NET})
_ZERO_OF_AGENT: Final = frozenset({ItemKind.AGENT_SPLIT, ItemKind.AGENT_NET})
_ABOVE_ZERO: Final = _WITH_PAYEE
_OTHER_WAY: Final = {
    ItemKind.DEAL_DEBIT: ItemKind.DEAL_CREDIT,
    ItemKind.DEAL_CREDIT: ItemKind.DEAL_DEBIT,
    ItemKind.AGENT_DEBIT: ItemKind.AGENT_CREDIT,
    ItemKind.AGENT_CREDIT: ItemKind.AGENT_DEBIT,
}
_SIDES: Final[dict[str, Side]] = {"": "", "listing": "listing", "buying": "buying"}
_KINDS: Final = {kind.value: kind for kind in ItemKind}


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item of a row; one that is a percentage has no amount until the gross commission is known.

    Attributes:
        item: what it is.
        percent: of the gross commission; None where its amount is stated.
        rule: the number of its rule in the table.
        row: where it is.
    """

    item: CanonicalItem
    percent: Decimal | None
    rule: int
    row: Row

    def of_gross(self, gross_cents: Cents | None) -> CanonicalItem:
        """The item with its amount.

        Raises:
            RowProblem: it is a percentage, and no row states the gross commission.
        """
        if self.percent is None:
            return self.item
        if gross_cents is None:
            raise self.row.problem(
                "",
                "has a percentage, but no row of the transaction has the gross commission.",
                cause=HoldCause.NO_GROSS_COMMISSION,
            )
        return replace(self.item, amount_cents=share_of(gross_cents, self.percent))


def items_of(row: Row) -> list[FoundItem]:
    """All items of a row.

    Raises:
        RowProblem: one of them can't be understood.
    """
    rules = enumerate(row.bound.rules)
    return [item for at, rule in rules if (item := _item(rule, at, row)) is not None]


def _item(rule: ItemRule, at: int, row: Row) -> FoundItem | None:
    cents = row.amount(rule.amount)
    percent = row.percent(rule.percent, rule.percent_scale) if cents is None else None
    if cents is None and not percent:
        return None
    kind = _kind(rule.kind, row, is_zero=not cents and not percent)
    if kind is None:
        return None
    kind, cents = _signed(kind, cents or 0, rule, row)
    agent = person(rule.agent, row) if kind in _OF_AGENTS else None
    if not cents and not percent and not _zero_states_something(kind, has_agent=agent is not None):
        return None
    if agent is None and kind in _NEEDS_AGENT:
        raise _no_agent(rule, row)
    item = CanonicalItem(
        kind=kind,
        name=_name(rule, kind, row),
        amount_cents=cents,
        side=_side(rule.side, row),
        payee=_payee(rule, kind, row),
        agent=agent,
        is_1099=row.yes(rule.is_1099) is True,
        sync=row.yes(rule.sync),
        create_payment=row.yes(rule.create_payment),
    )
    return FoundItem(item, percent, at, row)


def _payee(rule: ItemRule, kind: ItemKind, row: Row) -> PersonRef | None:
    if kind not in _WITH_PAYEE:
        return None
    is_co_broke = kind is ItemKind.CO_BROKE
    cause = HoldCause.CO_BROKE_WITHOUT_BROKERAGE if is_co_broke else HoldCause.MISSING_PAYEE
    return require_payee(rule.payee, row, cause)


def _zero_states_something(kind: ItemKind, *, has_agent: bool) -> bool:
    return kind in _ZERO_STATES or (has_agent and kind in _ZERO_OF_AGENT)


def _kind(kind: str | Value, row: Row, *, is_zero: bool) -> ItemKind | None:
    if isinstance(kind, str):
        return _KINDS.get(kind)
    word = row.text(kind)
    if word in _KINDS:
        return _KINDS[word]
    cell, header = row.cell(kind)
    if (not word and "" in kind.words) or (not word and cell is not None) or is_zero:
        return None
    raise row.problem(
        header,
        f"has an amount, but the column {quoted(header)} doesn't tell what it is.",
        "Fill the column in the file, or change the import profile.",
        cause=HoldCause.UNKNOWN_ITEM_TYPE,
    )


def _signed(kind: ItemKind, cents: Cents, rule: ItemRule, row: Row) -> tuple[ItemKind, Cents]:
    if rule.sign is Sign.NEGATED:
        cents = -cents
    elif rule.sign is Sign.DECIDES and cents < 0 and kind in _OTHER_WAY:
        return _OTHER_WAY[kind], -cents
    if cents < 0 and kind in _ABOVE_ZERO:
        header = _amount_header(rule, row)
        written = format_money(-cents if rule.sign is Sign.NEGATED else cents)
        expected = "below" if rule.sign is Sign.NEGATED else "above"
        raise row.problem(
            header,
            f"has {written} in the column {quoted(header)}, but it must be {expected} zero.",
            "Correct the amount in the file, or change what its sign means in the import profile.",
            cause=HoldCause.NEGATIVE_AMOUNT,
        )
    return kind, cents


def _amount_header(rule: ItemRule, row: Row) -> str:
    value = rule.amount or rule.percent
    return row.cell(value)[1] if value else ""


def _name(rule: ItemRule, kind: ItemKind, row: Row) -> str:
    """The item's name; a debit or credit without one is called as its amount's column is."""
    own = " ".join(row.text(rule.name).split())
    return own or (_amount_header(rule, row) if kind in _OTHER_WAY else "")


def _side(value: Value | None, row: Row) -> Side:
    text = row.text(value).casefold()
    if text in _SIDES:
        return _SIDES[text]
    header = row.cell(value)[1] if value else ""
    raise row.problem(
        header,
        f"has '{text}' in the column {quoted(header)}, but a side must be listing or buying.",
        "In the import profile, say what this text means, or correct it in the file.",
    )


def _no_agent(rule: ItemRule, row: Row) -> Exception:
    header = _amount_header(rule, row)
    return row.problem(
        header,
        f"has an amount in the column {quoted(header)}, but names no agent for it.",
        "Fill the agent in the file. If it is a total row, add a skip rule to the import profile.",
        cause=HoldCause.MISSING_AGENT,
    )
