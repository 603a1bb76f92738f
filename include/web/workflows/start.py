"""What a start date would post: how many records, their sum, and what their entries' dates would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from include.books.money import Cents
from include.clock import utc_now
from include.core_backoffice.records.records import BillingStatement
from include.provider.connections.core_history import CoreHistory
from include.provider.connections.quickbooks_history import QuickBooksHistory
from include.web.workflows.desk import SetupDesk
from include.web.workflows.start_reading import (
    ClosingDate,
    closing_date,
    entries_since,
    history_since,
)
from include.workflows.entry_dates import (
    CoreRecord,
    date_option,
    entry_day,
    is_history,
    own_day,
    suggested_date,
)
from include.workflows.options import WhenClosed
from include.workflows.template import Template

SUGGESTED, CHOSEN = "suggested_date", "date_chosen"
"""Fields of the form: the date option as it was suggested, and whether a person chose another."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many records a start date takes in, and their sum: gross commission, or what was billed.

    CORE states no gross commission for `unstated` of them, which the sum is without.
    """

    number: int = 0
    cents: Cents = 0
    unstated: int = 0


@dataclass(frozen=True, slots=True)
class Preset:
    """A start date that is offered by a name."""

    title: str
    day: dt.date
    total: Total


@dataclass(frozen=True, slots=True)
class StartLook:
    """What a start date would post.

    Attributes:
        day: the start date.
        total: of the records that have something to post.
        waiting: how many more transactions CORE has no disbursement for yet.
        other_month: of how many records the entries would be dated in another month than the record.
        in_closed: of how many records the entries would be dated in QuickBooks' closed period.
        holds_closed: whether those go on hold; else they post on the first open day.
        closing: QuickBooks' closing date.
        history: what it was counted in, perhaps not all of it.
        presets: other start dates.
        is_history: whether it takes in records of months before this one.
        existing: what QuickBooks has since the start date already.
    """

    day: dt.date
    total: Total
    waiting: int
    other_month: int
    in_closed: int
    holds_closed: bool
    closing: ClosingDate
    history: CoreHistory
    presets: Sequence[Preset]
    is_history: bool
    existing: QuickBooksHistory

    @property
    def first_open_day(self) -> dt.date | None:
        """The day after QuickBooks' closing date."""
        day = self.closing.day
        return day + dt.timedelta(days=1) if day and day < dt.date.max else None


@dataclass(frozen=True, slots=True)
class DateChoice:
    """The option that dates entries, as the form has it.

    Attributes:
        name: of the option.
        value: its value: what a person chose, else what fits the start date.
        suggested: what fits the start date.
        is_chosen: whether a person chose it.
    """

    name: str
    value: str
    suggested: str
    is_chosen: bool


def today_of(desk: SetupDesk) -> dt.date:
    """Today's date in the company's time zone."""
    return utc_now().astimezone(desk.company.zone).date()


def first_suggestion(desk: SetupDesk, today: dt.date) -> dt.date:
    """The start date that a new workflow is offered: that of the others, else the first day of the year."""
    others = [one.setup.start_date for one in desk.all_active().values() if one.setup.start_date]
    return min(others, default=today.replace(month=1, day=1))


def date_choice(
    template: Template, sent: Mapping[str, object], start: dt.date, today: dt.date
) -> DateChoice:
    """How entries are dated with this start date, unless a person says otherwise.

    A form without the fields that tell what was suggested is taken as it is.
    """
    name, _ = date_option(template)
    typed, before = str(sent.get(name, "")), str(sent.get(SUGGESTED, ""))
    fitting = suggested_date(template, start, today)
    is_chosen = bool(typed) and (bool(sent.get(CHOSEN)) or typed != before)
    return DateChoice(name, typed if is_chosen else fitting, fitting, is_chosen)


def look(
    desk: SetupDesk, template: Template, sent: Mapping[str, object], start: dt.date
) -> tuple[StartLook, DateChoice]:
    """What a start date would post with the form's options as they are typed."""
    today = today_of(desk)
    presets = _presets(today)
    earliest = min(start, *presets)
    stream = template.category.stream
    history = history_since(desk.database, desk.company, stream, earliest, desk.lookup)
    closing = closing_date(desk.database, desk.company, desk.lookup)
    choice = date_choice(template, sent, start, today)
    records = [one for one in history.records if _is_since(one, start)]
    posting = [one for one in records if _posts(one)]
    field = str(sent.get("demand_date_field", ""))
    days = [(own_day(one), entry_day(template, choice.value, one, today, field)) for one in posting]
    found = StartLook(
        day=start,
        total=_total(posting, start),
        waiting=sum(_waits(one) for one in records),
        other_month=sum(own is not None and _month(own) != _month(day) for own, day in days),
        in_closed=sum(closing.day is not None and day <= closing.day for _, day in days),
        holds_closed=sent.get("closed_period") != WhenClosed.FIRST_OPEN_DAY,
        closing=closing,
        history=history,
        presets=[
            Preset(title, day, _total(history.records, day)) for day, title in presets.items()
        ],
        is_history=is_history(start, today),
        existing=_existing(desk, template, start, closing),
    )
    return found, choice


def _existing(
    desk: SetupDesk, template: Template, start: dt.date, closing: ClosingDate
) -> QuickBooksHistory:
    if closing.trouble:
        return QuickBooksHistory()  # told once is enough
    return entries_since(desk.database, desk.company, template, start, desk.lookup)


def _presets(today: dt.date) -> dict[dt.date, str]:
    """Start dates that have a name; in January the year begins with the month."""
    return {
        today.replace(month=1, day=1): "This year",
        today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1): "This quarter",
        today.replace(day=1): "This month",
        today: "From today",
    }


def _total(records: Iterable[CoreRecord], start: dt.date) -> Total:
    amounts = [_cents(one) for one in records if _is_since(one, start) and _posts(one)]
    stated = [cents for cents in amounts if cents is not None]
    return Total(len(amounts), sum(stated), len(amounts) - len(stated))


def _is_since(record: CoreRecord, start: dt.date) -> bool:
    """Whether a start date takes a record in; one without a date isn't left out."""
    day = own_day(record)
    return day is None or day >= start


def _posts(record: CoreRecord) -> bool:
    return isinstance(record, BillingStatement) or record.has_disbursement


def _waits(record: CoreRecord) -> bool:
    """Whether a transaction has closed, and nothing of it can post until its disbursement is there."""
    if isinstance(record, BillingStatement):
        return False
    return record.status == "closed" and not record.has_disbursement


def _cents(record: CoreRecord) -> Cents | None:
    return record.total_cents if isinstance(record, BillingStatement) else record.gross_cents


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
