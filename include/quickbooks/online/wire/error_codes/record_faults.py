"""Errors about one record: what a bookkeeper can fix, and what only CoreBooks can."""

from __future__ import annotations

from include.quickbooks.online.wire.error_codes.fault_row import (
    CORRECT,
    FAULT,
    FIX_CAUSE,
    HOLD,
    LATER,
    SUPPORT,
    Row,
)

_REOPEN = (
    "In QuickBooks, change the closing date under Account and settings > Advanced > Close the books, "
    "or give the record a later date in CORE. Then run again."
)
_RENUMBER = (
    "Find that entry in QuickBooks. If it's the same transaction, created manually, delete or "
    "renumber it. Then run again."
)
_CLOSED = "{Record} is dated in a closed period."
_NUMBER_USED = "QuickBooks already has an entry with the number of {record}. {returned}"
_ACTIVATE = (
    "Make it active in QuickBooks, or choose another in the workflow options. Then run again."
)
_CHOOSE = "Choose an existing account, product, customer, or vendor, then run again."
_UNLINK = "Remove what is linked to it in QuickBooks, then run again."
_TAX = "In QuickBooks, check the {tax} settings of the customer and the product. Then run again."
_NOT_SENT = (
    "QuickBooks rejected a part of {record} that CoreBooks doesn't post. {returned} "
    "Error code: {code}."
)
_NOT_UNDERSTOOD = "QuickBooks didn't understand {record}. {returned} Error code: {code}."

