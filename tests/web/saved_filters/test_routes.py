"""A list's filters are saved under a name, shown as a chip, and deleted again."""

from __future__ import annotations

import re

import pytest

from tests.web.office_pages import AUDITOR, FINANCE_OPS, HOME, OfficePages, words


def save(pages: OfficePages, **form: str) -> int:
    filled = {"of_list": "transactions", "name": "Oak Street", "query": "q=oak&page=3", **form}
    return pages.press("filters", filled).status_code


def test_a_saved_filter_is_a_chip_and_is_current_where_it_leads(pages: OfficePages) -> None:
    answer = pages.press(
        "filters", {"of_list": "transactions", "name": "Oak Street", "query": "q=oak&page=3"}
    )
    assert answer.headers["location"] == f"{HOME}/transactions?q=oak"
    shown = pages.open("transactions", q="oak")
    assert re.search(r'q=oak" aria-current="true">Oak Street', shown)
    assert "Save filters" not in words(shown)
    assert "Save filters" in words(pages.open("transactions", q="elm"))
    assert "Save filters" not in words(pages.open("transactions"))


def test_an_auditor_has_filters_too_and_no_one_sees_those_of_others(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    assert save(pages) == 303
    assert "Oak Street" in words(pages.open("transactions"))
    pages.sign_in(FINANCE_OPS)
    assert "Oak Street" not in words(pages.open("transactions"))
    assert pages.press("filters/1/delete", {"of_list": "transactions"}).status_code == 303
    pages.sign_in(AUDITOR)
    assert "Oak Street" in words(pages.open("transactions"))


def test_a_filter_is_deleted_where_it_is_current(pages: OfficePages) -> None:
    save(pages)
    (address,) = re.findall(
        r'action="[^"]*/(filters/\d+/delete)"', pages.open("transactions", q="oak")
    )
    pages.press(address, {"of_list": "transactions"})
    assert "Oak Street" not in words(pages.open("transactions"))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": " "}, "A saved filter needs a name."),
        ({"query": "page=3"}, "There is no filter to save."),
        ({"query": "q=" + "x" * 1001}, "The filter is too long to save."),
        ({"of_list": "../secrets"}, "Filters can't be saved for this list."),
    ],
)
def test_what_cannot_be_saved_says_why(
    pages: OfficePages, form: dict[str, str], sentence: str
) -> None:
    filled = {"of_list": "transactions", "name": "Mine", "query": "q=oak", **form}
    answer = pages.press("filters", filled)
    assert answer.status_code == 422
    assert sentence in words(answer.text)


def test_a_name_is_shown_as_text(pages: OfficePages) -> None:
    save(pages, name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in pages.open("transactions")


@pytest.mark.parametrize(
    ("of_list", "path", "query"),
    [
        ("billing", "billing", {"q": "amy"}),
        ("runs", "history", {"outcome": "failed"}),
        ("changes", "history/changes", {"q": "TR-1"}),
    ],
)
def test_other_lists_have_them_too(
    pages: OfficePages, of_list: str, path: str, query: dict[str, str]
) -> None:
    (asked,) = (f"{name}={value}" for name, value in query.items())
    answer = pages.press("filters", {"of_list": of_list, "name": "Mine", "query": asked})
    assert answer.headers["location"] == f"{HOME}/{path}?{asked}"
    assert re.search(f'{path}\\?{asked}" aria-current="true">Mine', pages.open(path, **query))
    assert "Mine" not in words(pages.open("transactions"))
