"""One run as a report: what it was asked, what it did or would do, by kind and account, and every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fastapi import Request

from include.books.wording import counted
from include.database.engine import Database
from include.database.reads.changes import Change
from include.database.reads.companies import ConnectedCompany
from include.database.reads.listed_changes import ChangeFilter, Part, Tally
from include.database.reads.run_changes import DatedElsewhere, RunChanges, run_changes
from include.database.reads.run_summary import RunCounts, RunSummary
from include.database.statuses import RunOutcome, WarningKind
from include.sync.run.mode import RunMode
from include.web.frame.pages import root
from include.web.frame.status_words import WARNINGS
from include.web.runs.changes import EntryChange, entry_change
from include.web.runs.nothing_to_sync import NothingToSync, nothing_to_sync
from include.web.runs.run_warnings import RunWarning, entry_date_policy, run_warnings
from include.web.runs.status import ChangeStatus, RunStatus, status_of
from include.workflows.category import Category
from include.workflows.template import template

PARTS = {
    Part.ALL: "All changes",
    Part.CREATED: "Create",
    Part.UPDATED: "Update",
    Part.VOIDED: "Void",
    Part.LISTS: "Customers, vendors, and lists",
    Part.DEFAULTS: WARNINGS[WarningKind.DEFAULT],
    Part.ERRORS: "Errors",
}
"""How the page names what can be listed of a run."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a run.

    Attributes:
        entry: what it does to its entry; None for customers, vendors, products and classes.
        closed_on: its record's close date or billing date, where that is known.
    """

    change: Change
    status: ChangeStatus
    entry: EntryChange | None
    closed_on: dt.date | None = None

    @property
    def is_dated_elsewhere(self) -> bool:
        """Whether the entry is dated in another month than its record."""
        day, closed = self.change.date, self.closed_on
        if day is None or closed is None or self.change.action != "create":
            return False
        return (day.year, day.month) != (closed.year, closed.month)


@dataclass(frozen=True, slots=True)
class Made:
    """Customers, vendors, products or classes that a run creates.

    Attributes:
        names: the first ones; only of customers and vendors.
    """

    kind: str
    number: int
    names: Sequence[str]

    @property
    def counted(self) -> str:
        """How many: "104 customers"."""
        return counted(self.number, self.kind)

    @property
    def more(self) -> int:
        """How many aren't named."""
        return self.number - len(self.names)


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run, and a page of its changes.

    Attributes:
        heading: "Run 12: brokerage income", "Preview: agent expenses", "Undo of run 9: agent billing".
        template: the title of the template it worked with, and its version.
        purpose: what it was for.
        verdict: what it came to, in two words; `verdict_kind` is good, bad or empty.
        parts: what can be listed: value, words, number of changes.
        kinds: its entries, counted by kind and action.
        made: customers, vendors, products and classes it creates.
        warnings: what to look at of its entries, besides `dated_elsewhere`.
        date_policy: the option that dates entries, with its value.
        total: changes on all pages.
        why_nothing: why it has no changes, where it has none.
        can_be_undone: whether it posted something that an undo would void or revert.
    """

    run: RunSummary
    heading: str
    status: RunStatus
    template: str
    purpose: str
    verdict: str
    verdict_detail: str
    verdict_kind: str
    parts: Sequence[tuple[Part, str, int]]
    kinds: Sequence[Tally]
    made: Sequence[Made]
    warnings: Sequence[RunWarning]
    date_policy: str
    dated_elsewhere: DatedElsewhere
    lines: Sequence[ChangeLine]
    total: int
    page: int
    last_page: int
    can_be_undone: bool
    why_nothing: NothingToSync

    @property
    def has_tax(self) -> bool:
        """Whether any of its entries has tax."""
        return any(one.tax_cents for one in self.kinds)

    @property
    def changes(self) -> int:
        """How many changes it has in all, whatever is listed of them."""
        return self.parts[0][2]

    @property
    def kind_choices(self) -> list[str]:
        """The kinds of its changes, entries first."""
        kinds = [one.kind for one in self.kinds] + [one.kind for one in self.made]
        return list(dict.fromkeys(kinds))


def run_page(
    database: Database, company_id: str, run_id: int, wanted: ChangeFilter
) -> RunPage | None:
    """A run with one page of its changes; None when the company has no such run."""
    found = run_changes(database, company_id, run_id, wanted)
    if found is None:
        return None
    verdict, detail, kind = _verdict(found)
    return RunPage(
        run=found.run,
        heading=_heading(found.run),
        status=status_of(found.run),
        template=f"{template(found.template).title}, version {found.setup_version}",
        purpose=RunMode(found.run.mode).heading,
        verdict=verdict,
        verdict_detail=detail,
        verdict_kind=kind,
        parts=[*_parts(found)],
        kinds=[one for one in found.tallies if one.is_entry],
        made=[
            Made(one.kind, one.number, found.made.get(one.kind, ()))
            for one in found.tallies
            if not one.is_entry and one.action == "create"
        ],
        warnings=run_warnings(found.run),
        date_policy=entry_date_policy(found.template, found.options),
        dated_elsewhere=found.dated_elsewhere,
        lines=[line_of(change, found.days.get(change.record_key)) for change in found.changes],
        total=found.total,
        page=found.page,
        last_page=found.last_page,
        why_nothing=nothing_to_sync(database, company_id, found.run),
        can_be_undone=_has_posted(found.tallies) and found.run.mode != RunMode.UNDO,
    )


def line_of(change: Change, closed_on: dt.date | None = None) -> ChangeLine:
    """A change as the page shows it."""
    entry = entry_change(change) if change.is_entry else None
    return ChangeLine(change, ChangeStatus.of(change.status), entry, closed_on)


def changes_at(request: Request, company: ConnectedCompany) -> Callable[[Change], str]:
    """From a change to the address where it is shown field by field."""
    base = f"{root(request)}/companies/{company.id}/history"
    return lambda change: f"{base}/{change.run_id}/changes/{change.id}"


def _heading(run: RunSummary) -> str:
    workflow = Category(run.category).heading.lower()
    if run.mode == RunMode.UNDO:
        return f"{'Preview: undo' if run.preview else 'Undo'} of run {run.undo}, {workflow}"
    return f"Preview: {workflow}" if run.preview else f"Run {run.id}: {workflow}"


def _verdict(found: RunChanges) -> tuple[str, str, str]:
    """What the run came to: in two words, in a sentence, and as a kind."""
    run, counts = found.run, found.run.counts
    posted = counts.created + counts.updated + counts.voided
    if run.outcome == RunOutcome.FAILED:
        return "Failed", "The next run continues without duplicates.", "off"
    if left := _not_posted(found, posted):
        words = "1 change wasn't posted." if left == 1 else f"{left:,} changes weren't posted."
        return "Not complete", words, "off"
    if run.preview:
        return "Preview only", "Nothing was posted.", ""
    if run.outcome != RunOutcome.COMPLETED:
        return status_of(run).value, "", ""
    if not posted:
        return _searched(counts) if run.mode == RunMode.FIND_EXISTING else _NOTHING
    match = "1 entry matches" if posted == 1 else f"{posted:,} entries match"
    return "Verified", f"{match} QuickBooks.", "good"


_NOTHING = ("No changes", "There was nothing to post.", "")


def _searched(counts: RunCounts) -> tuple[str, str, str]:
    """What a search for existing entries came to; it never posts."""
    looked_for = counted(counts.searched, "missing entry")
    if not counts.found:
        return (
            "Nothing found",
            f"QuickBooks has no entry like {looked_for}. Nothing was posted.",
            "",
        )
    said = (
        f"Searched for {looked_for}: {counts.found:,} found, {counts.found_certain:,} of them ready to link. "
        "Nothing was posted. Decide under Existing entries."
    )
    return f"{counts.found:,} found", said, "good"


def _not_posted(found: RunChanges, posted: int) -> int:
    """What QuickBooks rejected, or a completed run planned and didn't post."""
    rejected = sum(one.errors for one in found.tallies)
    if found.run.preview or found.run.outcome != RunOutcome.COMPLETED:
        return rejected
    counts = found.run.counts
    return max(rejected, counts.to_create + counts.to_update + counts.to_void - posted)


def _parts(found: RunChanges) -> Iterable[tuple[Part, str, int]]:
    tallies = found.tallies
    entries = [one for one in tallies if one.is_entry]
    numbers = {
        Part.ALL: sum(one.number for one in tallies),
        Part.LISTS: sum(one.number for one in tallies if not one.is_entry),
        Part.DEFAULTS: found.run.counts.warned_default,
        Part.ERRORS: sum(one.errors for one in tallies),
    }
    for part in (Part.CREATED, Part.UPDATED, Part.VOIDED):
        numbers[part] = sum(one.number for one in entries if one.action == part.value)
    for part, words in PARTS.items():
        if numbers[part] or part is Part.ALL:
            yield part, words, numbers[part]


def _has_posted(tallies: Sequence[Tally]) -> bool:
    """An undo voids what was created, and reverts what was updated."""
    return any(one.posted for one in tallies if one.action in ("create", "update"))
