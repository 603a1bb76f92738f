"""A profile: how the files of one layout are read. What pages edit, and one YAML file carries.

Nothing is guessed per value: the order of dates, the scale of percentages, the words of statuses are
said here, and a value that doesn't fit is held with its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Header: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)
]
"""A column by its header, blanks around it left out, compared without case. The second column of one
header is "Header [2]". `{n}` stands for the number of a group that repeats, `{m}` for that of a group
inside it: "Agent {n} deduction {m} name"."""

MOST_HEADERS: Final = 2_000
"""Of a table: as many as a file may have columns."""
MOST_ITEMS: Final = 200
"""Of a table's rules: each is tried on every row."""
MOST_TESTS: Final = 50
"""Of a table's tests of rows, and of the columns of a key."""

Words: TypeAlias = dict[str, str]
"""What a cell's text means, compared without case and outer blanks. The key "*" is any other text,
"" a blank cell."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableKind(StrEnum):
    """What the rows of a table are."""

    DEALS = "deals"
    """Deals, each of one row or of several, with their items."""
    ITEMS = "items"
    """Items of deals that another table has, joined by the deal's key."""
    AGENTS = "agents"
    VENDORS = "vendors"
    STATEMENTS = "statements"
    """Lines of billing statements, one a row; a row may carry its payment."""
    PAYMENTS = "payments"
    """Payments of statements that another table, or an earlier file, has."""


class DateOrder(StrEnum):
    """How dates are written as text; a workbook's own dates need none."""

    MDY = "MM/DD/YYYY"
    DMY = "DD/MM/YYYY"
    YMD = "YYYY-MM-DD"
    MILLISECONDS = "milliseconds since 1970"
    EXCEL = "days since 1900, as Excel counts"


class Value(_Part):
    """Where a value comes from: the first column that isn't blank, or a constant.

    Attributes:
        columns: headers; with `join`, all of them joined by a blank.
        constant: the value of every row; wins over columns only if there are none.
        words: what texts mean, for fields with few values.
        dates: the order of this field's dates, where it differs from the table's.
        width: digits that the source pads with zeros, and spreadsheets drop: 5 for a ZIP code.
    """

    columns: tuple[Header, ...] = ()
    join: bool = False
    constant: str = ""
    words: Words = Field(default_factory=dict)
    dates: DateOrder | None = None
    width: int | None = Field(default=None, ge=1, le=40)


class PersonRule(_Part):
    """Who a row names.

    Attributes:
        kind: agent, vendor or company; or a value with words that mean these.
        by: what identifies the person: the first of these that the row has.
        id, name, given_name, family_name, email, company: where the row has them.
    """

    kind: Literal["agent", "vendor", "company"] | Value
    by: tuple[Literal["id", "email", "name", "company"], ...] = ("id", "email", "name", "company")
    id: Value | None = None
    name: Value | None = None
    given_name: Value | None = None
    family_name: Value | None = None
    email: Value | None = None
    company: Value | None = None


ItemKindName: TypeAlias = Literal[
    "gross",
    "co_broke",
    "deal_debit",
    "deal_credit",
    "agent_split",
    "agent_debit",
    "agent_credit",
    "agent_net",
    "brokerage_net",
    "",
]
"""A value of `include.core_backoffice.canonical.rows.ItemKind`; "" is a row that is no item."""


class Sign(StrEnum):
    """What an amount's sign means."""

    PLAIN = "as it is"
    """Debits and credits are above zero; one below zero is held."""
    NEGATED = "negated"
    """Debits are written below zero."""
    DECIDES = "decides"
    """Below zero it is a debit, above zero a credit; the kind named is the one of a positive amount."""


class ItemRule(_Part):
    """One item that a row has, or one per repeating group where its columns have `{n}`.

    A blank or zero amount makes no item. A zero is kept where it states something: the brokerage's net,
    the gross commission, and an agent's split and net where the agent is named.

    Attributes:
        kind: what it is; or a value whose words mean kinds.
        name: what the item is called; for the kinds that need none, empty.
        amount: the column of the amount.
        percent: instead of an amount: the column of a percentage of the gross commission.
        percent_scale: what a cell of "3" or "0.03" means: 1 of percentages written 3, 100 of 0.03.
        payee: who receives it; None: the kind says it (company for debits and credits).
        agent: whose share it belongs to, for agent items.
        side: listing or buying, by a column and words.
        is_1099, sync, create_payment: yes or no, by a column and words that mean "yes" and "no".
        repeated: whether the deal's rows repeat it: it counts once, and must be the same on all rows
            where it isn't blank.
    """

    kind: ItemKindName | Value
    name: Value | None = None
    amount: Value | None = None
    percent: Value | None = None
    percent_scale: Literal[1, 100] | None = None
    sign: Sign = Sign.PLAIN
    payee: PersonRule | None = None
    agent: PersonRule | None = None
    side: Value | None = None
    is_1099: Value | None = None
    sync: Value | None = None
    create_payment: Value | None = None
    repeated: bool = False


