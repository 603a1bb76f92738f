"""Whatever is in CORE: what is sent is qbXML that Intuit's schema accepts, or is refused before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from include.books.documents import DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.gateway import DocumentWrite, ListWrite, PartyWrite
from include.books.parties import PartyKind
from include.quickbooks.desktop.company import company_queries
from include.quickbooks.desktop.entries import entries, lists, parties
from include.quickbooks.desktop.entries.check import check
from include.quickbooks.desktop.entries.cleared_status import cleared_query
from include.quickbooks.desktop.entries.documents import document_request
from include.quickbooks.desktop.entries.home import UNITED_STATES, Home
from include.quickbooks.desktop.entries.links import deposits_query, undeposited_query
from include.quickbooks.desktop.wire.qbxml import forgetting, message_set, status_check
from include.quickbooks.field_errors import FieldError
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.testing import canadian_file
from tests.profiles import examples
from tests.quickbooks.desktop.writes import (
    document_writes,
    list_writes,
    names,
    party_writes,
    taxed_writes,
    texts,
)
from tests.sandbox.quickbooks_desktop.oracle import problems, schema

REFS = {
    "product": "80000001-1795440111",
    "account": "80000002-1795440111",
    "bank": "80000003-1795440111",
    "receivable": "80000004-1795440111",
    "class": "80000005-1795440111",
    "method": "80000006-1795440111",
    "customer": "80000007-1795440111",
    "vendor": "80000008-1795440111",
    "code": "80000009-1795440111",
}
CANADA = Home("CA", "CAD")
EARLIEST, LATEST = (dt.datetime.fromisoformat(day) for day in ("2001-01-01", "2037-01-01"))
"""By the PC's clock, which has no zone."""
many = settings(
    max_examples=examples(500),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
fewer = settings(parent=many, max_examples=examples(125))


@pytest.fixture(scope="module")
def file() -> Iterator[CompanyFile]:
    """A company file, to see that QuickBooks reads what is sent; what becomes of it is another matter."""
    opened = CompanyFile()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def canadian() -> Iterator[CompanyFile]:
    """A Canadian one."""
    opened = canadian_file()
    yield opened
    opened.close()


def built(build: Callable[[], etree._Element], *may_be_wrong: str) -> etree._Element | None:
    """The request; None where one of these fields must be corrected first."""
    try:
        return build()
    except FieldError as error:
        field = error.field
    assert field.startswith(may_be_wrong)
    return None


def accepted(file: CompanyFile, request: etree._Element, new_id: str = "") -> None:
    """The schema accepts it, and QuickBooks finds no error in its structure."""
    text = message_set([request], new_id=new_id)
    assert text.isascii()
    assert problems(text) == []
    answer = file.process(text)
    assert problems(answer) == []


def test_the_schema_is_at_hand_or_it_is_said_that_it_is_not() -> None:
    if schema() is None:
        pytest.skip("Intuit's schema of qbXML is not at hand: only the company file judges")


@many
@given(write=document_writes(REFS), non_taxable=st.sampled_from(["", "80000038-1795440111"]))
def test_documents(file: CompanyFile, write: DocumentWrite, non_taxable: str) -> None:
    request = built(lambda: document_request(write, non_taxable), "memo", "description")
    if request is not None:
        accepted(file, request, new_id="CB0123456789012345678")


@fewer
@given(
    write=st.one_of(document_writes(REFS), taxed_writes(REFS)),
    non_taxable=st.sampled_from(["", "80000038-1795440111"]),
)
def test_documents_of_a_canadian_file(
    canadian: CompanyFile, write: DocumentWrite, non_taxable: str
) -> None:
    request = built(
        lambda: document_request(write, non_taxable, CANADA), "memo", "description", "tax code"
    )
    if request is not None:
        accepted(canadian, check(request), new_id="CB0123456789012345678")


@fewer
@given(write=party_writes, home=st.sampled_from([UNITED_STATES, CANADA]))
def test_parties(file: CompanyFile, write: PartyWrite, home: Home) -> None:
    request = built(lambda: parties.party_request(write, home), "name", "email address", "tax ID")
    if request is not None:
        accepted(file, request)


@fewer
@given(write=list_writes)
def test_list_entries(file: CompanyFile, write: ListWrite) -> None:
    request = built(lambda: lists.list_request(write), "name", "income account")
    if request is not None:
        accepted(file, request)


@fewer
@given(
    kinds=st.lists(st.sampled_from(list(DocumentKind)), min_size=1, max_size=4, unique=True),
    ids=st.lists(st.sampled_from(list(REFS.values())), min_size=1, max_size=3),
    some=st.lists(names, min_size=1, max_size=3),
    since=st.datetimes(EARLIEST, LATEST),
    day=st.dates(dt.date(2001, 1, 1), dt.date(2037, 1, 1)),
    word=texts,
)
def test_questions(
    file: CompanyFile,
    kinds: list[DocumentKind],
    ids: list[str],
    some: list[str],
    since: dt.datetime,
    day: dt.date,
    word: str,
) -> None:
    for form in entries.forms(kinds):
        accepted(file, entries.entries_query(form, ids=ids))
        accepted(file, entries.entries_query(form, changed_since=since))
        accepted(file, entries.entries_query(form, dated=(day, day)))
        if entries.has_number(form):
            accepted(file, entries.entries_query(form, numbers=["1", word.strip() or "2"][:1]))
    accepted(file, entries.deleted_query(kinds, since))
    waiting = Entry(kinds[0], EntryRef("1", "1"), "", day, "", 0, 0, (), "", EntryStatus.LIVE)
    accepted(file, deposits_query([waiting], ids))
    accepted(file, cleared_query([day, dt.date(2026, 1, 1)]))
    for kind in PartyKind:
        accepted(file, parties.parties_query(kind, some))
    accepted(file, parties.entity_query(word + "x"))


def test_questions_about_everything(file: CompanyFile) -> None:
    for kind in PartyKind:
        accepted(file, parties.parties_query(kind, iterator=True))
    for one in lists.lists_of(CANADA):
        accepted(file, lists.lists_query(one))
    accepted(file, undeposited_query())
    for query in company_queries("{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}"):
        accepted(file, query)
    for text in (status_check("CB1"), forgetting("CB1")):
        assert problems(text) == []
        assert problems(file.process(text)) == []
