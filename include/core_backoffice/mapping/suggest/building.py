"""A table of a profile, built of the columns that were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.profile import (
    DateOrder,
    ItemKindName,
    ItemRule,
    PersonRule,
    RowTest,
    Sign,
    Table,
    TableKind,
    Value,
    Words,
)
from include.core_backoffice.mapping.suggest import percents, synonyms
from include.core_backoffice.mapping.suggest.content import (
    Signs,
    day_orders,
    decimal_comma,
    signs,
    words,
)
from include.core_backoffice.mapping.suggest.deductions import Deduction
from include.core_backoffice.mapping.suggest.naming import Named, is_of
from include.core_backoffice.mapping.suggest.samples import Column, SheetSample
from include.core_backoffice.mapping.suggest.shapes import Rows, Shape, Within, within
from include.core_backoffice.mapping.suggest.suggestion import Choice, Question
from include.core_backoffice.mapping.suggest.synonyms import ROLES, Holds
from include.core_backoffice.mapping.suggest.vocabulary import (
    meanings,
    order_of_dates,
    questions,
)

_FIELDS: Final = (
    "number",
    "status",
    "closing_date",
    "address",
    "city",
    "state",
    "zip",
    "price",
    "gross",
    "office",
    "transaction_type",
    "representing",
)
_ZIP_DIGITS: Final = 5
_AGENT_AMOUNTS: Final[tuple[tuple[str, ItemKindName], ...]] = (
    ("agent_split", "agent_split"),
    ("agent_debit", "agent_debit"),
    ("agent_net", "agent_net"),
)
_DEAL_AMOUNTS: Final[tuple[tuple[str, ItemKindName, str], ...]] = (
    ("co_broke", "co_broke", "co_broke_payee"),
    ("referral", "deal_debit", "referral_payee"),
    ("list_referral", "deal_debit", "list_referral_payee"),
    ("sell_referral", "deal_debit", "sell_referral_payee"),
)
_DEBITS: Final = frozenset({"co_broke", "deal_debit", "agent_debit"})
_OTHER_KINDS: Final = ""


@dataclass(slots=True)
class Built:
    """A table, and what it is asked about."""

    table: Table
    questions: list[Question] = field(default_factory=list)


class Builder:
    """Builds a table of deals, or of deals' items, out of one sheet."""

    def __init__(
        self,
        sample: SheetSample,
        chosen: Mapping[str, Named],
        rows: Rows,
        *,
        has_sheets: bool,
        groups: Sequence[Deduction] = (),
    ) -> None:
        self._sample = sample
        self._groups = groups
        self._chosen = chosen
        self._rows = rows
        self._has_sheets = has_sheets
        self._questions: list[Question] = []
        amounts = [column for role in chosen for column in self._columns(role, Holds.AMOUNT)]
        self._comma = decimal_comma(amounts)

    def deals(self) -> Built:
        """A table of transactions, with their items as far as it has them."""
        items = self._items_by_row() if self._rows.shape is Shape.ITEM else self._items_by_column()
        primary = None
        if self._rows.primary:
            kind = self._chosen["item_kind"].header
            primary = RowTest(column=kind, texts=(self._rows.primary,))
        return self._built(
            TableKind.DEALS,
            items,
            fields=self._fields(),
            primary=primary,
            route=self._value("office"),
        )

    def items(self) -> Built:
        """A table of items alone, of transactions that another sheet has."""
        return self._built(TableKind.ITEMS, self._items_by_row())

    def _built(self, of: TableKind, items: list[ItemRule], **more: object) -> Built:
        totals = self._rows.totals
        settings: dict[str, object] = {
            "of": of,
            "sheet": self._sample.sheet.name if self._has_sheets else "",
            "headers": self._headers(),
            "header_rows": self._sample.header.rows,
            "key": self._rows.key,
            "skip": (RowTest(texts=totals),) if totals else (),
            "items": tuple(items),
            "dates": self._dates(),
            "decimal_comma": self._comma,
            **more,
        }
        return Built(Table.model_validate(settings), self._questions)

    # --- the transaction's own fields ---

    def _headers(self) -> tuple[str, ...]:
        """Those that are read: others may come and go."""
        return tuple(dict.fromkeys(named.header for named in self._chosen.values()))

    def _fields(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name in _FIELDS:
            value = self._value(name)
            if value is not None:
                found[name] = value
        if "number" not in found and len(self._rows.key) == 1:
            found["number"] = Value(columns=self._rows.key)
        return found

    def _value(self, role: str) -> Value | None:
        if role not in self._chosen:
            return None
        header = self._chosen[role].header
        if role == "zip":
            return Value(columns=(header,), width=_ZIP_DIGITS)
        known = {
            "status": synonyms.STATUS_WORDS,
            "representing": synonyms.REPRESENTING_WORDS,
            "side": synonyms.SIDE_WORDS,
            "payee_type": synonyms.PAYEE_WORDS,
        }.get(role)
        if known is None:
            return Value(columns=(header,))
        return Value(columns=(header,), words=self._words(role, known))

    def _words(self, role: str, known: Mapping[str, str]) -> Words:
        column = self._only_column(role)
        found, unknown = meanings(words(column) if column else (), known)
        self._questions += questions(role, self._chosen[role].header, unknown)
        if role in ("side", "representing"):
            found[""] = ""
        if role == "payee_type":
            found[""] = "company"
        return found

    # --- items ---

    def _items_by_column(self) -> list[ItemRule]:
        """Rules of a sheet whose amounts have columns of their own."""
        rules: list[ItemRule] = []
        for role, kind in _AGENT_AMOUNTS:
            if role in self._chosen:
                rules.append(self._rule(role, kind, agent=self._agent()))
        for role, kind, payee in _DEAL_AMOUNTS:
            if role in self._chosen:
                rules.append(self._rule(role, kind, payee=self._vendor(payee)))
        for role, kind, payee in percents.KINDS:
            if role in self._chosen:
                rules.append(self._percent_rule(role, kind, payee))
        rules += [self._deduction(group) for group in self._groups]
        if "brokerage_net" in self._chosen:
            rules.append(self._rule("brokerage_net", "brokerage_net"))
        return rules

    def _deduction(self, group: Deduction) -> ItemRule:
        """A rule of a numbered group; without a column of kinds, it takes from its agent or the deal."""
        kind: ItemKindName | Value = "agent_debit" if group.of_agent else "deal_debit"
        if "kind" in group.columns:
            header = group.columns["kind"]
            found, unknown = meanings(self._words_of(header), synonyms.KIND_WORDS)
            self._questions += questions("item_kind", header, unknown)
            kind = Value(columns=(header,), words=found | {"": ""})
        return ItemRule(
            kind=kind,
            name=_column(group, "name"),
            amount=_column(group, "amount"),
            agent=self._agent() if group.of_agent else None,
            payee=self._payee_of(group),
        )

    def _payee_of(self, group: Deduction) -> PersonRule | None:
        name, of_type = _column(group, "payee_name"), group.columns.get("payee_type")
        if name is None:
            return None
        if of_type is None:
            return PersonRule(kind="vendor", name=name)
        found, unknown = meanings(self._words_of(of_type), synonyms.PAYEE_WORDS)
        self._questions += questions("payee_type", of_type, unknown)
        words_of_type = found | {"": "company"}
        return PersonRule(kind=Value(columns=(of_type,), words=words_of_type), name=name)

    def _words_of(self, header: str) -> tuple[str, ...]:
        """All words of the columns of a group."""
        own = [column for column in self._sample.columns if is_of(column.header, header)]
        return tuple(dict.fromkeys(word for column in own for word in words(column)))

    def _rule(
        self,
        role: str,
        kind: ItemKindName,
        *,
        agent: PersonRule | None = None,
        payee: PersonRule | None = None,
    ) -> ItemRule:
        header = self._chosen[role].header
        of_agent = agent is not None
        name = ROLES[role].words.capitalize() if kind in _DEBITS and not of_agent else ""
        return ItemRule(
            kind=kind,
            name=Value(constant=name) if name else None,
            amount=Value(columns=(header,)),
            sign=self._sign(role) if kind in _DEBITS else Sign.PLAIN,
            agent=agent,
            payee=payee,
            side=self._value("side") if of_agent else None,
            repeated=not of_agent and self._is_repeated(header),
        )

    def _percent_rule(self, role: str, kind: ItemKindName, payee: str) -> ItemRule:
        """A rule of a percentage of the gross commission, where no column has the amount."""
        of_agent = not payee
        rule = self._rule(
            role,
            kind,
            agent=self._agent() if of_agent else None,
            payee=None if of_agent else self._vendor(payee),
        )
        header = self._chosen[role].header
        columns = self._columns(role, Holds.PERCENT)
        scale = percents.scale_of(columns, self._questions, header)
        return rule.model_copy(
            update={
                "amount": None,
                "percent": rule.amount,
                "percent_scale": scale,
                "sign": Sign.PLAIN,
            }
        )

    def _is_repeated(self, header: str) -> bool:
        if self._rows.shape is Shape.DEAL:
            return False
        return within(self._sample, header, self._rows.deals) is Within.SAME

    def _sign(self, role: str) -> Sign:
        cells = [cell for column in self._columns(role, Holds.AMOUNT) for cell in column.filled()]
        found = signs(cells, comma=self._comma)
        if found.below and found.above:
            self._ask_sign(role, found)
            return Sign.NEGATED if found.below > found.above else Sign.PLAIN
        return Sign.NEGATED if found.below else Sign.PLAIN

    def _agent(self) -> PersonRule:
        parts = {
            "id": "agent_id",
            "name": "agent_name",
            "given_name": "agent_first",
            "family_name": "agent_last",
            "email": "agent_email",
        }
        if "agent_first" in self._chosen and "agent_last" in self._chosen:
            parts.pop("name")
        values = {part: self._value(role) for part, role in parts.items()}
        return PersonRule(kind="agent", **values)

    def _vendor(self, role: str) -> PersonRule:
        return PersonRule(kind="vendor", name=self._value(role) or Value(constant=""))

    def _items_by_row(self) -> list[ItemRule]:
        """Rules of a sheet whose rows are items: debits that are below zero have a rule of their own."""
        header = self._chosen["item_kind"].header
        column = self._only_column("item_kind")
        texts = words(column) if column else ()
        found, unknown = meanings(texts, synonyms.KIND_WORDS)
        self._questions += questions("item_kind", header, unknown)
        may_be_debits = [*(text for text, kind in found.items() if kind in _DEBITS), *unknown]
        below = {text for text in may_be_debits if self._is_below(text)}
        rules = [self._item_rule(found, below, Sign.PLAIN)]
        if below:
            others = {text for text in (*found, *unknown) if text not in below}
            rules.append(self._item_rule(found, others, Sign.NEGATED))
        if "brokerage_net" in self._chosen:
            rules.append(self._rule("brokerage_net", "brokerage_net"))
        return rules

    def _item_rule(self, meaning: Words, of_others: set[str], sign: Sign) -> ItemRule:
        """A rule for some kinds; those of other rules are no items of it. Unknown ones stay without meaning."""
        kinds = meaning | dict.fromkeys(sorted(of_others), _OTHER_KINDS)
        payee = None
        if "payee_name" in self._chosen:
            payee = PersonRule(
                kind=self._value("payee_type") or "vendor",
                id=self._value("payee_id"),
                name=self._value("payee_name"),
            )
        return ItemRule(
            kind=Value(columns=(self._chosen["item_kind"].header,), words=kinds),
            name=self._value("item_name"),
            amount=self._value("item_amount"),
            sign=sign,
            payee=payee,
            agent=self._agent(),
            side=self._value("side"),
        )

    def _is_below(self, kind: str) -> bool:
        kinds = self._only_column("item_kind")
        amounts = self._only_column("item_amount")
        if kinds is None or amounts is None:
            return False
        own = comparable(kind)
        cells = [
            amounts.cells[at] for at, text in enumerate(kinds.texts()) if comparable(text) == own
        ]
        found = signs(cells, comma=self._comma)
        return found.below > found.above

    # --- what is asked ---

    def _dates(self) -> DateOrder:
        column = self._only_column("closing_date")
        orders = day_orders(column) if column else ()
        if column and len(orders) > 1:
            self._questions.append(order_of_dates(column, orders))
        return orders[0] if orders else DateOrder.MDY

    def _ask_sign(self, role: str, found: Signs) -> None:
        header = self._chosen[role].header
        self._questions.append(
            Question(
                f"sign: {header}",
                f'The column "{header}" has {found.above} amounts above zero and {found.below} below. '
                f"Which of them are debits?",
                (
                    Choice(Sign.PLAIN.value, "Those above zero; hold the others"),
                    Choice(Sign.NEGATED.value, "Those below zero; hold the others"),
                ),
                (Sign.NEGATED if found.below > found.above else Sign.PLAIN).value,
            )
        )

    # --- columns ---

    def _only_column(self, role: str) -> Column | None:
        if role not in self._chosen:
            return None
        header = self._chosen[role].header
        return next((own for own in self._sample.columns if own.header == header), None)

    def _columns(self, role: str, holds: Holds) -> list[Column]:
        """The columns of a role: several where they are groups."""
        if ROLES[role].holds is not holds:
            return []
        header = self._chosen[role].header
        return [own for own in self._sample.columns if is_of(own.header, header)]


def _column(group: Deduction, part: str) -> Value | None:
    return Value(columns=(group.columns[part],)) if part in group.columns else None
