"""What a page shows of a file before anything is kept."""

from __future__ import annotations

from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.preview import Preview, preview
from tests.core_backoffice.mapping.made_files import agent, made_file, profile_of, value

DEALS = profile_of(
    {
        "of": "deals",
        "key": ["Deal"],
        "skip": [{"texts": ["Total"]}],
        "fields": {"gross": value("Gross"), "status": value("Status")},
        "items": [{"kind": "agent_split", "amount": value("Split"), "agent": agent()}],
    }
)
HEADER = "Deal|Status|Gross|Agent|Split"


def shown(rows: list[str], at_most: int = 50) -> Preview:
    return preview(
        MappedFile(DEALS, made_file("\n".join([HEADER, *rows])), "deals.csv"), shown=at_most
    )


def test_totals_are_of_the_whole_file_and_records_the_first_ones() -> None:
    rows = [f"TR-{n:03}|closed|100.50|Jane Doe|60" for n in range(198)]
    found = shown(
        [*rows, "TR-900|pending|10|Jane Doe|6", "TR-901|closed|10|Jane Doe|?", "Total||20019|"], 3
    )

    assert [one.key for one in found.records] == [
        "transaction:TR-000",
        "transaction:TR-001",
        "transaction:TR-002",
    ]
    assert (found.totals.deals, found.totals.final, found.totals.held) == (199, 198, 1)
    assert found.totals.gross_cents == 198 * 10_050 + 1_000
    assert [one.record_key for one in found.held] == ["transaction:TR-901"]
    assert found.by_cause == (("amount isn't a number", 1),)
    assert (found.counts.rows, found.counts.skipped, found.rows_read) == (200, 1, 199)
    assert (found.percent_read, found.is_good_enough) == (99, True)


def test_a_profile_that_reads_less_than_99_percent_is_not_good_enough() -> None:
    found = shown(["TR-1|closed|1|Jane Doe|1", "TR-2|closed|1|Jane Doe|x"])

    assert (found.percent_read, found.is_good_enough) == (50, False)


def test_a_file_without_rows_proves_nothing() -> None:
    assert not shown([]).is_good_enough
