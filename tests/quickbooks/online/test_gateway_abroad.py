"""Companies in Canada, the UK and Australia: their facts, their tax codes, and tax that QuickBooks adds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.entries import EntryStatus
from include.books.gateway import Action, DocumentWrite, GatewayUnavailable, Posted, Rejected
from include.books.parties import PartyKind
from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox, running_company
from tests.quickbooks.online.books import Books, again, changed, open_books, taxed

CURRENCIES = {"CA": "CAD", "GB": "GBP", "AU": "AUD"}
Abroad = Callable[..., Books]


@pytest.fixture(scope="module")
def companies() -> Iterator[dict[str, RunningSandbox]]:
    """A company in each country."""
    with ExitStack() as running:
        yield {
            "CA": running.enter_context(running_company("CA")),
            "GB": running.enter_context(running_company("GB")),
            "AU": running.enter_context(running_company("AU")),
        }


@pytest.fixture
def abroad(companies: dict[str, RunningSandbox]) -> Iterator[Abroad]:
    """Opens the empty books of a company in a country, with other settings where they are given."""
    with ExitStack() as gateways:

        def opened(country: str, **settings: Any) -> Books:
            sandbox = companies[country]
            sandbox.reset()
            sandbox.set(**settings)
            books = open_books(sandbox, currency=CURRENCIES[country])
            gateways.callback(books.gateway.close)
            return books

        yield opened


@pytest.fixture
def ontario(abroad: Abroad) -> Books:
    """The books of a brokerage in Ontario."""
    return abroad("CA")


def rates(books: Books, name: str) -> tuple[Any, Any]:
    """A tax code's percentages for what is sold and what is bought."""
    found = next(
        one for one in books.lists.entries if (one.kind, one.name) == (ListKind.TAX_CODE, name)
    )
    return found.sales_rates, found.purchase_rates


def of_kind(books: Books, kind: DocumentKind) -> DocumentWrite:
    """A document of 100.00 and -20.00, without tax codes."""
    match kind:
        case DocumentKind.INVOICE:
            lines = ("Gross Commission", 100_00), ("Desk Fee", -20_00)
            return books.invoice(books.customer(), "TR-1", *lines)
        case DocumentKind.SALES_RECEIPT | DocumentKind.CREDIT_MEMO:
            lines = ("Gross Commission", 100_00), ("Desk Fee", -20_00)
            return books.sale(kind, books.customer(), "TR-1", *lines)
        case DocumentKind.DEPOSIT | DocumentKind.REFUND:
            account = "Commission Income" if kind is DocumentKind.DEPOSIT else "Accounts Receivable"
            lines = (account, 100_00), (account, -20_00)
            return books.money(kind, books.customer(), "TR-1", *lines)
        case DocumentKind.CHECK | DocumentKind.EXPENSE:
            lines = ("Agent Commissions", 100_00), ("Marketing", -20_00)
            return books.money(kind, books.vendor(), "TR-1", *lines)
        case _:
            lines = ("Agent Commissions", 100_00), ("Marketing", -20_00)
            return books.purchase(kind, books.vendor(), "TR-1", *lines)


TAXED = (
    DocumentKind.INVOICE,
    DocumentKind.SALES_RECEIPT,
    DocumentKind.CREDIT_MEMO,
    DocumentKind.DEPOSIT,
    DocumentKind.BILL,
    DocumentKind.VENDOR_CREDIT,
    DocumentKind.CHECK,
    DocumentKind.EXPENSE,
)


@pytest.mark.parametrize(
    ("country", "currency", "tax"),
    [("CA", "CAD", "GST/HST"), ("GB", "GBP", "VAT"), ("AU", "AUD", "GST")],
)
def test_a_company_is_known_by_its_country(
    abroad: Abroad, country: str, currency: str, tax: str
) -> None:
    facts = abroad(country).gateway.company()

    assert (facts.country, facts.currency, facts.tax_name) == (country, currency, tax)
    assert facts.tax_codes


def test_amounts_in_another_currency_than_the_books_are_refused(abroad: Abroad) -> None:
    canadian = abroad("CA").sandbox

    with pytest.raises(GatewayUnavailable, match="CORE's amounts are in USD") as stopped:
        open_books(canadian).gateway.company()

    assert "keeps its books in CAD. CoreBooks converts no amounts." in stopped.value.sentence
    assert canadian.entries() == []


