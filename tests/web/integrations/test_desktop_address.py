"""The address that is given to the PC: Airflow's own, and what is the matter with it."""

from __future__ import annotations

import pytest
from lxml import etree

from include.web.integrations.desktop_address import trouble_with
from tests.web.office_pages import ADMIN, OfficePages, words

HOME = "/settings/integrations"
TYPED = {"company": "oak-street", "timezone": "America/Chicago", "core": "core"}


@pytest.fixture
def pages(pages: OfficePages) -> OfficePages:
    pages.sign_in(ADMIN)
    return pages


@pytest.mark.parametrize(
    ("base_url", "url", "support"),
    [
        (
            "https://airflow.example.com/",
            "https://airflow.example.com/corebooks/webconnector",
            "https://airflow.example.com/",
        ),
        (
            "https://example.com/airflow",
            "https://example.com/airflow/corebooks/webconnector",
            "https://example.com/",
        ),
        ("", "https://testserver/corebooks/webconnector", "https://testserver/"),
    ],
)
def test_the_file_has_airflows_address_or_the_one_the_page_was_opened_at(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch, base_url: str, url: str, support: str
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base_url)
    pages.browser.base_url = "https://testserver"
    page = words(pages.press(f"{HOME}/add/desktop", TYPED).text)
    assert f"calls {url} every 5 minutes" in page
    file = pages.browser.get(f"/corebooks{HOME}/desktop/oak-street/corebooks.qwc").content
    fields = {one.tag: one.text for one in etree.fromstring(file)}
    assert (fields["AppURL"], fields["AppSupport"]) == (url, support)


def test_an_address_for_the_same_machine_alone_is_warned_of_and_taken(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://localhost:8080")
    warning = "Airflow's address is set to http://localhost:8080, which only a Web Connector on"
    assert warning in words(pages.open(f"{HOME}/add/desktop"))
    answer = pages.press(f"{HOME}/add/desktop", TYPED)
    assert (answer.status_code, warning in words(answer.text)) == (200, True)


def test_an_address_without_https_is_told_before_anything_is_typed(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://airflow.example.com")
    told = "The Web Connector requires an https address"
    assert told in words(pages.open(f"{HOME}/add/desktop"))
    refused = words(pages.press(f"{HOME}/add/desktop", TYPED).text)
    assert refused.count(told) == 1


def test_an_https_address_is_no_trouble() -> None:
    assert trouble_with("https://airflow.example.com/corebooks/webconnector") == ""
