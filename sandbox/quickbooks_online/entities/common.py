"""What all transactions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.quickbooks_online.errors import rule
from sandbox.quickbooks_online.fields import ANY, DATE, IGNORED, NUMBER, Fields, ref, text
from sandbox.quickbooks_online.store import Body

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

DATES = frozenset(
    {"Id", "DocNumber", "TxnDate", "SyncToken", "MetaData.CreateTime", "MetaData.LastUpdatedTime"}
)
"""What every transaction can be queried by."""

_FIELDS: Fields = {
    "DocNumber": text(21),
    "TxnDate": DATE,
    "PrivateNote": text(4000),
    "Line": ANY,
    "LinkedTxn": IGNORED,
    "CustomField": ANY,
    "DepartmentRef": ref("Department"),
    "CurrencyRef": ANY,
    "ExchangeRate": NUMBER,
    "GlobalTaxCalculation": IGNORED,
    "TxnTaxDetail": IGNORED,
    "TransactionLocationType": ANY,
    "TxnSource": IGNORED,
    "TxnStatus": IGNORED,
    "TotalAmt": IGNORED,
    "HomeTotalAmt": IGNORED,
    "Balance": IGNORED,
    "HomeBalance": IGNORED,
    "AttachableRef": ANY,
}
TAXED: Fields = {"GlobalTaxCalculation": ANY, "TxnTaxDetail": ANY}
"""What transactions have whose lines can bear tax; payments and transfers don't."""
DEPOSITABLE = ("Bank", "Other Current Asset")


def txn(own: Fields) -> Fields:
    """A transaction's properties: its own beside those of all."""
    return {**_FIELDS, **own}


def account_of_type(company: Company, account: Body, *types: str) -> Body:
    """The account, when it is of one of the types.

    Raises:
        Refusal: 6000, it is of another.
    """
    found = company.referred(("Account",), account["value"])
    if found.body["AccountType"] not in types:
        raise rule(
            f"The account {company.name_of(found)} is of type {found.body['AccountType']}; "
            f"this field needs {' or '.join(types)}."
        )
    return account


def deposit_account(company: Company, body: Body) -> Body:
    """Where money received goes: the chosen account, or Undeposited Funds."""
    if "DepositToAccountRef" in body:
        return account_of_type(company, body["DepositToAccountRef"], *DEPOSITABLE)
    return company.account("Other Current Asset", "UndepositedFunds")