def test_the_tax_codes_of_canada(ontario: Books) -> None:
    thirteen, gst, qst = Decimal(13), Decimal(5), Decimal("9.975")

    assert rates(ontario, "HST ON") == ((thirteen,), (thirteen,))
    assert rates(ontario, "GST/QST QC - 9.975") == ((gst, qst), (gst, qst))
    assert rates(ontario, "Zero-rated") == ((0,), (0,))
    assert rates(ontario, "Out of Scope") == ((), ())


def test_codes_that_are_inactive_or_hidden_are_not_offered(ontario: Books) -> None:
    kept = {one.name: one.active for one in ontario.lists.entries if one.kind is ListKind.TAX_CODE}

    assert (kept["HST NS"], kept["Adjustment"], kept["HST NS 2025"]) == (False, False, True)
    assert ontario.lists.by_name(ListKind.TAX_CODE, "Adjustment") is None


def test_in_australia_a_code_is_for_sales_or_for_purchases(abroad: Abroad) -> None:
    books = abroad("AU")

    assert rates(books, "GST") == ((10,), None)
    assert rates(books, "GST on purchases") == (None, (10,))


def test_in_quebec_codes_have_french_names() -> None:
    with running_company("CA", language="fr") as sandbox:
        books = open_books(sandbox, currency="CAD")
        write = taxed(of_kind(books, DocumentKind.INVOICE), books.code("TPS/TVQ QC - 9,975"))
        entry = books.written(write).entry
        books.gateway.close()

    assert entry is not None
    assert (entry.net, entry.tax) == (80_00, 4_00 + 7_98)


def test_a_deal_in_ontario_comes_out_to_the_cent(ontario: Books) -> None:
    books, hst = ontario, ontario.code("HST ON")
    seller = books.customer("Smith - 12 Oak")
    income = books.invoice(seller, "TR-1", ("Gross Commission", 30_000_00))
    co_broke = books.purchase(
        DocumentKind.BILL, books.vendor("Birch Realty"), "TR-1-B", ("Agent Commissions", 15_000_00)
    )
    agent = books.purchase(
        DocumentKind.BILL,
        books.vendor("Jane Doe"),
        "TR-1-A",
        ("Agent Commissions", 12_000_00),
        ("Agent Commissions", -395_00),
    )

    posted = [books.written(taxed(write, hst)) for write in (income, co_broke, agent)]
    books.written(books.payment(seller, posted[0].ref.id, 33_900_00))

    entries = [one.entry for one in posted]
    assert [(one.total, one.tax, one.net) for one in entries if one] == [
        (33_900_00, 3_900_00, 30_000_00),
        (16_950_00, 1_950_00, 15_000_00),
        (13_113_65, 1_508_65, 11_605_00),
    ]
    assert books.entry(DocumentKind.INVOICE, posted[0].ref.id).balance == 0
    assert books.balances()["GST/HST Payable"] == 441_35


@pytest.mark.parametrize(
    ("country", "code", "tax"), [("CA", "HST ON", 3_90_00), ("GB", "20.0% S", 6_00_00)]
)
def test_income_by_deposit_bears_the_tax_of_sales(
    abroad: Abroad, country: str, code: str, tax: int
) -> None:
    books = abroad(country)
    lines = ("Commission Income", 3_000_00)
    write = books.money(DocumentKind.DEPOSIT, books.customer(), "TR-1", lines)

    entry = books.entry(DocumentKind.DEPOSIT, books.written(taxed(write, books.code(code))).ref.id)

    assert (entry.total, entry.tax, entry.lines[0][1]) == (3_000_00 + tax, tax, 3_000_00)
    assert books.balances()["Commission Income"] == 3_000_00


@pytest.mark.parametrize("kind", TAXED)
def test_every_line_has_its_code_and_amounts_are_without_tax(
    ontario: Books, kind: DocumentKind
) -> None:
    hst, exempt = ontario.code("HST ON"), ontario.code("Exempt")
    write = taxed(of_kind(ontario, kind), hst, exempt)

    posted = ontario.written(write)

    entry = ontario.entry(kind, posted.ref.id)
    assert (entry.total, entry.tax, entry.net) == (93_00, 13_00, 80_00)
    assert [cents for _, cents in entry.lines] == [100_00, -20_00]
    assert (entry.tax_codes, entry.tax_mode) == ((hst.id, exempt.id), "TaxExcluded")
    assert posted.total == 93_00
    assert not entry.is_foreign


