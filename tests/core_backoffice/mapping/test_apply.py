"""A file read by a profile: what changed, what is held, and that no row is lost."""

from __future__ import annotations

from include.core_backoffice.canonical.rows import CanonicalDeal, ItemKind
from include.core_backoffice.mapping.apply import MappedFile
from include.core_backoffice.mapping.profile import Profile
from tests.core_backoffice.mapping.made_files import made_file, mapped, one_deal

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
