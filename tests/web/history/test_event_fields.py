"""An event of the audit trail unfolds to what it changed, field by field, without a key or JSON."""

from __future__ import annotations

from typing import Any

from include.database.reads.trail_names import TrailNames
from include.web.history.event_fields import event_facts, event_fields, words
from tests.web.history.test_sentences import (
    ALL_AUTOMATION,
    INVOICE,
    NAMES,
    NO_AUTOMATION,
    REYES,
    event,
    invoice,
    posted,
)


def fields(name: str, subject: str, detail: dict[str, Any]) -> dict[str, tuple[str, str]]:
    told = event_fields(event(name, subject, detail), NAMES)
    return {one.name: (one.before, one.after) for one in told}


def test_an_entry_has_the_fields_of_its_form() -> None:
    shown = fields("updated", INVOICE, posted(invoice(1_125_000), before=invoice()))
    assert shown["Total"] == ("$10,000.00", "$11,250.00")
    assert shown["Number"] == ("TR-2026-000123", "TR-2026-000123")


def test_an_entry_of_another_version_still_has_its_fields() -> None:
    after = {"kind": "invoice", "lines": "none", "memo": "Closing", "total_cents": 5_000}
    shown = fields("created", INVOICE, {"run": 1, "after": after})
    assert shown["Memo"] == ("", "Closing")
    assert shown["Amount"] == ("", "$50.00")


def test_a_voided_entry_has_nothing_after() -> None:
    assert fields("voided", INVOICE, posted(invoice(), before=invoice()))["Total"] == (
        "$10,000.00",
        "",
    )


def test_a_name_has_its_fields() -> None:
    vendor = {"type": "party", "kind": "vendor", "display_name": "Anna Reyes", "is_1099": True}
    shown = fields("created", REYES, posted(vendor))
    assert shown["Name in QuickBooks"] == ("", "Anna Reyes")
    assert shown["1099"] == ("", "On")


def test_settings_are_told_by_their_labels_with_the_names_of_approvers() -> None:
    detail = {"before": NO_AUTOMATION, "after": ALL_AUTOMATION}
    shown = fields("auto-sync and approvals changed", "auto-sync and approvals", detail)
    assert shown["Auto-sync of transactions"] == ("Off", "On")
    assert shown["Auto-sync schedule"] == ("Every hour", "At 05:00 AM")
    assert shown["Approvers"] == ("", "controller")


def test_who_can_see_a_company_is_told_by_name() -> None:
    detail = {"before": "everyone", "after": [{"id": "7", "name": "controller"}]}
    shown = fields("company access changed", "who can see the company", detail)
    assert shown == {"Who can see the company": ("everyone", "controller")}


def test_a_note_is_told_by_what_it_is_not_by_its_record() -> None:
    shown = fields("note on a record", "transaction:123", {"before": "", "after": "Waiting"})
    assert shown == {"Note on a record": ("", "Waiting")}


def test_the_other_details_have_labels_too() -> None:
    told = dict(event_facts(event("created", INVOICE, posted(invoice(), why="new in CORE"))))
    assert told["CORE record"] == "Transaction 123"
    assert told["Reason"] == "New in CORE"
    assert told["QuickBooks ID"] == "77"
    assert "Run" not in told
    removed = dict(event_facts(event("match removed", REYES, {"before": "31"})))
    assert removed == {"Before": "31"}


def test_stored_values_are_read_as_words() -> None:
    assert words(None) == ""
    assert words([]) == ""
    assert words(False) == "Off"
    assert (
        words({"kind": "account", "id": "20", "name": "Agent Commissions"}) == "Agent Commissions"
    )
    assert words({"name": "Staging", "sync": True}) == "Staging (Sync: On)"
    assert words([{"name": "A"}, "B"]) == "A, B"
    assert event_fields(event("disconnected", "QuickBooks company", {}), TrailNames()) == []
