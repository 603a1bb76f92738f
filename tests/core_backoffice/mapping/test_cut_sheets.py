"""The first rows of a long file: a transaction that may go on below them is neither right nor on hold."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from include.core_backoffice.canonical.rows import CanonicalPerson
from include.core_backoffice.files.beginning import Beginning, beginning
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.mapping.cut_sheets import unsure_keys
from include.core_backoffice.mapping.own_layout import workbook
from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.mapping.trial import Trial, try_profile

LOFT = (
    "Deal ID,Deal Status,Address,Completion Date,Sale Price,Agent Name,Agent Email,"
    "Gross Commission Income,Agent Net,Company Dollar"
)


class Nobody:
    """A source without lists of people."""

    def person(self, key: str) -> CanonicalPerson | None:
        del key
        return None

    def must_be_listed(self) -> bool:
        return False


def own_book(deals: int) -> bytes:
    """A workbook of transactions with two items each, all of which add up."""
    numbers = [f"T-{number:03}" for number in range(deals)]
    rows: dict[str, list[dict[str, Any]]] = {"Transactions": [], "Items": []}
    for number in numbers:
        rows["Transactions"].append(
            {
                "Transaction number": number,
                "Status": "closed",
                "Gross commission": Decimal(100),
                "Brokerage net": Decimal(20),
            }
        )
        for name in ("Jane Doe", "Tom Lead"):
            rows["Items"].append(
                {
                    "Transaction number": number,
                    "Kind": "agent split",
                    "Amount": Decimal(40),
                    "Side": "listing",
                    "Agent name": name,
                }
            )
    return workbook(rows)


def tried(kept: Beginning, profile: str) -> Trial:
    return try_profile(ready_profile(profile), kept.file, "long", Nobody(), cut=kept.cut)


def test_transactions_whose_items_are_further_down_arent_on_hold() -> None:
    kept = beginning(open_file("long.xlsx", io.BytesIO(own_book(30))), most=21)
    assert kept.cut == ("Transactions", "Items")
    trial = tried(kept, "corebooks")
    assert (trial.rows_held, trial.records_held, trial.is_enough) == (0, 0, True)
    assert (trial.records["transaction"], trial.unsure) == (9, 11)


def by_agent(first_net: str = "40.00") -> bytes:
    """Fifteen transactions, each of two rows; the first one's first net as given."""
    rows = "\n".join(
        f"D-{number // 2},closed,7 Oak St,2026-11-26,400000,Agent {number % 2},a{number % 2}@ex.com,"
        f"100.00,{'40.00' if number else first_net},10.00"
        for number in range(30)
    )
    return f"{LOFT}\n{rows}".encode()


def test_what_is_wrong_above_is_on_hold_all_the_same() -> None:
    kept = beginning(open_file("long.csv", io.BytesIO(by_agent(first_net="41.00"))), most=20)
    trial = tried(kept, "loft47")
    assert (trial.records_held, trial.is_whole) == (1, False)
    assert "out of balance by $1.00" in trial.held[0].sentence


def test_the_last_transaction_may_have_more_agents_below() -> None:
    whole = beginning(open_file("long.csv", io.BytesIO(by_agent())), most=100)
    assert tried(whole, "loft47").unsure == 0
    cut = beginning(open_file("long.csv", io.BytesIO(by_agent())), most=20)
    trial = tried(cut, "loft47")
    assert (trial.records_held, trial.records["transaction"], trial.unsure) == (0, 9, 1)


def test_a_whole_file_has_no_unsure_keys() -> None:
    kept = beginning(open_file("short.xlsx", io.BytesIO(own_book(2))))
    assert unsure_keys(ready_profile("corebooks"), kept.file, kept.cut) == frozenset()
