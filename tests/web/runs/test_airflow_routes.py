"""From a DAG run in Airflow to the page of its run."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.web.runs.airflow_routes import NOT_OURS, NOT_YET
from tests.sync.office import COMPANY, INCOME, Office
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, words

NAME = "manual__2026-11-30T03:00:00+00:00"
"""As Airflow names runs."""


@pytest.fixture
def run_id(office: Office) -> int:
    """A run of brokerage income."""
    with office.context(INCOME, NAME) as context:
        return context.run_id


def tab(dag: str, run: str) -> str:
    """What the tab of a DAG run shows, as Airflow fills its address."""
    return f"/corebooks/airflow/{quote(dag, safe='')}/{quote(run, safe='')}"


def test_the_tab_of_a_dag_run_shows_its_run(pages: OfficePages, run_id: int) -> None:
    pages.sign_in(AUDITOR)
    answer = pages.browser.get(tab("brokerage_income", NAME))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/corebooks/companies/{COMPANY}/history/{run_id}"
    assert f"Run {run_id}: brokerage income" in pages.open(f"history/{run_id}")


def test_the_page_of_a_run_leads_back_to_airflow_and_to_each_log(
    pages: OfficePages, run_id: int
) -> None:
    page = pages.open(f"history/{run_id}")
    dag_run = "/dags/brokerage_income/runs/manual__2026-11-30T03%3A00%3A00%2B00%3A00"
    assert f'<a href="{dag_run}" data-leave>View in Airflow</a>' in page
    for task in ("extract", "diff", "approve", "post", "verify"):
        assert f'<a href="{dag_run}/tasks/{task}" data-leave>{task}</a>' in page


@pytest.mark.parametrize(
    ("dag", "name", "sentence"),
    [
        ("brokerage_income", "manual__none", NOT_YET),
        # Another workflow's run of the same name.
        ("agent_expenses", NAME, NOT_YET),
        ("quickbooks_auto_sync", "scheduled__1", NOT_OURS),
        ("payroll", "manual__1", NOT_OURS),
    ],
)
@pytest.mark.usefixtures("run_id")
def test_a_dag_run_without_a_run_says_why(
    pages: OfficePages, dag: str, name: str, sentence: str
) -> None:
    answer = pages.browser.get(tab(dag, name))
    assert answer.status_code == 404
    assert sentence in words(answer.text)


@pytest.mark.usefixtures("run_id")
def test_a_run_of_a_company_that_the_visitor_cannot_see_is_not_there(
    pages: OfficePages, office: Office
) -> None:
    for who in (ADMIN, FINANCE_OPS):
        note_visit(office.database, who.id, who.name, may_sync=True, may_connect=True)
    change_list(office.database, COMPANY, [ADMIN.id], ADMIN.name)
    pages.sign_in(FINANCE_OPS)
    refused = pages.browser.get(tab("brokerage_income", NAME))
    unknown = pages.browser.get(tab("brokerage_income", "manual__none"))
    assert refused.status_code == unknown.status_code == 404
    assert words(refused.text) == words(unknown.text)
    pages.sign_in(ADMIN)
    assert pages.browser.get(tab("brokerage_income", NAME)).status_code == 303
