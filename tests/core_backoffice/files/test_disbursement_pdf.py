"""CORE's disbursement PDF, from its bytes to a transaction that adds up to the cent, or is on hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from include.core_backoffice.canonical.deals import to_transaction
from include.core_backoffice.canonical.rows import CanonicalDeal, CanonicalPerson
from include.core_backoffice.files.disbursement_pdf import COLUMNS, page_of
from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.sheets import FileRefused
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.records.deal import Disbursement
from include.core_backoffice.records.errors import OutOfBalance
from tests.core_backoffice.files.made import opened
from tests.core_backoffice.files.pdfs import ONE_AGENT, TWO_AGENTS, TextLine, pdf, scan

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


class Nobody:
    """No lists of people: agents are those of the rows."""

    def person(self, key: str) -> CanonicalPerson | None:
        """Nobody has this key."""
        assert key
        return None

    def must_be_listed(self) -> bool:
        """They need not be."""
        return False


def deal_of(content: bytes) -> CanonicalDeal:
    """What the ready profile makes of a PDF."""
    file = opened(content, "disbursement.pdf")
    mapped = MappedFile(ready_profile("core-disbursement-pdf"), file, file.name)
    (only,) = mapped.records(lambda _: None)
    assert isinstance(only.record, CanonicalDeal), only.held
    return only.record


def disbursement_of(content: bytes) -> Disbursement:
    """Checked to the cent, as a run does it."""
    deal = deal_of(content)
    transaction = to_transaction(deal, Nobody(), updated_at=NOW, final_at=None, where="")
    assert transaction.disbursement is not None
    return transaction.disbursement


def replaced(lines: Sequence[TextLine], old: str, new: str) -> list[TextLine]:
    """The lines with one text replaced."""
    found = [
        line.replace(old, new)
        if isinstance(line, str)
        else tuple(text.replace(old, new) for text in line)
        for line in lines
    ]
    assert found != list(lines)
    return found


@pytest.mark.parametrize("lines_per_page", [38, 9, 4, 1])
def test_the_worked_figure_adds_up_wherever_a_page_breaks(lines_per_page: int) -> None:
    found = disbursement_of(pdf(*ONE_AGENT, lines_per_page=lines_per_page))

    assert found.gross_cents == 14_850_00
    (fee,) = found.pre_commission
    assert (fee.name, fee.payee.name, fee.amount_cents) == (
        "Franchise fee",
        "Acme Franchise",
        742_50,
    )
    (share,) = found.agents
    assert (share.agent.name, share.split_cents, share.net_cents) == (
        "Jane Doe",
        11_286_00,
        10_891_00,
    )
    assert found.brokerage_net_cents == 14_107_50 - 11_286_00 + 395_00


@pytest.mark.parametrize("lines_per_page", [38, 7])
def test_two_agents_credits_payees_and_thousands(lines_per_page: int) -> None:
    found = disbursement_of(pdf(*TWO_AGENTS, lines_per_page=lines_per_page))

    assert found.gross_cents == 1_020_000_00
    assert {one.name: (one.is_credit, one.amount_cents) for one in found.pre_commission} == {
        "Admin fee from client": (True, 5_000_00),
        "Referral": (False, 25_000_00),
    }
    assert {share.agent.name: share.net_cents for share in found.agents} == {
        "Jane Doe": 418_545_00,
        "John Roe": 320_000_00,
    }
    assert found.brokerage_net_cents == 259_955_00


def test_a_deal_has_the_facts_that_are_printed() -> None:
    deal = deal_of(pdf(*ONE_AGENT))
    assert (deal.key, deal.address) == (
        "transaction:TR-2026-000123",
        "146 Aldon Drive, Austin, TX 78701",
    )
    assert (deal.closing_date, deal.price_cents) == (dt.date(2026, 11, 20), 495_000_00)


AMOUNTS_OF_ONE = ["14,850.00", "742.50", "14,107.50", "11,286.00", "395.00", "10,891.00"]
AMOUNTS_OF_TWO = [
    "1,020,000.00",
    "25,000.00",
    "420,000.00",
    "1,500.00",
    "418,545.00",
    "259,955.00",
]


@pytest.mark.parametrize(
    ("lines", "amount"),
    [
        *((ONE_AGENT, amount) for amount in AMOUNTS_OF_ONE),
        *((TWO_AGENTS, amount) for amount in AMOUNTS_OF_TWO),
    ],
)
def test_any_amount_that_is_misread_is_out_of_balance(
    lines: Sequence[TextLine], amount: str
) -> None:
    with pytest.raises(OutOfBalance):
        disbursement_of(pdf(*replaced(lines, amount, f"{amount[:-1]}1")))


@pytest.mark.parametrize(
    ("left_out", "pages"),
    [
        (("Franchise fee (5.00%)", "Paid to: Acme Franchise", "($742.50)"), 38),
        (("Transaction fee", "($395.00)"), 5),
    ],
)
def test_an_item_that_is_left_out_is_out_of_balance(left_out: TextLine, pages: int) -> None:
    lines = [line for line in ONE_AGENT if line != left_out]
    with pytest.raises(OutOfBalance):
        disbursement_of(pdf(*lines, lines_per_page=pages))


def test_a_debit_that_is_printed_as_a_credit_is_out_of_balance() -> None:
    with pytest.raises(OutOfBalance):
        disbursement_of(pdf(*replaced(ONE_AGENT, "($395.00)", "+$395.00")))


def test_it_is_a_sheet_with_a_header_and_a_row_an_item() -> None:
    file = opened(pdf(*ONE_AGENT, lines_per_page=9), "disbursement.pdf")
    assert (file.format, len(file.sheets)) == ("PDF", 1)
    found = find_header(file.sheets[0])
    assert found is not None
    assert (found.row, found.names) == (0, COLUMNS)
    assert [page_of(file, row) for row in range(1, 6)] == [1, 2, 2, 2, 2]
    assert page_of(file, 99) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf("Monthly newsletter"), "a.pdf can't be read as CORE's disbursement. It has no line"),
        (pdf(*ONE_AGENT, password="secret"), "a.pdf is protected by a password."),
        (scan(), "a.pdf is a scan, without text that can be read."),
        (pdf(*["x"] * 51, lines_per_page=1), "a.pdf has more than 50 pages."),
        (pdf(*ONE_AGENT)[:700], "a.pdf is damaged, or too complex to be read as a PDF."),
        (pdf(*ONE_AGENT, *ONE_AGENT[4:]), "Each file must have one disbursement."),
    ],
)
def test_another_pdf_is_refused_with_the_way_out(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        opened(content, "a.pdf")
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do
