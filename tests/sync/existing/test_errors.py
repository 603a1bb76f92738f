"""Every refusal says that nothing was changed, and what to do."""

from __future__ import annotations

from include.sync.existing.errors import CantDecide, CantLink, NothingFound, RunIsOpen


def test_nothing_was_changed() -> None:
    assert (
        str(CantLink("Invoice 1042 is voided.")) == "Invoice 1042 is voided. Nothing was changed."
    )
    assert isinstance(CantLink(""), CantDecide)


def test_what_no_search_found_is_searched_for() -> None:
    said = str(NothingFound("a/b"))
    assert "for “a/b”" in said
    assert "Select “Find existing entries”" in said


def test_a_run_that_waits_is_approved_or_rejected_and_another_waited_for() -> None:
    waits = str(RunIsOpen(7, "Brokerage income", "an approver"))
    works = str(RunIsOpen(7, "Brokerage income", ""))
    assert waits.startswith("Run 7 of Brokerage income waits for an approver. Approve or reject it")
    assert works.startswith("Run 7 of Brokerage income isn't finished. Wait until it is")
