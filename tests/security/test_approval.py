"""Approval belongs to the changes that were approved: whoever may run can't post without it.

All of this goes through Airflow's public API, which lets users with the role User mark, clear, and
name whatever they like. What posts asks the CoreBooks database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from tests.security.gate import HOSTILE, INCOME, Deal, Gate
from tests.security.managers import under_both, under_one

_CODE = re.compile(r"`[^`\n]*`")
_OUR_LINK = re.compile(r"\[Open run \d+ in CoreBooks\]\(http://[^ )]+/history/\d+\)")
pytestmark = [pytest.mark.live, pytest.mark.whole]


@pytest.fixture(scope="module")
def careful(gate: Gate) -> Iterator[Gate]:
    """A company whose changes the administrator must approve."""
    with gate.database() as database:
        settings = AutomationSettings(approval_required=True, approvers=(gate.admin.id,))
        automation.change(database, gate.company, settings, gate.admin.name)
        yield gate
        automation.change(database, gate.company, AutomationSettings(), gate.admin.name)


@pytest.fixture(scope="module")
def asked(careful: Gate) -> tuple[Deal, str]:
    """A run of finance's that waits for the administrator: a transaction, and the DAG run."""
    deal = careful.new_deal(HOSTILE, 10_000_00)
    run = careful.finance.trigger(INCOME, careful.conf(deal)).json()["dag_run_id"]
    careful.until_asked(run)
    return deal, run


@under_both
def test_what_the_approver_reads_has_no_heading_link_or_picture_of_others(
    careful: Gate, asked: tuple[Deal, str]
) -> None:
    detail = careful.admin.asked(INCOME, asked[1])
    assert "Nothing will be sent" in detail["body"]
    # In a code span, Markdown means nothing, and no address becomes a link.
    spoken = _CODE.sub("", f"{detail['subject']}\n{detail['body']}")
    # The one link there is leads to the run's page.
    spoken, links = _OUR_LINK.subn("", spoken)
    assert links == 1
    assert not any(part in spoken for part in ("http", "Nothing will", "![", "<b", "endgroup"))
    assert not any(line.startswith("#") for line in detail["body"].splitlines())


@under_one
def test_while_a_company_waits_for_its_approver_another_companys_run_begins(
    careful: Gate, asked: tuple[Deal, str]
) -> None:
    other = careful.finance.trigger(INCOME, {"company": "another-company"}).json()["dag_run_id"]
    # There is no such company, which only the run's first task can find.
    assert careful.until_over(other) == "failed"
    assert careful.states(other)["extract"] == "failed"
    assert careful.asks(asked[1])


@under_both
def test_only_the_named_approver_can_answer_and_a_task_marked_as_done_posts_nothing(
    careful: Gate, asked: tuple[Deal, str]
) -> None:
    deal, run = asked
    assert careful.auditor.answer(INCOME, run, "Approve").status_code == 403
    assert careful.finance.answer(INCOME, run, "Approve").status_code == 403
    # Airflow lets everyone who may run a workflow mark its tasks.
    assert careful.finance.mark(INCOME, run, "approve").status_code == 200
    assert careful.until_over(run) == "failed"
    assert careful.invoiced(deal) == []
    assert careful.posted(deal) == []
    assert [one.approved_by for one in careful.runs_of(deal)] == [""]


@under_one
def test_after_a_rejection_nothing_posts_whatever_is_cleared(careful: Gate) -> None:
    deal = careful.new_deal("2 Rejected St", 10_000_00)
    run = careful.finance.trigger(INCOME, careful.conf(deal)).json()["dag_run_id"]
    careful.until_asked(run)
    assert careful.admin.answer(INCOME, run, "Reject").status_code == 200
    careful.until_over(run)
    assert careful.finance.clear(INCOME, run, "post", "verify").status_code == 200
    careful.until_over(run)
    assert careful.invoiced(deal) == []
    assert careful.runs_of(deal)[0].outcome == "rejected"


@under_both
def test_an_approval_is_good_for_what_was_approved_only(careful: Gate) -> None:
    deal = careful.new_deal("3 Approved St", 10_000_00)
    run = careful.finance.trigger(INCOME, careful.conf(deal)).json()["dag_run_id"]
    careful.until_asked(run)
    assert careful.admin.answer(INCOME, run, "Approve").status_code == 200
    assert careful.until_over(run) == "success"
    assert careful.invoiced(deal) == [10_000_00]
    careful.change_gross(deal, 40_000_00)
    cleared = careful.finance.clear(INCOME, run, "extract", "diff", "post")
    assert cleared.status_code == 200
    careful.until_over(run)
    assert careful.invoiced(deal) == [10_000_00]


@under_one
def test_without_named_approvers_no_one_approves_what_they_asked_for(careful: Gate) -> None:
    deal = careful.new_deal("4 Own St", 10_000_00)
    with careful.database() as database:
        settings = AutomationSettings(approval_required=True)
        automation.change(database, careful.company, settings, careful.admin.name)
    run = careful.finance.trigger(INCOME, careful.conf(deal)).json()["dag_run_id"]
    careful.until_asked(run)
    # Airflow takes the answer of everyone who may run a workflow. CoreBooks asks again.
    assert careful.finance.answer(INCOME, run, "Approve").status_code == 200
    careful.until_asked(run, times=2)
    assert careful.invoiced(deal) == []
    assert careful.admin.answer(INCOME, run, "Approve").status_code == 200
    assert careful.until_over(run) == "success"
    assert careful.invoiced(deal) == [10_000_00]
    assert [one.approved_by for one in careful.runs_of(deal)] == [careful.admin.name]
