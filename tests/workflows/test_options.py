"""Options start from what the company has, and reject what isn't an option."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.workflows.choices import NothingToSuggest, suggested
from include.workflows.template import TemplateUnknown, template, templates

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
