"""CoreBooks' own workbook: its sheets and columns are the ready profile's, IDs keep their zeros."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from include.core_backoffice.canonical.deals import to_transaction
from include.core_backoffice.canonical.rows import (
    Canonical,
    CanonicalDeal,
    CanonicalPerson,
    CanonicalStatement,
)
from include.core_backoffice.canonical.statements import to_statement
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.columns import read_headers
from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import (
    SHEETS,
    OwnCell,
    empty_workbook,
    sample_workbook,
    workbook,
)
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.ready import OWN, ready_profile
from include.core_backoffice.records.records import Transaction

NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_its_columns_are_those_of_the_ready_profile() -> None:
    profile = ready_profile(OWN)
    assert {table.sheet: set(read_headers(table)) for table in profile.tables} == {
        sheet: {column.header for column in columns} for sheet, columns in SHEETS.items()
    }
    for table in profile.tables:
        assert set(table.headers) <= set(read_headers(table))


def test_the_empty_workbook_has_headers_alone_and_formats_cells_to_come() -> None:
    book = opened(empty_workbook())
    assert book.sheetnames == ["Transactions", "Items", "Agents", "Vendors", "Billing", "Payments"]
    deals = book["Transactions"]
    assert deals.max_row == 1
    assert deals.freeze_panes == "A2"
    by_header = {cell.value: get_column_letter(at) for at, cell in enumerate(deals[1], start=1)}
    assert deals.column_dimensions[by_header["ZIP"]].number_format == "@"
    assert deals.column_dimensions[by_header["Transaction number"]].number_format == "@"
    assert deals.column_dimensions[by_header["Closing date"]].number_format == "mm/dd/yyyy"


def test_the_sample_has_the_examples_with_ids_as_text() -> None:
    book = opened(sample_workbook())
    rows = list(book["Transactions"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["TR-0001", "TR-0002", "TR-0003", "TR-0004"]
    assert {row[6] for row in rows} == {"02108"}
    agents = list(book["Agents"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in agents] == ["0101", "0102"]


def test_text_that_looks_like_a_formula_is_text() -> None:
    row: dict[str, OwnCell] = {"Transaction number": "=1+1", "Gross commission": Decimal("10.10")}
    cell = opened(workbook({"Transactions": [row]}))["Transactions"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


class Lists:
    """The people that a file has lists of."""

    def __init__(self, people: list[CanonicalPerson]) -> None:
        self.by_key = {person.key: person for person in people}

    def person(self, key: str) -> CanonicalPerson | None:
        return self.by_key.get(key)

    def must_be_listed(self) -> bool:
        return False


def read(content: bytes) -> list[Canonical]:
    file = open_file("sample.xlsx", io.BytesIO(content))
    mapped = list(MappedFile(ready_profile(OWN), file, "sample.xlsx").records(lambda _: None))
    assert [own.held for own in mapped if own.held] == []
    return [own.record for own in mapped if own.record is not None]


def transactions(records: list[Canonical]) -> dict[str, Transaction]:
    people = Lists([own for own in records if isinstance(own, CanonicalPerson)])
    return {
        own.number: to_transaction(own, people, updated_at=NOON, final_at=NOON, where="")
        for own in records
        if isinstance(own, CanonicalDeal)
    }


def test_the_sample_is_the_worked_examples_to_the_cent() -> None:
    found = transactions(read(sample_workbook()))
    nets = {
        number: (
            own.disbursement.gross_cents,
            {share.agent.name: share.net_cents for share in own.disbursement.agents},
            own.disbursement.brokerage_net_cents,
        )
        for number, own in found.items()
        if own.disbursement
    }
    assert nets == {
        "TR-0001": (1_000_000, {"Jane Doe": 784_000}, 200_000),
        "TR-0002": (1_000_000, {"Jane Doe": 720_000}, 180_000),
        "TR-0003": (1_000_000, {"Jane Doe": 720_000}, 180_000),
        "TR-0004": (1_000_000, {"Jane Doe": 720_000}, 180_000),
    }


def test_the_sample_shows_a_team_leaders_fee_and_both_switches() -> None:
    found = transactions(read(sample_workbook()))
    first = found["TR-0001"].disbursement
    assert first
    (fee,) = first.agents[0].items
    assert (fee.name, fee.amount_cents, fee.payee.name) == ("Team leader fee", 16_000, "Tom Lead")
    switches = {
        number: (item.payee.name, item.amount_cents, item.sync, item.create_payment)
        for number, own in found.items()
        if own.disbursement
        for item in own.disbursement.pre_commission
    }
    assert switches == {
        "TR-0002": ("Acme Realty", 100_000, True, True),
        "TR-0003": ("Acme Realty", 100_000, True, False),
        "TR-0004": ("Acme Realty", 100_000, False, False),
    }


def test_the_sample_has_a_statement_of_100_dollars_unpaid() -> None:
    records = read(sample_workbook())
    people = Lists([own for own in records if isinstance(own, CanonicalPerson)])
    (statement,) = [
        to_statement(own, people, updated_at=NOON, where="")
        for own in records
        if isinstance(own, CanonicalStatement)
    ]
    assert (statement.number, statement.agent.name) == ("ST-0001", "Jane Doe")
    assert (statement.total_cents, statement.paid_cents) == (10_000, 0)
    assert [(item.name, item.signed_cents) for item in statement.items] == [
        ("Desk fee", 9_500),
        ("Technology fee", 2_500),
        ("Agent credit", -2_000),
    ]


def test_a_payment_of_the_statement_pays_it() -> None:
    payment: dict[str, OwnCell] = {
        "Payment ID": "P-1",
        "Statement number": "ST-0001",
        "Amount": Decimal("100.00"),
        "Paid on": dt.date(2026, 11, 20),
        "Method": "card",
    }
    records = read(workbook({**EXAMPLES, "Payments": [payment]}))
    people = Lists([own for own in records if isinstance(own, CanonicalPerson)])
    (own,) = [one for one in records if isinstance(one, CanonicalStatement)]
    assert to_statement(own, people, updated_at=NOON, where="").is_paid


def test_the_empty_workbook_has_no_records() -> None:
    assert read(empty_workbook()) == []


def test_a_workbook_of_the_old_layout_is_read_with_its_sheet_of_deals() -> None:
    old = load_workbook(io.BytesIO(sample_workbook()))
    old["Transactions"].title = "Deals"
    content = io.BytesIO()
    old.save(content)
    profile = ready_profile("corebooks")
    for name, book in (("old.xlsx", content.getvalue()), ("new.xlsx", sample_workbook())):
        for one in (profile, _named(profile, "Deals")):
            mapped = MappedFile(one, open_file(name, io.BytesIO(book)), name)
            numbers = [own.key for own in mapped.records(lambda _: None) if own.held is None]
            assert len([key for key in numbers if key.startswith("transaction:")]) == 4


def _named(profile: Profile, sheet: str) -> Profile:
    """A profile that was saved while the workbook's sheet was called so."""
    first, *others = profile.tables
    return profile.model_copy(
        update={"tables": (first.model_copy(update={"sheet": sheet}), *others)}
    )
