"""Why a record is on hold: the causes by which pages group, filter and offer a way out."""

from __future__ import annotations

from enum import StrEnum

from include.books.catalogue import ListKind


class HoldCause(StrEnum):
    """One cause; its value is stored with the record and heads its group on Needs attention.

    What QuickBooks rejected is grouped by QuickBooks' own code instead: `QuickBooks error 6140`.
    """

    # CORE's record can't be used as it is
    UNREADABLE = "unreadable in CORE"
    NO_RESPONSE = "no usable response"
    BAD_FIELD = "bad field"
    NOT_A_NUMBER = "amount isn't a number"
    NEGATIVE_AMOUNT = "negative amount"
    OTHER_CURRENCY = "in another currency"
    OUT_OF_BALANCE = "out of balance"
    MISSING_TOTAL = "missing total"
    NO_COMMISSION_LIST = "no commission list"
    NO_GROSS_COMMISSION = "no gross commission"
    ROW_WITHOUT_ID = "row without an ID"
    UNKNOWN_ITEM_TYPE = "unknown item type"
    MISSING_AGENT = "missing agent"
    MISSING_CONTACT = "missing contact"
    MISSING_PAYEE = "missing payee"
    CO_BROKE_WITHOUT_BROKERAGE = "co-broke without a brokerage"
    DEDUCTION_WITHOUT_AGENT = "deduction without an agent"
    NOT_ON_A_STATEMENT = "not on a statement"
    ROUTED_TWICE = "routed to two companies"
    """The rules of more than one company take it."""
    SEVERAL_AGENTS = "several agents in one cell"
    ROWS_DISAGREE = "rows disagree"
    """Rows of one record have different values where they must have the same."""
    DUPLICATE_ROWS = "duplicate rows"
    """Two different rows of a file have the same key, though each record has one row."""

    # It can't be posted the way the template posts
    PAYEE_OWES = "payee owes the brokerage"
    NEGATIVE_INCOME = "negative income"
    PAYMENT_OF_A_CREDIT = "payment of a credit"
    NO_RECEIVABLES = "no receivables account"
    ACCOUNT_UNAVAILABLE = "account not available"
    PRODUCT_UNAVAILABLE = "product not available"
    CLASS_UNAVAILABLE = "class not available"
    PAYMENT_METHOD_UNAVAILABLE = "payment method not available"
    TAX_CODE_UNAVAILABLE = "tax code not available"
    TAX_CODE_NOT_CHOSEN = "no tax code chosen"
    TAX_UNDECIDED = "payee's tax not decided"
    """No one said whether the payee charges tax."""
    INTERNAL_ERROR = "internal error"
    NOT_DECRYPTED = "can't be decrypted"

    # CORE no longer has what is in QuickBooks
    DELETED_IN_CORE = "deleted in CORE"
    CANCELED_IN_CORE = "canceled in CORE"
    DISBURSEMENT_REMOVED = "disbursement removed in CORE"
    NO_LONGER_IN_CORE = "no longer in CORE"
    OTHER_KIND = "another kind of entry needed"

    # QuickBooks has something else
    EDITED = "edited in QuickBooks"
    DELETED = "deleted in QuickBooks"
    VOIDED = "voided in QuickBooks"
    DIFFERS = "differs in QuickBooks"
    """QuickBooks has something else than what CoreBooks sent, and nobody edited it."""
    REBUILT = "differed after a rebuild"
    """The database was lost: whether CORE changed or the entry was edited isn't known."""
    NOT_FOUND = "no entry after a rebuild"
    """The database was lost: whether it was deleted in QuickBooks or never posted isn't known."""
    ENTRY_EXISTS = "entry exists in QuickBooks"
    """An entry without the CoreBooks tag is there for the same thing."""
    BOOKED_DIFFERS = "marked as booked, and changed in CORE"
    STRAY = "tag without a record"
    """It bears a CoreBooks tag, but no record asks for it."""
    CLOSED_PERIOD = "closed period"
    CLEARED = "cleared or reconciled"
    SETTLED = "paid or deposited in QuickBooks"
    DEPOSITED = "on a bank deposit"
    """QuickBooks itself lets no one change it, or lets someone only who takes it off first."""
    PRINTED = "printed check"
    UPDATED_LATER = "updated by a later run"
    UNDONE_IN_PART = "undone in part"
    NOT_UNDONE = "not undone"
    NOT_REPOSTED = "not reposted"

    # Whose customer or vendor it is
    SIMILAR_NAMES = "similar names in QuickBooks"
    NAME_IN_USE = "name in use"
    ALREADY_MATCHED = "already matched"
    UNUSABLE_NAME = "name without a letter that QuickBooks keeps"
    INACTIVE = "inactive in QuickBooks"
    MERGED = "merged in QuickBooks"
    OTHER_CURRENCY_IN_QUICKBOOKS = "another currency in QuickBooks"
    DEPENDS = "depends on another entry"
    REJECTED = "rejected by QuickBooks"
    """Without a code that says why."""


LEFT_OVER = frozenset({HoldCause.UNDONE_IN_PART, HoldCause.NOT_UNDONE, HoldCause.NOT_REPOSTED})
"""What an undo or a repost couldn't do, though CORE and QuickBooks may agree."""

UNAVAILABLE = {
    ListKind.ACCOUNT: HoldCause.ACCOUNT_UNAVAILABLE,
    ListKind.PRODUCT: HoldCause.PRODUCT_UNAVAILABLE,
    ListKind.CLASS: HoldCause.CLASS_UNAVAILABLE,
    ListKind.PAYMENT_METHOD: HoldCause.PAYMENT_METHOD_UNAVAILABLE,
    ListKind.TAX_CODE: HoldCause.TAX_CODE_UNAVAILABLE,
}
"""The causes that another choice in the workflow's options removes, by the list chosen from."""
