"""What a run may be asked for, by the form or by a call of Airflow's API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from airflow.sdk.exceptions import ParamValidationError

from include.provider import run_conf
from include.provider.dags.run_form import BLANK, run_form
from include.provider.stops import ActionNeeded
from include.sync.run.mode import RunMode
from include.workflows.category import Category

FORM = {"preview_only": False, **BLANK}


def read(**given: Any) -> tuple[Any, ...]:
    """All fields of a form, as the task reads them."""
    form = FORM | given
    return (
        run_conf.company_of(form),
        run_conf.records_of(form),
        run_conf.changed_since_of(form),
        run_conf.purpose_of(form),
        run_conf.undo_of(form),
        run_conf.preview_of(form),
    )


def is_taken_by_airflow(**given: Any) -> bool:
    """Whether the form's JSON schema lets it through, as Airflow checks it."""
    form = run_form(Category.BROKERAGE_INCOME)
    try:
        for name, value in given.items():
            form[name].resolve(value)
    except ParamValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"records": ["1"] * 501}, "has 501 records, and the limit is 500"),
        ({"records": [str(number) for number in range(200_000)]}, "has 200,000 records"),
        ({"records": ["1" * 20_000]}, "“Records” in the run form is “1111"),
        ({"records": ["1" * 61]}, "60 at most"),
        ({"records": ["٣٤٥"]}, "“Records” in the run form is “٣٤٥”"),
        ({"records": ["²"]}, "can't be read"),
        ({"records": ["-1"]}, "can't be read"),
        ({"records": ["1\n2"]}, "“1 2”"),
        ({"records": [""]}, "can't be read"),
        ({"records": "12"}, "Enter CORE IDs, one per line."),
        ({"records": {"1": "2"}}, "can't be read"),
        ({"changed_since": "0001-01-01T00:00:00Z"}, "between 2000 and 2099"),
        ({"changed_since": "9999-12-31T00:00:00Z"}, "between 2000 and 2099"),
        ({"changed_since": "yesterday"}, "“Changed since” in the run form is “yesterday”"),
        ({"changed_since": 20260101}, "can't be read"),
        ({"undo_run": 10**30}, "Enter the run's number, from History."),
        ({"undo_run": 0}, "can't be read"),
        ({"undo_run": -1}, "can't be read"),
        ({"undo_run": "7"}, "can't be read"),
        ({"undo_run": True}, "can't be read"),
        ({"purpose": "drop tables"}, "Choose one of the list: sync,"),
        ({"preview_only": "false"}, "“Preview only” in the run form is “false”"),
        ({"preview_only": 1}, "can't be read"),
        ({"company": "w" * 201}, "“Company” in the run form is “wwww"),
        ({"company": 7}, "can't be read"),
    ],
)
def test_what_cannot_be_meant_stops_the_run_before_anything_is_read(
    given: dict[str, Any], what: str
) -> None:
    assert not is_taken_by_airflow(**given)
    with pytest.raises(ActionNeeded, match="Nothing was read or posted") as stopped:
        read(**given)
    assert what in str(stopped.value)
    assert len(str(stopped.value)) < 300


def test_a_number_that_python_does_not_write_is_told_all_the_same() -> None:
    with pytest.raises(ActionNeeded, match="a very long number"):
        read(undo_run=10**5000)


def test_a_company_with_a_line_break_never_gets_into_a_log() -> None:
    with pytest.raises(ActionNeeded, match="“willow ::endgroup::”"):
        read(company="willow\n::endgroup::")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({}, ("", (), None, RunMode.SYNC, None, False)),
        (
            {"records": [" 12 ", "12", "640224\n"], "company": " willow "},
            ("willow", ("12", "640224"), None, RunMode.SYNC, None, False),
        ),
        # As the form suggests it; the company needn't be among what it suggests.
        (
            {"company": "Willow & Park Realty (willow)"},
            ("willow", (), None, RunMode.SYNC, None, False),
        ),
        ({"company": "a-minute-ago"}, ("a-minute-ago", (), None, RunMode.SYNC, None, False)),
        (
            {"records": ["9" * 18] * 500, "records_": None},
            ("", ("9" * 18,), None, RunMode.SYNC, None, False),
        ),
        (
            {"changed_since": "2026-06-01T08:30:00.000Z", "purpose": "undo", "undo_run": 7},
            (
                "",
                (),
                dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.UTC),
                RunMode.UNDO,
                7,
                False,
            ),
        ),
        (
            {"changed_since": "2026-06-01 08:30", "preview_only": True},
            ("", (), dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.UTC), RunMode.SYNC, None, True),
        ),
        (
            {"records": None, "purpose": None, "company": None, "changed_since": ""},
            ("", (), None, RunMode.SYNC, None, False),
        ),
    ],
)
def test_what_the_form_sends_is_read(given: dict[str, Any], meant: tuple[Any, ...]) -> None:
    given = {name: value for name, value in given.items() if name in FORM}
    assert read(**given) == meant
    if given.get("changed_since") != "" and given.get("purpose", "") is not None:
        assert is_taken_by_airflow(**given)
