"""What the lines of each kind of transaction may hold."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.quickbooks_online.fields import (
    AMOUNT,
    ANY,
    BOOL,
    DATE,
    IGNORED,
    NUMBER,
    Fields,
    enum,
    ref,
    text,
)

Details = Mapping[str, tuple[str, Fields]]
"""Detail type -> the property that carries it, and that property's own properties."""

LINE: Fields = {
    "LineNum": NUMBER,
    "Description": text(4000),
    "Amount": AMOUNT,
    "DetailType": ANY,
    "LinkedTxn": ANY,
    "LineEx": ANY,
    "CustomField": ANY,
    "CustomExtensions": ANY,
    "ProjectRef": ANY,
    "Received": IGNORED,
}
_SALE: Fields = {
    "ItemRef": ref("Item"),
    "ItemAccountRef": IGNORED,
    "ClassRef": ref("Class"),
    "UnitPrice": NUMBER,
    "Qty": NUMBER,
    "RatePercent": NUMBER,
    "ServiceDate": DATE,
    "TaxCodeRef": ANY,
    "TaxInclusiveAmt": AMOUNT,
    "MarkupInfo": ANY,
    "PriceLevelRef": ANY,
    "DiscountRate": NUMBER,
    "DiscountAmt": AMOUNT,
    "TaxClassificationRef": ANY,
}
_DISCOUNT: Fields = {
    "PercentBased": BOOL,
    "DiscountPercent": NUMBER,
    "DiscountAccountRef": ref("Account"),
    "ClassRef": ref("Class"),
    "TaxCodeRef": ANY,
    "Discount": ANY,
}
_COST: Fields = {
    "CustomerRef": ref("Customer"),
    "ClassRef": ref("Class"),
    "BillableStatus": enum("Billable", "NotBillable", "HasBeenBilled"),
    "TaxCodeRef": ANY,
    "TaxAmount": AMOUNT,
    "TaxInclusiveAmt": AMOUNT,
    "MarkupInfo": ANY,
}
_DESCRIPTION: Fields = {"ServiceDate": DATE, "TaxCodeRef": ANY}
DESCRIPTION = ("DescriptionLineDetail", _DESCRIPTION)

SALES: Details = {
    "SalesItemLineDetail": ("SalesItemLineDetail", _SALE),
    "DiscountLineDetail": ("DiscountLineDetail", _DISCOUNT),
    "DescriptionOnly": DESCRIPTION,
    "SubTotalLineDetail": ("SubTotalLineDetail", {"ItemRef": ANY}),
}
COSTS: Details = {
    "AccountBasedExpenseLineDetail": (
        "AccountBasedExpenseLineDetail",
        {**_COST, "AccountRef": ref("Account")},
    ),
    "ItemBasedExpenseLineDetail": (
        "ItemBasedExpenseLineDetail",
        {
            **_COST,
            "ItemRef": ref("Item"),
            "UnitPrice": NUMBER,
            "Qty": NUMBER,
            "PriceLevelRef": ANY,
        },
    ),
    "DescriptionOnly": DESCRIPTION,
}
DEPOSITS: Details = {
    "DepositLineDetail": (
        "DepositLineDetail",
        {
            "AccountRef": ref("Account"),
            "ClassRef": ref("Class"),
            "Entity": ref("Customer", "Vendor", "Employee"),
            "PaymentMethodRef": ref("PaymentMethod"),
            "CheckNum": text(21),
            "TxnType": ANY,
            "TaxCodeRef": ANY,
            "TaxApplicableOn": ANY,
        },
    ),
}
JOURNAL: Details = {
    "JournalEntryLineDetail": (
        "JournalEntryLineDetail",
        {
            "PostingType": enum("Debit", "Credit"),
            "AccountRef": ref("Account"),
            "ClassRef": ref("Class"),
            "DepartmentRef": ref("Department"),
            "Entity": ANY,
            "BillableStatus": ANY,
            "TaxCodeRef": ANY,
            "TaxApplicableOn": ANY,
            "TaxAmount": AMOUNT,
        },
    ),
    "DescriptionOnly": DESCRIPTION,
}
SETTLEMENTS: Details = {}
