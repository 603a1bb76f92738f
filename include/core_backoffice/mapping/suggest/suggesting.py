"""A profile suggested for a file: a ready one whose headers it has, or one made of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from include.books.wording import joined
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.fingerprint import choose
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.problems import quoted
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.ready import ready_profiles
from include.core_backoffice.mapping.suggest.billing import billing_table, is_billing
from include.core_backoffice.mapping.suggest.billing_names import BILLING
from include.core_backoffice.mapping.suggest.building import Builder, Built
from include.core_backoffice.mapping.suggest.content import has_cents, is_percentages
from include.core_backoffice.mapping.suggest.deductions import Deduction, deductions
from include.core_backoffice.mapping.suggest.hints import hinted
from include.core_backoffice.mapping.suggest.naming import Named, grouped, named, spoken
from include.core_backoffice.mapping.suggest.samples import SheetSample, samples
from include.core_backoffice.mapping.suggest.shapes import Rows, Shape, rows_of
from include.core_backoffice.mapping.suggest.suggestion import (
    Choice,
    Question,
    Reason,
    Suggestion,
)
from include.core_backoffice.mapping.suggest.synonyms import ROLES

_LONGEST_NAME: Final = 100
_OVERLAP: Final = 0.8
"""The part of a sheet's keys that another one must have, so that both are of the same transactions."""
_NAMED: Final = 8
_SHAPES: Final = {
    Shape.DEAL: "Each row is a transaction.",
    Shape.AGENT: "Rows of one transaction repeat its number, so each row is one agent's share.",
    Shape.ITEM: "Rows of one transaction say what they are, so each row is one commission item.",
}
CONTENTS: Final = Question(
    "contents",
    "Does each file have all transactions, or only what changed?",
    (
        Choice("changes", "Only what changed: what a file lacks stays"),
        Choice("snapshot", "All of them: what a file lacks was deleted"),
    ),
    "changes",
)
CONTENTS_OF_BILLING: Final = replace(
    CONTENTS, text="Does each file have all billing of all agents, or only what changed?"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet, with the fields that its columns are taken for."""

    sample: SheetSample
    groups: Mapping[str, str]
    chosen: Mapping[str, Named]
    rows: Rows
    deductions: tuple[Deduction, ...]

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """How much it looks like a sheet of transactions."""
        return "gross" in self.chosen, "closing_date" in self.chosen, len(self.chosen)


def suggest_profile(file: SheetFile, name: str) -> Suggestion:
    """Suggest how a file is read.

    Args:
        file: any file that could be opened.
        name: what the profile is called.

    Returns:
        A suggestion, whatever is in the file. It's without a profile where the file has nothing to map.
    """
    ready = choose(ready_profiles(), file)
    if isinstance(ready, Profile):
        sentence = f"The file has the columns of {quoted(ready.name)}."
        profile = ready.model_copy(update={"name": _usable(name) or ready.name})
        return Suggestion(profile, (Reason("product", "", sentence),), (CONTENTS,))
    return suggest_by_columns(file, name)


def suggest_by_columns(file: SheetFile, name: str) -> Suggestion:
    """Suggest how a file is read by its columns alone; arguments as `suggest_profile`."""
    sheets = [_read(sample) for sample in samples(file)]
    if not sheets:
        note = "No sheet of the file has a header with rows below it."
        return Suggestion(None, notes=(note,))
    billing = [own for own in map(_billing, sheets) if own is not None]
    main = max(sheets, key=lambda sheet: sheet.weight)
    if billing and main.sample in [own.sample for own in billing]:
        return _billing_suggestion(name, billing[0], has_sheets=len(file.sheets) > 1)
    if not main.chosen:
        note = "CoreBooks knows no column by its name. Map them yourself."
        return Suggestion(None, notes=(note,))
    items = _items_of(main, sheets)
    has_sheets = len(file.sheets) > 1
    builder = Builder(
        main.sample, main.chosen, main.rows, has_sheets=has_sheets, groups=main.deductions
    )
    built = [builder.deals()]
    if items is not None:
        built.append(Builder(items.sample, items.chosen, items.rows, has_sheets=True).items())
    return _suggestion(name, main, items, built)


def _read(sample: SheetSample) -> _Read:
    groups = grouped(sample.columns)
    chosen = hinted(sample.columns, groups, named(sample.columns, groups))
    rows = rows_of(sample, chosen, groups)
    return _Read(sample, groups, chosen, rows, deductions(groups.values()))


def _billing(sheet: _Read) -> _Read | None:
    """The sheet with the fields of agent billing, if it has them."""
    chosen = named(sheet.sample.columns, sheet.groups, BILLING)
    if not is_billing(chosen, sheet.chosen):
        return None
    return replace(sheet, chosen=chosen, deductions=())


def _billing_suggestion(name: str, sheet: _Read, *, has_sheets: bool) -> Suggestion:
    table, asked = billing_table(
        sheet.sample, sheet.chosen, has_sheets=has_sheets, totals=sheet.rows.totals
    )
    reasons = [Reason("rows", "", "Each row is one billing item of an agent's statement.")]
    if len(table.key) > 1:
        sentence = f"No column has a statement number, so {_some(table.key)} identify a statement."
        reasons.append(Reason("key", "", sentence))
    reasons += [
        Reason(role, own.header, _because(BILLING[role].words, own))
        for role, own in sheet.chosen.items()
    ]
    profile = Profile(name=_usable(name) or "Import", contents="changes", tables=(table,))
    questions = (CONTENTS_OF_BILLING, *asked)
    return Suggestion(profile, tuple(reasons), questions, tuple(_unused(sheet)))


def _items_of(main: _Read, sheets: Sequence[_Read]) -> _Read | None:
    """The sheet that has the items of another one's transactions."""
    deals = _keys(main)
    for sheet in sheets:
        if sheet is main or not {"item_kind", "item_amount", "number"} <= sheet.chosen.keys():
            continue
        own = _keys(sheet)
        if own and len(own & deals) >= len(own) * _OVERLAP:
            return sheet
    return None


def _keys(sheet: _Read) -> set[str]:
    if "number" not in sheet.chosen:
        return set()
    texts = sheet.sample.column(sheet.chosen["number"].header).texts()
    return {comparable(text) for text in texts if text}


def _suggestion(name: str, main: _Read, items: _Read | None, built: Sequence[Built]) -> Suggestion:
    has_net = any("brokerage_net" in sheet.chosen for sheet in (main, items) if sheet)
    questions = [CONTENTS, *(question for one in built for question in one.questions)]
    if not has_net:
        questions.append(_NO_NET)
    profile = Profile(
        name=_usable(name) or "Import",
        contents="changes",
        tables=tuple(one.table for one in built),
    )
    reasons = [*_reasons(main), *(_reasons(items) if items else ())]
    return Suggestion(profile, tuple(reasons), tuple(questions), tuple(_notes(main, items)))


_NO_NET: Final = Question(
    "brokerage_net",
    "No column was found that has the brokerage net. Without one, nothing checks the amounts. "
    "How does the brokerage net follow?",
    (
        Choice("stated", "A column has it: map it"),
        Choice("rest", "It is what is left"),
    ),
    "stated",
)


def _usable(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME].strip()


def _reasons(sheet: _Read) -> list[Reason]:
    reasons = [Reason("rows", "", _SHAPES[sheet.rows.shape])]
    if len(sheet.rows.key) > 1:
        columns = joined([quoted(header) for header in sheet.rows.key])
        sentence = f"No column has a number, so {columns} together identify a transaction."
        reasons.append(Reason("key", "", sentence))
    for role, own in sheet.chosen.items():
        reasons.append(Reason(role, own.header, _because(ROLES[role].words, own)))
    return reasons


def _because(words: str, own: Named) -> str:
    column = quoted(own.header)
    if not own.called:
        return f"{column} {own.because}, so it is taken for the {words}."
    if own.likeness >= 100 or spoken(own.header) == spoken(own.called):  # noqa: PLR2004  (of 100)
        return f"{column} is a name of the {words}."
    return f'{column} is like "{own.called}", a name of the {words}.'


def _notes(main: _Read, items: _Read | None) -> list[str]:
    chosen = {**main.chosen, **(items.chosen if items else {})}
    notes = []
    if not main.rows.key:
        notes.append("No column identifies a transaction. Choose one before you use the profile.")
    if "gross" not in chosen:
        notes.append("No column was found that has the gross commission.")
    if "status" not in chosen:
        notes.append(
            "No column was found that has the status, so all transactions count as closed."
        )
    if not chosen.keys() & {"agent_id", "agent_name", "agent_first", "agent_last", "agent_email"}:
        notes.append("No column was found that names the agent.")
    if not chosen.keys() & {"agent_split", "agent_net", "item_amount"}:
        notes.append("No column was found that has what agents get.")
    return [*notes, *_unused(main), *(_unused(items) if items else ())]


def _unused(sheet: _Read) -> list[str]:
    """What of a sheet isn't read: amounts first, for whatever they are, the totals lack them."""
    read = {own.header for own in sheet.chosen.values()}
    read |= {header for group in sheet.deductions for header in group.columns.values()}
    left = [
        column
        for column in sheet.sample.columns
        if column.filled() and sheet.groups.get(column.header, column.header) not in read
    ]
    percent = [column.header for column in left if is_percentages(column)]
    amounts = [own.header for own in left if own.header not in percent and has_cents(own)]
    others = [own.header for own in left if own.header not in {*percent, *amounts}]
    return [
        f"{words}: {_some(headers)}."
        for words, headers in (
            ("These columns have amounts that aren't read", amounts),
            ("These columns have percentages, which aren't read", percent),
            ("Not read", others),
        )
        if headers
    ]


def _some(headers: Sequence[str]) -> str:
    words = [quoted(header) for header in headers[:_NAMED]]
    if len(headers) > _NAMED:
        words.append(f"{len(headers) - _NAMED} more")
    return joined(words)
