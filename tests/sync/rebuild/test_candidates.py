"""Values that an option may have had: what the entries use."""

from __future__ import annotations

import dataclasses

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.sync.rebuild.candidates import Used, candidates, contrast, is_tried, used_by
from include.workflows.options import PayoutDate
from include.workflows.templates.expenses_via_bills import ExpensesViaBills
from tests.sync.rebuild.test_agreement import ENTRY

FIELDS = ExpensesViaBills.model_fields
CATALOGUE = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "60", "Agent Commissions", "Cost of Goods Sold"),
        ListEntry(ListKind.ACCOUNT, "61", "Referrals", "Expense"),
        ListEntry(ListKind.ACCOUNT, "1", "Checking Account", "Bank"),
    ]
)


def test_accounts_are_those_that_entries_post_to_if_they_fit() -> None:
    bank = dataclasses.replace(ENTRY, targets=("1",))
    used = Used()
    used.add_entry(ENTRY)
    used.add_entry(bank)
    [account] = candidates(FIELDS["expense_account"], used, CATALOGUE)
    assert account.name == "Agent Commissions"
    [other] = contrast(FIELDS["expense_account"], account, CATALOGUE)
    assert other.name == "Referrals"


def test_dates_and_switches_are_all_there_are() -> None:
    assert candidates(FIELDS["bill_date"], Used(), CATALOGUE) == list(PayoutDate)
    assert candidates(FIELDS["itemized"], Used(), CATALOGUE) == [False, True]


def test_a_text_is_tried_if_many_names_end_with_it() -> None:
    agents = [dataclasses.replace(ENTRY, party_name=f"{name} (paid)") for name in ("Amy", "Lee")]
    used = used_by([(None, agents)])  # type: ignore[list-item]
    assert "(paid)" in candidates(FIELDS["vendor_suffix"], used, CATALOGUE)


def test_what_happens_after_posting_and_tax_codes_are_not_tried() -> None:
    untried = {name for name, info in FIELDS.items() if not is_tried(info)}
    assert {"edited_in_quickbooks", "fell_through", "registered_tax_code"} <= untried
    assert "bill_date" not in untried