@pytest.mark.parametrize("kind", TAXED)
def test_an_update_has_its_tax_computed_again(ontario: Books, kind: DocumentKind) -> None:
    hst, gst = ontario.code("HST ON"), ontario.code("GST")
    write = taxed(of_kind(ontario, kind), hst)
    posted = ontario.written(write)

    ontario.written(taxed(again(write, Action.UPDATE, posted.ref), gst))

    entry = ontario.entry(kind, posted.ref.id)
    assert (entry.tax, entry.net, set(entry.tax_codes)) == (4_00, 80_00, {gst.id})


@pytest.mark.parametrize("kind", [kind for kind in TAXED if kind is not DocumentKind.DEPOSIT])
def test_what_is_voided_owes_no_tax(ontario: Books, kind: DocumentKind) -> None:
    write = taxed(of_kind(ontario, kind), ontario.code("HST ON"))
    posted = ontario.written(write)

    ontario.written(again(write, Action.VOID, posted.ref))

    entry = ontario.entry(kind, posted.ref.id)
    assert (entry.status, entry.total, entry.tax) == (EntryStatus.VOIDED, 0, 0)
    assert ontario.balances() == {}


def test_a_refund_and_a_payment_bear_no_tax(ontario: Books) -> None:
    refund = of_kind(ontario, DocumentKind.REFUND)

    entry = ontario.entry(DocumentKind.REFUND, ontario.written(refund).ref.id)

    assert (entry.total, entry.tax, entry.tax_mode) == (80_00, 0, "NotApplicable")
    assert entry.tax_codes == ()


def test_some_lines_with_a_code_and_some_without_are_not_sent(ontario: Books) -> None:
    write = taxed(of_kind(ontario, DocumentKind.BILL), ontario.code("HST ON"))
    first, second = write.document.lines
    write = changed(write, lines=(first, dataclasses.replace(second, tax=None)))

    (answer,) = ontario.send(write).values()

    assert isinstance(answer, Rejected)
    assert "“Marketing” has none, and other lines have one" in answer.sentence
    assert ontario.sandbox.entries() == []


@pytest.mark.parametrize(("rounding", "tax"), [("rate", 4_36), ("line", 4_35)])
def test_the_tax_is_what_quickbooks_rounds_it_to(abroad: Abroad, rounding: str, tax: int) -> None:
    books = abroad("CA", tax_rounding=rounding)
    lines = [("Gross Commission", 11_18)] * 3
    write = books.invoice(books.customer(), "TR-1", *lines)

    entry = books.entry(
        DocumentKind.INVOICE, books.written(taxed(write, books.code("HST ON"))).ref.id
    )

    assert (entry.net, entry.tax) == (33_54, tax)


@pytest.mark.parametrize("kind", [*TAXED, DocumentKind.REFUND])
def test_without_sales_tax_no_line_has_a_code(abroad: Abroad, kind: DocumentKind) -> None:
    books = abroad("CA", sales_tax=False)

    posted = books.written(of_kind(books, kind))

    entry = books.entry(kind, posted.ref.id)
    assert (entry.total, entry.tax, entry.tax_codes, entry.tax_mode) == (80_00, 0, (), "")
    assert not books.gateway.company().tax_codes
    assert not [one for one in books.lists.entries if one.kind is ListKind.TAX_CODE]


def test_sales_tax_that_is_turned_on_is_noticed(abroad: Abroad) -> None:
    books = abroad("CA", sales_tax=False)
    write = of_kind(books, DocumentKind.INVOICE)
    books.sandbox.set(sales_tax=True)

    (answer,) = books.send(write).values()

    assert isinstance(answer, Rejected)
    assert "needs a tax code on every line" in answer.sentence
    assert "Make sure all your transactions have a GST/HST rate before" in answer.sentence
    assert answer.what_to_do == ("Choose the tax codes in the workflow options, then run again.")
    books.gateway.look_again()
    assert books.gateway.company().tax_codes
    assert books.gateway.catalogue().by_name(ListKind.TAX_CODE, "HST ON")


