"""The form that Airflow shows when a run is triggered. Parsed often: nothing heavy is imported."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param

from include.provider.company_names import LONGEST_SUGGESTION
from include.provider.dags.company_list import suggested_companies
from include.sync.run.mode import RunMode
from include.workflows.category import Category, Stream

_MOMENT = (
    "^20[0-9]{2}-[0-9]{2}-[0-9]{2}"
    "([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
"""A moment of this century as the form sends it. `provider.run_conf` reads all fields once more."""

BLANK: dict[str, Any] = {
    "company": "",
    "records": [],
    "changed_since": None,
    "purpose": "",
    "undo_run": None,
}
"""What a field that was left blank means."""


def run_form(category: Category) -> dict[str, Param]:
    """The fields for one category; those that may be blank are nullable.

    Airflow disables Trigger while a field that isn't nullable is blank.
    """
    return {
        "company": _company(),
        "records": _records(category),
        "changed_since": Param(
            BLANK["changed_since"],
            type=["null", "string"],
            format="date-time",
            pattern=_MOMENT,
            maxLength=40,
            title="Changed since",
            description="Re-read CORE changes since this time. If blank, since the last run.",
        ),
        "purpose": _purpose(),
        "undo_run": Param(
            BLANK["undo_run"],
            type=["null", "integer"],
            minimum=1,
            maximum=2**53 - 1,
            title="Run to undo",
            description="Run number, from History.",
        ),
        "preview_only": Param(
            False,
            type="boolean",
            title="Preview only",
            description="Shows planned changes and posts nothing.",
        ),
    }


def _company() -> Param:
    """Suggests companies by name, and takes any ID.

    With `enum` in place of `examples`, Airflow would reject a company that was connected since it last read the DAG
    file, whoever starts the run.
    """
    suggested = suggested_companies()
    # An empty list would promise suggestions and have none.
    suggestions: dict[str, Any] = {"examples": suggested} if suggested else {}
    return Param(
        BLANK["company"],
        type=["null", "string"],
        maxLength=LONGEST_SUGGESTION,
        title="Company",
        description=(
            "Choose from the list, or enter a company ID. If blank, the only connected company."
        ),
        **suggestions,
    )


def _records(category: Category) -> Param:
    return Param(
        BLANK["records"],
        type=["null", "array"],
        items={"type": "string", "pattern": r"^\s{0,9}[A-Za-z0-9][A-Za-z0-9_.-]{0,59}\s{0,9}$"},
        maxItems=500,
        title="Agents" if category.stream is Stream.BILLING else "Transactions",
        description_md="CORE IDs, one per line. If blank, all changes.",
    )


def _purpose() -> Param:
    return Param(
        RunMode.SYNC.value,
        type="string",
        enum=[mode.value for mode in RunMode],
        values_display={mode.value: mode.heading for mode in RunMode},
        title="Purpose",
        description_md=(
            "What this run does. List records above to re-create, overwrite, keep, or void. Void, "
            "repost, and undo preview first. To post what you previewed, trigger the same run again "
            "within 24 hours. A preview by another user doesn't count."
        ),
    )
