"""The grammar of a disbursement: every amount has a place, or the whole is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from include.core_backoffice.files.disbursement_text import (
    Disbursement,
    Kind,
    NoDisbursement,
    read_disbursement,
)
from include.core_backoffice.files.pdf_text import Line


def line(text: str, page: int = 1) -> Line:
    """A line of text; two blanks are between columns."""
    words, left = [], 0.0
    for column in text.split("  "):
        for word in column.split():
            words.append((left, left + 5 * len(word), word))
            left += 5 * len(word) + 3
        left += 40
    return Line(page, tuple(words))


def read(text: str) -> Disbursement:
    return read_disbursement(line(one.strip()) for one in text.strip().splitlines())


def items(text: str) -> list[tuple[str, str, str, str, str]]:
    return [
        (str(item.kind), item.name, item.agent, item.payee, str(item.amount))
        for item in read(text).items
    ]


TOP = """
Brokerage Gross Commission  $10,000.00
Brokerage Gross Commission after credits/debits  $10,000.00
"""


def test_facts_are_found_by_their_labels() -> None:
    found = read(f"""
        Commission Disbursement
        Transaction #: TR-7  Closing Date: 11/20/2026
        Property  146 Aldon Drive, Austin, TX 78701
        Sale Price  $495,000.00
        {TOP}
        Jane Doe
        Split  $8,000.00
        Net  $8,000.00
    """)
    assert (found.number, found.address) == ("TR-7", "146 Aldon Drive, Austin, TX 78701")
    assert (found.closing_date, found.price) == ("11/20/2026", Decimal("495000.00"))


@pytest.mark.parametrize(
    ("split", "net"),
    [
        ("Jane Doe\nCommission Split (80%)  $8,000.00", "Net to Jane Doe  $8,000.00"),
        ("Agent: Jane Doe\nSplit 80% of $10,000.00  $8,000.00", "Agent Net  $8,000.00"),
        ("Agent Name: Jane Doe  Listing Agent\nAgent split  8,000.00", "Net Commission  8,000.00"),
        ("Jane Doe - Commission Split (80%)  $8,000.00", "Jane Doe's Net  $8,000.00"),
        ("Split: Jane Doe 80%  $8,000.00", "Net due to Jane Doe  $8,000.00"),
        (
            "Agent Commissions\nJane Doe\nDescription  Amount\nCommission after split  $8,000.00",
            "Net pay  $8,000.00",
        ),
    ],
)
def test_an_agent_is_named_above_the_split_or_in_its_line(split: str, net: str) -> None:
    assert items(f"{TOP}\n{split}\n{net}") == [
        ("Agent split", "", "Jane Doe", "", "8000.00"),
        ("Agent net", "", "Jane Doe", "", "8000.00"),
    ]


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("E&O insurance  (45.00)", "Post-commission debit", "E&O insurance"),
        ("E&O insurance  -$45.00", "Post-commission debit", "E&O insurance"),
        ("E&O insurance  Debit  45.00", "Post-commission debit", "E&O insurance"),
        ("E&O insurance  Debit  (45.00)", "Post-commission debit", "E&O insurance"),
        ("E&O insurance (0.45%)  45.00", "Post-commission debit", "E&O insurance"),
        ("Bonus  +45.00", "Post-commission credit", "Bonus"),
        ("Bonus (Credit)  45.00", "Post-commission credit", "Bonus"),
        ("Credit card fee  Debit  45.00", "Post-commission debit", "Credit card fee"),
    ],
)
def test_a_word_or_a_sign_makes_a_credit_or_a_debit(written: str, kind: str, name: str) -> None:
    found = items(f"{TOP}\nJane Doe\nSplit  8,000.00\n{written}\nNet  7,955.00")
    assert found[1] == (kind, name, "Jane Doe", "", "45.00")


def test_a_payee_is_in_its_column_or_after_its_word() -> None:
    found = items("""
        Brokerage Gross Commission  $10,000.00
        Co-broke  Payee: Other Realty  (1,000.00)
        Referral (paid to Acme Realty)  (500.00)
        Brokerage Gross Commission after credits/debits  $8,500.00
        Jane Doe
        Split  5,000.00
        Net  5,000.00
    """)
    assert found[:2] == [
        ("Co-broke", "Co-broke", "", "Other Realty", "1000.00"),
        ("Pre-commission debit", "Referral", "", "Acme Realty", "500.00"),
    ]


def test_page_numbers_and_sums_are_no_items() -> None:
    found = items(f"""
        {TOP}
        Page 1 of 2
        Jane Doe
        Split  8,000.00
        Page 2 of 2
        Post-Commission Credits/Debits  (45.00)
        E&O  (45.00)
        Total debits  (45.00)
        Net  7,955.00
        Total  7,955.00
    """)
    assert [kind for kind, *_ in found] == ["Agent split", "Post-commission debit", "Agent net"]


def test_the_brokerages_net_is_read_where_it_is_printed() -> None:
    found = read(f"{TOP}\nJane Doe\nSplit  8,000.00\nNet  8,000.00\nBrokerage Net  $2,000.00")
    assert found.brokerage_net == Decimal("2000.00")
    assert all(item.kind is not Kind.BROKERAGE_NET for item in found.items)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hello", "It has no line “Brokerage Gross Commission” with an amount."),
        ("Brokerage Gross Commission  $1.00", "It has no line “Brokerage Gross Commission after"),
        (TOP, "It has no agent's commission split."),
        (f"{TOP}\nJane Doe\nSplit  8,000.00", "The share of Jane Doe has no net."),
        (
            f"{TOP}\nJane Doe\nSplit  1.00\nJohn Roe\nSplit  2.00",
            "The share of Jane Doe has no net.",
        ),
        (f"{TOP}\nSplit  8,000.00\nNet  8,000.00", "but no agent's name above it."),
        (
            f"{TOP}\nJane Doe\nSplit  8,000.00\nNet to John Roe  8,000.00",
            "Page 1 has “Net to John Roe  8,000.00” in the share of Jane Doe.",
        ),
        (
            f"{TOP}\nJane Doe\nSplit  8,000.00\nNet  8,000.00\nMystery  5.00",
            "Page 1 has an amount without a known place: “Mystery  5.00”.",
        ),
        (
            f"{TOP}\nJane Doe\nSplit  8,000.00  John Roe  5.00\nNet  8,000.00",
            "Page 1 has an amount without a known place",
        ),
        (
            f"{TOP}\nJane Doe\nSplit  8,000.00\nBonus  Credit  (45.00)\nNet  8,000.00",
            "Page 1 has an amount without a known place",
        ),
        (f"{TOP}{TOP}", "Each file must have one disbursement."),
    ],
)
def test_what_is_no_whole_disbursement_says_why(text: str, why: str) -> None:
    with pytest.raises(NoDisbursement) as problem:
        read(text)
    assert why in str(problem.value)
