"""A template is one module; each describes itself well enough for pages, forms and documentation."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from typing import Any

import pytest

from include.books.catalogue import ListKind
from include.books.country_words import words_of
from include.books.documents import DocumentKind
from include.books.gateway import CompanyFacts, Feature
from include.workflows import templates as package
from include.workflows.category import Category
from include.workflows.choices import Choice, Group, note_of, option_fields
from include.workflows.template import (
    Posting,
    Template,
    TemplateUnavailable,
    TemplateUnknown,
    document_key,
    kinds_of,
    of_category,
    require,
    template,
    templates,
    why_unavailable,
    without_disbursement,
)
from tests.workflows.records import deal, posting_of, ref

KEYS = sorted(templates())
MODULES = [module.name for module in pkgutil.iter_modules(package.__path__)]


def company(*missing: Feature) -> CompanyFacts:
    return CompanyFacts("1", "Willow & Park Realty", "Online", missing=frozenset(missing))


def options_of(key: str, **values: Any) -> Any:
    chosen = template(key)
    account, product = ref(ListKind.ACCOUNT, "Escrow"), ref(ListKind.PRODUCT, "Desk fee")
    lists = {
        name: product if choice.kind is ListKind.PRODUCT else account
        for name, field in chosen.options.model_fields.items()
        if field.is_required() and (choice := note_of(field, Choice))
    }
    return chosen.options.model_validate({**lists, **values})


def titles(category: Category) -> list[str]:
    return [offered.title for offered in of_category(category)]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_package_is_a_template_found_by_its_key(name: str) -> None:
    made = importlib.import_module(f"{package.__name__}.{name}").TEMPLATE
    assert isinstance(made, Template)
    assert made.key.replace("-", "_") == name
    assert template(made.key) is made
    assert made.title
    assert made.summary.endswith(".")
    assert made.creates
    assert all(sentence.endswith(".") for sentence in made.creates)


def test_the_seven_templates_by_category() -> None:
    assert len(MODULES) == len(KEYS) == 7
    assert titles(Category.BROKERAGE_INCOME) == [
        "Track broker income via deposits",
        "Track broker income via invoices",
        "Track broker income via sales receipts",
    ]
    assert titles(Category.AGENT_EXPENSES) == [
        "Send agent commission payments via bills",
        "Send agent commission payments via checks",
        "Send agent commission payments via expenses",
    ]
    assert titles(Category.AGENT_BILLING) == ["Track agent billings and payments"]


@pytest.mark.parametrize("key", KEYS)
def test_every_option_has_a_title_and_help(key: str) -> None:
    for name, field in template(key).options.model_fields.items():
        assert field.title, name
        assert (field.description or "").endswith("."), name


@pytest.mark.parametrize("key", KEYS)
def test_every_option_that_is_chosen_from_a_list_says_from_which(key: str) -> None:
    chosen = {
        name: field
        for name, field in template(key).options.model_fields.items()
        if "ListRef" in str(field.annotation)
    }
    assert chosen
    for name, field in chosen.items():
        choice = note_of(field, Choice)
        assert choice, name
        assert bool(choice.suggest) is field.is_required(), name


@pytest.mark.parametrize("key", KEYS)
def test_the_options_have_a_json_schema_that_pages_and_forms_are_made_from(key: str) -> None:
    schema = template(key).options.model_json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(template(key).options.model_fields)


@pytest.mark.parametrize("key", KEYS)
def test_options_survive_being_stored(key: str) -> None:
    options = options_of(key)
    stored = json.loads(json.dumps(options.model_dump(mode="json")))
    assert template(key).options.model_validate(stored) == options


def test_bills_cannot_be_used_by_a_company_without_bills() -> None:
    chosen, options = template("expenses-via-bills"), options_of("expenses-via-bills")
    with pytest.raises(TemplateUnavailable) as refused:
        require(chosen, options, company(Feature.BILLS))
    assert str(refused.value) == (
        "“Send agent commission payments via bills” can't be used because this QuickBooks company "
        "has no bills. Choose another template or option, or upgrade the QuickBooks subscription and "
        "reconnect the company."
    )
    assert refused.value.reason == "this QuickBooks company has no bills"
    require(chosen, options, company())


def test_deposits_cannot_be_used_where_they_bear_no_tax_and_no_subscription_helps() -> None:
    chosen, options = template("income-via-deposits"), options_of("income-via-deposits")
    with pytest.raises(TemplateUnavailable) as refused:
        require(chosen, options, company(Feature.DEPOSIT_TAX))
    assert str(refused.value) == (
        "“Track broker income via deposits” can't be used because this QuickBooks company has no "
        "sales tax on deposits. Choose another template or option."
    )
    assert why_unavailable(template("income-via-invoices"), company(Feature.DEPOSIT_TAX)) == ""
    require(chosen, options, company())


@pytest.mark.parametrize("key", KEYS)
def test_templates_need_only_what_they_make(key: str) -> None:
    chosen = template(key)
    bills = {DocumentKind.BILL, DocumentKind.VENDOR_CREDIT}
    sales = {DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO}
    needed = {
        *([Feature.BILLS] if chosen.kinds & bills else []),
        *([Feature.SALES] if chosen.kinds & sales else []),
        *([Feature.DEPOSIT_TAX] if DocumentKind.DEPOSIT in chosen.kinds else []),
    }

    assert chosen.needs == needed
    require(chosen, options_of(key), company(*(set(Feature) - needed)))
    for feature in needed:
        with pytest.raises(TemplateUnavailable, match=f"has no {feature}"):
            require(chosen, options_of(key), company(feature))


@pytest.mark.parametrize("key", [key for key in KEYS if key != "billings-and-payments"])
def test_classes_are_needed_as_soon_as_they_are_chosen(key: str) -> None:
    for classes in ({"class_field": "Office"}, {"default_class": ref(ListKind.CLASS, "Boston")}):
        options = options_of(key, **classes)
        require(template(key), options, company())
        with pytest.raises(TemplateUnavailable, match="has no classes"):
            require(template(key), options, company(Feature.CLASSES))


def test_a_payment_method_on_expenses_needs_a_quickbooks_that_has_it() -> None:
    chosen, ach = template("expenses-via-expenses"), ref(ListKind.PAYMENT_METHOD, "ACH")
    without = company(Feature.EXPENSE_METHODS)
    with pytest.raises(TemplateUnavailable, match="has no payment methods on expenses"):
        require(chosen, options_of(chosen.key, payment_method=ach), without)
    require(chosen, options_of(chosen.key, payment_method=ach), company())
    receipts = template("income-via-sales-receipts")
    require(receipts, options_of(receipts.key, payment_method=ach), without)


def test_a_template_says_beforehand_why_a_company_cannot_use_it() -> None:
    bills = template("expenses-via-bills")
    assert why_unavailable(bills, company(*Feature)) == "this QuickBooks company has no bills"
    assert why_unavailable(bills, company(Feature.CLASSES)) == ""
    assert why_unavailable(template("expenses-via-checks"), company(*Feature)) == ""


def test_an_unknown_template_is_answered_with_the_ones_there_are() -> None:
    with pytest.raises(TemplateUnknown) as unknown:
        template("income-via-magic")
    assert str(unknown.value) == (
        "There is no template named 'income-via-magic'. Choose one of: billings-and-payments, "
        "expenses-via-bills, expenses-via-checks, expenses-via-expenses, income-via-deposits, "
        "income-via-invoices, income-via-sales-receipts."
    )


def test_a_posting_of_nothing_says_nothing() -> None:
    nothing = Posting()
    assert (nothing.documents, nothing.on_hold, nothing.skipped, nothing.new_lists) == ((),) * 4
    assert (nothing.needless, nothing.not_ready, nothing.fell_through) == ({}, "", False)
    assert (nothing.day, nothing.complete) == (None, True)


def test_a_category_makes_the_entries_of_its_templates() -> None:
    assert sorted(kinds_of(Category.BROKERAGE_INCOME)) == ["deposit", "invoice", "sales receipt"]
    assert sorted(kinds_of(Category.AGENT_EXPENSES)) == [
        "bill",
        "check",
        "expense",
        "vendor credit",
    ]


def test_everything_that_is_missing_is_named_at_once() -> None:
    options = options_of("expenses-via-bills", class_field="Office")
    with pytest.raises(TemplateUnavailable, match="has no bills and no classes"):
        require(template("expenses-via-bills"), options, company(*Feature))


def test_document_keys_hang_on_the_deal_and_the_payee() -> None:
    assert (
        document_key(Category.AGENT_EXPENSES, "transaction:123", "payee:agent:45")
        == "agent_expenses/transaction:123/payee:agent:45"
    )


@pytest.mark.parametrize("key", [key for key in KEYS if key != "billings-and-payments"])
def test_a_template_is_a_pure_function_of_the_record(key: str) -> None:
    assert posting_of(key, deal()) == posting_of(key, deal())


@pytest.mark.parametrize(
    ("status", "says", "fell_through"),
    [("closed", "no disbursement in CORE", False), ("cancelled", "canceled in CORE", True)],
)
def test_without_a_disbursement_there_is_nothing_to_post(
    status: str, says: str, *, fell_through: bool
) -> None:
    assert without_disbursement(deal(None, status)) == Posting(
        not_ready=says, fell_through=fell_through
    )


_OF_THE_US = re.compile(r"\b(?:checks?|sales tax|zip|dollars?)\b|checking account", re.IGNORECASE)


@pytest.mark.parametrize("country", ["CA", "GB", "AU"])
@pytest.mark.parametrize("key", KEYS)
def test_no_template_tells_a_company_elsewhere_of_checks_or_sales_tax(
    key: str, country: str
) -> None:
    with words_of(country):
        found = template(key)
        texts = [found.title, found.summary, *found.creates, found.makes]
        for field in option_fields(found.options).values():
            group = note_of(field, Group)
            texts += [field.title or "", field.description or "", group.heading if group else ""]
    assert [text for text in texts if _OF_THE_US.search(text)] == []
    assert (found.key, found.options) == (key, template(key).options)


def test_a_template_is_titled_as_the_company_it_is_shown_to_writes() -> None:
    with words_of("CA"):
        assert template("expenses-via-checks").title == "Send agent commission payments via cheques"
        assert template("expenses-via-checks").makes == "cheques"
    assert template("expenses-via-checks").title == "Send agent commission payments via checks"
