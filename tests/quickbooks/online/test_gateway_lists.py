"""Parties, products and classes, and what a company's plan has."""

from __future__ import annotations

import datetime as dt
import logging

import httpx
import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.gateway import (
    Action,
    Feature,
    GatewayUnavailable,
    ListWrite,
    NoResponse,
    Posted,
    Recovery,
    Rejected,
)
from include.books.parties import PartyKind
from include.clock import SystemClock
from include.quickbooks.online.entries.parties import party_item
from include.quickbooks.online.gateway import OnlineGateway
from tests.quickbooks.online.books import Books, by_id, only, party_write
from tests.quickbooks.online.fakes import offline_calls, offline_settings

TAX_ID = "123-45-6789"


def test_products_and_classes_are_created(books: Books) -> None:
    income = books.account("Other Income")
    product = ListWrite("request-1", ListKind.PRODUCT, "Staging", income.id)
    office = ListWrite("request-2", ListKind.CLASS, "Park Avenue")

    answers = by_id(books.gateway.write_lists([product, office]))

    assert all(isinstance(answer, Posted) for answer in answers.values())
    lists = books.gateway.catalogue()
    staging = lists.by_name(ListKind.PRODUCT, "Staging")
    park = lists.by_name(ListKind.CLASS, "Park Avenue")
    assert staging is not None
    assert (staging.type, staging.account_id) == ("Service", income.id)
    assert park is not None
    first, second = answers["request-1"], answers["request-2"]
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (first.ref.id, second.ref.id) == (staging.id, park.id)


def test_a_product_whose_name_is_in_use_is_refused_with_what_has_it(books: Books) -> None:
    gross = books.product("Gross Commission")
    books.sandbox.set(inactive_renamed=False)
    books.sandbox.edit("Item", gross.id, "deactivate")
    write = ListWrite("request-1", ListKind.PRODUCT, "gross commission", "1")
    income = books.account("Other Income")

    (answer,) = books.gateway.write_lists(
        [ListWrite(write.request_id, write.kind, write.name, income.id)]
    )

    assert isinstance(answer, Rejected)
    assert answer.recovery is Recovery.ON_HOLD
    assert f"already has the inactive product Gross Commission (ID {gross.id})" in answer.sentence
    assert "vendor" not in answer.sentence + answer.what_to_do


def test_a_product_that_cannot_be_sent_is_on_hold_beside_one_that_can(books: Books) -> None:
    income = books.account("Other Income").id
    writes = [
        ListWrite("bad", ListKind.PRODUCT, "Fees: all", income),
        ListWrite("good", ListKind.PRODUCT, "Fees", income),
    ]

    answers = by_id(books.gateway.write_lists(writes))

    assert isinstance(answers["bad"], Rejected)
    assert isinstance(answers["good"], Posted)


def test_every_party_is_listed_inactive_ones_included(books: Books) -> None:
    jane, lee = books.vendor("Jane Doe"), books.vendor("Lee Park")
    books.customer("12 Oak Street")
    books.sandbox.edit("Vendor", lee, "deactivate")

    vendors = {one.ref.id: one for one in books.gateway.parties(PartyKind.VENDOR)}

    assert set(vendors) == {jane, lee}
    assert (vendors[jane].display_name, vendors[jane].active) == ("Jane Doe", True)
    assert not vendors[lee].active
    assert [one.display_name for one in books.gateway.parties(PartyKind.CUSTOMER)] == [
        "12 Oak Street"
    ]
    assert list(books.gateway.parties(PartyKind.EMPLOYEE)) == []


def test_a_name_in_use_is_known_in_quickbooks_own_letters(books: Books) -> None:
    books.vendor("Łukasz Żak")

    holder = books.gateway.name_taken_by("łukasz żak")
    (answer,) = books.gateway.write_parties([party_write(PartyKind.CUSTOMER, "Łukasz Żak")])

    assert holder is not None
    assert (holder.kind, holder.display_name) == (PartyKind.VENDOR, "Lukasz Zak")
    assert isinstance(answer, Rejected)
    assert "already has a vendor named Lukasz Zak" in answer.sentence


