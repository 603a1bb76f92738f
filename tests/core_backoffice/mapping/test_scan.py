"""Passes over all rows: hashes that see every change of what is read, and nothing else."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.scan import batches
from tests.core_backoffice.mapping.made_files import agent, made_file, profile_of, sheet_of, value

DEALS = profile_of(
    {
        "of": "deals",
        "headers": ["Deal", "Gross", "Agent", "Split"],
        "key": ["Deal"],
        "fields": {"gross": value("Gross")},
        "items": [{"kind": "agent_split", "amount": value("Split"), "agent": agent()}],
    }
)
WIDE = profile_of(
    {
        "of": "deals",
        "key": ["Deal"],
        "items": [
            {"kind": "agent_split", "amount": value("Split {n}"), "agent": agent("Agent {n}")}
        ],
    }
)


def hashes(text: str, profile: Profile = DEALS) -> dict[str, str]:
    reading = MappedFile(profile, made_file(text), "deals.csv")
    list(reading.records(lambda _: None))
    return dict(reading.seen)


ONE = "Deal|Gross|Agent|Split\nTR-1|100|Jane Doe|60"


def test_what_is_read_changes_the_hash_and_nothing_else_does() -> None:
    same = hashes(ONE)

    assert hashes(ONE + "\n\nTR-2|1|Jane Doe|1")["transaction:TR-1"] == same["transaction:TR-1"]
    assert hashes("Note|Split|Agent|Gross|Deal\nx|60|Jane Doe|100|TR-1") == same
    assert hashes(ONE.replace("60", "61")) != same
    assert hashes(ONE + "\nTR-1|100|Jane Doe|60") != same


def test_a_changed_profile_reads_everything_again() -> None:
    table = DEALS.tables[0].model_copy(update={"decimal_comma": True})

    assert hashes(ONE, DEALS.model_copy(update={"tables": (table,)})) != hashes(ONE)
    assert hashes(ONE, DEALS.model_copy(update={"name": "Renamed"})) == hashes(ONE)


def test_a_file_with_more_groups_changes_only_records_that_use_them() -> None:
    one = hashes("Deal|Agent 1|Split 1\nTR-1|Jane Doe|60\nTR-2|Jane Doe|60", WIDE)
    two = hashes(
        "Deal|Agent 1|Split 1|Agent 2|Split 2\nTR-1|Jane Doe|60||\nTR-2|Jane Doe|60|John Roe|5",
        WIDE,
    )

    assert one["transaction:TR-1"] == two["transaction:TR-1"]
    assert one["transaction:TR-2"] != two["transaction:TR-2"]


def test_cells_never_run_into_each_other() -> None:
    assert hashes("Deal|Gross|Agent|Split\nTR-1|1|12|3") != hashes(
        "Deal|Gross|Agent|Split\nTR-1|11|2|3"
    )
    assert hashes("Deal|Agent 1|Split 1\nTR-1|A|", WIDE) != hashes(
        "Deal|Agent 1|Split 1\nTR-1||A", WIDE
    )


def test_workbooks_cells_have_hashes_too() -> None:
    file = made_file(
        sheet_of(
            [["Deal", "Gross", "Agent", "Split"], ["TR-1", Decimal(100), "Jane Doe", Decimal(60)]]
        )
    )
    reading = MappedFile(DEALS, file, "deals.xlsx")
    list(reading.records(lambda _: None))

    assert dict(reading.seen) == hashes(ONE)


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 20))
def test_batches_have_every_key_once_and_are_bounded(rows: list[int], at_once: int) -> None:
    keys = [str(at) for at in range(len(rows))]
    made = list(batches(keys, lambda key: rows[int(key)], at_once))

    assert [key for batch in made for key in batch] == keys
    assert all(len(batch) == 1 or sum(rows[int(key)] for key in batch) <= at_once for batch in made)
