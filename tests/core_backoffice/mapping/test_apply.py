"""A file read by a profile: what changed, what is held, and that no row is lost."""

from __future__ import annotations

from random import Random
from typing import TypeGuard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.canonical.rows import CanonicalDeal, ItemKind
from include.core_backoffice.mapping import apply
from include.core_backoffice.mapping.apply import MappedFile, RowCounts
from include.core_backoffice.mapping.profile import Profile
from tests.core_backoffice.mapping.made_files import (
    made_file,
    made_sheet,
    mapped,
    one_deal,
    profile_of,
    value,
)

ONE_ROW_AN_AGENT = Profile.model_validate(
    {
        "name": "One row an agent",
        "contents": "snapshot",
        "tables": [
            {
                "of": "deals",
                "headers": [
                    "Deal",
                    "Address",
                    "Status",
                    "Closed",
                    "Gross",
                    "Agent",
                    "Split",
                    "Net",
                ],
                "key": ["Deal"],
                "fields": {
                    "address": {"columns": ["Address"]},
                    "status": {"columns": ["Status"]},
                    "closing_date": {"columns": ["Closed"]},
                    "gross": {"columns": ["Gross"]},
                },
                "items": [
                    {
                        "kind": "agent_split",
                        "amount": {"columns": ["Split"]},
                        "agent": {"kind": "agent", "name": {"columns": ["Agent"]}},
                    },
                    {"kind": "brokerage_net", "amount": {"columns": ["Net"]}},
                ],
            }
        ],
    }
)
HEADER = "Deal | Address | Status | Closed | Gross | Agent | Split | Net"
TWO_AGENTS = f"""
{HEADER}
TR-1 | 12 Oak St | Closed | 01/05/2026 | $15,000.00 | Jane Doe | 7,000.00 | 3,000.00
TR-1 | 12 Oak St | Closed | 01/05/2026 | $15,000.00 | Doe, John | 4,000.00 | 1,000.00
"""


def test_a_deal_is_made_of_one_row_an_agent() -> None:
    deal = one_deal(ONE_ROW_AN_AGENT, TWO_AGENTS)

    assert (deal.key, deal.number, deal.gross_cents) == ("transaction:TR-1", "TR-1", 1_500_000)
    assert deal.is_final
    splits = {
        item.agent.key: item.amount_cents
        for item in deal.items
        if item.kind is ItemKind.AGENT_SPLIT and item.agent
    }
    assert splits == {"agent:jane-doe": 700_000, "agent:john-doe": 400_000}


def test_a_bad_row_holds_its_deal_and_no_other() -> None:
    found = mapped(
        ONE_ROW_AN_AGENT,
        f"""{TWO_AGENTS}
        TR-2 | 9 Elm St | Closed | 01/06/2026 | 10,000 | Jane Doe | 6,000 | 2,000
        TR-2 | 9 Elm St | Closed | 01/06/2026 | 10,000 | John Doe | see attached | 2,000
        """,
    )

    good, bad = found
    assert isinstance(good.record, CanonicalDeal)
    assert bad.record is None
    assert bad.held is not None
    assert bad.held.sentence == (
        "Transaction TR-2, 9 Elm St: row 6 of deals.csv has 'see attached' in the column \"Split\", but "
        "it must be an amount of money."
    )
    assert (bad.held.place.rows, bad.held.place.column) == ((6,), "Split")
    assert bad.held.amount_cents == 1_000_000


def test_only_what_changed_is_delivered() -> None:
    file = made_file(TWO_AGENTS)
    first = MappedFile(ONE_ROW_AN_AGENT, file, "deals.csv")
    list(first.records(lambda _: None))

    again = MappedFile(ONE_ROW_AN_AGENT, file, "deals.csv")
    assert list(again.records(first.seen.get)) == []
    assert dict(again.seen) == dict(first.seen)
    assert (again.counts.rows, again.counts.held) == (2, 0)


def test_a_changed_row_is_the_only_record_delivered() -> None:
    first = MappedFile(ONE_ROW_AN_AGENT, made_file(MANY), "deals.csv")
    list(first.records(lambda _: None))
    again = MappedFile(ONE_ROW_AN_AGENT, made_file(MANY.replace("9 Elm", "8 Elm")), "deals.csv")

    assert [one.key for one in again.records(first.seen.get)] == ["transaction:TR-2"]
    assert set(again.seen) == set(first.seen)
    assert again.counts == RowCounts(rows=4)


MANY = f"""{TWO_AGENTS}
TR-2 | 9 Elm St | Closed | 01/06/2026 | 10,000 | Jane Doe | 6,000 | 4,000
TR-0 | 1 Fir St | Closed | 01/06/2026 | 10,000 | Jane Doe | 6,000 | 4,000
"""


def test_records_come_in_order_of_key_however_many_passes_they_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = mapped(ONE_ROW_AN_AGENT, MANY)
    monkeypatch.setattr(apply, "ROWS_AT_ONCE", 1)

    assert mapped(ONE_ROW_AN_AGENT, MANY) == whole
    assert [one.key for one in whole] == [
        "transaction:TR-0",
        "transaction:TR-1",
        "transaction:TR-2",
    ]


def test_reading_can_be_left_and_begun_again() -> None:
    """As when a task is killed in the middle of a file."""
    reading = MappedFile(ONE_ROW_AN_AGENT, made_file(MANY), "deals.csv")
    next(reading.records(lambda _: None))

    assert len(list(reading.records(lambda _: None))) == 3
    assert reading.counts == RowCounts(rows=4)


def test_held_records_are_seen_so_that_a_snapshot_doesnt_delete_them() -> None:
    reading = MappedFile(ONE_ROW_AN_AGENT, made_file(MANY.replace("7,000.00", "?")), "deals.csv")
    found = list(reading.records(lambda _: None))

    assert {one.key: one.content_hash for one in found} == dict(reading.seen)
    assert reading.counts == RowCounts(rows=4, held=2)


