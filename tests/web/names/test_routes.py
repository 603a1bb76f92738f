"""Which QuickBooks name each of CORE's has is shown, and changed, on a page."""

from __future__ import annotations

import pytest

from tests.sync.office import EXPENSES, Office
from tests.sync.people import agent, deal, matches, merge, payees, put
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def here(pages: OfficePages) -> Office:
    """The office behind the pages, with two agents whose bills are in QuickBooks."""
    assert pages.office is not None
    return pages.office


def test_before_anything_was_synced_the_page_says_so(pages: OfficePages) -> None:
    assert "No names are matched yet." in words(pages.open("names"))


def test_matches_are_listed_searched_and_changed(pages: OfficePages, here: Office) -> None:
    amy, abe = agent(here, "Amy", "Adler"), agent(here, "Abe", "Adler")
    for number, one in enumerate((amy, abe)):
        deal(here, f"{number} Oak St", one)
    pages.run(EXPENSES)
    shown = words(pages.open("names"))
    known = matches(here)
    assert "2 matches, by CORE name" in shown
    assert (
        f"Amy Adler Agent {amy} Amy Adler Vendor, ID {known[f'vendor/agent:{amy}']} Name" in shown
    )
    assert "Abe" not in words(pages.open("names", q=str(amy)))

    key, vendor = f"vendor/agent:{abe}", known[f"vendor/agent:{amy}"]
    answer = pages.press("names/match", {"party": key, "to": vendor})
    assert f"as Amy Adler ({amy}) is." in words(answer.text)
    deal(here, "3 Oak St", abe)
    pages.run(EXPENSES)
    assert payees(here).count(("Amy Adler", 800_000)) == 2
    assert matches(here)[key] == vendor
    assert "finn" in words(pages.open("names", q="Abe"))

    assert "matches it by name." in words(pages.press("names/remove", {"party": key}).text)
    pages.press("names/new", {"party": key})
    deal(here, "4 Oak St", abe)
    pages.run(EXPENSES)
    assert matches(here)[key] != vendor


def test_what_cannot_be_an_id_changes_nothing(pages: OfficePages, here: Office) -> None:
    deal(here, "1 Oak St", agent(here, "Amy", "Adler"))
    pages.run(EXPENSES)
    before = matches(here)
    (key,) = before
    answer = pages.press("names/match", {"party": key, "to": "Amy"})
    assert answer.status_code == 422
    assert "Nothing was changed." in words(answer.text)
    assert pages.press("names/new", {"party": "Amy"}).status_code == 422
    pages.sign_in(AUDITOR)
    assert "Create a new" not in words(pages.open("names"))
    assert pages.press("names/remove", {"party": key}).status_code == 403
    assert matches(here) == before


def test_a_merged_vendor_is_taken_over_for_all_records_by_one_click(
    pages: OfficePages, here: Office
) -> None:
    amy = agent(here, "Amy", "Adler")
    deal(here, "1 Oak St", amy)
    pages.run(EXPENSES)
    other = put(here, "Adler Consulting")
    merge(here, "Bill", matches(here)[f"vendor/agent:{amy}"], other)
    second = deal(here, "2 Oak St", amy)
    deal(here, "3 Oak St", amy)
    pages.run(EXPENSES)
    shown = words(pages.open("attention"))
    assert "Merged in QuickBooks 3" in shown
    assert "Which vendor is this?" in shown
    assert f'value="{other}" required checked' in pages.open("attention")
    form = {
        "category": EXPENSES.value,
        "record": second,
        "party": f"vendor/agent:{amy}",
        "match": other,
    }
    assert pages.press("attention/match", form).status_code == 303
    assert payees(here) == [("Adler Consulting", 800_000)] * 3
    assert "Nothing needs attention." in words(pages.open("attention"))


def test_a_doubtful_match_comes_first_with_the_reason_and_is_kept_by_one_click(
    pages: OfficePages, here: Office
) -> None:
    abe, zoe = agent(here, "Abe", "Adler"), agent(here, "Zoe", "Adler")
    deal(here, "1 Oak St", abe)
    deal(here, "2 Oak St", zoe)
    pages.run(EXPENSES)
    known = matches(here)
    assert "Doubtful" not in words(pages.open("names"))
    vendor = known[f"vendor/agent:{zoe}"]
    pages.press("names/match", {"party": f"vendor/agent:{abe}", "to": vendor})
    deal(here, "3 Oak St", abe)
    pages.run(EXPENSES)
    shown = words(pages.open("names"))
    assert shown.index("Zoe Adler Agent") < shown.index("Abe Adler Agent")
    assert f"Abe Adler ({abe}) of CORE is matched to it, too." in shown
    only = words(pages.open("names", show="doubtful"))
    assert "1 doubtful match, by CORE name" in only
    kept = {"party": f"vendor/agent:{zoe}", "to": vendor, "show": "doubtful"}
    assert "No match is doubtful." in words(pages.press("names/match", kept).text)
    assert matches(here)[f"vendor/agent:{zoe}"] == vendor
