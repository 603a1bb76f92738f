"""What the mapping page offers: the fields of each kind of rows, the kinds of items, and the words for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from include.core_backoffice.mapping.profile import DateOrder, Sign, TableKind

KINDS = {
    TableKind.DEALS: "Transactions",
    TableKind.ITEMS: "Items of transactions",
    TableKind.AGENTS: "Agents",
    TableKind.VENDORS: "Vendors",
    TableKind.STATEMENTS: "Lines of billing statements",
    TableKind.PAYMENTS: "Payments of billing statements",
}
"""What a sheet's rows can be."""

ITEM_KINDS = {
    "gross": "Gross commission, by side",
    "co_broke": "Co-broke",
    "deal_debit": "Pre-commission debit",
    "deal_credit": "Pre-commission credit",
    "agent_split": "Agent's commission after split",
    "agent_debit": "Post-commission debit of an agent",
    "agent_credit": "Post-commission credit of an agent",
    "agent_net": "Agent's net, to check",
    "brokerage_net": "Brokerage's net, to check",
}
"""What an amount of a transaction can be, in CORE's order of calculation."""

SIGNS = {
    Sign.PLAIN: "Debits are above zero",
    Sign.NEGATED: "Debits are below zero",
    Sign.DECIDES: "Below zero is a debit, above zero a credit",
}
PEOPLE = {"agent": "An agent", "vendor": "A vendor", "company": "The company"}
DATES = {
    DateOrder.MDY: "Month first, 11/30/2026",
    DateOrder.DMY: "Day first, 30/11/2026",
    DateOrder.YMD: "Year first, as 2026, 11, 30",
    DateOrder.MILLISECONDS: "Milliseconds since 1970",
    DateOrder.EXCEL: "Days since 1900, as Excel counts",
}


@dataclass(frozen=True, slots=True)
class FieldOffer:
    """A field that a column can fill.

    Attributes:
        meanings: the values that its texts can mean; empty where any text is taken as it is.
        must_mean: whether every text must mean one of them.
        is_often: whether it is shown at once, not among the fields that few files have.
    """

    name: str
    label: str
    meanings: tuple[str, ...] = ()
    must_mean: bool = True
    is_often: bool = True


_YES_NO = ("yes", "no")
_STATUSES = ("closed", "pending", "listing", "active", "opportunity", "cancelled")
_PAID = ("unpaid", "partially_paid", "paid", "charge_failed")
_ADDRESS = (
    FieldOffer("address", "Address"),
    FieldOffer("city", "City"),
    FieldOffer("state", "State"),
    FieldOffer("zip", "ZIP"),
)
_DELETED = FieldOffer("deleted", "Deleted", _YES_NO, is_often=False)
_LIST = (
    FieldOffer("phone", "Phone", is_often=False),
    *_ADDRESS,
    FieldOffer("active", "Active", _YES_NO, is_often=False),
    FieldOffer("external_id", "External ID", is_often=False),
    FieldOffer("office", "Office", is_often=False),
    FieldOffer("tax_id", "Tax ID", is_often=False),
    _DELETED,
)

FIELDS: Mapping[TableKind, tuple[FieldOffer, ...]] = {
    TableKind.DEALS: (
        FieldOffer("number", "Transaction number"),
        FieldOffer("status", "Status", _STATUSES),
        FieldOffer("closing_date", "Closing date"),
        *_ADDRESS,
        FieldOffer("price", "Price"),
        FieldOffer("gross", "Gross commission"),
        FieldOffer("transaction_type", "Transaction type"),
        FieldOffer("representing", "Representing", ("seller", "buyer", "both"), must_mean=False),
        FieldOffer("office", "Office"),
        FieldOffer("is_final", "Commission distributed", _YES_NO, is_often=False),
        FieldOffer("external_id", "External ID", is_often=False),
        FieldOffer("timezone", "Time zone", is_often=False),
        FieldOffer("currency", "Currency", is_often=False),
        _DELETED,
    ),
    TableKind.ITEMS: (FieldOffer("currency", "Currency", is_often=False),),
    TableKind.AGENTS: _LIST,
    TableKind.VENDORS: _LIST,
    TableKind.STATEMENTS: (
        FieldOffer("number", "Statement number"),
        FieldOffer("line_name", "Billing item"),
        FieldOffer("amount", "Amount"),
        FieldOffer("is_credit", "Charge or credit", _YES_NO),
        FieldOffer("billing_date", "Billing date"),
        FieldOffer("due_date", "Due date"),
        FieldOffer("frequency", "Frequency", is_often=False),
        FieldOffer("memo", "Memo", is_often=False),
        FieldOffer("status", "Status of the line", _PAID, is_often=False),
        FieldOffer("total", "Total of the statement", is_often=False),
        FieldOffer("payment_amount", "Amount paid", is_often=False),
        FieldOffer("payment_id", "ID of the payment", is_often=False),
        FieldOffer("paid_on", "Paid on", is_often=False),
        FieldOffer("method", "Payment method", is_often=False),
        FieldOffer("office", "Office", is_often=False),
        FieldOffer("currency", "Currency", is_often=False),
        _DELETED,
    ),
    TableKind.PAYMENTS: (
        FieldOffer("amount", "Amount"),
        FieldOffer("paid_on", "Paid on"),
        FieldOffer("method", "Method"),
        FieldOffer("payment_id", "ID of the payment", is_often=False),
        FieldOffer("currency", "Currency", is_often=False),
        _DELETED,
    ),
}
"""The fields of each kind of rows; the names are those of `include.core_backoffice.canonical.schema`."""

PERSON_FIELDS = {
    "id": "ID",
    "name": "Full name",
    "given_name": "First name",
    "family_name": "Last name",
    "email": "Email",
    "company": "Company",
}
"""What names a person."""

SWITCHES = {"is_1099": "1099", "sync": "Sync", "create_payment": "Create payment"}
"""An item's yes and no."""