def test_a_name_with_no_letter_left_is_on_hold(books: Books) -> None:
    write = party_write(PartyKind.VENDOR, "李明")

    (answer,) = books.gateway.write_parties([write])

    assert isinstance(answer, Rejected)
    assert "QuickBooks can't keep any letter of 李明" in answer.sentence
    assert books.gateway.find_parties(PartyKind.VENDOR, ["李明"]) == {}
    assert books.gateway.name_taken_by("李明") is None


def test_a_1099_vendor_has_a_tax_id_that_is_nowhere_to_be_read(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    write = party_write(PartyKind.VENDOR, "Jane Doe", is_1099=True, tax_id=TAX_ID)

    answer = only(books.gateway.write_parties([write]))

    body = books.body("Vendor", answer.ref.id)
    assert (body["Vendor1099"], body["TaxIdentifier"]) == (True, "XXXXX6789")
    update = party_write(PartyKind.VENDOR, "Jane Roe", Action.UPDATE, answer.ref)
    only(books.gateway.write_parties([update]))
    assert books.body("Vendor", answer.ref.id)["TaxIdentifier"] == "XXXXX6789"
    shown = f"{write!r} {answer!r} {party_item(write)!r} {write.party.label} {caplog.text}"
    assert "vendor" in shown
    assert TAX_ID not in shown


def test_customers_have_no_tax_id() -> None:
    item = party_item(party_write(PartyKind.CUSTOMER, "Jane Doe", tax_id=TAX_ID))

    assert "TaxIdentifier" not in item.body
    assert TAX_ID not in str(dict(item.body))


@pytest.mark.parametrize("said", [TAX_ID, "123456789"])
@pytest.mark.parametrize(
    ("code", "answer_type"), [("6000", Rejected), ("10000", NoResponse), ("99999", Rejected)]
)
def test_quickbooks_own_words_do_not_give_the_tax_id_away(
    said: str, code: str, answer_type: type
) -> None:
    error = {"code": code, "Message": "Business Validation Error", "Detail": f"{said} is no id"}
    body = {"Fault": {"Error": [error], "type": "ValidationFault"}}
    calls = offline_calls(lambda _: httpx.Response(400, json=body))
    gateway = OnlineGateway(offline_settings(), calls, SystemClock())

    (answer,) = gateway.write_parties([party_write(PartyKind.VENDOR, "Jane", tax_id=TAX_ID)])

    assert isinstance(answer, answer_type)
    assert said not in repr(answer)


def test_a_tax_id_that_is_too_long_is_not_repeated(books: Books) -> None:
    write = party_write(PartyKind.VENDOR, "Jane Doe", tax_id="9" * 21)

    (answer,) = books.gateway.write_parties([write])

    assert isinstance(answer, Rejected)
    assert "The tax ID of vendor Jane Doe can't be posted" in answer.sentence
    assert "9" * 21 not in repr(answer)


@pytest.mark.parametrize(
    ("knobs", "missing"),
    [
        ({"offering_sku": "QuickBooks Online Plus"}, set()),
        ({"offering_sku": "QuickBooks Online Essentials"}, {Feature.CLASSES}),
        (
            {"offering_sku": "QuickBooks Online Simple Start"},
            {Feature.BILLS, Feature.CLASSES},
        ),
        ({"offering_sku": "QuickBooks Database", "bills": False, "classes": True}, {Feature.BILLS}),
    ],
)
def test_what_a_plan_lacks_is_found_by_asking(
    books: Books, knobs: dict[str, object], missing: set[Feature]
) -> None:
    books.sandbox.set(**knobs)

    facts = books.gateway.company()
    lists = books.gateway.catalogue()

    assert facts.missing == missing
    classes = [one for one in lists.entries if one.kind is ListKind.CLASS]
    assert bool(classes) is (Feature.CLASSES not in missing)
    books.sandbox.set(offering_sku="QuickBooks Online Plus", bills=None, classes=None)


def test_a_plan_without_bills_has_none_that_changed(books: Books) -> None:
    write = books.purchase(DocumentKind.BILL, books.vendor(), "TR-1", ("Agent Commissions", 1_00))
    bill = books.written(write)
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=90)
    kinds = [DocumentKind.BILL, DocumentKind.CHECK]
    assert [one.ref.id for one in books.gateway.entries_changed(kinds, long_ago)] == [bill.ref.id]

    books.sandbox.set(bills=False)

    assert list(books.gateway.entries_changed(kinds, long_ago)) == []
    assert list(books.gateway.find_by_number(DocumentKind.BILL, ["TR-1"])) == []
    with pytest.raises(GatewayUnavailable):  # what cannot be read is not taken for deleted
        books.gateway.read_entries(DocumentKind.BILL, [bill.ref.id])
    books.sandbox.set(bills=None)


