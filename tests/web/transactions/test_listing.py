"""The list of transactions: its order, its filters, and choosing from it."""

from __future__ import annotations

import datetime as dt

import pytest

from include.database.engine import Database
from include.database.statuses import RecordStatus
from include.database.tables.companies import Company
from include.database.tables.records import Record, RecordState
from include.web.transactions.listing import NOT_READ, PAGE, Wanted, found_ids, transactions
from include.workflows.category import Category, Stream
from tests.sync.office import COMPANY, EXPENSES, INCOME
from tests.web.office_pages import OfficePages, words

JUNE = dt.date(2026, 6, 1)


def deal(number: int, day: dt.date | None, title: str = "11 Arlington St", who: str = "") -> Record:
    """A deal as the list shows it."""
    return Record(
        company_id=COMPANY,
        key=f"transaction:{number}",
        payload=None,
        fingerprint="",
        stream=Stream.TRANSACTIONS.value,
        title=title,
        number=f"TR-{number}",
        day=day,
        amount_cents=10_000_00,
        search_text=f"{title} tr-{number} {number} {who}".casefold(),
    )


def standing(number: int, category: Category, status: RecordStatus) -> RecordState:
    return RecordState(
        company_id=COMPANY, category=category, record_key=f"transaction:{number}", status=status
    )


@pytest.fixture
def deals(database: Database) -> Database:
    """Sixty deals, one a day; the last two days' are synced or held back; one has no close date."""
    with database.writing() as session:
        session.add(
            Company(
                id=COMPANY,
                name="Willow & Park Realty",
                edition="online",
                realm_id="1",
                core_connection="core",
                quickbooks_connection="quickbooks",
                timezone="America/Chicago",
            )
        )
        session.flush()
        session.add_all(deal(n, JUNE + dt.timedelta(days=n), who="Jane Doe") for n in range(1, 60))
        session.add(deal(60, None, title="100% Percent Way"))
        session.add(standing(59, INCOME, RecordStatus.SYNCED))
        session.add(standing(59, EXPENSES, RecordStatus.ON_HOLD))
        session.add(standing(58, INCOME, RecordStatus.SYNCED))
    return database


def ids(database: Database, **wanted: object) -> list[str]:
    with database.reading() as session:
        listed = transactions(session, COMPANY, Wanted(**wanted))  # type: ignore[arg-type]  # (by name)
    return [row.id for row in listed.rows]


def test_the_newest_close_date_comes_first_and_none_last(deals: Database) -> None:
    first, second = ids(deals), ids(deals, page=2)
    assert (first[:2], len(first), second[-2:]) == (["59", "58"], PAGE, ["1", "60"])


def test_a_page_that_is_not_there_is_the_last_one(deals: Database) -> None:
    assert ids(deals, page=99) == ids(deals, page=2)
    with deals.reading() as session:
        assert transactions(session, COMPANY, Wanted(page=99)).total == 60
        assert transactions(session, COMPANY, Wanted(search="none", page=9)).total == 0


def test_every_word_of_a_search_must_fit_and_signs_are_taken_as_they_are(deals: Database) -> None:
    assert ids(deals, search="ARLINGTON tr-7 doe") == ["7"]
    assert ids(deals, search="100%") == ["60"]
    assert ids(deals, search="%") == ["60"]
    assert ids(deals, search="arlington nobody") == []


def test_close_dates_are_both_included(deals: Database) -> None:
    assert ids(deals, since=JUNE + dt.timedelta(days=3), until=JUNE + dt.timedelta(days=4)) == [
        "4",
        "3",
    ]


def test_a_status_is_looked_for_in_one_workflow_or_in_either(deals: Database) -> None:
    assert ids(deals, status="synced") == ["59", "58"]
    assert ids(deals, status="on hold") == ["59"]
    assert ids(deals, status="on hold", workflow=INCOME) == []
    assert ids(deals, status="on hold", workflow=EXPENSES) == ["59"]


def test_what_no_run_has_looked_at_is_not_synced_yet(deals: Database) -> None:
    assert ids(deals, status=NOT_READ)[0] == "57"
    assert ids(deals, status=NOT_READ, workflow=EXPENSES)[0] == "58"


def test_all_that_is_found_is_chosen_on_every_page(deals: Database) -> None:
    with deals.reading() as session:
        assert len(found_ids(session, COMPANY, Wanted(), 500)) == 60
        assert found_ids(session, COMPANY, Wanted(search="100%"), 500) == ["60"]
        assert len(found_ids(session, COMPANY, Wanted(), 7)) == 7


@pytest.fixture
def sixty(pages: OfficePages) -> OfficePages:
    """Pages of sixty deals, where Airflow takes runs and has not begun them."""
    with pages.database.writing() as session:
        session.add_all(deal(n, JUNE) for n in range(1, 61))
    pages.office = None
    return pages


def test_before_many_are_synced_the_page_asks_and_says_how_many(sixty: OfficePages) -> None:
    answer = sixty.press("transactions/selected", {"records": ["1", "2", "2"]}, htmx=True)
    shown = words(answer.text)
    assert "<dialog data-open" in answer.text
    assert "Sync 2 transactions to QuickBooks?" in shown
    assert "Brokerage income and Agent expenses of each are read from CORE" in shown
    assert sixty.started == []


def test_without_htmx_a_page_asks_and_its_button_does_it(sixty: OfficePages) -> None:
    asked = sixty.press("transactions/selected", {"records": ["1", "2"]})
    assert "Sync 2 transactions to QuickBooks?" in words(asked.text)
    assert asked.text.count('name="records"') == 2
    answer = sixty.press("transactions/sync", {"records": ["1", "2"]})
    assert answer.status_code == 303
    assert [run["dag"] for run in sixty.started] == [INCOME, EXPENSES]
    assert all(run["records"] == ["1", "2"] for run in sixty.started)


def test_all_that_were_found_are_synced_whichever_page_they_are_on(sixty: OfficePages) -> None:
    assert "all 60 that were found" in words(sixty.open("transactions"))
    everything = {"everything": "yes", "q": "arlington", "preview": "yes"}
    sixty.press("transactions/sync", everything, htmx=True)
    assert [len(run["records"]) for run in sixty.started] == [60, 60]
    assert all(run["preview_only"] for run in sixty.started)


def test_a_filter_that_cannot_be_read_never_chooses_everything(sixty: OfficePages) -> None:
    answer = sixty.press("transactions/sync", {"everything": "yes", "since": "soon"})
    assert answer.status_code == 422
    assert "“soon” is no date" in words(answer.text)
    assert sixty.started == []


def test_more_than_five_hundred_do_not_go_at_once(sixty: OfficePages) -> None:
    many = {"records": [str(number) for number in range(1, 502)]}
    for path in ("transactions/selected", "transactions/sync"):
        answer = sixty.press(path, many)
        assert answer.status_code == 422
        assert "501 were chosen; at most 500 go at once" in words(answer.text)
    assert sixty.started == []


def test_what_is_no_id_is_marked_and_kept(sixty: OfficePages) -> None:
    answer = sixty.browser.get(sixty.address("transactions/open"), params={"id": "TR-7"})
    assert answer.status_code == 422
    assert "“TR-7” is no id of CORE's, which has digits only" in words(answer.text)
    assert 'value="TR-7"' in answer.text
    assert 'aria-describedby="id-error"' in answer.text