def test_names_and_memos_keep_all_letters(ontario: Books) -> None:
    name, memo = "Łukasz Żak", "Rue Œuvre, 東京 🏠"
    assert ontario.gateway.party_name(name) == name
    assert ontario.lists.kept(name) == name
    ontario.party(PartyKind.VENDOR, name)
    write = changed(of_kind(ontario, DocumentKind.BILL), memo=memo, number="Ż-1")

    entry = ontario.entry(
        DocumentKind.BILL, ontario.written(taxed(write, ontario.code("GST"))).ref.id
    )

    assert ontario.gateway.find_parties(PartyKind.VENDOR, [name])[name].display_name == name
    assert (entry.number, entry.memo.startswith(memo)) == ("Ż-1", True)
    assert [one.ref for one in ontario.gateway.find_by_number(DocumentKind.BILL, ["Ż-1"])] == [
        entry.ref
    ]


def test_an_inactive_vendor_of_a_french_company_is_found_by_the_name_it_had() -> None:
    with running_company("CA", language="fr", sales_tax=False) as sandbox:
        books = open_books(sandbox, currency="CAD")
        vendor = books.vendor("Amy Côté")
        Person(sandbox).deactivate("Vendor", vendor)
        found = books.gateway.find_parties(PartyKind.VENDOR, ["Amy Côté", "Jane Doe"])
        second = books.vendor("Amy Côté")
        then = books.gateway.find_parties(PartyKind.VENDOR, ["Amy Côté"])
        books.gateway.close()

    assert {name: (one.ref.id, one.active) for name, one in found.items()} == {
        "Amy Côté": (vendor, False)
    }
    assert (then["Amy Côté"].ref.id, then["Amy Côté"].active) == (second, True)


def test_with_several_currencies_the_company_s_own_is_no_foreign_one(abroad: Abroad) -> None:
    books = abroad("CA", multicurrency=True)
    pat = Person(books.sandbox)
    pat.enter("Vendor", DisplayName="Miami Realty", CurrencyRef={"value": "USD"})
    pat.enter("Account", Name="USD bank", AccountType="Bank", CurrencyRef={"value": "USD"})
    books.vendor("Jane Doe")

    found = books.gateway.find_parties(PartyKind.VENDOR, ["Miami Realty", "Jane Doe"])
    accounts = {one.name: one.currency for one in books.gateway.catalogue().entries}
    entry = books.written(taxed(of_kind(books, DocumentKind.INVOICE), books.code("GST"))).entry

    assert books.gateway.company().multicurrency
    assert {name: one.currency for name, one in found.items()} == {
        "Miami Realty": "USD",
        "Jane Doe": "",
    }
    assert (accounts["USD bank"], accounts["Checking Account"]) == ("USD", "")
    assert entry is not None
    assert not entry.is_foreign
    sent = books.body("Invoice", entry.ref.id)
    assert sent["CurrencyRef"]["value"] == "CAD"
    assert sent.get("ExchangeRate") in (None, 1)


def test_what_is_read_costs_no_call_more_than_the_codes(ontario: Books) -> None:
    ontario.sandbox.reset_meter()
    gateway = open_books(ontario.sandbox, currency="CAD").gateway
    facts, lists = 2, 4
    assert ontario.sandbox.metered()["total"] == facts + lists + 2
    gateway.close()


def test_what_a_person_edits_is_read(ontario: Books) -> None:
    gst = ontario.code("GST")
    posted: Posted = ontario.written(
        taxed(of_kind(ontario, DocumentKind.BILL), ontario.code("HST ON"))
    )
    body = ontario.body("Bill", posted.ref.id)
    for line in body["Line"]:
        line["AccountBasedExpenseLineDetail"]["TaxCodeRef"] = {"value": gst.id}
    fields = {"GlobalTaxCalculation": "TaxExcluded", "Line": body["Line"]}
    ontario.sandbox.edit("Bill", posted.ref.id, **fields)

    entry = ontario.entry(DocumentKind.BILL, posted.ref.id)

    assert (entry.net, entry.tax, set(entry.tax_codes)) == (80_00, 4_00, {gst.id})


@pytest.mark.parametrize("kind", TAXED)
def test_an_entry_from_before_sales_tax_gets_its_codes_by_an_update(
    abroad: Abroad, kind: DocumentKind
) -> None:
    before = abroad("CA", sales_tax=False)
    write = of_kind(before, kind)
    posted = before.written(write)
    before.sandbox.set(sales_tax=True)
    books = open_books(before.sandbox, currency="CAD")

    books.written(taxed(again(write, Action.UPDATE, posted.ref), books.code("HST ON")))

    entry = books.entry(kind, posted.ref.id)
    assert (entry.net, entry.tax, entry.tax_mode) == (80_00, 10_40, "TaxExcluded")
    books.gateway.close()


