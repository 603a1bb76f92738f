"""Options start from what the company has, and reject what isn't an option."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pytest
from pydantic import ValidationError

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.workflows.choices import Group, NothingToSuggest, note_of, suggested
from include.workflows.options import (
    ClassOptions,
    DateChoice,
    ItemRule,
    PayoutDate,
    WhenClosed,
    WhenEdited,
    WhenGone,
    WorkflowOptions,
    chosen_date,
)
from include.workflows.template import TemplateUnknown, template, templates
from tests.workflows.records import CLOSED_ON, deal

LISTS = Catalogue(
    [
        ListEntry(ListKind.PRODUCT, "1", "Gross Commission", "Service"),
        ListEntry(ListKind.PRODUCT, "2", "Transaction Fee", "Service"),
        ListEntry(ListKind.PRODUCT, "3", "Old Fee", "Service", active=False),
        ListEntry(ListKind.ACCOUNT, "35", "Checking Account", "Bank"),
        ListEntry(ListKind.ACCOUNT, "79", "Commission Income", "Income"),
        ListEntry(ListKind.ACCOUNT, "80", "Agent Commissions", "Cost of Goods Sold"),
    ]
)


@pytest.mark.parametrize("key", sorted(templates()))
def test_every_template_can_be_set_up_from_the_companys_lists(key: str) -> None:
    chosen = template(key)
    options = chosen.options.model_validate(suggested(chosen.options, LISTS))
    assert chosen.options.model_validate(options.model_dump(mode="json")) == options
    for name, field in chosen.options.model_fields.items():
        assert field.title, name
        assert field.description, name


def test_a_company_without_a_bank_account_is_told_what_to_create() -> None:
    lists = Catalogue(entry for entry in LISTS.entries if entry.type != "Bank")
    with pytest.raises(
        NothingToSuggest,
        match="Deposit to: .* no active account of type Bank or .* Create one in QuickBooks",
    ):
        suggested(template("billings-and-payments").options, lists)


def test_a_misspelled_option_is_rejected() -> None:
    chosen = template("income-via-invoices").options
    with pytest.raises(ValidationError, match="invoice_dat"):
        chosen.model_validate({**suggested(chosen, LISTS), "invoice_dat": "CORE close date"})


def test_an_unknown_template_is_answered_with_the_ones_there_are() -> None:
    with pytest.raises(TemplateUnknown, match="income-via-invoices"):
        template("income-via-magic")


@pytest.mark.parametrize(
    ("choices", "stored"),
    [
        (DateChoice, ["QuickBooks default", "CORE close date"]),
        (PayoutDate, ["QuickBooks default", "CORE close date", "Demand date"]),
        (WhenEdited, ["Overwrite with CORE", "Put on hold"]),
        (WhenClosed, ["Put on hold", "Post on the first open day"]),
        (WhenGone, ["Put on hold", "Void"]),
    ],
)
def test_choices_are_stored_and_shown_by_these_words(
    choices: type[StrEnum], stored: list[str]
) -> None:
    assert [choice.value for choice in choices] == stored


@pytest.mark.parametrize(
    ("choice", "day"),
    [
        (DateChoice.QUICKBOOKS_DEFAULT, None),
        (DateChoice.CLOSE_DATE, CLOSED_ON),
        (PayoutDate.QUICKBOOKS_DEFAULT, None),
        (PayoutDate.CLOSE_DATE, CLOSED_ON),
        (PayoutDate.DEMAND_DATE, dt.date(2026, 10, 20)),
    ],
)
def test_an_entrys_date_is_the_chosen_one(
    choice: DateChoice | PayoutDate, day: dt.date | None
) -> None:
    assert chosen_date(choice, deal(demand="2026-10-20"), "Demand date") == day


def test_without_a_field_or_a_date_in_it_the_demand_date_is_left_to_quickbooks() -> None:
    assert chosen_date(PayoutDate.DEMAND_DATE, deal(demand="2026-10-20")) is None
    assert chosen_date(PayoutDate.DEMAND_DATE, deal(demand="soon"), "Demand date") is None


def test_what_was_not_chosen_is_the_careful_choice() -> None:
    options = ClassOptions()
    assert options.edited_in_quickbooks is WhenEdited.OVERWRITE
    assert options.closed_period is WhenClosed.PUT_ON_HOLD
    assert options.no_longer_in_core is WhenGone.PUT_ON_HOLD
    assert options.fell_through is WhenGone.PUT_ON_HOLD
    assert (options.class_field, options.default_class, options.create_missing_classes) == (
        "",
        None,
        False,
    )
    rule = ItemRule(name="Referral fee")
    assert (rule.sync, rule.create_payment, rule.target) == (True, True, None)
    assert rule.create_payment is True


def test_options_never_change_once_they_are_chosen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        WorkflowOptions().fell_through = WhenGone.VOID  # type: ignore[misc]  # (the point of the test)


def test_what_happens_after_posting_has_its_own_heading() -> None:
    for field in WorkflowOptions.model_fields.values():
        assert note_of(field, Group) == Group("Changes after posting")


@pytest.mark.parametrize("key", sorted(templates()))
def test_optional_lists_and_switches_are_off(key: str) -> None:
    fields = template(key).options.model_fields
    values = {name: field.default for name, field in fields.items() if not field.is_required()}
    expected = {
        "item_rules": (),
        "create_missing_products": False,
        "payment_method": None,
        "itemized": True,
        "per_side": False,
        "print_later": False,
        "fixed_customer": "",
        "vendor_suffix": "(vendor)",
        "customer_suffix": "(agent billing)",
        "dates": "QuickBooks default",
    }
    for name, value in values.items():
        if name in expected:
            assert value == expected[name]
            assert type(value) is type(expected[name]) or isinstance(value, StrEnum)
        elif name.endswith("_date"):
            assert value == "QuickBooks default"


@pytest.mark.parametrize(("length", "fits"), [(0, True), (40, True), (41, False)])
def test_a_vendors_suffix_has_40_characters_at_most(length: int, *, fits: bool) -> None:
    chosen = template("expenses-via-bills").options
    values = {**suggested(chosen, LISTS), "vendor_suffix": "x" * length}
    if fits:
        assert chosen.model_validate(values)
        return
    with pytest.raises(ValidationError):
        chosen.model_validate(values)
