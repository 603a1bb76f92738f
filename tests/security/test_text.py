"""Texts of CORE are text: in Airflow's logs, on pages, in files, and in QuickBooks."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

from tests.security.gate import HOSTILE, INCOME, Deal, Gate

pytestmark = [pytest.mark.live, pytest.mark.whole]

_NUMBER = "=9\n::endgroup::\x1b"
_CONTROL = {chr(code) for code in range(32)} | {"\x7f", "\u202e", "\u2066"}


@pytest.fixture(scope="module")
def posted(simple: Gate) -> tuple[Deal, str]:
    """A transaction with a hostile address and number, and the run that posted it."""
    deal = simple.new_deal(HOSTILE, 10_000_00, custom_id=_NUMBER)
    run = simple.finance.trigger(INCOME, simple.conf(deal)).json()["dag_run_id"]
    assert simple.until_over(run) == "success"
    return deal, run


def test_a_log_has_no_line_and_no_control_character_of_others(
    simple: Gate, posted: tuple[Deal, str]
) -> None:
    lines = []
    for task in simple.demo.api.tasks(INCOME, posted[1]):
        path = f"/dags/{INCOME}/dagRuns/{posted[1]}/taskInstances/{task.task}/logs/1"
        log = simple.finance.call("GET", f"{path}?full_content=true").json()["content"]
        lines += [row["event"] if isinstance(row, dict) else row for row in log]
    told = [line for line in lines if "9 ::endgroup::" in line]
    assert told
    assert not any(line.startswith(("::endgroup::9", "## ")) for line in lines)
    assert not any(_CONTROL & set(line) for line in told)


def test_a_page_and_a_file_have_one_line_of_it(simple: Gate, posted: tuple[Deal, str]) -> None:
    company = f"/companies/{simple.company}"
    page = simple.auditor.page(f"{company}/transactions/{posted[0].id}")
    assert page.status_code == 200
    assert "Painted St" in page.text
    assert "<b>bold</b>" not in page.text
    assert not (_CONTROL - set("\n\r\t")) & set(page.text)
    file = simple.auditor.page(f"{company}/history/export/changes.csv")
    rows = csv.reader(io.StringIO(file.text))
    cells = [cell for row in rows for cell in row if "endgroup" in cell]
    assert cells
    assert not any(_CONTROL & set(cell) or cell.startswith("=") for cell in cells)


def test_quickbooks_has_a_number_on_one_line(simple: Gate, posted: tuple[Deal, str]) -> None:
    assert posted[0].number == _NUMBER
    url = f"{simple.demo.settings.books_url}/entries"
    entries = httpx.get(url, timeout=30, trust_env=False).json()
    assert "=9 ::endgroup::" in {entry["number"] for entry in entries}
