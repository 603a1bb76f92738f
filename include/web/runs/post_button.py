"""The button that voids, reposts, or undoes: whether it posts or shows a preview first, and what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from include.database.engine import Database
from include.database.reads.listed_changes import Tally
from include.database.reads.run_changes import run_tallies
from include.database.reads.run_summary import RunSummary
from include.database.setup.people import Who
from include.database.statuses import RunOutcome
from include.sync.operations.plan_words import PlannedEntry, plan_words
from include.sync.run.mode import RunMode
from include.sync.run.seen_previews import Aim, FinishedRun, finished_runs, is_same, seen_preview

POST = "Post changes"
_IF_SAME = "They post only if nothing changed in CORE or QuickBooks since. Otherwise you see a new preview."
_YOURS_FIRST = "You see your own preview first. Nothing posts until you confirm it there."


@dataclass(frozen=True, slots=True)
class PostButton:
    """A button as one user sees it.

    Attributes:
        label: "Void 111 invoices, $5,531,526.71", or "Show preview to void ...".
        shows_preview: whether it posts nothing, but shows the user a preview.
        help: why, and what happens then; empty where the label says it all.
    """

    label: str
    shows_preview: bool = False
    help: str = ""


def of_preview(
    database: Database,
    company_id: str,
    user: Who,
    preview: RunSummary,
    tallies: Iterable[Tally],
) -> PostButton:
    """The button on a preview's page.

    Args:
        database: the database.
        company_id: whose preview.
        user: who looks at the page.
        preview: the preview.
        tallies: all its changes, counted.
    """
    if not RunMode(preview.mode).needs_preview:
        return PostButton(POST)
    planned = _words(tallies, preview.undo)
    seen = _seen(database, company_id, user)(_aim(preview))
    if seen is not None and seen.id == preview.id:
        return PostButton(planned, help=f"You previewed these changes. {_IF_SAME}")
    label = f"Show preview to {planned[:1].lower()}{planned[1:]}"
    return PostButton(label, shows_preview=True, help=_why_first(preview, user))


def of_run_page(
    database: Database, company_id: str, user: Who, run: RunSummary
) -> PostButton | None:
    """The same on a preview's page in History; None where the run is no preview, or has no changes."""
    if not run.preview or run.outcome != RunOutcome.PREVIEWED:
        return None
    if not RunMode(run.mode).needs_preview:
        planned = run.counts.to_create + run.counts.to_update + run.counts.to_void
        return PostButton(POST) if planned else None
    tallies = run_tallies(database, company_id, run.id)
    has_entries = any(one.is_entry for one in tallies)
    return of_preview(database, company_id, user, run, tallies) if has_entries else None


def of_undo(database: Database, company_id: str, user: Who, run: RunSummary) -> PostButton:
    """The button that undoes a run, on its page."""
    aim = Aim(run.category, RunMode.UNDO.value, (), run.id)
    return started_button(database, company_id, user)(aim, f"Show preview to undo run {run.id}")


def started_button(
    database: Database, company_id: str, user: Who
) -> Callable[[Aim, str], PostButton]:
    """Buttons that start what needs a preview, for one user and all that a page offers.

    Returns:
        From what the button is for, and its name while the user saw no preview of it, to the button.
    """
    seen_by = _seen(database, company_id, user)

    def button(aim: Aim, name: str) -> PostButton:
        seen = seen_by(aim)
        if seen is not None:
            planned = _words(run_tallies(database, company_id, seen.id), aim.undo)
            if planned:
                return PostButton(planned, help=f"You previewed this in run {seen.id}. {_IF_SAME}")
        return preview_first(aim, name)

    return button


def preview_first(_aim: Aim, name: str) -> PostButton:
    """A button that shows a preview."""
    return PostButton(name, shows_preview=True, help="Shows you a preview first.")


def _seen(database: Database, company_id: str, user: Who) -> Callable[[Aim], FinishedRun | None]:
    with database.reading() as session:
        runs = finished_runs(session, company_id)
    return lambda aim: seen_preview(runs, aim, user)


def _aim(run: RunSummary) -> Aim:
    return Aim(run.category, run.mode, run.records, run.undo)


def _words(tallies: Iterable[Tally], undo: int | None) -> str:
    planned = [
        PlannedEntry(one.action, one.kind, one.cents, one.number, one.tax_cents)
        for one in tallies
        if one.is_entry
    ]
    return plan_words(planned, undo)


def _why_first(preview: RunSummary, user: Who) -> str:
    if not is_same(Who(preview.actor_id, preview.actor), user):
        return f"{preview.actor} previewed these changes. {_YOURS_FIRST}"
    return f"This preview is more than 24 hours old, or a newer run replaced it. {_YOURS_FIRST}"