@pytest.mark.parametrize("kind", [kind for kind in TAXED if kind is not DocumentKind.DEPOSIT])
def test_an_entry_with_codes_is_voided_where_sales_tax_was_turned_off(
    ontario: Books, kind: DocumentKind
) -> None:
    write = taxed(of_kind(ontario, kind), ontario.code("HST ON"))
    posted = ontario.written(write)
    ontario.sandbox.set(sales_tax=False)
    ontario.gateway.look_again()

    ontario.written(again(write, Action.VOID, posted.ref))

    entry = ontario.entry(kind, posted.ref.id)
    assert (entry.status, entry.total, entry.tax) == (EntryStatus.VOIDED, 0, 0)


def test_an_entry_is_voided_though_its_code_became_inactive(ontario: Books) -> None:
    hst = ontario.code("HST ON")
    write = taxed(of_kind(ontario, DocumentKind.BILL), hst)
    posted = ontario.written(write)
    ontario.sandbox.edit("TaxCode", hst.id, "deactivate")

    ontario.written(again(write, Action.VOID, posted.ref))

    assert ontario.entry(DocumentKind.BILL, posted.ref.id).status is EntryStatus.VOIDED


def test_a_code_that_became_inactive_is_named_as_the_cause(ontario: Books) -> None:
    hst = ontario.code("HST ON")
    ontario.sandbox.edit("TaxCode", hst.id, "deactivate")

    (answer,) = ontario.send(taxed(of_kind(ontario, DocumentKind.BILL), hst)).values()

    assert isinstance(answer, Rejected)
    assert "uses an account, product, tax code, customer, or vendor that is inactive" in (
        answer.sentence
    )
    ontario.gateway.look_again(whole=True)
    assert ontario.gateway.catalogue().by_name(ListKind.TAX_CODE, "HST ON") is None


def test_amounts_that_a_person_entered_with_tax_are_read_without_it(ontario: Books) -> None:
    gst = ontario.code("GST")
    line = {
        "Amount": 105,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {
            "AccountRef": {"value": ontario.account("Marketing").id},
            "TaxCodeRef": {"value": gst.id},
        },
    }
    bill = Person(ontario.sandbox).enter(
        "Bill",
        VendorRef={"value": ontario.vendor()},
        GlobalTaxCalculation="TaxInclusive",
        Line=[line],
    )

    entry = ontario.entry(DocumentKind.BILL, bill["Id"])

    assert (entry.total, entry.tax, entry.net) == (105_00, 5_00, 100_00)
    assert ([cents for _, cents in entry.lines], entry.tax_mode) == ([100_00], "TaxInclusive")


def test_a_vendor_outside_the_united_states_has_no_1099(ontario: Books) -> None:
    name = "Zoë Roy"

    ref = ontario.party(PartyKind.VENDOR, name, is_1099=True, tax_id="123456782")

    body = ontario.body("Vendor", ref.id)
    assert (body["Vendor1099"], body.get("TaxIdentifier")) == (False, None)


def test_tax_that_a_person_corrected_by_a_cent_is_read_and_an_update_computes_it_again(
    ontario: Books,
) -> None:
    write = taxed(of_kind(ontario, DocumentKind.BILL), ontario.code("HST ON"))
    posted = ontario.written(write)
    body = ontario.body("Bill", posted.ref.id)
    detail = body["TxnTaxDetail"]
    detail["TaxLine"][0]["Amount"] = Decimal("10.41")
    ontario.sandbox.edit("Bill", posted.ref.id, TxnTaxDetail=detail, Line=body["Line"])

    corrected = ontario.entry(DocumentKind.BILL, posted.ref.id)

    assert (corrected.total, corrected.tax, corrected.net) == (90_41, 10_41, 80_00)
    ontario.written(again(write, Action.UPDATE, corrected.ref))
    assert ontario.entry(DocumentKind.BILL, posted.ref.id).tax == 10_40


def test_a_line_without_a_code_is_told_in_whatever_words_quickbooks_has(abroad: Abroad) -> None:
    books = abroad("CA", sales_tax=False, no_code_words="lines")
    write = of_kind(books, DocumentKind.BILL)
    books.sandbox.set(sales_tax=True)

    (answer,) = books.send(write).values()

    assert isinstance(answer, Rejected)
    assert "needs a tax code on every line" in answer.sentence