# --- no cent is lost or doubled, whatever the layout and the order of rows ---

cents = st.integers(-10_000_000, 10_000_000)
agents = st.sampled_from(["Jane Doe", "John Roe", "Ann Poe", "Bob Moe"])
deals = st.dictionaries(
    st.integers(1, 6),
    st.lists(st.tuples(agents, cents), min_size=1, max_size=5),
    min_size=1,
    max_size=4,
)


def dollars(amount: int) -> str:
    text = f"{abs(amount) // 100:,}.{abs(amount) % 100:02}"
    return f"({text})" if amount < 0 else f"${text}"


@given(deals, st.randoms(use_true_random=False))
def test_rows_joined_into_deals_in_any_order(
    made: dict[int, list[tuple[str, int]]], chance: Random
) -> None:
    rows = [
        f"TR-{deal} | {deal} Oak St | Closed | 01/05/2026 | {deal * 100}.00 | {who} | {dollars(amount)} |"
        for deal, splits in made.items()
        for who, amount in splits
    ]
    shuffled = chance.sample(rows, len(rows))
    one = mapped(ONE_ROW_AN_AGENT, "\n".join([HEADER, *rows]))
    other = mapped(ONE_ROW_AN_AGENT, "\n".join([HEADER, *shuffled]))

    assert [(a.key, a.content_hash, a.record) for a in one] == [
        (b.key, b.content_hash, b.record) for b in other
    ]
    for found in one:
        assert isinstance(found.record, CanonicalDeal), found.held
        deal = int(found.record.id.removeprefix("TR-"))
        assert found.record.gross_cents == deal * 10_000
        assert sorted(
            (item.agent.name if item.agent else "", item.amount_cents)
            for item in found.record.items
        ) == sorted(made[deal])


WIDE = profile_of(
    {
        "of": "deals",
        "key": ["Deal"],
        "items": [
            {
                "kind": "agent_split",
                "amount": value("Split {n}"),
                "agent": {"kind": "agent", "name": value("Agent {n}")},
            }
        ],
    }
)
SHEETS = profile_of(
    {"of": "deals", "sheet": "Deals", "key": ["Deal"]},
    {
        "of": "items",
        "sheet": "Items",
        "key": ["Deal"],
        "items": [
            {
                "kind": "agent_split",
                "amount": value("Split"),
                "agent": {"kind": "agent", "name": value("Agent")},
            }
        ],
    },
)


@given(deals, st.randoms(use_true_random=False))
def test_three_layouts_of_the_same_deals_make_the_same_items(
    made: dict[int, list[tuple[str, int]]], chance: Random
) -> None:
    wide = ["|".join(["Deal", *(f"Agent {n}|Split {n}" for n in range(5))])]
    wide += [
        "|".join([str(deal), *(f"{who}|{dollars(amount)}" for who, amount in splits)])
        for deal, splits in made.items()
    ]
    pairs = [(deal, *split) for deal, splits in made.items() for split in splits]
    chance.shuffle(pairs)
    items = [
        "Deal|Agent|Split",
        *(f"{deal}|{who}|{dollars(amount)}" for deal, who, amount in pairs),
    ]
    long = [
        f"{HEADER}",
        *(f"{deal}||Closed|||{who}|{dollars(amount)}|" for deal, who, amount in pairs),
    ]

    by_layout = [
        mapped(WIDE, "\n".join(wide)),
        mapped(
            SHEETS,
            made_sheet("\n".join(["Deal", *map(str, made)]), "Deals"),
            made_sheet("\n".join(items), "Items"),
        ),
        mapped(ONE_ROW_AN_AGENT, "\n".join(long)),
    ]
    truth = {str(deal): sorted(splits) for deal, splits in made.items()}
    for found in by_layout:
        assert {
            one.record.id: splits_of(one.record) for one in found if is_deal(one.record)
        } == truth


def is_deal(record: object) -> TypeGuard[CanonicalDeal]:
    return isinstance(record, CanonicalDeal)


def splits_of(deal: CanonicalDeal) -> list[tuple[str, int]]:
    return sorted((item.agent.name if item.agent else "", item.amount_cents) for item in deal.items)


noise = st.sampled_from(
    ["see attached", "#REF!", "12.345", "CAD 5", "", "1,5", "(-5)", "5%", "N/A"]
)


@given(deals, st.lists(st.tuples(st.integers(0, 19), noise), max_size=3))
def test_a_deal_is_whole_or_held_never_a_part(
    made: dict[int, list[tuple[str, int]]], bad: list[tuple[int, str]]
) -> None:
    pairs = [
        (deal, who, dollars(amount)) for deal, splits in made.items() for who, amount in splits
    ]
    spoiled = set()
    for at, text in bad:
        deal, who, _ = pairs[at % len(pairs)]
        pairs[at % len(pairs)] = (deal, who, text)
        spoiled.add(deal)
    text = "\n".join(
        [HEADER, *(f"{deal}||Closed|||{who}|{amount}|" for deal, who, amount in pairs)]
    )

    found = mapped(ONE_ROW_AN_AGENT, text)
    assert len(found) == len(made)
    for one in found:
        deal = int(one.key.removeprefix("transaction:"))
        if deal not in spoiled:
            assert is_deal(one.record)
            assert splits_of(one.record) == sorted(made[deal])
        elif one.held is None:  # only a blank amount makes no item
            blanks = [amount for own, _, amount in pairs if own == deal and amount == ""]
            assert is_deal(one.record)
            assert len(one.record.items) == len(made[deal]) - len(blanks)
