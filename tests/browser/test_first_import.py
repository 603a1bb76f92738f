"""Without a CORE: from a fresh installation and a downloaded sample to the first posted entry, with the pages alone.

Afterwards the next file, dropped in a folder, posts without anybody. It has an Airflow of its own, as nothing may be
connected yet.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import workbook
from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.streams import Stream
from include.database.feeds.feeds import NewFeed, assign, create_feed
from include.database.feeds.profiles import activate, save_profile
from include.database.tables.companies import Company
from include.database.tables.feeds import Arrival
from include.database.tables.runs import SyncRun
from sandbox.demo.demo import Demo
from tests.browser.test_first_entry import ZONE, Newcomer, invoices
from tests.browser.visit import A_RUN
from tests.live import database_of, running_airflow

pytestmark = pytest.mark.live

MOST_CLICKS, MOST_FIELDS = 12, 4
MOST_SECONDS = 300
"""The five minutes that are promised; on a busy machine it takes a tenth."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A new installation whose Airflow has a connection to QuickBooks, and none to CORE."""
    with running_airflow(tmp_path_factory.mktemp("files"), source="files") as demo:
        yield demo


@pytest.fixture(scope="module")
def newcomer(browser: Browser, fresh: Demo) -> Iterator[Newcomer]:
    visit = Newcomer(browser, fresh, "admin", zone=ZONE)
    yield visit
    visit.close()


def totals(demo: Demo) -> list[tuple[str, int]]:
    """Every invoice in QuickBooks' ledger, by number: what is owed, in cents."""
    return sorted((row["number"], row["total"]) for row in invoices(demo))


def watch_a_folder(demo: Demo) -> Path:
    """From now on the company's transactions come from a folder, and its workflows run by themselves."""
    folder = demo.settings.imports / "closings"
    folder.mkdir(parents=True)
    with database_of(demo) as database, database.writing() as session:
        (company,) = session.scalars(select(Company.id))
        settings = {"path": str(folder)}
        new = NewFeed("closings", company, "Closings", Door.FOLDER, settings, AfterReading.POST)
        create_feed(session, new, "admin")
        assign(session, company, Stream.TRANSACTIONS, "closings", (), "admin")
        profile = save_profile(
            session, "closings", ready_profile("corebooks"), "admin", rows_checked=1
        )
        activate(session, profile.id, "admin")
    return folder


def corrected() -> bytes:
    """The sample, in which the first transaction's commission is $500.00 more."""
    first, *others = EXAMPLES["Transactions"]
    more = {"Gross commission": Decimal("10500.00"), "Brokerage net": Decimal("2500.00")}
    return workbook({**EXAMPLES, "Transactions": [{**first, **more}, *others]})


def test_from_a_downloaded_sample_to_the_first_posted_entries(
    newcomer: Newcomer, fresh: Demo, tmp_path: Path
) -> None:
    began = time.monotonic()
    newcomer.page.get_by_role("link", name="QuickBooks").first.click()
    newcomer.press("Connect QuickBooks Online")
    newcomer.page.wait_for_url(re.compile("connect/oauth2"))
    newcomer.page.get_by_role("button", name="Connect").click()
    newcomer.see(re.compile("Willow & Park Realty is connected"))

    newcomer.follow("Imports")
    with newcomer.page.expect_download() as loading:
        newcomer.follow("Download a filled sample")
    sample = tmp_path / loading.value.suggested_filename
    loading.value.save_as(sample)
    newcomer.follow("Upload file")
    newcomer.frame.get_by_label("File", exact=True).set_input_files(sample)
    newcomer.press("Upload file")
    newcomer.see(re.compile("The headers fit the ready profile CoreBooks layout"))
    newcomer.see(re.compile(r"Gross \$40,000\.00"))
    newcomer.press("Activate and read")
    newcomer.see(re.compile("The import profile is active, and the file was read"))
    newcomer.follow("Workflows")
    newcomer.follow(re.compile("Use this template.*via invoices"))
    newcomer.see(re.compile(r"would post\.$"))
    newcomer.press("Save options")
    newcomer.see(re.compile("Options saved"))
    newcomer.press("Run workflow")
    newcomer.see("Run completed.", A_RUN)
    seconds = time.monotonic() - began
    assert totals(fresh) == [
        ("TR-0001", 10_000_00),
        ("TR-0002", 10_000_00),
        ("TR-0003", 9_000_00),
        ("TR-0004", 10_000_00),
    ]
    assert seconds < MOST_SECONDS
    assert 0 < newcomer.clicks <= MOST_CLICKS
    assert len(newcomer.fields) <= MOST_FIELDS


def test_a_corrected_file_that_is_dropped_in_a_folder_changes_its_entry_without_anybody(
    newcomer: Newcomer, fresh: Demo
) -> None:
    before = totals(fresh)
    assert before[0] == ("TR-0001", 10_000_00)
    folder = watch_a_folder(fresh)
    (folder / "closings.xlsx").write_bytes(corrected())
    after = [("TR-0001", 10_500_00), *before[1:]]
    fresh.processes.wait_for(lambda: totals(fresh) == after, "the corrected invoice", 180)

    with database_of(fresh) as database, database.reading() as session:
        arrival = session.scalars(select(Arrival).where(Arrival.feed_id == "closings")).one()
        assert (arrival.name, arrival.status) == ("closings.xlsx", "read")
        run = session.scalars(select(SyncRun).order_by(SyncRun.started_at.desc()).limit(1)).one()
    assert run.actor == "import of closings.xlsx (source Closings)"
    newcomer.follow("History")
    newcomer.see(re.compile("import of closings.xlsx"))