def test_a_bill_in_a_plan_without_bills_is_on_hold(books: Books) -> None:
    write = books.purchase(DocumentKind.BILL, books.vendor(), "TR-1", ("Agent Commissions", 1_00))
    books.sandbox.set(bills=False)

    answer = books.send(write)[write.request_id]

    assert isinstance(answer, Rejected)
    assert (answer.code, answer.recovery) == ("5030", Recovery.ON_HOLD)
    books.sandbox.set(bills=None)


@pytest.mark.parametrize(
    ("plan", "missing"),
    [
        ("QuickBooks Online Simple Start", {Feature.BILLS, Feature.CLASSES}),
        ("QuickBooks Online EasyStart", {Feature.BILLS, Feature.CLASSES}),
        ("QuickBooks Online Essentials", {Feature.CLASSES}),
        ("QuickBooks Online Plus", set()),
        ("QuickBooks Online Advanced", set()),
        ("Intuit Enterprise Suite", set()),
        ("QuickBooks Ledger", {Feature.BILLS, Feature.CLASSES, Feature.SALES}),
    ],
)
def test_what_each_plan_is_without(books: Books, plan: str, missing: set[Feature]) -> None:
    books.sandbox.set(offering_sku=plan)

    facts = books.gateway.check_connection()

    assert facts.edition == plan
    assert set(facts.missing) == missing
    books.sandbox.set(offering_sku="QuickBooks Online Plus")


@pytest.mark.parametrize("plan", ["QuickBooks Self-Employed", "QuickBooks Solopreneur"])
def test_plans_without_double_entry_are_refused_with_the_reason(books: Books, plan: str) -> None:
    books.sandbox.set(offering_sku=plan)

    with pytest.raises(GatewayUnavailable, match=f"is on {plan}, which has no ") as stopped:
        books.gateway.check_connection()

    assert stopped.value.recovery is Recovery.RECONNECT
    assert "Simple Start or higher" in stopped.value.what_to_do
    books.sandbox.set(offering_sku="QuickBooks Online Plus")


@pytest.mark.parametrize("kind", [DocumentKind.PAYMENT, DocumentKind.DEPOSIT])
def test_where_numbers_cannot_be_asked_for_nothing_is_found(kind: DocumentKind) -> None:
    gateway = refusing("4001")

    assert list(gateway.find_by_number(kind, ["P77"])) == []


def test_other_numbers_can_always_be_asked_for() -> None:
    with pytest.raises(GatewayUnavailable) as stopped:
        list(refusing("4001").find_by_number(DocumentKind.BILL, ["TR-1"]))

    assert stopped.value.recovery is Recovery.FAULT


def refusing(code: str) -> OnlineGateway:
    """A gateway to a company that answers every question with an error."""
    error = {"code": code, "Message": "Property DocNumber not found for the entity"}
    body = {"Fault": {"Error": [error], "type": "ValidationFault"}}
    calls = offline_calls(lambda _: httpx.Response(400, json=body))
    return OnlineGateway(offline_settings(), calls, SystemClock())
