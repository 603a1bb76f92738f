"""What is suggested for the dialects' files, none of whose profiles are known: the columns, and what comes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.suggest import answer, suggest_by_columns
from tests.core_backoffice.dialects import by_item
from tests.core_backoffice.dialects.layout import Layout
from tests.core_backoffice.dialects.proof import opened, outcome, sample
from tests.core_backoffice.dialects.test_dialects import LAYOUTS

ANSWERS = {
    "item_kind: Credit": "deal_credit",
    "item_kind: COB": "co_broke",
    "item_kind: SPL": "agent_split",
    "item_kind: TRX": "deal_debit",
    "item_kind: AGT": "agent_debit",
    "payee_type: H": "company",
    "payee_type: V": "vendor",
    "payee_type: A": "agent",
    "status: C": "closed",
    "status: P": "pending",
    "status: X": "cancelled",
    "brokerage_net": "rest",
}
"""What the dialects' own words mean: a person knows, nobody can guess. Other questions keep what is suggested."""


def suggested(layout: Layout) -> Profile:
    suggestion = suggest_by_columns(opened(sample(layout, 5, 200)), layout.name)
    assert suggestion.profile is not None
    profile = suggestion.profile
    for question in suggestion.questions:
        value = ANSWERS.get(question.setting, question.suggested)
        if value:
            profile = answer(profile, question.setting, value)
    return profile


def found(layout: Layout) -> dict[str, bool]:
    """Whether the columns are found that matter most."""
    table = suggested(layout).tables[0]
    own = layout.profile.tables[0]
    every = suggested(layout).tables
    agents = {
        column
        for one in every
        for rule in one.items
        if rule.agent
        for value in (rule.agent.name, rule.agent.given_name)
        if value
        for column in value.columns
    }
    return {
        "key": not layout.key or table.key == own.key,
        "gross": table.fields.get("gross") == own.fields["gross"],
        "closing date": table.fields["closing_date"].columns == (layout.day,),
        # A workbook's own dates have no order.
        "order of dates": layout.writer.style.day is None
        or table.dates == own.dates
        or layout.name.startswith("an account"),
        "agent": any(agent.replace("{n}", "1") == layout.agents[0] for agent in agents),
    }


def test_the_columns_that_matter_are_found_in_most_dialects() -> None:
    missed = {
        layout.name: [what for what, is_found in found(layout).items() if not is_found]
        for layout in LAYOUTS
    }
    assert {name: what for name, what in missed.items() if what} == {}


MORE_ON_HOLD = by_item.DATABASE.name
"""One code of this dialect is a debit below zero and a credit above: the suggestion takes the most, and holds the rest."""


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_what_is_booked_as_suggested_is_booked_to_the_cent(layout: Layout) -> None:
    seen = replace(layout.seen, item_names=False)
    result = outcome(sample(replace(layout, profile=suggested(layout), seen=seen), 11, 200))
    assert result.wrong == []
    if layout.name != MORE_ON_HOLD:
        assert result.held.keys() <= result.noise.keys()
    assert result.posted > 100