# fmt: off
# A row is read as one: what it matches, what happened, what to do.
RECORD: tuple[Row, ...] = (
    # Words first, as QuickBooks has sent these under each other's codes
    Row("", r"period (has )?closed|books (have been|are) closed|closing date", HOLD,
        _CLOSED, _REOPEN),
    Row("", r"duplicate document number|number has already been used", HOLD,
        _NUMBER_USED, _RENUMBER),
    Row("6240", "", HOLD,
        "QuickBooks already uses the name of {record}. Names must be unique across customers, "
        "vendors, and employees, including inactive ones.",
        "Rename one, or set a name suffix in the workflow options. Then run again."),
    Row("6140", "", HOLD, _NUMBER_USED, _RENUMBER),
    Row("6200 6210", "", HOLD, _CLOSED, _REOPEN),
    Row("5010", "", LATER,
        "{Record} was edited in QuickBooks during the update. The edit was kept.",
        "No action is needed. The next run reads the entry again and replans the update."),
    # What it uses
    Row("610", r"inactive", HOLD,
        "{Record} uses an account, product, tax code, customer, or vendor that is inactive in "
        "QuickBooks.",
        _ACTIVATE),
    Row("610", "", HOLD,
        "{Record}, or something it uses, was deleted or made inactive in QuickBooks.",
        "Look it up in the QuickBooks audit log, then decide whether to re-create it."),
    Row("620", "", HOLD,
        "{Record} can't be linked to the entry it pays. They have different customers or vendors,"
        " or that entry was voided.",
        "Give both the same customer or vendor, then run again."),
    Row("630", "", HOLD,
        "QuickBooks already has an entry that is the same as {record}. {returned}",
        "Find that entry in QuickBooks, then delete it or change what is the same. Then run again."),
    Row("700", "", HOLD,
        "{Record} belongs under an entry that QuickBooks doesn't have. {returned}",
        FIX_CAUSE),
    Row("2500", "", HOLD,
        "{Record} uses something that is no longer in QuickBooks. {returned}",
        _CHOOSE),
    Row("6250", "", HOLD,
        "The customer of {record} is deleted or inactive in QuickBooks. {returned}",
        "Make the customer active in QuickBooks, or match another one. Then run again."),
    Row("6310 6560", "", HOLD,
        "QuickBooks needs a customer on a line of {record}, because the line is billable. {returned}",
        "In QuickBooks, add the customer to the line or clear Billable. Then run again."),
    Row("6430", "", HOLD,
        "QuickBooks doesn't allow an account of this type on {record}. {returned}",
        "Choose an account of another type in the workflow options, then run again."),
    Row("6440", "", HOLD,
        "A line of {record} has no account or product. {returned}",
        "Choose an account or product for it in the workflow options, then run again."),
    Row("2220", "", HOLD,
        "QuickBooks rejected the currency of {record}. {returned}",
        "Use a customer, vendor, and account in the company's home currency, then run again."),
    # What CORE has
    Row("2040", "", HOLD,
        "A text in {record} has characters that QuickBooks doesn't accept. {returned}",
        CORRECT),
    Row("2050", "", HOLD,
        "A text in {record} is too long for QuickBooks. {returned}",
        "Shorten it in CORE, then run again."),
    Row("2060 2070", "", HOLD,
        "QuickBooks doesn't accept the date of {record}. {returned}",
        CORRECT),
    Row("2140 2240 2290 2390", "", HOLD,
        "QuickBooks doesn't accept an amount of {record}. {returned}",
        CORRECT),
    Row("2200", "", HOLD,
        "QuickBooks rejected the web address of {record}. {returned}",
        CORRECT),
    Row("2210", "", HOLD,
        "QuickBooks rejected the email address of {record}. {returned}",
        CORRECT),
    Row("6080", "", HOLD,
        "{Record} has no name.",
        "Enter a name in CORE, then run again."),
    Row("6420", "", HOLD,
        "QuickBooks needs an email address for the customer of {record}. {returned}",
        "In QuickBooks, add one or change how the customer receives invoices. Then run again."),
    # What QuickBooks has already
    Row("800 6220 6280 6400", "", HOLD,
        "QuickBooks can't delete {record}, because other entries depend on it. {returned}",
        _UNLINK),
    Row("6110 6120 6450 6460", "", HOLD,
        "{Record} was processed as a card or bank payment, so QuickBooks won't allow changes. "
        "{returned}",
        "Void or refund the payment in QuickBooks, then run again."),
    Row("6130", "", HOLD,
        "QuickBooks can't change who {record} is billed with. {returned}",
        _UNLINK),
    Row("6150 6180", "", HOLD,
        "QuickBooks doesn't accept the level of {record} in its list. {returned}",
        FIX_CAUSE),
    Row("6270 6520", "", HOLD,
        "A product of {record} tracks inventory, and QuickBooks rejected it. {returned}",
        "Choose a service product in the workflow options, then run again."),
    Row("6290 6300", "", HOLD,
        "QuickBooks doesn't accept the payee of {record}. {returned}",
        "Match the payee to a vendor in QuickBooks, then run again."),
    Row("6320", "", HOLD,
        "QuickBooks doesn't accept a billable line of {record}. {returned}",
        "In QuickBooks, clear Billable on the line. Then run again."),
    Row("6480", "", HOLD,
        "{Record} is matched to a bank transaction, so QuickBooks won't change or delete it.",
        "Undo the match in the account register, then run again."),
    Row("6540", "", HOLD,
        "{Record} is part of a bank deposit, so QuickBooks won't allow changes.",
        "Remove it from the deposit in QuickBooks, then run again."),
    # What the company has switched on
    Row("6090", "", HOLD,
        "A discount of {record} has no amount in QuickBooks. {returned}",
        FIX_CAUSE),
    Row("2270 2280 6100 6160 6170 6230 6470", "", HOLD,
        "QuickBooks rejected the {tax} of {record}. {returned}",
        _TAX),
    Row("5020 5030", "", HOLD,
        "{Record} needs a feature that this QuickBooks subscription, or the connected user, "
        "doesn't have. {returned}",
        "Upgrade the subscription, or choose a template that doesn't need the feature. Then run "
        "again."),
    # Outside the United States: ruckus/quickbooks-ruby#351, #322, #369, QuickBooks-V3-PHP-SDK#472.
    Row("6000", r"have an? [^.]*\brate\b|not have a tax code|taux de (TPS|TVH|TVQ|taxe)", HOLD,
        "{Record} needs a tax code on every line, because the company uses {tax}. {returned}",
        "Choose the tax codes in the workflow options, then run again."),
    Row("6000", r"calculating tax|tax code|tax rate|sales tax", HOLD,
        "QuickBooks rejected the tax code of {record}. {returned}",
        "In QuickBooks, check the tax code, or choose another in the workflow options. Then run again."),
    Row("", r"request_?id", FAULT,
        "QuickBooks rejected the request for {record}. {returned} Error code: {code}.",
        SUPPORT),
    Row("6000", "", HOLD,
        "A QuickBooks business rule rejected {record}. {returned}",
        FIX_CAUSE),
    # What only CoreBooks can fix
    Row("6070", "", FAULT,
        "QuickBooks found an amount in {record} that isn't price times quantity.",
        SUPPORT),
    Row("2300", "", FAULT,
        "The debits and credits of {record} aren't equal.",
        SUPPORT),
    Row("500", "", FAULT,
        "QuickBooks doesn't support this for {record}. {returned} Error code: {code}.",
        SUPPORT),
    Row("900 1040 1050 2000 2010 2020 2030 2080 2090 2100 2110 2120 2130 2150 2160 2170 2180 2190 "
        "2230 2250 2260 2600 3000 5000 6010 6020 6060", "", FAULT,
        _NOT_UNDERSTOOD,
        SUPPORT),
    Row("6030 6040 6041 6050", "", FAULT, _NOT_SENT, SUPPORT),
    Row("6330 6340 6350 6360 6370 6380 6390", "", FAULT, _NOT_SENT, SUPPORT),
    Row("6490 6500 6510", "", FAULT, _NOT_SENT, SUPPORT),
    Row("6530", "", FAULT, _NOT_SENT, SUPPORT),
    Row("4000 4001 4002", "", FAULT,
        "QuickBooks didn't understand a query. {returned} Error code: {code}.",
        SUPPORT),
)

UNKNOWN = Row("", "", HOLD,
    "QuickBooks rejected {record}. {returned} Error code: {code}.",
    f"{FIX_CAUSE} If you can't, send the code and the intuit_tid from the task log to support.")
"""The last row: an error that no other row fits is told in QuickBooks' own words."""
# fmt: on
