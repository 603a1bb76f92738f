"""Which columns a table reads, which it needs, and groups that repeat."""

from __future__ import annotations

from collections.abc import Mapping

from include.core_backoffice.mapping.columns import (
    groups_of,
    missing,
    present,
    read_headers,
    required_headers,
)
from include.core_backoffice.mapping.profile import Table, Value
from tests.core_backoffice.mapping.made_files import profile_of, value

WIDE = {
    "of": "deals",
    "headers": ["Deal", "Gross", "Agent 1 Name", "Agent 1 Split", "Notes"],
    "key": ["Deal"],
    "fields": {"gross": value("Gross"), "city": value("City")},
    "items": [
        {
            "kind": "agent_split",
            "amount": value("Agent {n} Split"),
            "agent": {"kind": "agent", "name": value("Agent {n} Name")},
        },
        {
            "kind": "agent_debit",
            "name": value("Agent {n} deduction {m} name"),
            "amount": value("Agent {n} deduction {m}"),
            "agent": {"kind": "agent", "name": value("Agent {n} Name")},
        },
    ],
}


def table_of(table: Mapping[str, object]) -> Table:
    return profile_of(table).tables[0]


def test_a_sheet_needs_the_key_and_what_is_read_of_the_profiles_headers() -> None:
    """City was in no file when the profile was made, and Notes isn't read: neither is needed."""
    assert required_headers(table_of(WIDE)) == (
        "Deal",
        "Gross",
        "Agent {n} Split",
        "Agent {n} Name",
    )


def test_a_group_is_there_if_any_number_of_it_is() -> None:
    needed = required_headers(table_of(WIDE))

    assert missing(needed, ["DEAL ", " gross", "Agent 3 Split", "Agent 3  name"]) == ()
    assert missing(needed, ["Deal", "Gross", "Agent Split"]) == (
        "Agent {n} Split",
        "Agent {n} Name",
    )


def test_columns_are_in_one_order_whatever_the_files() -> None:
    headers = read_headers(table_of(WIDE))
    one = present(headers, ["Deal", "Gross", "Agent 1 Split", "Other"])
    other = present(headers, ["Agent 1 Split", "Deal", "Other", "Gross"])

    assert list(one) == list(other) == ["agent 1 split", "deal", "gross"]
    assert list(one.values()) == [2, 0, 1]


def test_a_rule_is_there_once_for_each_group_of_the_file() -> None:
    split, debit = table_of(WIDE).items
    names = [
        "Agent 1 Name",
        "Agent 1 Split",
        "Agent 10 Split",
        "Agent 2 Split",
        "Agent 2 deduction 3",
    ]
    columns = present(read_headers(table_of(WIDE)), names)

    found = dict(groups_of(split, columns))
    assert list(found) == [("1", ""), ("2", ""), ("10", "")]
    assert found["10", ""].amount == Value(columns=("Agent 10 Split",))
    ((group, rule),) = groups_of(debit, columns)
    assert group == ("2", "3")
    assert rule.agent is not None
    assert rule.agent.name == Value(columns=("Agent 2 Name",))
