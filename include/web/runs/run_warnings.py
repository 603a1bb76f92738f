"""What to look at of a run's entries: defaults, names and closed periods, counted, and what dates entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.books.causes import HoldCause
from include.database.reads.listed_changes import Part
from include.database.reads.run_summary import RunSummary
from include.database.statuses import WarningKind
from include.web.frame.status_words import WARNINGS
from include.workflows.choices import option_fields
from include.workflows.options import DateChoice, PayoutDate
from include.workflows.template import template
from include.workflows.templates.billings_and_payments import BillingDate

_DATES = (DateChoice, PayoutDate, BillingDate)


@dataclass(frozen=True, slots=True)
class RunWarning:
    """One kind of warning.

    Attributes:
        title: "Posted to a default".
        number: how many entries it is about.
        explained: what that means, in a sentence.
        cause: why they are on hold, as Needs attention lists it; empty for what posts.
        part: of the run's changes, where they are listed alone; empty where they aren't.
    """

    title: str
    number: int
    explained: str
    cause: str = ""
    part: str = ""


def run_warnings(run: RunSummary) -> list[RunWarning]:
    """The warnings of a run that there are, besides dates in another month (`entry_date_policy`)."""
    every = (
        RunWarning(
            WARNINGS[WarningKind.DEFAULT],
            run.counts.warned_default,
            "No product or account has the name of an item on them.",
            part=Part.DEFAULTS.value,
        ),
        RunWarning(
            WARNINGS[WarningKind.ALIKE_NAME],
            run.counts.warned_name,
            "The customer or vendor is matched, with another spelling in QuickBooks.",
        ),
        RunWarning(
            "In a closed period",
            sum(hold.cause == HoldCause.CLOSED_PERIOD for hold in run.on_hold),
            "They are on hold and don't post.",
            cause=HoldCause.CLOSED_PERIOD.value,
        ),
    )
    return [one for one in every if one.number]


def entry_date_policy(key: str, options: Mapping[str, Any]) -> str:
    """The option that dates a workflow's entries, with its value: "Invoice date: CORE close date".

    Args:
        key: of the template.
        options: as stored; an option that this version no longer has is left out.
    """
    for name, field in option_fields(template(key).options).items():
        if field.annotation in _DATES and name != "due_date":
            value = options.get(name, field.default)
            return f"{field.title}: {value}"
    return ""
