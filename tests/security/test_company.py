"""A company that is limited to some users is hidden from all others, through Airflow's API as well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.security.gate import INCOME, Gate
from tests.security.managers import under_both

pytestmark = [pytest.mark.live, pytest.mark.whole]

_PAGES = ("/", "/transactions", "/history", "/history/export/changes.csv", "/auto-sync")


@pytest.fixture
def hidden(gate: Gate) -> Iterator[Gate]:
    """The company as the administrator's alone; the others have opened CoreBooks before."""
    for user in (gate.admin, gate.finance, gate.auditor):
        assert user.page("/settings/integrations").status_code == 200
    form = {"company": gate.company, "who": "listed", "person": gate.admin.id}
    assert gate.admin.send("/settings/permissions", form).status_code == 303
    yield gate
    everyone = {"company": gate.company, "who": "everyone"}
    assert gate.admin.send("/settings/permissions", everyone).status_code == 303


@under_both
def test_who_is_not_on_the_list_sees_nothing_of_it_and_starts_nothing_for_it(hidden: Gate) -> None:
    company = f"/companies/{hidden.company}"
    for user in (hidden.finance, hidden.auditor):
        told = [user.page(company + page).status_code for page in _PAGES]
        assert told == [404] * len(_PAGES)
    assert hidden.admin.page(f"{company}/").status_code == 200
    change = {"who": "everyone", "company": hidden.company}
    assert hidden.finance.send("/settings/permissions", change).status_code == 403
    deal = hidden.new_deal("8 Hidden St", 10_000_00)
    run = hidden.finance.trigger(INCOME, hidden.conf(deal)).json()["dag_run_id"]
    assert hidden.until_over(run) == "failed"
    assert hidden.runs_of(deal) == []
    assert hidden.invoiced(deal) == []
