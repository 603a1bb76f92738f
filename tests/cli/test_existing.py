"""Existing entries from the command line: listed, and decided about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.sync.existing.books import by_hand, find, found, sold
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.opening import open_books


@pytest.fixture
def office(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    own_database: None,  # noqa: ARG001  (what it sets is set again here)
) -> Iterator[Office]:
    """A sale whose invoice someone else entered, and that a search found."""
    with open_books(tmp_path, "online") as (opened, hands):
        url = opened.database.engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", url)
        transaction = sold(opened)
        by_hand(opened, hands, number=f"TR-2026-{transaction}")
        find(opened, INCOME)
        yield opened


def existing(run: Run, *typed: str) -> tuple[int, str]:
    return run("existing", "--company", COMPANY, *typed)


def test_what_was_found_is_listed_and_linked_and_unlinked(office: Office, run: Run) -> None:
    (match,) = found(office)
    code, text = existing(run)
    assert (code, "1 ready to link" in text, match.document_key in text) == (0, True, True)
    code, text = existing(run, "--link-certain")
    assert (code, text.strip()) == (
        0,
        "1 entry linked. Nothing was written to QuickBooks.",
    )
    assert len(office.links()) == 1
    code, text = existing(run, "--unlink", match.document_key)
    assert (code, office.links()) == (0, {})
    assert "1 to review" in existing(run)[1]


def test_another_entry_is_linked_by_its_id_and_kind(office: Office, run: Run) -> None:
    (match,) = found(office)
    code, text = existing(run, "--link", match.document_key, match.quickbooks_id)
    assert (code, "is linked to TR-" in text) == (0, True)
    code, text = existing(run, "--link", match.record_key, "77")
    assert (code, "add its kind" in text) == (1, True)
    typed = ("--kind", "invoice", "--workflow", "brokerage_income")
    code, text = existing(run, "--link", match.record_key, "77", *typed)
    assert (code, "QuickBooks ID 77" in text) == (0, True)


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("--not-a-match", "isn't proposed for"),
        ("--post-anyway", "The next sync creates"),
        ("--booked", "CoreBooks doesn't post"),
    ],
)
def test_decisions_are_made(office: Office, run: Run, flag: str, said: str) -> None:
    (match,) = found(office)
    code, text = existing(run, flag, match.document_key)
    assert (code, said in text) == (0, True)


def test_a_record_is_marked_in_one_workflow(office: Office, run: Run) -> None:
    (match,) = found(office)
    code, text = existing(run, "--booked", match.record_key)
    assert (code, "Name one with --workflow" in text) == (1, True)
    code, text = existing(run, "--booked", match.record_key, "--workflow", "agent_expenses")
    assert (code, "with Agent expenses" in text) == (0, True)


def test_what_no_search_found_cant_be_decided(office: Office, run: Run) -> None:
    assert office
    code, text = existing(run, "--unlink", "brokerage_income/transaction:1/income")
    assert (code, "Nothing was changed" in text) == (1, True)


def test_it_is_printed_for_scripts(office: Office, run: Run) -> None:
    assert office
    code, text = existing(run, "--json")
    assert (code, '"certain": true' in text) == (0, True)
