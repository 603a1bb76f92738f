"""What each form debits and credits, as a bookkeeper would enter it in a journal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.catalogue import Catalogue, ListEntry, ListKind, ListRef
from include.books.country_words import words_of
from include.books.documents import Document, DocumentKind, Line
from include.books.journal import Posting, journal, net_effect, shown_account
from include.books.money import Cents
from include.books.parties import Party, PartyKind

LISTS = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "1", "Accounts Receivable (A/R)", "Accounts Receivable"),
        ListEntry(ListKind.ACCOUNT, "2", "Accounts Payable (A/P)", "Accounts Payable"),
        ListEntry(ListKind.ACCOUNT, "3", "Commission Income", "Income"),
        ListEntry(ListKind.ACCOUNT, "4", "Agent Commissions", "Cost of Goods Sold"),
        ListEntry(ListKind.ACCOUNT, "5", "Checking", "Bank"),
        ListEntry(ListKind.PRODUCT, "9", "Gross Commission", "Service", account_id="3"),
    ]
)
PRODUCT = ListRef(ListKind.PRODUCT, "9", "Gross Commission")
COST = ListRef(ListKind.ACCOUNT, "4", "Agent Commissions")
BANK = ListRef(ListKind.ACCOUNT, "5", "Checking")
PARTY = Party("agent:1", PartyKind.VENDOR, "Jane Doe")
SALES = (
    DocumentKind.INVOICE,
    DocumentKind.SALES_RECEIPT,
    DocumentKind.PAYMENT,
    DocumentKind.CREDIT_MEMO,
    DocumentKind.REFUND,
)


def document(kind: DocumentKind, *amounts: Cents) -> Document:
    target = PRODUCT if kind in SALES else COST
    lines = tuple(Line("Commission", "", amount, target) for amount in amounts)
    account = None if kind in (DocumentKind.INVOICE, DocumentKind.BILL) else BANK
    return Document("key", kind, PARTY, lines, "7", "", account=account)


@pytest.mark.parametrize(
    ("kind", "debited", "credited"),
    [
        (DocumentKind.INVOICE, "Accounts Receivable (A/R)", "Commission Income"),
        (DocumentKind.SALES_RECEIPT, "Checking", "Commission Income"),
        (DocumentKind.DEPOSIT, "Checking", "Agent Commissions"),
        (DocumentKind.PAYMENT, "Checking", "Accounts Receivable (A/R)"),
        (DocumentKind.CREDIT_MEMO, "Commission Income", "Accounts Receivable (A/R)"),
        (DocumentKind.REFUND, "Accounts Receivable (A/R)", "Checking"),
        (DocumentKind.BILL, "Agent Commissions", "Accounts Payable (A/P)"),
        (DocumentKind.VENDOR_CREDIT, "Accounts Payable (A/P)", "Agent Commissions"),
        (DocumentKind.CHECK, "Agent Commissions", "Checking"),
        (DocumentKind.EXPENSE, "Agent Commissions", "Checking"),
    ],
)
def test_each_form_has_its_debit_and_its_credit(
    kind: DocumentKind, debited: str, credited: str
) -> None:
    postings = {one.account: one for one in journal(document(kind, 8_000_00, 2_000_00), LISTS)}
    assert (postings[debited].debit, postings[debited].credit) == (10_000_00, 0)
    assert (postings[credited].debit, postings[credited].credit) == (0, 10_000_00)
    assert len(postings) == 2


def test_money_without_an_account_is_undeposited() -> None:
    receipt = document(DocumentKind.SALES_RECEIPT, 100)
    unnamed = Document("key", receipt.kind, PARTY, receipt.lines, "7", "")
    assert journal(unnamed, LISTS)[0] == Posting("Undeposited Funds", 100)


def test_where_a_company_has_two_accounts_for_payables_none_is_named() -> None:
    more = ListEntry(ListKind.ACCOUNT, "8", "Payables, old office", "Accounts Payable")
    lists = Catalogue([*LISTS.entries, more])
    assert journal(document(DocumentKind.BILL, 100), lists)[0].account == "Accounts Payable"


def test_an_update_counts_with_its_difference_and_a_void_in_full() -> None:
    before, after = document(DocumentKind.BILL, 8_000_00), document(DocumentKind.BILL, 8_500_00)
    assert net_effect([(before, after)], LISTS) == [
        Posting("Accounts Payable (A/P)", -500_00, 1),
        Posting("Agent Commissions", 500_00, 1),
    ]
    assert net_effect([(after, None)], LISTS)[0] == Posting("Accounts Payable (A/P)", 8_500_00, 1)
    assert net_effect([(before, before)], LISTS) == []


documents = st.builds(
    lambda kind, amounts: document(kind, *amounts),
    st.sampled_from([*DocumentKind]),
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=6),
)


@given(st.lists(st.tuples(st.none() | documents, st.none() | documents), max_size=5))
def test_debits_are_credits_whatever_is_posted(
    changes: list[tuple[Document | None, Document | None]],
) -> None:
    effect = net_effect(changes, LISTS)
    assert sum(one.debit for one in effect) == sum(one.credit for one in effect)
    for _, after in changes:
        assert sum(one.cents for one in (journal(after, LISTS) if after else [])) == 0


def test_what_tax_counts_for_is_shown_as_the_country_calls_it_and_accounts_keep_their_names() -> (
    None
):
    names = ("Sales tax", "Sales tax on sales", "Sales tax payable", "Checks")
    assert tuple(map(shown_account, names)) == names
    with words_of("CA"):
        assert tuple(map(shown_account, names)) == ("GST/HST", "GST/HST on sales", *names[2:])
