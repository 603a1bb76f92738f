"""QuickBooks Desktop on a running Airflow: the PC's Web Connector calls, and runs wait for it.

The tests are steps of one story and read in order.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox.demo.demo import Demo
from sandbox.demo.summary import collect
from tests.live import with_a_pc

pytestmark = pytest.mark.live

_PATIENCE = 120.0


@pytest.fixture(scope="module")
def demo(airflow: Demo) -> Demo:
    return with_a_pc(airflow)


def at_the_pc(demo: Demo, what: str, **body: Any) -> Any:
    """Look at the PC, or do something to it."""
    url = f"{demo.settings.books_url}/{what}"
    answer = httpx.request("POST" if body else "GET", url, json=body or None, timeout=30)
    answer.raise_for_status()
    return answer.json()


def requests_sent(demo: Demo, part: str) -> int:
    """How many requests of a kind QuickBooks has had."""
    return sum(one["request"].count(part) for one in at_the_pc(demo, "messages"))


def until(there: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not there():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def test_the_three_workflows_lead_to_books_that_agree_with_core_to_the_cent(demo: Demo) -> None:
    results = demo.run_workflows()
    assert [result.state for result in results] == ["success"] * 3
    summary = collect(demo.settings)
    assert all(figures.created > 0 for figures in summary.workflows)
    assert summary.ties_out
    assert summary.balanced


def test_running_again_sends_quickbooks_nothing_to_write(demo: Demo) -> None:
    before = at_the_pc(demo, "entries")
    assert all(result.succeeded for result in demo.run_workflows())
    done = [(one.created, one.updated) for one in collect(demo.settings).workflows]
    assert done == [(0, 0)] * 3
    assert at_the_pc(demo, "entries") == before


def test_a_changed_deal_is_exactly_one_mod_of_the_same_invoice(demo: Demo) -> None:
    invoices = {
        one["number"]: one for one in at_the_pc(demo, "entries") if one["type"] == "Invoice"
    }
    deals = httpx.get(f"{demo.settings.core_url}/sandbox/transactions", timeout=30).json()
    totals = {one["total"]: one for one in invoices.values()}
    deal = next(row for row in deals if row["has_disbursement"] and row["gross"] in totals)
    was = totals[deal["gross"]]
    address = f"{demo.settings.core_url}/sandbox/transactions/{deal['id']}"
    httpx.patch(address, json={"gross": deal["gross"] + 100_000}, timeout=30).raise_for_status()
    mods, adds = (requests_sent(demo, f"<Invoice{verb}>") for verb in ("Mod", "Add"))

    assert all(result.succeeded for result in demo.run_workflows(["brokerage_income"]))
    assert requests_sent(demo, "<InvoiceMod>") == mods + 1
    assert requests_sent(demo, "<InvoiceAdd>") == adds
    [now] = [one for one in at_the_pc(demo, "entries") if one["id"] == was["id"]]
    assert now["total"] == was["total"] + 100_000


def test_while_the_pc_is_off_a_run_waits_without_a_worker_and_then_goes_on(demo: Demo) -> None:
    at_the_pc(demo, "mishaps", online=False)
    run = demo.api.trigger("agent_billing", {"company": demo.settings.company})

    def waiting() -> list[str]:
        tasks = demo.api.tasks("agent_billing", run)
        return [task.task for task in tasks if task.state == "deferred"]

    until(lambda: bool(waiting()), "no task let go of its worker")
    assert waiting() == ["diff"]
    [task] = [one for one in demo.api.tasks("agent_billing", run) if one.task == "diff"]
    log = "\n".join(demo.api.log("agent_billing", run, task))
    assert "WAITING" in log
    assert "for the QuickBooks Web Connector on the PC. Its last call was on" in log

    at_the_pc(demo, "mishaps", online=True)
    until(lambda: demo.api.run_state("agent_billing", run) == "success", "the run did not go on")
