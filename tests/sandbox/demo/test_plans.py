"""PLAN of make: which subscription of QuickBooks Online the demo shows."""

from __future__ import annotations

import pytest

from include.workflows.category import Category
from sandbox.demo.companies import COMPANIES
from sandbox.demo.failures import DemoFailed
from sandbox.demo.plans import (
    PLANS,
    PlanUnknown,
    PlanWithoutApps,
    available,
    missing_in,
    plan,
)
from sandbox.demo.settings import DemoSettings
from sandbox.quickbooks_online import plans as quickbooks

BILLS = "expenses-via-bills"


def test_each_word_is_a_subscription_that_the_sandbox_knows() -> None:
    known = {quickbooks.plan_of(sku).words for sku in PLANS.values()}
    assert known == {one.words for one in quickbooks.PLANS if one.apps}
    assert plan(" Simple-Start ", "online") == "simple-start"
    assert plan("", "desktop") == ""


def test_what_cannot_be_shown_is_said() -> None:
    with pytest.raises(PlanUnknown, match="simple-start, easystart, essentials, plus"):
        plan("professional", "online")
    with pytest.raises(PlanWithoutApps, match="Intuit lists no apps for Solopreneur"):
        plan("solopreneur", "online")
    with pytest.raises(DemoFailed, match="Leave out EDITION=desktop"):
        plan("plus", "desktop")


@pytest.mark.parametrize("word", PLANS)
def test_the_chosen_template_stays_where_the_subscription_has_what_it_needs(word: str) -> None:
    key, why = available(Category.AGENT_EXPENSES, BILLS, missing_in(PLANS[word]))
    assert (key == BILLS, why == "") == (not quickbooks.plan_of(PLANS[word]).lacks & {"bills"},) * 2


def test_each_kind_of_company_has_its_own_place_so_that_the_usual_one_stays_as_it_is() -> None:
    plans = [DemoSettings(plan=word) for word in PLANS]
    kinds = [DemoSettings(kind_of_company=word) for word in COMPANIES if word not in PLANS]
    both = [DemoSettings(country="CA", plan=word) for word in PLANS]
    every = [*plans, *kinds, *both, DemoSettings(country="CA")]
    for place in ("company", "realm", "quickbooks_data"):
        assert len({getattr(one, place) for one in every}) == len(every)
    assert DemoSettings().company == "willow-park"
