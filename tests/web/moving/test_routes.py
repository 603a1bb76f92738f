"""A move by its page: connected, reviewed, accepted, switched, and taken back; each refusal in words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.database.tables.moves import MovedEntry
from include.database.tables.runs import AuditEvent
from sandbox.demo.consent import grant
from tests.sync.move.mover import REALM, Mover, open_online_mover
from tests.sync.office import COMPANY, INCOME, KEY
from tests.web.moving.moving_pages import pages_of
from tests.web.office_pages import AUDITOR, FINANCE_OPS, OfficePages, words
from tests.web.quickbooks_login import consent_address

POSTS = ("connect", "entry", "name", "accept", "switch", "back", "cancel")
SOME_FORM = {"quickbooks": "quickbooks", "entry": "x", "kind": "vendor", "old_id": "1", "to": "1"}


def said(pages: OfficePages, path: str, **form: str) -> str:
    """Send a form of the page, and read what it leads to."""
    answer = pages.press(f"move/{path}", form)
    if answer.status_code == 303:
        parts = urlsplit(answer.headers["location"])
        answer = pages.browser.get(f"{parts.path}?{parts.query}")
    return words(answer.text)


def came_back(pages: OfficePages, realm: str = REALM) -> str:
    """Sign in to a company of QuickBooks Online; what the page then shows."""
    answer = grant(consent_address(pages.press("move/connect", SOME_FORM)), realm)
    parts = urlsplit(answer)
    back = urlsplit(pages.browser.get(f"{parts.path}?{parts.query}").headers["location"])
    path = back.path.removeprefix("/plugin/quickbooks/corebooks")
    assert path == f"/companies/{COMPANY}/move"
    return words(pages.browser.get(f"/corebooks{path}?{back.query}").text)


def rename(mover: Mover, kind: str, **changed: str) -> str:
    """Change the only entry of a kind in QuickBooks Online. Returns its ID."""
    entry, *_ = mover.after.entries(kind)
    mover.online.edit(kind, str(entry["id"]), "update", **changed)
    return str(entry["id"])


def test_a_company_moves_from_the_first_step_to_the_last(
    mover: Mover, moving_pages: OfficePages
) -> None:
    pages = moving_pages
    shown = words(pages.open("move"))
    assert "isn't being moved" in shown
    assert f"corebooks move start --company {COMPANY}" in shown
    mover.start()
    assert "Connected Willow & Park Realty for the move." in came_back(pages)
    assert f"corebooks move match --company {COMPANY}" in words(pages.open("move"))
    mover.look()
    shown = words(pages.open("move"))
    assert "4 entries found by" in shown
    assert "Both sides are equal." in shown
    assert "4 entries will be linked to Willow & Park Realty in QuickBooks Online" in shown

    assert "Switched. 4 entries went along." in said(pages, "switch")
    assert mover.company().realm_id == REALM
    assert mover.after.run(INCOME).created == 0

    assert "Willow & Park Realty is back." in said(pages, "back")
    assert mover.company().edition == "QuickBooks Desktop"


def test_the_sign_in_waits_until_the_old_quickbooks_was_read(
    mover: Mover, moving_pages: OfficePages
) -> None:
    assert "isn't being moved" in said(moving_pages, "connect", **SOME_FORM)
    mover.start()
    refused = said(moving_pages, "connect", quickbooks="nothing")
    assert "nothing" in refused
    assert "Sign in to QuickBooks" in refused


def test_a_sign_in_for_a_move_that_was_canceled_meanwhile_connects_nothing(
    mover: Mover, moving_pages: OfficePages
) -> None:
    mover.start()
    answer = grant(consent_address(moving_pages.press("move/connect", SOME_FORM)), REALM)
    assert "The move is canceled." in said(moving_pages, "cancel")
    parts = urlsplit(answer)
    back = urlsplit(moving_pages.browser.get(f"{parts.path}?{parts.query}").headers["location"])
    page = moving_pages.browser.get(f"/corebooks/companies/{COMPANY}/move?{back.query}")
    assert "isn't being moved to another QuickBooks" in words(page.text)
    assert mover.company().edition == "QuickBooks Desktop"


def test_an_online_company_moves_to_another_one_and_is_reconnected_if_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    with open_online_mover(tmp_path) as mover:
        pages, left = pages_of(mover), mover.company().realm_id
        mover.start()
        assert "is the company that is left." in came_back(pages, left)
        assert "Connected Willow & Park Realty for the move." in came_back(pages)
        shown = said(pages, "cancel")
        assert "The move is canceled. Select Reconnect under Integrations." in shown
        assert mover.company().realm_id == left


def undecided(mover: Mover) -> MovedEntry:
    [row] = mover.unmatched()
    return row


def test_an_entry_that_was_not_found_is_chosen_or_said_to_be_absent(
    mover: Mover, moving_pages: OfficePages
) -> None:
    pages = moving_pages
    mover.start()
    mover.connect()
    new_id = rename(mover, "Invoice", DocNumber="Z-1", PrivateNote="")
    mover.look()
    row = undecided(mover)
    shown = words(pages.open("move"))
    assert "1 entry to decide, below." in shown
    assert f"Invoice {row.number}" in shown
    assert "couldn't be found for certain" in said(pages, "switch")

    assert "Enter the ID" in said(pages, "entry", entry=row.document_key, to="the blue one")
    assert "has no invoice with the ID 4711" in said(
        pages, "entry", entry=row.document_key, to="4711"
    )
    assert "CoreBooks has no entry 'nothing'" in said(pages, "entry", entry="nothing", to="none")
    assert "Noted that QuickBooks Online doesn't have it." in said(
        pages, "entry", entry=row.document_key, to="none"
    )
    assert "Chosen." in said(pages, "entry", entry=row.document_key, to=new_id)
    assert mover.unmatched() == []
    with pages.database.reading() as session:
        events = select(AuditEvent.actor).where(AuditEvent.event == "entry chosen for a move")
        assert session.scalars(events).all() == ["ada", "ada"]


def test_an_account_that_a_workflow_needs_is_chosen_by_its_id(
    mover: Mover, moving_pages: OfficePages
) -> None:
    with mover.online.api() as api:
        query = "select * from Account where Name = 'Agent Commissions'"
        rows = api.get("query", params={"query": query}).json()["QueryResponse"]["Account"]
    new_id = str(rows[0]["Id"])
    mover.online.edit("Account", new_id, "update", Name="Cost of Sales")
    mover.start()
    mover.connect()
    mover.look()
    old_id = mover.file.names("Account")["Agent Commissions"]
    form = {"kind": "account", "old_id": old_id}
    assert "Account Agent Commissions A workflow posts with it." in words(moving_pages.open("move"))
    assert "Create it in QuickBooks Online" in said(moving_pages, "name", **form, to="none")
    assert "There is no account with the ID 4711" in said(moving_pages, "name", **form, to="4711")
    assert "Chosen." in said(moving_pages, "name", **form, to=new_id)
    assert "Both sides are equal." in words(moving_pages.open("move"))


def test_sums_that_differ_are_accepted_with_a_reason(
    mover: Mover, moving_pages: OfficePages
) -> None:
    mover.start()
    mover.connect()
    entry, *_ = mover.after.entries("Invoice")
    mover.online.edit("Invoice", str(entry["id"]), "delete")
    mover.look()
    for row in mover.unmatched():
        said(moving_pages, "entry", entry=row.document_key, to="none")
    shown = words(moving_pages.open("move"))
    assert "$10,000.00 before, nothing in QuickBooks Online" in shown
    assert "differ between both QuickBooks" in said(moving_pages, "switch").replace(
        "differs", "differ"
    )
    assert "Enter the reason" in said(moving_pages, "accept", because="  ")
    assert "Accepted. The reason is in the audit trail." in said(
        moving_pages, "accept", because="Deleted by the bookkeeper"
    )
    assert "Accepted by ada: Deleted by the bookkeeper" in words(moving_pages.open("move"))
    shown = words(moving_pages.open("move"))
    assert "3 entries will be linked" in shown
    assert "1 entry that it doesn't have will be on hold." in shown
    assert "Switched. 3 entries went along. 1 entry isn't in" in said(moving_pages, "switch")


def test_only_who_may_connect_companies_changes_anything(
    mover: Mover, moving_pages: OfficePages
) -> None:
    mover.start()
    for who in (AUDITOR, FINANCE_OPS):
        moving_pages.sign_in(who)
        shown = words(moving_pages.open("move"))
        assert "Connect the new company" in shown
        assert "Cancel move" not in shown
        assert "Sign in to QuickBooks" not in shown
        for path in POSTS:
            assert moving_pages.press(f"move/{path}", SOME_FORM).status_code == 403
    assert mover.row().state == "preparing"


def test_no_form_goes_without_the_token_of_who_sends_it(
    mover: Mover, moving_pages: OfficePages
) -> None:
    mover.start()
    for path in POSTS:
        forged = {**SOME_FORM, "csrf_token": "made-up"}
        assert moving_pages.press(f"move/{path}", forged).status_code == 403
    assert mover.row().state == "preparing"


def test_a_company_that_someone_cannot_see_is_not_there(
    mover: Mover, moving_pages: OfficePages
) -> None:
    mover.start()
    note_visit(moving_pages.database, "1", "finn", may_sync=True, may_connect=False)
    change_list(moving_pages.database, COMPANY, ["1"], "finn")
    for path in POSTS:
        assert moving_pages.press(f"move/{path}", SOME_FORM).status_code == 404
    assert moving_pages.browser.get(moving_pages.address("move")).status_code == 404
    assert mover.row().state == "preparing"


def test_steps_out_of_order_are_refused_in_words(mover: Mover, moving_pages: OfficePages) -> None:
    del mover
    for path in ("switch", "back", "cancel"):
        answer = moving_pages.press(f"move/{path}")
        assert answer.status_code == 409
        assert "isn't being moved to another QuickBooks" in words(answer.text)
    for path in ("accept", "entry"):
        answer = moving_pages.press(f"move/{path}", {**SOME_FORM, "to": "none", "because": "so"})
        assert answer.status_code == 422
        assert "isn't being moved to another QuickBooks" in words(answer.text)
