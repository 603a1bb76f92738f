"""Tax codes and who charges tax, as the lines of entries have them."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from include.books.catalogue import Catalogue, ListEntry, ListKind
from include.books.documents import DocumentKind
from include.books.parties import Party, PartyKind
from include.sync.rebuild.tax_answers import tax_answers
from include.workflows.choices import suggested
from include.workflows.templates.expenses_via_bills import ExpensesViaBills
from tests.sync.rebuild.test_agreement import BILL, ENTRY

CATALOGUE = Catalogue(
    [
        ListEntry(ListKind.ACCOUNT, "60", "Agent Commissions", "Cost of Goods Sold"),
        ListEntry(ListKind.TAX_CODE, "5", "HST ON", purchase_rates=(Decimal(13),)),
        ListEntry(ListKind.TAX_CODE, "2", "Exempt", purchase_rates=(Decimal(0),)),
    ]
)
OPTIONS = ExpensesViaBills.model_validate(suggested(ExpensesViaBills, CATALOGUE))
LEE = dataclasses.replace(BILL, party=Party("vendor/agent:46", PartyKind.VENDOR, "Lee Lang"))


def test_who_has_tax_on_their_entries_charges_it() -> None:
    taxed = dataclasses.replace(ENTRY, tax_codes=("5",))
    untaxed = dataclasses.replace(ENTRY, tax_codes=("2",))
    answers = tax_answers(OPTIONS, [(BILL, taxed), (LEE, untaxed)], CATALOGUE)
    assert answers.charges == {"vendor/agent:45": True, "vendor/agent:46": False}
    codes = {name: ref.name for name, ref in answers.codes.items()}
    assert codes == {"registered_tax_code": "HST ON", "unregistered_tax_code": "Exempt"}


def test_entries_without_codes_tell_nothing() -> None:
    answers = tax_answers(OPTIONS, [(BILL, ENTRY)], CATALOGUE)
    assert (answers.codes, answers.charges) == ({}, {})
    payment = dataclasses.replace(BILL, kind=DocumentKind.PAYMENT)
    taxed = dataclasses.replace(ENTRY, tax_codes=("5",))
    assert tax_answers(OPTIONS, [(payment, taxed)], CATALOGUE).codes == {}
