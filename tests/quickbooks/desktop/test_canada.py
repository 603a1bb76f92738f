"""A Canadian company file: its facts, its tax codes, and entries with tax, sent and read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, marker
from include.books.entries import Entry, EntryStatus
from include.books.gateway import (
    Action,
    DocumentWrite,
    Feature,
    GatewayUnavailable,
    PartyWrite,
    Posted,
    Recovery,
    Rejected,
)
from include.books.parties import Party, PartyKind
from include.books.sales_tax import is_rounding
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from sandbox.quickbooks_desktop.canada import GST_HST
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.testing import canadian_file
from tests.quickbooks.desktop.test_entries import DAY
from tests.sync.direct_desktop import OWNER, DirectQueue
from tests.web_connector.pc import COMPANY

SOLD = (DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO)
BOUGHT = (
    DocumentKind.BILL,
    DocumentKind.VENDOR_CREDIT,
    DocumentKind.CHECK,
    DocumentKind.EXPENSE,
)
TAXED = (*SOLD, *BOUGHT)


@pytest.fixture
def file() -> Iterator[CompanyFile]:
    opened = canadian_file()
    yield opened
    opened.close()


def gateway(file: CompanyFile, country: str = "CA", currency: str = "CAD") -> DesktopGateway:
    settings = DesktopSettings(COMPANY, OWNER, country=country, currency=currency)
    return DesktopGateway(settings, DirectQueue(file))


def codes(file: CompanyFile) -> Catalogue:
    return gateway(file).catalogue()


def code(file: CompanyFile, letters: str) -> ListRef:
    return ListRef(ListKind.TAX_CODE, file.names("SalesTaxCode")[letters], letters)


def document(
    file: CompanyFile, kind: DocumentKind, *lines: tuple[int, str], card: bool = False
) -> DocumentWrite:
    """A document: its lines with cents without tax, and the letters of a tax code (or none)."""
    sold = kind in SOLD
    customer = sold or kind in (DocumentKind.PAYMENT, DocumentKind.DEPOSIT, DocumentKind.REFUND)
    product, account = ListKind.PRODUCT, ListKind.ACCOUNT
    named = "Accounts Receivable" if kind is DocumentKind.REFUND else "Agent Commissions"
    target = (
        ListRef(product, file.names("ItemService")["Gross Commission"], "Gross Commission")
        if sold
        else ListRef(account, file.names("Account")[named], named)
    )
    paid_from = "Company Credit Card" if card else "Checking Account"
    bank = ListRef(account, file.names("Account")[paid_from], paid_from)
    party_kind = PartyKind.CUSTOMER if customer else PartyKind.VENDOR
    party = f"Amy Adler ({party_kind})"
    list_name = party_kind.value.capitalize()
    known = file.names(list_name)
    made = Document(
        key=f"agent_expenses/transaction:1/{kind}",
        kind=kind,
        party=Party(f"{party_kind}/agent:1", party_kind, party),
        lines=tuple(
            Line("Commission", "Amy's", cents, target, code(file, tax) if tax else None)
            for cents, tax in lines
        ),
        number="TR-1",
        memo="12 Elm St",
        account=bank,
    )
    return DocumentWrite(
        f"r-{kind}",
        Action.CREATE,
        made,
        marker("c", made.key),
        DAY,
        DAY,
        known.get(party) or file.enter(list_name, Name=party).id,
        from_credit_card=card,
    )


def post(file: CompanyFile, write: DocumentWrite) -> Posted:
    [answer] = gateway(file).write_documents([write])
    assert isinstance(answer, Posted), answer
    return answer


def read(file: CompanyFile, kind: DocumentKind, id_: str) -> Entry:
    return gateway(file).read_entries(kind, [id_])[id_]


def test_the_facts_say_that_every_line_needs_a_tax_code(file: CompanyFile) -> None:
    facts = gateway(file).company()
    assert (facts.country, facts.currency, facts.tax_name) == ("CA", "CAD", "GST/HST")
    assert facts.tax_codes
    assert facts.sales_tax
    assert Feature.DEPOSIT_TAX in facts.missing

    file.set(sales_tax=False, multicurrency=True)
    off = gateway(file).company()
    assert (off.country, off.currency) == ("CA", "CAD")
    assert off.multicurrency
    assert not off.tax_codes
    assert Feature.DEPOSIT_TAX not in off.missing


def test_a_us_file_has_no_tax_codes_and_bears_what_it_bore() -> None:
    american = CompanyFile(sales_tax=True)
    home = gateway(american, "US", "USD")
    facts = home.company()
    assert (facts.country, facts.currency, facts.tax_codes) == ("US", "USD", False)
    assert Feature.DEPOSIT_TAX not in facts.missing
    kinds = {entry.kind for entry in home.catalogue().entries}
    assert ListKind.TAX_CODE not in kinds
    assert not [text for text, _ in american.log if "SalesTaxCodeQuery" in text]


def test_the_tax_codes_have_their_rates_for_sales_and_for_purchases(file: CompanyFile) -> None:
    found = {
        entry.path: (entry.name, entry.sales_rates, entry.purchase_rates, entry.active)
        for entry in codes(file).entries
        if entry.kind is ListKind.TAX_CODE
    }
    five, thirteen, qst = Decimal("5.0"), Decimal("13.0"), Decimal("9.975")
    assert found["H"] == ("H - HST (ON)", (thirteen,), (thirteen,), True)
    assert found["Q"] == ("Q - GST + QST", (five, qst), (five, qst), True)
    assert found["S"][1:3] == ((five, Decimal("7.0")), (five,))
    assert found["Z"][1:3] == ((Decimal("0.0"),), (Decimal("0.0"),))
    assert found["E"][1:3] == ((), ())
    assert found["P"][2] is None
    assert not found["HB"][3]


def test_no_tax_code_is_offered_while_sales_tax_is_off(file: CompanyFile) -> None:
    file.set(sales_tax=False)
    kinds = {entry.kind for entry in codes(file).entries}
    assert ListKind.TAX_CODE not in kinds
    assert ListKind.ACCOUNT in kinds


@pytest.mark.parametrize("included", [False, True], ids=["", "amounts include tax by default"])
@pytest.mark.parametrize("rounding", ["rate", "line"])
@pytest.mark.parametrize("kind", TAXED)
def test_amounts_are_sent_without_tax_and_quickbooks_adds_it(
    file: CompanyFile, kind: DocumentKind, rounding: str, included: bool
) -> None:
    file.set(tax_rounding=rounding, amounts_include_tax=included)
    posted = post(file, document(file, kind, (12_000_00, "H"), (-395_01, "H"), (0, "E")))

    entry = read(file, kind, posted.ref.id)
    assert [cents for _, cents in entry.lines] == [12_000_00, -395_01, 0]
    assert entry.net == 11_604_99
    thirteen = (Decimal(13),)
    assert is_rounding(entry.tax, [(12_000_00, thirteen), (-395_01, thirteen), (0, ())])
    assert entry.total == posted.total == entry.net + entry.tax
    hst, exempt = code(file, "H").id, code(file, "E").id
    assert entry.tax_codes == (hst, hst, exempt)
    assert entry.tax_mode == "TaxExcluded"
    assert abs(file.balances()[GST_HST]) == entry.tax


def test_a_purchase_from_a_credit_card_bears_tax_too(file: CompanyFile) -> None:
    posted = post(file, document(file, DocumentKind.EXPENSE, (100_00, "H"), card=True))
    entry = read(file, DocumentKind.EXPENSE, posted.ref.id)
    assert (entry.total, entry.tax, entry.tax_mode) == (113_00, 13_00, "TaxExcluded")
    assert file.balances()["Company Credit Card"] == 113_00


@pytest.mark.parametrize("kind", TAXED)
def test_an_update_changes_amounts_and_codes_and_the_tax_follows(
    file: CompanyFile, kind: DocumentKind
) -> None:
    first = post(file, document(file, kind, (100_00, "H")))
    before = read(file, kind, first.ref.id)
    changed = replace(
        document(file, kind, (200_00, "G")),
        request_id="r-2",
        action=Action.UPDATE,
        existing=before.ref,
        extras=before.extras,
    )
    post(file, changed)
    after = read(file, kind, first.ref.id)
    assert (after.net, after.tax, after.total) == (200_00, 10_00, 210_00)
    assert after.tax_codes == (code(file, "G").id,)


@pytest.mark.parametrize("kind", TAXED)
def test_every_code_s_tax_is_read_back(file: CompanyFile, kind: DocumentKind) -> None:
    lists = codes(file)
    for letters in ("E", "Z", "S", "Q", "NS"):
        write = document(file, kind, (333_33, letters))
        posted = post(file, replace(write, request_id=f"r-{letters}"))
        entry = read(file, kind, posted.ref.id)
        chosen = lists.by_id(ListKind.TAX_CODE, code(file, letters).id)
        assert chosen is not None
        rates = chosen.sales_rates if kind in SOLD else chosen.purchase_rates
        assert rates is not None, letters
        assert is_rounding(entry.tax, [(333_33, rates)]), letters
        assert entry.net == 333_33


def test_a_refund_of_an_agent_s_credit_bears_no_tax(file: CompanyFile) -> None:
    posted = post(file, document(file, DocumentKind.REFUND, (50_00, "")))
    entry = read(file, DocumentKind.REFUND, posted.ref.id)
    assert (entry.total, entry.tax) == (50_00, 0)
    assert file.balances()["Checking Account"] == -50_00
    assert GST_HST not in {name for name, cents in file.balances().items() if cents}


def test_a_payment_has_no_tax_and_pays_the_invoice_with_its_tax(file: CompanyFile) -> None:
    invoice = post(file, document(file, DocumentKind.INVOICE, (100_00, "H")))
    made = document(file, DocumentKind.PAYMENT, (113_00, ""))
    post(file, replace(made, pays_id=invoice.ref.id, document=replace(made.document, pays="it")))
    assert read(file, DocumentKind.INVOICE, invoice.ref.id).balance == 0
    payment = gateway(file).find_by_number(DocumentKind.PAYMENT, ["TR-1"])
    assert [(one.total, one.tax, one.tax_mode) for one in payment] == [(113_00, 0, "")]


def test_a_deposit_with_a_tax_code_is_held_as_desktop_s_deposits_have_none(
    file: CompanyFile,
) -> None:
    write = document(file, DocumentKind.DEPOSIT, (100_00, "H"))
    [answer] = gateway(file).write_documents([write])
    assert isinstance(answer, Rejected)
    assert "QuickBooks Desktop adds no tax to deposits" in answer.sentence
    assert not file.entries()


def test_a_document_with_codes_on_some_lines_only_is_held(file: CompanyFile) -> None:
    write = document(file, DocumentKind.BILL, (100_00, "H"), (5_00, ""))
    [answer] = gateway(file).write_documents([write])
    assert isinstance(answer, Rejected)
    assert "has none, and other lines have one" in answer.sentence
    assert not file.entries()


def test_a_file_without_sales_tax_takes_lines_without_codes(file: CompanyFile) -> None:
    file.set(sales_tax=False)
    posted = post(file, document(file, DocumentKind.BILL, (100_00, "")))
    entry = read(file, DocumentKind.BILL, posted.ref.id)
    assert (entry.total, entry.tax, entry.tax_codes) == (100_00, 0, ())


def test_what_a_bookkeeper_does_to_tax_is_seen(file: CompanyFile) -> None:
    hands = Bookkeeper(file)
    bill = post(file, document(file, DocumentKind.BILL, (113_00, "H"))).ref.id
    hands.set_on_line(bill, SalesTaxCodeRef={"FullName": "G"})
    assert read(file, DocumentKind.BILL, bill).tax_codes == (code(file, "G").id,)

    file.edit(bill, IsTaxIncluded="true")
    entry = read(file, DocumentKind.BILL, bill)
    assert entry.tax_mode == "TaxInclusive"
    assert (entry.total, entry.tax) == (113_00, 5_38)
    file.void(bill)
    voided = read(file, DocumentKind.BILL, bill)
    assert (voided.total, voided.tax) == (0, 0)


@pytest.mark.parametrize("word", ["VOID", "NUL", "Annulé"])
@pytest.mark.parametrize("kind", [DocumentKind.BILL, DocumentKind.INVOICE, DocumentKind.CHECK])
def test_what_is_voided_in_the_file_is_read_as_voided_in_any_language(
    file: CompanyFile, kind: DocumentKind, word: str
) -> None:
    file.set(void_word=word)
    posted = post(file, document(file, kind, (113_00, "H"), (-13_00, "H"))).ref.id
    assert read(file, kind, posted).status is EntryStatus.LIVE
    file.void(posted)
    assert read(file, kind, posted).status is EntryStatus.VOIDED


def test_an_entry_whose_lines_come_to_nothing_is_not_voided(file: CompanyFile) -> None:
    write = document(file, DocumentKind.BILL, (113_00, "H"), (-113_00, "H"))
    noted = replace(write, document=replace(write.document, memo="Lot: 3"))
    posted = post(file, noted).ref.id
    assert read(file, DocumentKind.BILL, posted).status is EntryStatus.LIVE


@pytest.mark.parametrize("kind", [PartyKind.CUSTOMER, PartyKind.VENDOR])
def test_nobody_gets_what_only_the_us_edition_has(file: CompanyFile, kind: PartyKind) -> None:
    party = Party("vendor/agent:1", kind, "Zoé Lévesque", tax_id="12-3456789", is_1099=True)
    [answer] = gateway(file).write_parties([PartyWrite("r", Action.CREATE, party)])
    assert isinstance(answer, Posted), answer
    assert "Zoé Lévesque" in file.names(kind.value.capitalize())


def test_only_another_currency_than_the_file_s_own_is_foreign(file: CompanyFile) -> None:
    file.set(multicurrency=True)
    file.enter("Vendor", Name="Bea (USD)", CurrencyRef={"FullName": "US Dollar"})
    file.enter("Vendor", Name="Amy", CurrencyRef={"FullName": "Canadian Dollar"})
    found = {
        one.display_name: (one.currency, one.is_foreign)
        for one in gateway(file).parties(PartyKind.VENDOR)
    }
    assert found["Bea (USD)"] == ("USD", True)
    assert found["Amy"] == ("", False)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"country": "UK"}, "is a company file of the edition for the United Kingdom."),
        ({"country": "AU"}, "is a company file of the edition for Australia."),
        ({"country": "ZA"}, "is a company file of the edition for ZA."),
        (
            {"product_name": "QuickBooks Mac Plus 2024"},
            "is open in QuickBooks for Mac, which has no",
        ),
    ],
)
def test_other_editions_are_refused_with_those_that_coreboks_works_with(
    settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(GatewayUnavailable) as stop:
        gateway(CompanyFile(**settings)).company()
    assert sentence in stop.value.sentence
    assert "editions for the United States and Canada" in stop.value.sentence
    assert "QuickBooks Online" in stop.value.what_to_do
    assert stop.value.recovery is Recovery.RECONNECT


@pytest.mark.parametrize(("country", "core", "books"), [("CA", "USD", "CAD"), ("US", "CAD", "USD")])
def test_amounts_in_another_currency_than_the_books_are_refused(
    country: str, core: str, books: str
) -> None:
    with pytest.raises(GatewayUnavailable) as stop:
        gateway(CompanyFile(country=country), country, core).company()
    assert stop.value.sentence == (
        f"CORE's amounts are in {core}, and Willow & Park Realty keeps its books in {books}. "
        "CoreBooks converts no amounts."
    )
    assert stop.value.recovery is Recovery.RECONNECT
