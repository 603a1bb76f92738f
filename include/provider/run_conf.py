"""What a run form, or a call of Airflow's API, asks for: read once more, within bounds.

Airflow checks the form's JSON schema (`provider.dags.run_form`) before it starts a run. What a task gets
is read as if nobody had: a field that can't be read stops the run before anything is read or posted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from include.books.dates import FIRST_DAY, LAST_DAY
from include.core_backoffice.records.values import usable_id
from include.plain_text import plain
from include.provider.company_names import LONGEST_SUGGESTION, id_in
from include.provider.stops import ActionNeeded
from include.sync.run.mode import RunMode

MOST_RECORDS = 500
"""The most records that are named one by one; a run of all changes has no limit."""
LONGEST_ID = 60
"""Characters of a record's ID; CORE's API has 18 digits at most, files what their records are known by."""
FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year
_HIGHEST = 2**63 - 1
_SHOWN = 40


def company_of(params: Mapping[str, Any]) -> str:
    """The company ID, also of a company chosen from the form's list; empty for the only connected company."""
    given = params["company"] or ""
    if not isinstance(given, str) or len(given) > LONGEST_SUGGESTION or given != plain(given):
        raise _unreadable(
            "Company", given, "Choose a company from the list, or use its ID from Integrations."
        )
    return id_in(given)


def records_of(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The CORE IDs of the selected records, each once; none for all changes."""
    given = params["records"] or ()
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise _unreadable("Records", given, "Enter CORE IDs, one per line.")
    if len(given) > MOST_RECORDS:
        raise ActionNeeded(
            f"The run form has {len(given):,} records, and the limit is {MOST_RECORDS}. Nothing was "
            "read or posted. Select fewer, or leave the field blank to sync all changes."
        )
    ids = tuple(dict.fromkeys(str(record).strip(" \t\r\n") for record in given))
    for own_id in ids:
        if usable_id(own_id) != own_id or not own_id:
            what = (
                f"A CORE ID has letters, digits, hyphens, and full stops, {LONGEST_ID} at most. Correct "
                "it, one ID per line."
            )
            raise _unreadable("Records", own_id, what)
    return ids


def changed_since_of(params: Mapping[str, Any]) -> dt.datetime | None:
    """From when changes are read again, UTC where it has no offset; None for the last run."""
    given = params["changed_since"]
    if given is None or given == "":
        return None
    try:
        moment = dt.datetime.fromisoformat(given)
    except (TypeError, ValueError):
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        what = f"Enter a date and time between {FIRST_YEAR} and {LAST_YEAR}, or leave it blank."
        raise _unreadable("Changed since", given, what)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def purpose_of(params: Mapping[str, Any]) -> RunMode:
    """What the run is for."""
    given = params["purpose"] or RunMode.SYNC.value
    try:
        return RunMode(given)
    except ValueError:
        what = f"Choose one of the list: {', '.join(mode.value for mode in RunMode)}."
        raise _unreadable("Purpose", given, what) from None


def undo_of(params: Mapping[str, Any]) -> int | None:
    """The number of the run to undo."""
    given = params["undo_run"]
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= _HIGHEST:
        raise _unreadable("Run to undo", given, "Enter the run's number, from History.")
    return given


def preview_of(params: Mapping[str, Any]) -> bool:
    """Whether nothing is posted."""
    given = params["preview_only"]
    if not isinstance(given, bool):
        raise _unreadable("Preview only", given, "Choose yes or no (true or false).")
    return given


def _unreadable(field: str, given: object, what_to_do: str) -> ActionNeeded:
    try:
        text = plain(str(given))
    except ValueError:  # a number with more digits than Python writes
        text = "a very long number"
    shown = f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
    return ActionNeeded(
        f"“{field}” in the run form is “{shown}”, which can't be read. Nothing was read or posted. "
        f"{what_to_do}"
    )
