"""A profile suggested for a file: a ready one whose headers it has, or one made of its columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from include.books.wording import joined
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.fingerprint import choose
from include.core_backoffice.mapping.identity import comparable
from include.core_backoffice.mapping.problems import quoted
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.ready import ready_profiles
from include.core_backoffice.mapping.suggest.building import Builder, Built
from include.core_backoffice.mapping.suggest.content import has_cents, is_percentages
from include.core_backoffice.mapping.suggest.deductions import Deduction, deductions
from include.core_backoffice.mapping.suggest.hints import hinted
from include.core_backoffice.mapping.suggest.naming import Named, grouped, named
from include.core_backoffice.mapping.suggest.other_sheets import OtherSheet, because, other_sheet
from include.core_backoffice.mapping.suggest.percents import INSTEAD_OF, needed
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


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet, with the fields that its columns are taken for."""

    sample: SheetSample
    groups: Mapping[str, str]
    chosen: Mapping[str, Named]
    rows: Rows
    deductions: tuple[Deduction, ...]

    @property
    def has_deals(self) -> bool:
        """Whether it has anything that only transactions have."""
        return any(
            role in self.chosen
            for role in ("gross", "agent_split", "agent_net", "item_amount", "brokerage_net")
        )

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
    has_sheets = len(file.sheets) > 1
    others = [one for sheet in sheets if (one := _other(sheet, has_sheets=has_sheets)) is not None]
    of_others = [one.sample for one in others]
    of_deals = [sheet for sheet in sheets if sheet.sample not in of_others]
    main = max(of_deals, key=lambda sheet: sheet.weight, default=None)
    if main is None or (others and not main.has_deals):
        return _of_others(name, others)
    if not main.chosen:
        note = "CoreBooks knows no column by its name. Map them yourself."
        return Suggestion(None, notes=(note,))
    items = _items_of(main, sheets)
    builder = Builder(
        main.sample, main.chosen, main.rows, has_sheets=has_sheets, groups=main.deductions
    )
    built = [builder.deals()]
    if items is not None:
        built.append(Builder(items.sample, items.chosen, items.rows, has_sheets=True).items())
    others = [one for one in others if items is None or one.sample is not items.sample]
    return _suggestion(name, main, items, built, others)


def _read(sample: SheetSample) -> _Read:
    groups = grouped(sample.columns)
    chosen = needed(hinted(sample.columns, groups, named(sample.columns, groups)))
    rows = rows_of(sample, chosen, groups)
    return _Read(sample, groups, chosen, rows, deductions(groups.values()))


def _other(sheet: _Read, *, has_sheets: bool) -> OtherSheet | None:
    return other_sheet(
        sheet.sample, sheet.groups, sheet.chosen, sheet.rows.totals, has_sheets=has_sheets
    )


def _of_others(name: str, others: Sequence[OtherSheet]) -> Suggestion:
    """What is suggested for a file without transactions."""
    profile = Profile(
        name=_usable(name) or "Import",
        contents="changes",
        tables=tuple(one.table for one in others),
    )
    has = joined([one.contents for one in others])
    contents = replace(CONTENTS, text=f"Does each file have {has}, or only what changed?")
    return Suggestion(
        profile,
        tuple(reason for one in others for reason in one.reasons),
        (contents, *(question for one in others for question in one.questions)),
        tuple(note for one in others for note in _unused(one.sample, {}, one.read)),
    )


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


def _suggestion(
    name: str,
    main: _Read,
    items: _Read | None,
    built: Sequence[Built],
    others: Sequence[OtherSheet],
) -> Suggestion:
    has_net = any("brokerage_net" in sheet.chosen for sheet in (main, items) if sheet)
    questions = [CONTENTS, *(question for one in built for question in one.questions)]
    if main.rows.offered:
        choices = tuple(Choice(header, header) for header in main.rows.offered)
        questions.append(Question("key", _WHICH_KEY, choices, main.rows.key[0]))
    if not has_net:
        questions.append(_NO_NET)
    questions += [question for one in others for question in one.questions]
    profile = Profile(
        name=_usable(name) or "Import",
        contents="changes",
        tables=(*(one.table for one in built), *(one.table for one in others)),
    )
    reasons = [*_reasons(main), *(_reasons(items) if items else ())]
    reasons += [reason for one in others for reason in one.reasons]
    # Two sheets may ask for the order of dates: one answer is for both.
    once = {question.setting: question for question in reversed(questions)}
    asked = tuple(question for question in questions if once.get(question.setting) is question)
    return Suggestion(profile, tuple(reasons), asked, tuple(_notes(main, items)))


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


_WHICH_KEY: Final = "No column is called a number or an ID. Which one identifies a transaction, also in later files?"


def _usable(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME].strip()


def _reasons(sheet: _Read) -> list[Reason]:
    reasons = [Reason("rows", "", _SHAPES[sheet.rows.shape])]
    if sheet.rows.offered:
        sentence = f"{quoted(sheet.rows.key[0])} has a text of its own for each transaction."
        reasons.append(Reason("key", sheet.rows.key[0], sentence))
    if len(sheet.rows.key) > 1:
        columns = joined([quoted(header) for header in sheet.rows.key])
        sentence = f"No column has a number, so {columns} together identify a transaction."
        reasons.append(Reason("key", "", sentence))
    for role, own in sheet.chosen.items():
        reasons.append(Reason(role, own.header, because(ROLES[role].words, own)))
    return reasons


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
    in_percent = chosen.keys() & INSTEAD_OF.keys()
    if in_percent:
        headers = _some([chosen[role].header for role in chosen if role in in_percent])
        notes.append(
            f"Read as percentages of the whole gross commission: {headers}. If something is taken off "
            "the top before the split, map the amounts instead."
        )
    if not chosen.keys() & {"agent_split", "agent_net", "item_amount", "agent_percent"}:
        notes.append("No column was found that has what agents get.")
    return [*notes, *_unused_of(main), *(_unused_of(items) if items else ())]


def _unused_of(sheet: _Read) -> list[str]:
    read = {own.header for own in sheet.chosen.values()} | set(sheet.rows.key)
    read |= {header for group in sheet.deductions for header in group.columns.values()}
    return _unused(sheet.sample, sheet.groups, read)


def _unused(sample: SheetSample, groups: Mapping[str, str], read: Collection[str]) -> list[str]:
    """What of a sheet isn't read: amounts first, for whatever they are, the totals lack them."""
    left = [
        column
        for column in sample.columns
        if column.filled() and groups.get(column.header, column.header) not in read
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
