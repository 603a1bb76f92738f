"""Where the date of a record's entries comes from, and what is suggested for records of past months."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TypeAlias

from include.core_backoffice.records.records import BillingStatement, Transaction
from include.workflows.choices import DatesEntries, note_of
from include.workflows.options import PayoutDate
from include.workflows.template import Template

CoreRecord: TypeAlias = Transaction | BillingStatement


def date_option(template: Template) -> tuple[str, DatesEntries]:
    """The name of the option that dates a template's entries, and its note.

    Raises:
        LookupError: the template has none, which no template may.
    """
    for name, info in template.options.model_fields.items():
        note = note_of(info, DatesEntries)
        if note is not None:
            return name, note
    raise LookupError(f"{template.key} has no option that dates its entries.")


def is_history(start: dt.date, today: dt.date) -> bool:
    """Whether a start date takes in records of months before this one."""
    return start < today.replace(day=1)


def suggested_date(template: Template, start: dt.date, today: dt.date) -> str:
    """The value of the date option that fits a start date.

    Entries of past months follow their records' own dates: the date of the first sync would put all of them
    into this month.
    """
    name, note = date_option(template)
    if is_history(start, today):
        return note.own_date.value
    default = template.options.model_fields[name].get_default()
    return str(default.value if isinstance(default, Enum) else default)


def own_day(record: CoreRecord) -> dt.date | None:
    """The day by which a start date leaves a record out: its closing, or its billing."""
    return record.billing_date if isinstance(record, BillingStatement) else record.closing_date


def entry_day(
    template: Template,
    choice: str,
    record: CoreRecord,
    today: dt.date,
    demand_date_field: str = "",
) -> dt.date:
    """The date that a record's entries have when they first post today.

    Args:
        template: which makes them.
        choice: the value of its date option.
        record: as CORE has it.
        today: in the company's time zone.
        demand_date_field: the field of CORE's transaction with the demand date.
    """
    day: dt.date | None = None
    if choice == date_option(template)[1].own_date:
        day = own_day(record)
    elif choice == PayoutDate.DEMAND_DATE and isinstance(record, Transaction):
        day = record.attribute_date(demand_date_field)
    return day or today
