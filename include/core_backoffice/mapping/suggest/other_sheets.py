"""Sheets that have no transactions: agents' billing, payments alone, lists of agents and vendors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from include.books.country_words import in_words
from include.books.wording import joined
from include.core_backoffice.mapping.problems import quoted
from include.core_backoffice.mapping.profile import Table, TableKind
from include.core_backoffice.mapping.suggest.billing import billing_table, is_billing
from include.core_backoffice.mapping.suggest.billing_names import BILLING, PAYMENTS
from include.core_backoffice.mapping.suggest.naming import Named, named, spoken
from include.core_backoffice.mapping.suggest.payments import is_payments, payments_table
from include.core_backoffice.mapping.suggest.people import is_people, people_table
from include.core_backoffice.mapping.suggest.people_names import PEOPLE
from include.core_backoffice.mapping.suggest.samples import SheetSample
from include.core_backoffice.mapping.suggest.suggestion import Question, Reason
from include.core_backoffice.mapping.suggest.synonyms import Role

_ROWS: Final = {
    TableKind.STATEMENTS: "Each row is one billing item of an agent's statement.",
    TableKind.PAYMENTS: "Each row is a payment of a billing statement.",
    TableKind.AGENTS: "Each row is an agent.",
    TableKind.VENDORS: "Each row is a vendor.",
}
_CONTENTS: Final = {
    TableKind.STATEMENTS: "all billing of all agents",
    TableKind.PAYMENTS: "all payments",
    TableKind.AGENTS: "all agents",
    TableKind.VENDORS: "all vendors",
}


@dataclass(frozen=True, slots=True)
class OtherSheet:
    """A sheet without transactions, as a table of a profile.

    Attributes:
        contents: what a file with all records has: "all agents".
        read: the headers that are read.
    """

    sample: SheetSample
    table: Table
    questions: tuple[Question, ...]
    reasons: tuple[Reason, ...]
    read: frozenset[str]

    @property
    def contents(self) -> str:
        """What a file that has all records has, in words."""
        return _CONTENTS[self.table.of]


def other_sheet(
    sample: SheetSample,
    groups: Mapping[str, str],
    deals: Mapping[str, Named],
    totals: tuple[str, ...],
    *,
    has_sheets: bool,
) -> OtherSheet | None:
    """What a sheet is, if it is of billing, of payments alone, or a list of people.

    Args:
        sample: the sheet.
        groups: its headers that repeat by number, each with its general form.
        deals: what its columns are by the names of transactions.
        totals: what its rows of totals begin with.
        has_sheets: whether the file has others, so that the table names its own.
    """
    billing = named(sample.columns, groups, BILLING)
    if is_billing(billing, deals):
        table, asked = billing_table(sample, billing, has_sheets=has_sheets, totals=totals)
        return _made(sample, table, asked, billing, BILLING)
    payments = named(sample.columns, groups, PAYMENTS)
    if is_payments(payments, billing, deals):
        table, asked = payments_table(sample, payments, has_sheets=has_sheets, totals=totals)
        return _made(sample, table, asked, payments, PAYMENTS)
    people = named(sample.columns, groups, PEOPLE)
    if not groups and is_people(sample, people, deals):
        table, asked = people_table(sample, people, has_sheets=has_sheets, totals=totals)
        return _made(sample, table, asked, people, PEOPLE)
    return None


def _made(
    sample: SheetSample,
    table: Table,
    asked: Sequence[Question],
    chosen: Mapping[str, Named],
    roles: Mapping[str, Role],
) -> OtherSheet:
    reasons = [Reason("rows", "", _ROWS[table.of])]
    if table.of is TableKind.STATEMENTS and len(table.key) > 1:
        key = joined([quoted(header) for header in table.key])
        sentence = f"No column has a statement number, so {key} identify a statement."
        reasons.append(Reason("key", "", sentence))
    reasons += [
        Reason(role, own.header, because(roles[role].words, own)) for role, own in chosen.items()
    ]
    read = frozenset(own.header for own in chosen.values())
    return OtherSheet(sample, table, tuple(asked), tuple(reasons), read)


def because(words: str, own: Named) -> str:
    """Why a column is taken for what the words say, as a sentence."""
    column, words = quoted(own.header), in_words(words)
    if not own.called:
        return f"{column} {own.because}, so it is taken for the {words}."
    if own.likeness >= 100 or spoken(own.header) == spoken(own.called):  # noqa: PLR2004  (of 100)
        return f"{column} is a name of the {words}."
    return f'{column} is like "{own.called}", a name of the {words}.'
