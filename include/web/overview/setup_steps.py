"""The way to a company's first posted entry, step by step, until it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from include.books.dates import format_day
from include.database.reads.companies import ConnectedCompany
from include.database.reads.overview import WorkflowGlance
from include.workflows.category import Category
from include.workflows.template import template

_FOR_TRANSACTIONS = {
    Category.BROKERAGE_INCOME: (
        "Choose how brokerage income posts",
        "Invoices, sales receipts, or deposits. One template at a time, so nothing posts twice.",
    ),
    Category.AGENT_EXPENSES: (
        "Choose how agents are paid",
        "Bills, checks, or expenses. Agents become vendors, and each payee gets an entry.",
    ),
}


@dataclass(frozen=True, slots=True)
class Existing:
    """What QuickBooks had for the workflows that are on, before CoreBooks posted.

    Attributes:
        words: what was counted: "312 invoices ($1,204,310.50)"; empty for nothing, and where nothing was counted.
        is_file: it is a company file, whose entries only a search finds, and a workflow is on.
        is_searched: whether a search was made for all of these workflows.
    """

    words: str = ""
    is_file: bool = False
    is_searched: bool = False


class Act(Enum):
    """What the step that is open now does where it is shown."""

    OPEN = "open a page"
    PREVIEW = "preview every workflow"
    RUN = "run every workflow"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step.

    Attributes:
        title: what is done: "Choose how agents are paid".
        detail: what that means, or what was chosen.
        is_done: whether it was done.
        act: what its button does.
        action: what its button says.
        path: of its page, below the company's address.
    """

    title: str
    detail: str
    is_done: bool
    act: Act = Act.OPEN
    action: str = ""
    path: str = ""


def setup_steps(
    company: ConnectedCompany,
    glances: Mapping[str, WorkflowGlance],
    *,
    has_previewed: bool,
    existing: Existing,
) -> Sequence[SetupStep]:
    """The steps; none once an entry was posted.

    Args:
        company: connected, so its first step is done.
        glances: each workflow at a glance, by category.
        has_previewed: whether a preview showed what a run would post.
        existing: what QuickBooks had before.
    """
    on = [glance for glance in glances.values() if glance.template]
    if any(glance.has_posted for glance in glances.values()):
        return ()
    connected = f"{company.name}, {company.edition} {company.subscription}".rstrip()
    return (
        SetupStep("Connect CORE and QuickBooks", f"{connected}.", is_done=True),
        *(_choice(category, glances[category]) for category in _FOR_TRANSACTIONS),
        *_finding(existing),
        SetupStep(
            "Preview your first sync",
            "See each entry, its date, and its accounts. A preview posts nothing.",
            is_done=has_previewed,
            act=Act.PREVIEW,
            action="Preview changes",
        ),
        SetupStep(
            "Run your first sync",
            _how_it_ran(glances),
            is_done=any(glance.running for glance in on),
            act=Act.RUN,
            action="Sync all workflows",
        ),
    )


def _finding(existing: Existing) -> Iterator[SetupStep]:
    """Only where QuickBooks has entries of the period, or may have: a company file's can't be counted."""
    if existing.words:
        detail = f"QuickBooks already has {existing.words} of this period. Link them, so that nothing posts twice."
    elif existing.is_file:
        detail = "A search tells whether your company file has entries of this period. Link them, so that nothing posts twice."
    else:
        return
    yield SetupStep(
        "Find existing entries",
        detail,
        is_done=existing.is_searched,
        action="Find existing entries",
        path="existing",
    )


def _how_it_ran(glances: Mapping[str, WorkflowGlance]) -> str:
    """What the last step says: after a run that posted nothing, where the reason is."""
    runs = [glance.last_run for glance in glances.values() if glance.last_run]
    if not runs:
        return "Post the changes, or change the options and preview them again."
    newest = max(runs, key=lambda run: run.id)
    return f"Run {newest.id} posted nothing. Its page, under Recent runs, says why."


def _choice(category: Category, glance: WorkflowGlance) -> SetupStep:
    title, detail = _FOR_TRANSACTIONS[category]
    if glance.template:
        detail = f"{template(glance.template).title}."
        if glance.start_date:
            detail += (
                f" Starts with transactions closed on or after {format_day(glance.start_date)}."
            )
    path = f"workflows/{category.value}"
    return SetupStep(title, detail, bool(glance.template), Act.OPEN, "Choose template", path)