class RowTest(_Part):
    """Whether a row is one of some: its cell in a column has one of these texts.

    Attributes:
        column: the header; empty: the row's first cell that isn't blank.
        texts: compared without case; one that ends in `*` is a beginning. "" is a blank cell.
    """

    column: str = ""
    texts: tuple[str, ...]


class Table(_Part):
    """One sheet of a workbook, or the one table of a text file.

    Attributes:
        of: what its rows are.
        sheet: the sheet's name, compared without case; empty: any sheet with these headers.
        headers: the headers that the layout is known by, as they were when the profile was made.
        header_rows: how many rows the header takes: 2 where a row of groups stands above it.
        key: the columns that identify the record (deal, statement, person); all must be filled.
        key_of_each_row: for statements, the column that identifies the line; empty: its content.
        skip: rows that are no data: totals, notes. Blank rows never are.
        only: rows that are data, where a sheet mixes kinds.
        primary: of several rows of a deal, the one that the deal's own fields are read from. Without
            it they are read from every row, and must be the same on all where they aren't blank.
        one_row: whether each record has one row, so that a second one of its key is a duplicate. None:
            it has where the rows have numbered groups, or where another table has the deals' items.
        fields: the record's own fields by name (`include.core_backoffice.canonical.schema`).
        person: of agents and vendors, and of a statement's agent: who the row is of.
        items: what a row has of commission items.
        attributes: further columns that are kept, by the name they are kept under.
        route: the column that decides which QuickBooks company a record belongs to.
        dates: the order of dates.
        decimal_comma: whether amounts are written 1.234,56.
        timezone: of moments, as milliseconds are; a name of the tz database.
    """

    of: TableKind
    sheet: str = ""
    headers: tuple[Header, ...] = Field(max_length=MOST_HEADERS)
    header_rows: Literal[1, 2] = 1
    key: tuple[Header, ...] = Field(default=(), max_length=MOST_TESTS)
    key_of_each_row: tuple[Header, ...] = ()
    skip: tuple[RowTest, ...] = Field(default=(), max_length=MOST_TESTS)
    only: tuple[RowTest, ...] = Field(default=(), max_length=MOST_TESTS)
    primary: RowTest | None = None
    one_row: bool | None = None
    fields: dict[str, Value] = Field(default_factory=dict)
    person: PersonRule | None = None
    items: tuple[ItemRule, ...] = Field(default=(), max_length=MOST_ITEMS)
    attributes: dict[str, Value] = Field(default_factory=dict)
    route: Value | None = None
    dates: DateOrder = DateOrder.MDY
    decimal_comma: bool = False
    timezone: str = "UTC"


class Profile(_Part):
    """How the files of one layout are read.

    Attributes:
        contents: a snapshot has all records of its kinds, so what it lacks is gone; changes delete nothing.
        final_statuses: CORE's statuses in which a deal's commission is distributed, where no field
            `is_final` says it.
        agents: whether agents of deals and statements must be on a list of agents (`listed`), or are
            taken from the rows themselves (`from rows`).
        brokerage_net: whether rows state the brokerage's net (`stated`), so that each deal is checked
            to the cent, or it is what is left (`rest`), which checks nothing.
        currency: of amounts, ISO 4217; blank is that of the QuickBooks company. A row that states another one
            is held, and with a profile of another one than the company's no file is read.
    """

    format: Literal[1] = 1
    name: str = Field(min_length=1, max_length=100)
    product: str = Field(default="", max_length=100)
    contents: Literal["snapshot", "changes"]
    agents: Literal["listed", "from rows"] = "from rows"
    brokerage_net: Literal["stated", "rest"] = "stated"
    final_statuses: tuple[str, ...] = ("closed",)
    currency: str = ""
    tables: tuple[Table, ...] = Field(min_length=1, max_length=20)


def values_of(table: Table) -> Iterator[Value]:
    """Every value that a table reads, for whoever needs all its columns."""
    yield from table.fields.values()
    yield from table.attributes.values()
    yield from [table.route] if table.route else []
    yield from _of_person(table.person)
    for rule in table.items:
        yield from values_of_item(rule)


def values_of_item(rule: ItemRule) -> Iterator[Value]:
    """Every value that a rule reads."""
    own = (
        rule.name,
        rule.amount,
        rule.percent,
        rule.side,
        rule.is_1099,
        rule.sync,
        rule.create_payment,
    )
    yield from (value for value in own if value)
    yield from [rule.kind] if isinstance(rule.kind, Value) else []
    yield from _of_person(rule.payee)
    yield from _of_person(rule.agent)


def _of_person(rule: PersonRule | None) -> Iterator[Value]:
    if rule is None:
        return
    own = (rule.id, rule.name, rule.given_name, rule.family_name, rule.email, rule.company)
    yield from (value for value in own if value)
    yield from [rule.kind] if isinstance(rule.kind, Value) else []
