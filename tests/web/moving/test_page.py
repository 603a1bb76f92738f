"""The page of a move shows what is so, keeps up with commands, and lists page by page."""

from __future__ import annotations

import re

import pytest

from include.web.moving import page as moving_page
from tests.sync.move.mover import Mover
from tests.sync.office import COMPANY
from tests.web.office_pages import ADMIN, OfficePages, words


def asks_again(page: str) -> str:
    """The address that the page asks while a command is awaited; empty if it doesn't."""
    found = re.search(r'hx-get="([^"]+\?seen=[^"]+)" hx-trigger="every 10s"', page)
    return found[1] if found else ""


def test_while_a_command_is_awaited_the_page_asks_until_it_is_done(
    mover: Mover, moving_pages: OfficePages
) -> None:
    address = asks_again(moving_pages.open("move"))
    again = moving_pages.browser.get(address, headers={"HX-Request": "true"})
    assert again.status_code == 204
    mover.start()
    changed = moving_pages.browser.get(address, headers={"HX-Request": "true"})
    assert changed.status_code == 200
    assert "<html" not in changed.text
    assert "Sign in to QuickBooks" in words(changed.text)
    assert asks_again(changed.text) == ""


def test_nothing_is_listed_before_it_was_looked_for(
    mover: Mover, moving_pages: OfficePages
) -> None:
    mover.start()
    mover.connect()
    shown = words(moving_pages.open("move"))
    assert "To review" not in shown
    assert "to decide, below" not in shown


def test_an_address_says_only_what_is_so(mover: Mover, moving_pages: OfficePages) -> None:
    mover.start()
    for did in ("connected", "switched", "back", "canceled", "nonsense"):
        shown = words(moving_pages.open("move", did=did))
        assert "Switched." not in shown
        assert "The move is canceled." not in shown
        assert "is back." not in shown
        assert "for the move." not in shown


def test_a_list_to_review_has_pages(
    mover: Mover, moving_pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_page, "ENTRIES", 1)
    mover.start()
    mover.connect()
    for entry in mover.after.entries("Invoice"):
        mover.online.edit(
            "Invoice", str(entry["id"]), "update", DocNumber=f"Z-{entry['id']}", PrivateNote=""
        )
    mover.look()
    first, second = [
        row.number for row in sorted(mover.unmatched(), key=lambda row: row.document_key)
    ]
    shown = words(moving_pages.open("move"))
    assert "2 entries to decide, below." in shown
    assert "Page 1 of 2" in shown
    both = shown + words(moving_pages.open("move", page=2))
    assert f"Invoice {first}" in both
    assert f"Invoice {second}" in both
    assert "Page 2 of 2" in words(moving_pages.open("move", page=99))


def test_integrations_and_overview_lead_to_it(mover: Mover, moving_pages: OfficePages) -> None:
    address = f"/corebooks/companies/{COMPANY}/move"
    assert f'href="{address}"' in moving_pages.open("/settings/integrations")
    assert f'href="{address}"' not in moving_pages.open("")
    mover.start()
    shown = moving_pages.open("")
    assert f'href="{address}"' in shown
    assert "An administrator finishes the move." in words(shown)


def test_the_card_of_an_online_company_leads_to_it_for_who_may_connect(pages: OfficePages) -> None:
    address = f"/corebooks/companies/{COMPANY}/move"
    assert f'href="{address}"' not in pages.open("/settings/integrations")
    pages.sign_in(ADMIN)
    assert f'href="{address}"' in pages.open("/settings/integrations")
    assert "the new company has your books" in words(pages.open("move"))
