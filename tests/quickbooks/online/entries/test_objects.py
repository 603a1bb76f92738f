from __future__ import annotations

from decimal import Decimal

import pytest
from quickbooks.objects.base import EmailAddress
from quickbooks.objects.bill import Bill
from quickbooks.objects.customer import Customer

from include.quickbooks.online.entries.objects import as_json, filled, reference


def test_only_what_was_set_is_sent() -> None:
    bill = filled(Bill, VendorRef=reference("12"), DocNumber="TR-1")

    assert as_json(bill) == {"VendorRef": {"value": "12"}, "DocNumber": "TR-1"}


def test_what_was_set_to_nothing_is_sent_too() -> None:
    assert as_json(filled(Bill, Balance=Decimal("0.00"))) == {"Balance": Decimal("0.00")}


def test_objects_in_objects_are_sent_the_same_way() -> None:
    customer = filled(Customer, PrimaryEmailAddr=filled(EmailAddress, Address="a@example.com"))

    assert as_json(customer) == {"PrimaryEmailAddr": {"Address": "a@example.com"}}


def test_a_property_that_quickbooks_does_not_have_is_a_mistake() -> None:
    with pytest.raises(AttributeError, match="DocNummer"):
        filled(Bill, DocNummer="1")
