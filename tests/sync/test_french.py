"""A company in Quebec whose QuickBooks is in French: what is inactive or voided there is found in any words.

Which words QuickBooks uses then is in no public source that was found, so the tests use several.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.people import agent, deactivate, deal, matches, payees, put, vendors
from tests.sync.tax_office import open_abroad

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole


@pytest.fixture(params=[("", ""), ("désactivé", "Nulle"), ("Inactif", "ANNULÉE")])
def quebec(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """An office whose QuickBooks has French words of its own for what is inactive and what is voided."""
    inactive, voided = request.param
    folder = tmp_path_factory.mktemp("quebec")
    words = {"inactive_word": inactive, "voided_word": voided}
    with open_abroad(folder, "CA", language="fr", sales_tax=False, **words) as office:
        yield office


def test_an_inactive_vendor_is_never_replaced_by_a_second_one(quebec: Office) -> None:
    amy = agent(quebec, "Amy", "Côté")
    deal(quebec, "1 rue du Chêne", amy)
    quebec.run(EXPENSES)
    vendor = matches(quebec)[f"vendor/agent:{amy}"]
    deactivate(quebec, vendor)
    assert vendors(quebec)[vendor]["DisplayName"] != "Amy Côté"
    deal(quebec, "2 rue du Chêne", amy)
    (hold,) = quebec.run(EXPENSES).on_hold
    assert hold.cause == "inactive in QuickBooks"
    assert "The vendor Amy Côté is inactive in QuickBooks." in hold.sentence
    assert len(vendors(quebec)) == 1


def test_the_name_of_an_inactive_vendor_is_asked_about_before_it_is_given_again(
    quebec: Office,
) -> None:
    deactivate(quebec, put(quebec, "Amy Côté"))
    amy = agent(quebec, "Amy", "Côté")
    deal(quebec, "1 rue du Chêne", amy)
    (hold,) = quebec.run(EXPENSES).on_hold
    assert hold.cause == "inactive in QuickBooks"
    assert payees(quebec) == []


def test_an_invoice_voided_by_hand_is_told_as_voided_and_not_as_edited(quebec: Office) -> None:
    amy = agent(quebec, "Amy", "Côté")
    deal(quebec, "1 rue du Chêne", amy)
    quebec.run(INCOME)
    (invoice,) = quebec.entries("Invoice")
    quebec.quickbooks.edit("Invoice", invoice["id"], "void")
    quebec.run(INCOME)
    (sentence,) = quebec.on_hold(INCOME)
    assert "was voided in QuickBooks" in sentence
