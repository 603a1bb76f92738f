"""The pages and exports of companies outside the United States: no word on them is one that only Americans use."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterator

import pytest

from include.sync.run.posting_log import posting_log
from include.workflows.template import templates
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, KEY, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.linked_pages import linked
from tests.web.office_pages import OfficePages, words

HOME = f"/corebooks/companies/{COMPANY}"
CHECKS = "expenses-via-checks"
_OF_THE_US = re.compile(
    r"(?<![-/\w])(?:checks?|checking|sales tax|zip|(?<!canadian )(?<!australian )dollars?)(?![-\w])",
    re.IGNORECASE,
)
_VERBS_AND_NAMES = re.compile(
    r"Five checks|Check connections|audit trail checks|Mail server that checks|Checking Account"
    r"|Recorded as payee's sales tax decided|US dollars|Check (?:the|it|CORE)\b"
)
"""What isn't about cheques: verbs, the checks of a month, an account's own name, an event's recorded name."""


@pytest.fixture(scope="module", params=["CA", "GB", "AU"])
def abroad(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OfficePages]:
    """A company that pays by cheques, with one of them deleted in QuickBooks and on hold since."""
    country, folder = request.param, tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch, open_abroad(folder, country) as one:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        one.core.post("/examples/E")
        for gross in (3_000_000, 2_000_000):
            ontario_deal(one, gross=gross)
        use_codes(one, country, expenses=CHECKS)
        charges(one, agent=True, broker=True)
        pages = OfficePages(one.database, one)
        for category in (INCOME, EXPENSES, BILLING):
            pages.run(category)
        check, *_ = one.entries("Purchase")
        one.quickbooks.edit("Purchase", check["id"], "delete")
        pages.run(EXPENSES)
        yield pages


def of_the_us(text: str) -> list[str]:
    """What of a text only Americans write, each with what stands around it."""
    text = _VERBS_AND_NAMES.sub("", words(text) if text.lstrip().startswith("<") else text)
    return [text[max(0, hit.start() - 60) : hit.end() + 30] for hit in _OF_THE_US.finditer(text)]


def told(export: str) -> str:
    """The sentences of the audit trail's export; what it recorded stays as it was recorded, in whatever words."""
    return "\n".join(" ".join(row[:5]) for row in csv.reader(io.StringIO(export)))


def test_no_page_of_a_template_and_no_option_has_a_word_of_the_us(abroad: OfficePages) -> None:
    for one in templates().values():
        for step in ("", "?step=options"):
            page = abroad.browser.get(f"{HOME}/workflows/{one.category.value}/{one.key}{step}")
            assert page.status_code == 200
            assert of_the_us(page.text) == [], one.key
    title = words(abroad.open(f"workflows/{EXPENSES.value}/{CHECKS}"))
    assert "Send agent commission payments via cheques" in title


def test_no_page_and_no_export_of_a_synced_company_has_one(abroad: OfficePages) -> None:
    found = linked(abroad)
    texts = {
        address: told(text) if "/export/trail." in address else text
        for address, text in found.items()
    }
    assert {address: hits for address, text in texts.items() if (hits := of_the_us(text))} == {}
    assert sum("heque" in text for text in texts.values()) > 10


def test_what_is_on_hold_names_the_cheque(abroad: OfficePages) -> None:
    page = words(abroad.open("attention"))
    assert re.search(r"Cheque TR-\S+ .* was deleted in QuickBooks", page)


def test_the_posting_log_names_cheques(
    abroad: OfficePages, caplog: pytest.LogCaptureFixture
) -> None:
    office = abroad.office
    assert isinstance(office, Office)
    ontario_deal(office, gross=1_000_000)
    with caplog.at_level(logging.INFO, posting_log.name):
        abroad.run(EXPENSES)
    logged = [record.getMessage() for record in caplog.records]
    assert any("CREATED cheque TR-" in line for line in logged), logged
    assert [hit for line in logged for hit in of_the_us(line)] == []
